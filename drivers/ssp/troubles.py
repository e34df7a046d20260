"""What hinders a validator, as its poll events tell it, and where its cash box is.

ITL SSP Protocol Manual GA138 2.2.2129A: an error is repeated in every answer while it lasts; a full stacker,
an attempt at fraud and a cash box taken out are said once.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.ssp import codes
from drivers.ssp.codes import PollEvent
from kiosk.devices import Condition, DeviceStatus, Trouble

FRAUD_SHOWN_S = 60.0

REPEATED = {
    codes.SAFE_JAM: Trouble.JAM,
    codes.UNSAFE_JAM: Trouble.JAM,
    codes.NOTE_PATH_OPEN: Trouble.COVER_OPEN,
}


class Troubles:
    def __init__(self) -> None:
        self.cash_box = True  # as far as it was told
        self._unsure = False  # it was reset, and may say it again
        self._full = False
        self._fraud_until = 0.0
        self._now: frozenset[Trouble] = frozenset()

    def forget(self) -> None:
        """It starts anew, and says again what still is so."""
        self._unsure = True
        self._full = False
        self._now = frozenset()

    def heard(self, events: Sequence[PollEvent], now: float) -> bool | None:
        """Take one answer to a poll; the cash box, if it has moved: is it in?"""
        said = {event.code for event in events}
        self._now = frozenset(REPEATED[code] for code in said if code in REPEATED)
        self._full = (self._full or codes.STACKER_FULL in said) and codes.CASHBOX_REPLACED not in said
        if codes.FRAUD_ATTEMPT in said:
            self._fraud_until = now + FRAUD_SHOWN_S
        before = self.cash_box
        moves = [
            event.code for event in events if event.code in (codes.CASHBOX_REMOVED, codes.CASHBOX_REPLACED)
        ]
        if moves:
            self.cash_box = moves[-1] == codes.CASHBOX_REPLACED
        elif self._unsure:
            self.cash_box = True
        self._unsure = False
        return self.cash_box if self.cash_box != before else None

    def status(self, now: float) -> DeviceStatus:
        stopping = sorted(self._now)
        if self._full:
            stopping.append(Trouble.STACKER_FULL)
        if not self.cash_box:
            stopping.append(Trouble.CASH_BOX_REMOVED)
        if stopping:
            return DeviceStatus(Condition.STOPPED, tuple(stopping))
        if now < self._fraud_until:
            return DeviceStatus(Condition.ATTENTION, (Trouble.FRAUD,))
        return DeviceStatus(Condition.READY)
