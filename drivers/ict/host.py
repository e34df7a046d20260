"""Keeps an ICT validator asked, in step, and shut or open as wanted: POLL, ENABLE, SYNC. Sans-I/O.

    SILENT --any word--> STARTING --twice "inhibited"--> SERVING
                            ^                              | power-up, does not obey, says it is out of step
                            `------------------------------'

SYNC is the same byte as ACCEPT, so it must never meet a note in escrow. It goes out only
  1. where the validator has said that it waits for it (80 8F, A1, 26), or does not obey ENABLE, and
  2. where no note can be in escrow: it says 80 8F, which it does before it takes the first note, and nothing
     was heard since the port opened that an open validator would say; or for 9 s nothing was sent or heard by
     which it could have been open: a note still on its way (3 s) has gone back by itself (after 5 s).
RESET (ICT104, ICT106) never accepts. ENABLED and INHIBITED are believed only as answers to a poll: some
models acknowledge ENABLE and INHIBIT by the same byte, and so would an adapter that echoes our own bytes.
"""

from __future__ import annotations

from enum import Enum, auto

from drivers.ict import codes

POLL_S = 0.2  # the documents ask for one in 5 s at least
ANSWER_S = 0.15  # a later answer is not believed; it comes within 50 ms
SWITCH_EVERY_S = 0.5
SILENCE_S = 2.0
NOTE_GONE_S = 9.0
FAULT_OVER_S = 3.0  # idle for so long: the word that the error is gone (2F) was lost
DISOBEYS_S = 3.0
RESET_AFTER_S = 10.0  # of silence, or of two SYNC in vain
RESET_EVERY_S = 30.0
PAIR_IS_FRESH_S = 1.0
GAP_S = 0.02  # between two writes
SYNC_AND_SHUT = bytes([codes.SYNC, codes.INHIBIT])  # SYNC may open it


class Phase(Enum):
    SILENT = auto()
    STARTING = auto()
    SERVING = auto()


