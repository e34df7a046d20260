"""The note on its way, the one before it, and what the kiosk is told of them.

A validator's words are about the note on its way; without one, about the last, until another is read; and in
a program that has just begun, about the one that the kiosk may still ask for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from drivers.ssp import codes
from drivers.ssp.codes import PollEvent
from drivers.ssp.note import Fate, Note, Stage, Wish
from kiosk.devices import DeviceEvent, NoteInDoubt, NoteReturned, NoteStacked
from kiosk.money import Money

SETTLE_S = 10.0  # answers without a word about the note: nothing more will be said
LONGEST_MOVE_S = 60.0
ORPHAN_S = 10.0  # for the kiosk to ask about a note from before

CREDITS = frozenset({codes.NOTE_CREDIT, codes.NOTE_CLEARED_INTO_CASHBOX})
ENDS = CREDITS | {codes.STACKED, codes.REJECTED, codes.NOTE_CLEARED_FROM_FRONT}
NO_NEWS = frozenset({codes.DISABLED, codes.CHANNEL_DISABLE})


class Notes:
    """`reject_code_due`: a note came back that the kiosk never knew of, and the reason can be asked."""

    def __init__(self, name: str, boot_id: str) -> None:
        self.note: Note | None = None
        self.reject_code_due = False
        self._name = name
        self._boot_id = boot_id
        self._count = 0
        self._last: tuple[Note, Fate] | None = None
        self._asked: deque[tuple[str, Money]] = deque()
        self._orphans: list[tuple[PollEvent, Money | None]] = []  # words from before the program began
        self._orphans_until: float | None = None
        self._began = False  # the kiosk has asked, or nobody will: no more orphans

    # ---- what the kiosk wants ----------------------------------------------------------------------

    def decide(self, note_id: str | None, wish: Wish) -> None:
        """About this note, or whichever waits; the first word counts."""
        note = self.note
        if note is not None and (note_id is None or (note.told and note.note_id == note_id)):
            note.wish = note.wish or wish

    def ask(self, note_id: str, value: Money) -> None:
        """What became of a note of an earlier program."""
        self._asked.append((note_id, value))

    def nobody_asks(self, now: float) -> None:
        """The kiosk sells again: what it wanted to know it has asked."""
        self._orphans_until = now

    @property
    def unasked(self) -> bool:
        """A credit from before waits for the kiosk to ask for it."""
        return any(event.code in CREDITS for event, _ in self._orphans)

    # ---- what the validator says -------------------------------------------------------------------

    def scanned(self) -> list[DeviceEvent]:
        """A note is being read: the way is free, whatever became of the one before."""
        gone = self._end(Fate.IN_DOUBT) if self.note is not None and self.note.moving else []
        self._last = None
        return gone

    def moves(self) -> None:
        """Something that was in escrow is there no more."""
        if self.note is not None:
            self.note.left_escrow = True

    def read(self, value: Money | None, wanted: bool, now: float) -> None:
        """A note is in escrow; there it stays until the next poll."""
        note = self.note
        if note is None:
            self._last = None
            self.note = Note(self._new_id(), value, Stage.SEEN if wanted else Stage.HELD, now, now)
            if not wanted:
                self.note.wish = Wish.RETURN
        elif not note.moving or note.left_escrow or note.gap or note.value != value:
            note.stage, note.wish, note.gap = Stage.HELD, Wish.RETURN, True  # which one it is, is not known

    def heard(self, event: PollEvent, value: Money | None, with_ack: bool, now: float) -> list[DeviceEvent]:
        """One of ENDS."""
        if self.note is None:
            return self._late_word(event, value, now)
        fate = self.note.heard(event.code, value, with_ack)
        return [] if fate is None else self._end(fate)

    def settled(self, said: Sequence[PollEvent], now: float) -> list[DeviceEvent]:
        """A poll was answered: with nothing about the note for so long, nothing more will be said."""
        note = self.note
        if note is None or not note.moving:
            return []
        if any(event.code not in NO_NEWS for event in said):
            note.news_at = now
        return self._end(Fate.IN_DOUBT) if now - note.news_at >= SETTLE_S else []

    def _late_word(self, event: PollEvent, value: Money | None, now: float) -> list[DeviceEvent]:
        if event.code == codes.REJECTED and self._last is None:
            self.reject_code_due = True
        if not self._began:
            self._orphans.append((event, value))
            self._orphans_until = self._orphans_until or now + ORPHAN_S
            return []
        if event.code not in CREDITS:
            return []
        if self._last is not None:
            note, fate = self._last
            ours = value is not None and value == note.value
            if fate is not Fate.RETURNED and not event.channel:
                return []
            if fate is Fate.STACKED and ours:
                return []
            if fate is Fate.IN_DOUBT and ours:
                self._last = note, Fate.STACKED
                return self._stacked(note)
        return [NoteInDoubt(self._name, self._new_id(), value)]

    # ---- ends --------------------------------------------------------------------------------------

    def gone(self) -> list[DeviceEvent]:
        """Another validator is there now."""
        events = self._end(Fate.IN_DOUBT) if self.note is not None else []
        self._last = None
        return events

    def overdue(self, patience_s: float | None, now: float) -> list[DeviceEvent]:
        """`patience_s` is given while the validator is out of reach."""
        note = self.note
        if note is None:
            return []
        unheard = patience_s is not None and now - note.news_at >= patience_s
        if unheard or (note.moving and now - note.since >= LONGEST_MOVE_S):
            return self._end(Fate.IN_DOUBT)
        return []

    def from_before(self, with_ack: bool, now: float) -> list[DeviceEvent]:
        """Notes of an earlier program: the kiosk asks, or the validator has spoken of one unasked."""
        if self._asked and self.note is None:
            note_id, value = self._asked.popleft()
            self.note = Note(note_id, value, Stage.STACKING, now, now, told=True)
            self.note.may_be_stacked = self.note.gap = True
        elif self._orphans_until is None or now < self._orphans_until:
            return []
        orphans, self._orphans = self._orphans, []
        self._began, self._orphans_until = True, None
        return [said for event, value in orphans for said in self.heard(event, value, with_ack, now)]

    def _end(self, fate: Fate) -> list[DeviceEvent]:
        note, self.note = self.note, None
        assert note is not None, "a note has ended"
        self._last = note, fate
        match fate:
            case Fate.STACKED:
                return self._stacked(note)
            case Fate.RETURNED if note.told:
                return [NoteReturned(self._name, note.note_id)]
            case Fate.RETURNED:
                self.reject_code_due = True
                return []
            case Fate.IN_DOUBT:
                return [NoteInDoubt(self._name, note.note_id, note.value)]

    def _stacked(self, note: Note) -> list[DeviceEvent]:
        if note.value is None:
            return [NoteInDoubt(self._name, note.note_id, None)]
        return [NoteStacked(self._name, note.note_id, note.value)]

    def _new_id(self) -> str:
        self._count += 1
        return f"{self._boot_id}-{self._count}"
