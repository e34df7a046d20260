"""An ICT bill validator: obeys single bytes, moves notes at its own speed, keeps the truth about them.

    bezel --feed--> escrow --02--> pushed over the edge | cash box
      `<---- 0F, 5 s, unwanted, pulled out -----'

It knows nothing of our driver's code, so that a misread document does not hide on both sides.
`complaints` keeps what a careful host would not have sent.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from drivers.transport.wire import LineSettings

ESCROW_S = 5.0
SYNC_WITHIN_S = 2.0
SAY_POWER_UP_EVERY_S = 2.0
HANDS_S = 1.0  # a person needs as long between two notes
PUSHED_AT = 0.6  # of the way into the box: from here nobody gets the note out again
TIMEOUTS = 3  # in a row, and it says that communication has failed

BILLS = {0: 100, 1: 500, 2: 1000, 3: 200, 4: 2000}


class Place(StrEnum):
    """Where a note is."""

    FEEDING = "feeding"
    ESCROW = "escrow"
    STACKING = "stacking"
    RETURNING = "returning"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How this model departs from the others."""

    name: str = "ICT104"
    parity: str = "E"
    repeats_power_up: bool = True  # the U versions; others say 26 and wait
    late_sync: bool = True  # 02 is obeyed at any time, not only within 2 s of a power-up
    says_power_supply_on: bool = False  # A1 to polls before 02
    says_busy: bool = False  # 71 to polls while a note moves
    says_escrow: bool = False  # 81 4x to polls while a note is in escrow
    acknowledges_switch: bool = False  # 3E and 5E are answered by themselves
    knows_reset: bool = True
    knows_hold: bool = True
    enabled_by_sync: bool = True
    shut_unless_polled_s: float | None = 5.0
    stacks_at_power_up: bool = False  # a note found past the bezel goes into the box, not back
    boot_s: float = 0.5


ICT104 = Dialect()
ICT002 = Dialect(
    "ICT002", repeats_power_up=False, knows_reset=False, knows_hold=False, shut_unless_polled_s=None
)
ICT106 = Dialect(
    "ICT106",
    says_power_supply_on=True,
    says_busy=True,
    says_escrow=True,
    acknowledges_switch=True,
    shut_unless_polled_s=None,
)


@dataclass(slots=True)
class _Note:
    value: int
    place: Place
    since: float
    until: float  # when it reaches the next place
    genuine: bool = True
    stopped_at: float | None = None  # a jam or an open stacker holds it


