"""The one note between bezel and cash box: what the kiosk wants with it, and what the validator says of it.

    81 4x --> WAITING --stack--> STACKING --10--> NoteStacked
                 |                  `--11--> NoteReturned
                 `--return, unwanted, too long--> RETURNING --11--> NoteReturned
    23, 29 while it waits: RETURNING too; NoteReturned after 8 s, when even a note that was not gone is
    power-up, lost port, 8 s without a word, words that contradict each other: NoteInDoubt

ACCEPT and REJECT are sent once for a note, whichever comes first; nothing is ever sent again. Sans-I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from drivers.ict import codes
from drivers.ict.afterwards import Afterwards
from kiosk.devices import (
    DeviceEvent,
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
)
from kiosk.money import Money

HOLD_EVERY_S = 1.5  # the validator returns a bill after 5 s: two lost ones do not matter
LONGEST_WAIT_S = 30.0  # the kiosk decides at once; if it does not, something is wrong with it
LONGEST_WAIT_WITHOUT_HOLD_S = 4.0  # return it before the validator does, so that we know who did
DECISION_S = 8.0  # stacking takes 1 to 2 s; an ACCEPT that was lost shows after the 5 s as a RETURNED
RETURNED_TELLS_S = 6.5  # a later RETURNED may be of another note, whose BILL VALIDATED was lost
SAME_NOTE_S = 1.0  # an ICT106 repeats BILL VALIDATED for every poll while the note is in escrow


class Stage(Enum):
    WAITING = auto()
    STACKING = auto()
    RETURNING = auto()


@dataclass(slots=True)
class Held:
    """A note as far as we know it. `announced`: the kiosk was told, and is owed its end."""

    note_id: str
    bill_type: int | None
    value: Money | None
    announced: bool
    certain: bool  # the validator was recognised when it told of it: not the garbage of a wrong line
    stage: Stage
    arrived_at: float
    seen_at: float
    hold_at: float  # when HOLD is due
    held_at: float  # from when the validator's 5 s count
    deed_at: float | None = None  # when ACCEPT or REJECT went out
    left: bool = False  # the validator has said since that no note is in escrow
    gone: int | None = (
        None  # BILL REMOVE or BILL REJECT was heard: it came out of the bezel, or that was noise
    )


class Escrow:
    """Holds one note at a time, and answers for it once."""

    def __init__(self, name: str, boot_id: str, can_hold: bool, afterwards: Afterwards) -> None:
        self.held: Held | None = None
        self._name = name
        self._boot_id = boot_id
        self._can_hold = can_hold
        self._afterwards = afterwards

    # ---- the kiosk ---------------------------------------------------------------------------------

    def stack(self, note_id: str) -> None:
        self._decide(note_id, Stage.STACKING)

    def return_note(self, note_id: str) -> None:
        self._decide(note_id, Stage.RETURNING)

    def give_back(self) -> None:
        """Whatever waits: the validator is to be shut."""
        if self.held is not None and self.held.stage is Stage.WAITING:
            self.held.stage = Stage.RETURNING

    def _decide(self, note_id: str, stage: Stage) -> None:
        held = self.held
        if held is None or held.note_id != note_id or not held.announced:
            self._afterwards.asked_in_vain(note_id)
        elif held.stage is Stage.WAITING:
            held.stage = stage

    # ---- the validator -----------------------------------------------------------------------------

    def validated(
        self, bill_type: int | None, value: Money | None, wanted: bool, certain: bool, now: float
    ) -> list[DeviceEvent]:
        """BILL VALIDATED was heard; `value` is None for a type that is unknown to the configuration."""
        events: list[DeviceEvent] = []
        held = self.held
        if held is not None:
            if bill_type is None:
                return []  # half a word says nothing new
            if bill_type == held.bill_type and not held.left and now - held.seen_at <= SAME_NOTE_S:
                held.seen_at = now
                return []
            # Another note: the one before went, and its word was lost. An unannounced one was only ever
            # told to go back, and a validator that takes the next note has done so.
            events += self._in_doubt() if held.announced else []
            wanted = False
        self._afterwards.another_note()
        announced = wanted and value is not None
        note_id = self._afterwards.new_id()
        stage = Stage.WAITING if announced else Stage.RETURNING
        self.held = Held(
            note_id, bill_type, value, announced, certain, stage, now, seen_at=now, hold_at=now, held_at=now
        )
        if announced and value is not None:
            events.append(NoteInEscrow(self._name, note_id, value))
        return events

    def is_left(self) -> None:
        """The validator said, asked for its status, that it is idle or busy. Many always do."""
        if self.held is not None:
            self.held.left = True

    def moved(self, code: int, now: float) -> list[DeviceEvent]:
        """STACKED, RETURNED, BILL REMOVE or BILL REJECT was heard."""
        held = self.held
        if held is None or not held.certain:
            return self._afterwards.moved(code, now)
        if held.stage is Stage.STACKING and held.deed_at is not None:
            return self._moved_while_stacking(held, held.deed_at, code, now)
        if code == codes.STACKED:
            return self._in_doubt(code, now)  # nobody asked for that
        if code == codes.RETURNED:
            return self._returned(code, now)
        held.gone, held.stage = code, Stage.RETURNING  # if that was noise, REJECT or the 5 s bring it out
        return []

    def _moved_while_stacking(self, held: Held, deed_at: float, code: int, now: float) -> list[DeviceEvent]:
        if code == codes.STACKED:
            return self._stacked(held, now)
        if code != codes.RETURNED:
            return []  # no document says where the note is then: a word may still come
        if now - max(deed_at, held.held_at) <= RETURNED_TELLS_S:
            return self._returned(code, now)
        return self._in_doubt(code, now)

    def lost(self) -> list[DeviceEvent]:
        """The validator has forgotten it (power-up), or nobody will hear of it (port gone)."""
        held = self.held
        if held is None:
            return []
        if held.certain:
            return self._in_doubt()
        self.held = None
        return []

    # ---- time --------------------------------------------------------------------------------------

    def tick(self, now: float) -> tuple[bytes, list[DeviceEvent]]:
        held = self.held
        if held is None:
            return b"", []
        if held.stage is Stage.WAITING:
            longest_s = LONGEST_WAIT_S if self._can_hold else LONGEST_WAIT_WITHOUT_HOLD_S
            if now - held.arrived_at < longest_s:
                return self._hold(held, now), []
            held.stage = Stage.RETURNING
        if held.deed_at is None:
            held.deed_at = now
            return bytes([codes.ACCEPT if held.stage is Stage.STACKING else codes.REJECT]), []
        if now - held.deed_at < DECISION_S:
            return b"", []
        if held.gone is not None and held.certain:
            return b"", self._returned(held.gone, now)
        if not held.certain or (held.value is None and held.bill_type is None):
            self.held = None  # half a word on a line with noise; nothing ever confirmed that there was a note
            return b"", []
        if held.stage is Stage.STACKING and held.value is not None:
            self._afterwards.may_still_be_stacked(held.note_id, held.value, now)
        return b"", self._in_doubt()

    def _hold(self, held: Held, now: float) -> bytes:
        if not self._can_hold or now < held.hold_at:
            return b""
        held.hold_at, held.held_at = now + HOLD_EVERY_S, now
        return bytes([codes.HOLD])

    # ---- the end -----------------------------------------------------------------------------------

    def _stacked(self, held: Held, now: float) -> list[DeviceEvent]:
        self.held = None
        if held.value is None:  # never announced, so never to be stacked
            return self._afterwards.ended(NoteInDoubt(self._name, held.note_id, None), codes.STACKED, now)
        return self._afterwards.ended(NoteStacked(self._name, held.note_id, held.value), codes.STACKED, now)

    def _returned(self, code: int, now: float) -> list[DeviceEvent]:
        held, self.held = self.held, None
        if held is None:
            return []
        if held.announced:
            return self._afterwards.ended(NoteReturned(self._name, held.note_id), code, now)
        return self._afterwards.ended(NoteRefused(self._name, code), code, now)

    def _in_doubt(self, code: int | None = None, now: float = 0.0) -> list[DeviceEvent]:
        held, self.held = self.held, None
        if held is None:
            return []
        return self._afterwards.ended(NoteInDoubt(self._name, held.note_id, held.value), code, now)
