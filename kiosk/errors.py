"""The kiosk's own exceptions: our mistakes, a wrong configuration, a broken journal. Devices never raise.

KioskError
 ├─ ConfigurationError   a file the operator can mend: file, key, reason
 ├─ JournalError
 │   ├─ JournalBusy      another kiosk has it
 │   ├─ JournalTooNew    written by a newer program
 │   ├─ JournalUncertain a commit failed: whether it is on disk is unknown until the journal is opened again
 │   └─ JournalDamaged   the hash chain does not hold
 └─ SpoolError           see kiosk.documents.spool
"""

from __future__ import annotations

START_AGAIN = 75  # the exit code that asks the supervisor for a fresh start (EX_TEMPFAIL)


class KioskError(Exception):
    """The base of everything the kiosk raises on purpose."""


class ConfigurationError(KioskError):
    """A configuration that must not be started with."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file, self.key, self.reason = file, key, reason


class JournalError(KioskError):
    """The journal cannot be used as it is."""


class JournalBusy(JournalError):
    """Another process holds the journal; two kiosks must never share one."""


class JournalTooNew(JournalError):
    """The journal was written by a newer program; an older one must not touch it."""


class JournalUncertain(JournalError):
    """A commit failed. It may be on disk all the same: stop, open again, fold; never write it again."""


class JournalDamaged(JournalError):
    """A row does not fit the chain."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(f"row {seq}: {reason}")
        self.seq, self.reason = seq, reason
