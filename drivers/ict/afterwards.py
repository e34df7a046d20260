"""Words about a note that nobody holds: the echo of its end, a late one, one from an earlier life.

    10 within a second of the last 10          the same word twice
    10 after a doubt that only silence left    that note: NoteStacked after NoteInDoubt
    10 soon after a start, one note asked for  that note: NoteStacked
    any other 10                               a note went in that nobody knows: NoteInDoubt without value
    11, 29 with no doubt about                 NoteRefused

A late 11 decides nothing: it may be of a note whose BILL VALIDATED was lost. Sans-I/O.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.ict import codes
from kiosk.devices import DeviceEvent, NoteInDoubt, NoteRefused, NoteReturned, NoteStacked
from kiosk.money import Money

SAME_WORD_S = 1.0  # no two notes end within a second
LATE_S = 60.0
UNCLAIMED_S = 10.0  # after a start: the kiosk asks for the note of its earlier life by then
RECONCILE_S = 8.0  # as long as a note that is being stacked may take to be so
REMEMBERED = 32

Ended = NoteStacked | NoteReturned | NoteInDoubt


@dataclass(slots=True)
class _Asked:
    """A note of an earlier life of the program, which was to be stacked."""

    note_id: str
    value: Money
    until: float | None = None


@dataclass(frozen=True, slots=True)
class _Doubt:
    note_id: str
    value: Money
    until: float


class Afterwards:
    """Names notes, remembers how they ended, and judges words that come when none is held."""

    def __init__(self, name: str, boot_id: str) -> None:
        self.unexplained = 0  # words that were dropped; for diagnosis
        self._name = name
        self._boot_id = boot_id
        self._count = 0
        self._ended: dict[str, Ended] = {}
        self._last: tuple[int, float] | None = None
        self._doubt: _Doubt | None = None
        self._asked: list[_Asked] = []
        self._unclaimed = 0  # notes that were stacked since the port opened, and belong to nobody
        self._opened_at = 0.0
        self._recognised = False
        self._owed: list[DeviceEvent] = []

    def new_id(self) -> str:
        self._count += 1
        return f"{self._boot_id}-{self._count}"

    # ---- the kiosk ---------------------------------------------------------------------------------

    def asked_in_vain(self, note_id: str) -> None:
        """Stack or return a note that is not held: it has had its answer, or nobody here knows it."""
        if note_id not in self._ended:
            self._owed += self.ended(NoteInDoubt(self._name, note_id, None))

    def reconcile(self, note_id: str, value: Money) -> None:
        if note_id in self._ended:
            self._owed.append(self._ended[note_id])
        elif all(asked.note_id != note_id for asked in self._asked):
            self._asked.append(_Asked(note_id, value))

    # ---- what happens ------------------------------------------------------------------------------

    def connected(self, now: float) -> None:
        self._opened_at = now
        self._recognised = False
        self._doubt = None
        self._unclaimed = 0

    def recognised(self) -> None:
        """It is an ICT validator with the right line settings: what it says is to be believed."""
        self._recognised = True

    def another_note(self) -> None:
        """From now on a word is of that one."""
        self._doubt = None

    def power_up(self) -> None:
        self._doubt = None

    def may_still_be_stacked(self, note_id: str, value: Money, now: float) -> None:
        """Only silence left it in doubt."""
        self._doubt = _Doubt(note_id, value, now + LATE_S)

    def ended(
        self, event: Ended | NoteRefused, code: int | None = None, now: float = 0.0
    ) -> list[DeviceEvent]:
        """Remember how a note ended; `code` is the word that said so."""
        if code is not None:
            self._last = (code, now)
        if not isinstance(event, NoteRefused):
            self._ended[event.note_id] = event
            while len(self._ended) > REMEMBERED:
                del self._ended[next(iter(self._ended))]
        return [event]

    def moved(self, code: int, now: float) -> list[DeviceEvent]:
        last, self._last = self._last, (code, now)
        if last is not None and now - last[1] <= SAME_WORD_S and (last[0] == code or code != codes.STACKED):
            return self._drop()
        if code == codes.STACKED:
            return self._stacked(now)
        if not self._recognised or code == codes.BILL_REMOVE or self._doubt is not None or self._asked:
            return self._drop()
        return [NoteRefused(self._name, code)]

    def _stacked(self, now: float) -> list[DeviceEvent]:
        doubt, self._doubt = self._doubt, None
        if doubt is not None and now <= doubt.until:
            return self.ended(NoteStacked(self._name, doubt.note_id, doubt.value))
        if self._asked or not self._recognised:
            self._unclaimed += 1
            return []
        return self._nobody_s()

    def _nobody_s(self) -> list[DeviceEvent]:
        return self.ended(NoteInDoubt(self._name, self.new_id(), None))

    def _drop(self) -> list[DeviceEvent]:
        self.unexplained += 1
        return []

    # ---- time --------------------------------------------------------------------------------------

    def tick(self, now: float) -> list[DeviceEvent]:
        events, self._owed = self._owed, []
        for asked in self._asked:
            asked.until = asked.until or now + RECONCILE_S
        if self._recognised and self._unclaimed == 1 and len(self._asked) == 1:
            asked = self._asked.pop()
            self._unclaimed = 0
            events += self.ended(NoteStacked(self._name, asked.note_id, asked.value))
        for asked in [asked for asked in self._asked if now >= (asked.until or now)]:
            self._asked.remove(asked)
            self._unclaimed = max(self._unclaimed - 1, 0)  # that note is in doubt now, once
            events += self.ended(NoteInDoubt(self._name, asked.note_id, asked.value))
        if self._recognised and not self._asked and now - self._opened_at >= UNCLAIMED_S:
            while self._unclaimed:
                self._unclaimed -= 1
                events += self._nobody_s()
        return events

    def disconnected(self) -> list[DeviceEvent]:
        """Nothing will be heard any more: what waits for an answer gets it now."""
        events, self._owed = self._owed, []
        for asked in self._asked:
            events += self.ended(NoteInDoubt(self._name, asked.note_id, asked.value))
        self._asked.clear()
        self._doubt = None
        return events