class Link:
    """What is known of the validator, and the next byte to say to it."""

    def __init__(self, can_reset: bool) -> None:
        self.phase = Phase.SILENT
        self.wanted = False  # open
        self.state: int | None = None  # the last answer to a poll: ENABLED, INHIBITED or a fault
        self.state_since = 0.0
        self.fault: int | None = None
        self.refused = 0  # INVALID COMMAND; for diagnosis
        self._can_reset = can_reset
        self._same_answers = 0
        self._heard_at = 0.0
        self._asked_at: float | None = None
        self._poll_at = 0.0
        self._switch_at = 0.0
        self._free_at = 0.0
        self._fault_at = 0.0
        self._out_of_step = False
        self._out_of_step_said = 0
        self._pair_at: float | None = None
        self._open_heard = False
        self._may_be_open_at = 0.0
        self._disobeys_since: float | None = None
        self._syncs_in_vain = 0
        self._reset_at = 0.0

    def connected(self, now: float) -> None:
        self.phase = Phase.STARTING
        self._start_over(now)
        self._heard_at = now
        self._poll_at = self._free_at = now
        self._switch_at = now + ANSWER_S  # after a first look whether it is open
        self._out_of_step = False
        self._pair_at = None
        self._open_heard = False
        self._may_be_open_at = now
        self._syncs_in_vain = 0
        self._reset_at = now + RESET_AFTER_S

    def _start_over(self, now: float) -> None:
        self.state, self.state_since = None, now
        self._same_answers = 0
        self._asked_at = None
        self._out_of_step_said = 0
        self._disobeys_since = None

    @property
    def shut(self) -> bool:
        """It takes no note: inhibited, or it has a fault and says nothing else."""
        return self.state is not None and self.state != codes.ENABLED

    # ---- what the validator says -------------------------------------------------------------------

    def power_up(self, now: float) -> None:
        self._hear(now)
        self.phase = Phase.STARTING
        self._start_over(now)
        self._out_of_step = True
        self._pair_at = now
        self._switch_at = now + SWITCH_EVERY_S

    def validated(self, now: float) -> None:
        """A note is in escrow."""
        self._hear(now)
        self._asked_at = None
        self._is_open(now)

    def said(self, code: int, now: float) -> bool:
        """Whether it was believed."""
        if code in (codes.ENABLED, codes.INHIBITED):
            return self._answered(code, now)
        self._hear(now)
        match code:
            case codes.BUSY | codes.STACKED | codes.RETURNED | codes.BILL_REMOVE:
                self._is_open(now)
            case codes.POWER_SUPPLY_ON | codes.COMMUNICATION_FAILURE:
                self._out_of_step_said += 1
                if self._out_of_step_said >= 2:
                    self._lose_step(now)
            case codes.INVALID_COMMAND:
                self.refused += 1
            case codes.ERROR_EXCLUSION:
                self.fault = None
            case _ if code in codes.FAULTS:
                self.fault, self._fault_at = code, now
                self._is_now(code, now)
        if code not in (codes.STACKED, codes.RETURNED):
            self._asked_at = None
        return True

    def _answered(self, code: int, now: float) -> bool:
        if self._asked_at is None or now - self._asked_at > ANSWER_S:
            return False
        self._asked_at = None
        self._hear(now)
        if code == codes.ENABLED:
            self._is_open(now)
            self._out_of_step_said = self._syncs_in_vain = 0
            self._disobeys_since = None
        if self.fault is not None and now - self._fault_at >= FAULT_OVER_S:
            self.fault = None
        self._is_now(code, now)
        return True

    def _is_now(self, code: int, now: float) -> None:
        self._same_answers = self._same_answers + 1 if code == self.state else 1
        if code != self.state:
            self.state, self.state_since = code, now
        starting = self.phase is Phase.STARTING and not self._out_of_step
        if starting and self._same_answers >= 2 and code != codes.ENABLED:
            self.phase = Phase.SERVING

    def _hear(self, now: float) -> None:
        self._heard_at = now
        if self.phase is Phase.SILENT:
            self.phase = Phase.STARTING
            self._start_over(now)

    def _is_open(self, now: float) -> None:
        self._may_be_open_at = now
        self._open_heard = True

    def _lose_step(self, now: float) -> None:
        self.phase = Phase.STARTING
        self._start_over(now)
        self._out_of_step = True

    # ---- what to say to it -------------------------------------------------------------------------

    def tick(self, now: float, note_held: bool) -> bytes:
        """The next byte; nothing that could disturb a note while one is held."""
        if note_held:
            self._heard_at = self._may_be_open_at = now  # it need not answer polls while it moves
            self._disobeys_since = None
        elif self.phase is not Phase.SILENT and now - self._heard_at >= SILENCE_S:
            self.phase = Phase.SILENT
            self._start_over(now)
        if now < self._free_at:
            return b""
        out = self._next(now, note_held)
        if out:
            self._free_at = now + GAP_S
        return out

    def _next(self, now: float, note_held: bool) -> bytes:
        if not note_held:
            if self._out_of_step and self._may_sync(now):
                return self._sync(now)
            if self._wants_reset(now):
                self._reset_at = now + RESET_EVERY_S
                self._syncs_in_vain = 0
                return bytes([codes.RESET])
        if now >= self._switch_at and (switch := self._switch(now, note_held)):
            self._switch_at = now + SWITCH_EVERY_S
            self._poll_at = now + ANSWER_S  # its acknowledgement must not be taken for an answer
            self._asked_at = None
            return switch
        if now >= self._poll_at:
            self._poll_at = now + POLL_S
            self._asked_at = now
            return bytes([codes.POLL])
        return b""

    def _switch(self, now: float, note_held: bool) -> bytes:
        if self.phase is not Phase.SERVING or not self.wanted:
            return b"" if self.state == codes.INHIBITED else bytes([codes.INHIBIT])
        if note_held or self.fault is not None or self.state == codes.ENABLED:
            return b""
        if self._disobeys_since is None:
            self._disobeys_since = now
        if now - self._disobeys_since >= DISOBEYS_S:
            self._lose_step(now)
            return bytes([codes.INHIBIT])
        self._may_be_open_at = now
        return bytes([codes.ENABLE])

    def _may_sync(self, now: float) -> bool:
        pair = self._pair_at is not None and now - self._pair_at <= PAIR_IS_FRESH_S
        if pair and not self._open_heard:
            return True
        answers = self.state == codes.INHIBITED or self._out_of_step_said > 0 or pair
        return answers and self.state != codes.ENABLED and now - self._may_be_open_at >= NOTE_GONE_S

    def _sync(self, now: float) -> bytes:
        self._start_over(now)
        self._out_of_step = False
        self._pair_at = None
        self._may_be_open_at = now
        self._syncs_in_vain += 1
        self._switch_at = now + SWITCH_EVERY_S
        self._poll_at = now + ANSWER_S
        return SYNC_AND_SHUT

    def _wants_reset(self, now: float) -> bool:
        """Silent for long, or out of step although it was told to be in step twice."""
        silent = self.phase is Phase.SILENT and now - self._heard_at >= RESET_AFTER_S
        stubborn = self._out_of_step and self._syncs_in_vain >= 2
        return self._can_reset and (silent or stubborn) and now >= self._reset_at