class IctBillValidatorTwin:
    """A simulator.wire.SerialTwin. Its clock is the `now` that it was last called with."""

    echoes = False

    def __init__(
        self,
        dialect: Dialect = ICT104,
        bills: Mapping[int, int] = BILLS,
        capacity: int = 500,
        generator: random.Random | None = None,
        in_step: bool = False,
    ) -> None:
        """`in_step`: it has been switched on long ago, and was in use."""
        self.line = LineSettings(9600, dialect.parity)
        self.dialect = dialect
        self.capacity = capacity
        self.box: list[int] = []  # in the cash box now
        self.stacked: list[int] = []  # ever pushed into a cash box
        self.pushed_at_power_up: list[int] = []  # of `stacked`: nobody had asked for it
        self.returned: list[int] = []
        self.accepts = 0  # how often 02 met a note in escrow
        self.complaints: list[str] = []
        self.last = "nothing has happened yet"
        self._types = {value: bill_type for bill_type, value in bills.items()}
        self._generator = generator or random.Random(0)
        self._now = 0.0
        self._outbox: deque[tuple[float, bytes]] = deque()
        self._powered = True
        self._jammed = False
        self._box_present = True
        self._fishing = False
        self._note: _Note | None = None
        self._slot: deque[tuple[int, bool]] = deque()  # notes in people's hands, in front of the bezel
        self._hands_free_at = 0.0
        self._error: int | None = None
        self._enabled = False
        self._in_step = in_step
        self._booted_at: float | None = None
        if in_step:
            self._booted_at = 0.0
        self._said_power_up_at: float | None = 0.0 if in_step else None
        self._said_failure = in_step
        self._timeouts = 0
        self._polled_at = 0.0

    # ---- hands ---------------------------------------------------------------------------------

    def insert(self, value: int, genuine: bool = True) -> str:
        """A person offers a note; what is not taken comes back at once."""
        self._slot.append((value, genuine))
        return self._say(f"a note of NT${value} is offered")

    def pull_out(self) -> str:
        """Somebody pulls at a note that still hangs out of the bezel."""
        note = self._note
        if note is None or note.place not in (Place.FEEDING, Place.ESCROW):
            return self._say("there is nothing to pull")
        self._give_back(note)
        if self._powered:
            self._out(0x23)
        return self._say("the note was pulled out")

    def fish(self, fishing: bool = True) -> str:
        """The next note hangs on a string, and is pulled back while it is being stacked."""
        self._fishing = fishing
        return self._say("somebody has a note on a string" if fishing else "nobody fishes")

    def jam(self, jammed: bool) -> str:
        """What moves notes is stuck; freed, it goes on where it was."""
        self._jammed = jammed
        if not jammed and self._error == 0x22:
            self._error_ends()
        return self._say("jammed" if jammed else "the jam was cleared")

    def move_cash_box(self, present: bool) -> str:
        """Taken out to be emptied, or put back empty."""
        self._box_present = present
        if present:
            if self._error == 0x24:
                self._error_ends()
            return self._say("the cash box is back")
        self.box.clear()
        if self._powered:
            self._error = None
            self._error_begins(0x24)
        return self._say("the cash box is out")

    def empty_cash_box(self) -> list[int]:
        """Somebody with the key takes the notes out, and puts the box back at once."""
        taken, self.box = self.box, []
        if self._error == 0x28:
            self._error_ends()
        return taken

    def power(self, on: bool) -> str:
        """Its supply fails, or returns."""
        if on == self._powered:
            return self.last
        self._powered = on
        if on:
            self._booted_at = None
        else:
            self._forget()
        return self._say("power has returned" if on else "without power")

    def _say(self, what: str) -> str:
        self.last = what
        return what

    @property
    def inside(self) -> int | None:
        """The note between bezel and cash box."""
        return None if self._note is None else self._note.value

    @property
    def offered(self) -> int:
        """Notes in people's hands, waiting for their turn."""
        return len(self._slot)

    @property
    def enabled(self) -> bool:
        return self._powered and self._in_step and self._enabled

    def state(self) -> dict[str, Any]:
        """All there is to see, and what only the twin knows."""
        return {
            "dialect": self.dialect.name,
            "powered": self._powered,
            "enabled": self.enabled,
            "in_step": self._in_step,
            "inside": self.inside,
            "place": None if self._note is None else self._note.place.value,
            "cash_box_present": self._box_present,
            "cash_box": list(self.box),
            "stacked": list(self.stacked),
            "returned": list(self.returned),
            "jammed": self._jammed,
            "error": self._error,
            "last": self.last,
            "complaints": list(self.complaints),
        }

    def _forget(self) -> None:
        """What does not survive without power. A note past the edge is in the box, whoever knows of it."""
        self._outbox.clear()
        self._in_step = self._enabled = False
        self._said_power_up_at = None
        self._said_failure = False
        self._timeouts = 0
        self._error = None
        note = self._note
        if note is not None and note.place is Place.STACKING and self._part(note) >= PUSHED_AT:
            self._push(note)

    # ---- the note's way ------------------------------------------------------------------------

    def _live(self, now: float) -> None:
        """Let time pass: it boots, notes move."""
        self._now = max(now, self._now)
        if not self._powered:
            self._hands_take_back()
            return
        if self._booted_at is None:
            self._booted_at = self._now + self.dialect.boot_s
        if self._now < self._booted_at:
            return
        if self._said_power_up_at is None:
            self._power_up()
        self._wait_for_sync()
        self._watch_the_host()
        self._move()
        self._take_from_hands()

    def _power_up(self) -> None:
        self._said_power_up_at = self._now
        note = self._note
        if note is not None:
            if self.dialect.stacks_at_power_up and note.place is not Place.FEEDING:
                self.pushed_at_power_up.append(note.value)
                self._push(note)
            else:
                self._give_back(note)
        if not self._box_present:
            self._error_begins(0x24)
        self._out(0x80, 0x8F)

    def _wait_for_sync(self) -> None:
        if self._in_step or self._said_power_up_at is None:
            return
        if self._now - self._said_power_up_at < SYNC_WITHIN_S:
            return
        if self.dialect.repeats_power_up:
            self._said_power_up_at = self._now
            self._out(0x80, 0x8F)
        elif not self._said_failure:
            self._said_failure = True
            self._out(0x26)

    def _watch_the_host(self) -> None:
        patience_s = self.dialect.shut_unless_polled_s
        if patience_s is not None and self._now - self._polled_at >= patience_s:
            self._enabled = False

    def _take_from_hands(self) -> None:
        if self._note is not None or not self._slot or self._now < self._hands_free_at:
            return
        value, genuine = self._slot.popleft()
        self._hands_free_at = self._now + HANDS_S
        if not self.enabled or self._jammed or not self._box_present:
            self.returned.append(value)
            return
        feed_s = self._generator.uniform(0.6, 1.4)
        self._note = _Note(value, Place.FEEDING, self._now, self._now + feed_s, genuine)
        self.last = f"NT${value} goes in"

    def _hands_take_back(self) -> None:
        while self._slot:
            self.returned.append(self._slot.popleft()[0])

    def _move(self) -> None:
        note = self._note
        if note is None:
            return
        if note.place is Place.ESCROW:
            if self._now >= note.until:
                self._escrow_ends(note)
            return
        held_up = self._jammed or (note.place is Place.STACKING and not self._box_present)
        if held_up:
            if note.stopped_at is None:
                note.stopped_at = self._now
                self._error_begins(0x22 if self._jammed else 0x24)
            return
        if note.stopped_at is not None:
            note.since += self._now - note.stopped_at
            note.until += self._now - note.stopped_at
            note.stopped_at = None
        self._go_on(note)

    def _go_on(self, note: _Note) -> None:
        if note.place is Place.STACKING and self._fishing and self._part(note) >= PUSHED_AT / 2:
            self._fishing = False
            self._give_back(note)
            self._out(0x27)
            return
        if self._now < note.until:
            return
        match note.place:
            case Place.FEEDING if not note.genuine or note.value not in self._types:
                self._give_back(note)
                self._out(0x29)
            case Place.FEEDING:
                note.place, note.since, note.until = Place.ESCROW, self._now, self._now + ESCROW_S
                self._out(0x81, 0x40 + self._types[note.value])
            case Place.STACKING:
                self._push(note)
                self._timeouts = 0
                self._out(0x10)
            case Place.RETURNING:
                self._give_back(note)
                self._out(0x11)

    def _escrow_ends(self, note: _Note) -> None:
        """Nobody decided."""
        self._timeouts += 1
        self._return(note)
        if self._timeouts >= TIMEOUTS:
            self._timeouts = 0
            self._in_step = self._enabled = False
            self._said_power_up_at = self._now
            self._said_failure = True
            self._out(0x26)

    def _stack(self, note: _Note) -> None:
        if len(self.box) >= self.capacity:
            self._error_begins(0x28)
            self._return(note)
            return
        note.place, note.since = Place.STACKING, self._now
        note.until = self._now + self._generator.uniform(0.5, 1.5)

    def _return(self, note: _Note) -> None:
        note.place, note.since = Place.RETURNING, self._now
        note.until = self._now + self._generator.uniform(0.3, 0.8)

    def _push(self, note: _Note) -> None:
        self._note = None
        self.box.append(note.value)
        self.stacked.append(note.value)
        self._hands_free_at = self._now + HANDS_S
        self.last = f"NT${note.value} is in the cash box"

    def _give_back(self, note: _Note) -> None:
        self._note = None
        self.returned.append(note.value)
        self._hands_free_at = self._now + HANDS_S
        self.last = f"NT${note.value} came back"

    def _part(self, note: _Note) -> float:
        now = self._now if note.stopped_at is None else note.stopped_at
        return (now - note.since) / max(note.until - note.since, 0.001)

    def _error_begins(self, code: int) -> None:
        if self._error != code:
            self._error = code
            self._out(code)

    def _error_ends(self) -> None:
        self._error = None
        if self._powered:
            self._out(0x2F)

    # ---- the wire ------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        self._live(now)
        if not self._powered or self._booted_at is None or self._now < self._booted_at:
            return
        for byte in data:
            self._obey(byte)

    def output(self, now: float) -> bytes:
        """One word per call, as each is one reply."""
        self._live(now)
        if self._outbox and self._outbox[0][0] <= self._now:
            return self._outbox.popleft()[1]
        return b""

    def _out(self, *word: int) -> None:
        at = self._now + self._generator.uniform(0.005, 0.030)
        if self._outbox:
            at = max(at, self._outbox[-1][0])
        self._outbox.append((at, bytes(word)))

    def _obey(self, byte: int) -> None:
        note = self._note
        in_escrow = note is not None and note.place is Place.ESCROW
        match byte:
            case 0x02 if note is not None and in_escrow:
                self.accepts += 1
                self._timeouts = 0
                self._stack(note)
            case 0x02:
                self._sync()
            case 0x0F if note is not None and in_escrow:
                self._timeouts = 0
                self._return(note)
            case 0x0F:
                pass
            case 0x18 if note is not None and in_escrow and self.dialect.knows_hold:
                note.until = self._now + ESCROW_S
            case 0x0C:
                self._polled_at = self._now
                self._out(*self._status())
            case 0x3E | 0x5E:
                self._switch(byte)
            case 0x30 if self.dialect.knows_reset:
                self.power(False)
                self.power(True)
            case _:
                if byte != 0x18:
                    self.complaints.append(f"does not know {byte:02X}")
                self._out(0x2A)

    def _sync(self) -> None:
        if self._note is not None and self._in_step:
            self.complaints.append(f"02 while a note was {self._note.place.value}")
        if self._said_power_up_at is None:
            return
        if not self.dialect.late_sync and self._now - self._said_power_up_at > SYNC_WITHIN_S:
            return
        if not self._in_step and self.dialect.enabled_by_sync:
            self._enabled = True
            self._polled_at = self._now
        self._in_step = True

    def _switch(self, byte: int) -> None:
        if self._in_step:
            self._enabled = byte == 0x3E
            self._polled_at = self._now
        if self.dialect.acknowledges_switch:
            self._out(byte)

    def _status(self) -> tuple[int, ...]:
        note = self._note
        if not self._in_step:
            return (0xA1,) if self.dialect.says_power_supply_on else (0x5E,)
        if self._error is not None:
            return (self._error,)
        if note is not None and note.place is Place.ESCROW and self.dialect.says_escrow:
            return (0x81, 0x40 + self._types[note.value])
        if note is not None and note.place is not Place.ESCROW and self.dialect.says_busy:
            return (0x71,)
        return (0x3E,) if self._enabled else (0x5E,)
