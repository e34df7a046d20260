"""Some notes among mishaps drawn from a seed, and what physically became of them.

The validator's supply fails and returns, its cable is pulled, words are lost, late, doubled or spoiled, noise
comes from nowhere, notes jam, are pulled out or fished for, the cash box is taken, the program is killed and
begins again. One thing the wire is spared: noise that is by chance 10, 11 or a bill type, which nobody could
tell from the truth.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from drivers.ict.bill_validator import IctBillValidator, Settings, create
from drivers.transport.memory import cable
from kiosk.devices import (
    DeviceEvent,
    DeviceStatusChanged,
    NoteInDoubt,
    NoteInEscrow,
    NoteReturned,
    NoteStacked,
    ValidatorClosed,
)
from kiosk.money import Money
from simulator.devices.ict_bill_validator import ICT002, ICT104, ICT106, Dialect, IctBillValidatorTwin

BILLS = {0: 100, 1: 500, 2: 1000}
ALL = frozenset(Money(value) for value in BILLS.values())
DIALECTS = (ICT104, ICT106, ICT002)
MEANT = {0x10, 0x11, *range(0x40, 0x5A)}
SERVES_AGAIN_S = 60.0

Ended = NoteStacked | NoteReturned | NoteInDoubt


@dataclass(slots=True)
class Story:
    """What happened, in words, and how it ended."""

    seed: int
    dialect: Dialect
    told: list[str] = field(default_factory=list)
    mishaps: int = 0
    noise: bool = False
    power_lost: bool = False
    unplugged: bool = False
    program_died: bool = False
    announced: dict[str, int] = field(default_factory=dict)
    answers: list[Ended] = field(default_factory=list)
    unwritten: list[Ended] = field(default_factory=list)  # the program died before they were on record
    asked: set[str] = field(default_factory=set)  # to be stacked
    offered: list[int] = field(default_factory=list)
    stacked: list[int] = field(default_factory=list)
    pushed_at_power_up: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    accepts: int = 0
    never_ended: set[str] = field(default_factory=set)
    served_again_after_s: float = 0.0
    next_exact: bool = False
    closed: bool = False

    def values(self, kind: type[NoteStacked] | type[NoteReturned]) -> Counter[int]:
        """Of all that was said so, on record or not, by value; a note counts once."""
        ids = {event.note_id for event in self.answers + self.unwritten if isinstance(event, kind)}
        return Counter(self.announced[note_id] for note_id in ids)

    @property
    def doubts(self) -> dict[str, Money | None]:
        """Of all notes that are not said to be stacked or returned."""
        sure = {event.note_id for event in self.answers if not isinstance(event, NoteInDoubt)}
        return {
            event.note_id: event.value
            for event in self.answers
            if isinstance(event, NoteInDoubt) and event.note_id not in sure
        }

    @property
    def never_says_too_much(self) -> bool:
        """What is said to be in the box is there, what is said to be back is back."""
        return self.values(NoteStacked) <= Counter(self.stacked) and self.values(NoteReturned) <= Counter(
            self.returned
        )

    @property
    def forgets_nothing(self) -> bool:
        """Every note in the box is on record as stacked or in doubt.

        Of one that a power-up pushed in after its BILL VALIDATED was lost, nobody can know.
        """
        record = Counter(
            self.announced[event.note_id] for event in self.answers if isinstance(event, NoteStacked)
        )
        for value in self.doubts.values():
            if value is not None:
                record[value.amount] += 1
        missing = Counter(self.stacked) - record - Counter(self.pushed_at_power_up)
        nameless = sum(value is None for value in self.doubts.values())
        return missing.total() <= nameless

    @property
    def says_each_once(self) -> bool:
        """One end for each note; after a doubt it may still turn out to be stacked."""
        said: dict[str, list[type[Ended]]] = {}
        for event in self.answers:
            said.setdefault(event.note_id, []).append(type(event))
        fine: tuple[list[type[Ended]], ...] = (
            [NoteStacked], [NoteReturned], [NoteInDoubt], [NoteInDoubt, NoteStacked],
        )  # fmt: skip
        return all(ends in fine for ends in said.values())

    def __str__(self) -> str:
        head = (
            f"seed {self.seed}: offered {self.offered}, stacked {self.stacked}"
            f" (by power-up {self.pushed_at_power_up}), returned {self.returned}"
        )
        return "\n  ".join(
            [head, *self.told, *map(str, self.answers), f"unwritten {self.unwritten}", str(self.dialect)]
        )


class Mishaps:
    """Runs one story."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        dialect = self._dialect()
        self.story = Story(seed, dialect)
        self.twin = IctBillValidatorTwin(
            dialect, generator=self.dice, capacity=self.dice.choice((1, 500, 500, 500)),
            in_step=self.dice.random() < 0.3,
        )  # fmt: skip
        self.now = 50.0
        self.end, self.far_end = cable(self._there, self._back)
        self._step_s = self.dice.choice((0.02, 0.04))
        self._soon: list[tuple[float, int, Callable[[], object]]] = []
        self._drawn = 0
        self._share: dict[str, float] = {}
        self._next: list[str] = []
        self._late_s = self.dice.choice((0.1, 0.3, 1.0))
        self._alive = self._plugged = True
        self._told_gone_at = 0.0
        self._began = self.now
        self._lives = 0
        self._open: dict[str, int] = {}  # intents on record without an answer
        self._status_serves = False
        self._wants_notes = self._mishaps_allowed = self._decides_itself = False
        self.events: list[DeviceEvent] = []
        self.driver = self._begin()

    def _dialect(self) -> Dialect:
        dice = self.dice
        return replace(
            dice.choice(DIALECTS),
            acknowledges_switch=dice.random() < 0.5,
            says_busy=dice.random() < 0.5,
            says_escrow=dice.random() < 0.3,
            enabled_by_sync=dice.random() < 0.7,
            late_sync=True,
            stacks_at_power_up=dice.random() < 0.3,
            repeats_power_up=dice.random() < 0.6,
        )

    def _begin(self) -> IctBillValidator:
        self._lives += 1
        dialect = self.story.dialect
        settings = Settings(bills=BILLS, hold=dialect.knows_hold, reset=dialect.knows_reset)
        driver = create(settings, "notes", f"life{self._lives}")
        self._say(driver.connected(self.now) if self._plugged else driver.disconnected(self.now))
        return driver

    # ---- the wire ------------------------------------------------------------------------------

    def _there(self, data: bytes, now: float) -> list[tuple[float, bytes]]:
        if self.dice.random() < self._share.get("there", 0.0):
            return []
        return [(now, data)]

    def _back(self, data: bytes, now: float) -> list[tuple[float, bytes]]:
        fault = self._next.pop() if self._next else ""
        for kind, share in self._share.items():
            if kind != "there" and self.dice.random() < share:
                fault = kind
        match fault:
            case "lost":
                return []
            case "late":
                return [(now + self._late_s, data)]
            case "doubled":
                return [(now, data), (now + 0.003, data)]
            case "spoiled":  # parity finds one wrong bit; of the rest, no byte that means something of money
                place = self.dice.randrange(len(data))
                return [(now, data[:place] + self._noise(self.dice.randrange(2)) + data[place + 1 :])]
            case _:
                return [(now, data)]

    def _noise(self, length: int) -> bytes:
        return bytes(
            self.dice.choice([byte for byte in range(256) if byte not in MEANT]) for _ in range(length)
        )

    # ---- time ----------------------------------------------------------------------------------

    def _tick(self) -> None:
        while self._soon and self._soon[0][0] <= self.now:
            heapq.heappop(self._soon)[2]()
        self.now += self._step_s
        if self._alive and self._plugged:
            self._say(self.driver.receive(self.end.read(self.now), self.now))
            if not self._alive:
                return
            out, events = self.driver.tick(self.now)
            if out:
                self.end.write(out, self.now)
            self._say(events)
        elif self._alive and self.now >= self._told_gone_at:
            self._told_gone_at = self.now + 0.5
            self._say(self.driver.disconnected(self.now))
        else:
            self.end.read(self.now)
        self.twin.receive(self.far_end.read(self.now), self.now)
        while word := self.twin.output(self.now):
            self.far_end.write(word, self.now)

    def _run(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self._tick()

    def _in(self, seconds: float, deed: Callable[[], object]) -> None:
        self._drawn += 1
        heapq.heappush(self._soon, (self.now + seconds, self._drawn, deed))

    def _tell(self, what: str) -> None:
        self.story.told.append(f"{self.now - self._began:7.2f} s {what}")

    # ---- the kiosk -----------------------------------------------------------------------------

    def _say(self, events: list[DeviceEvent]) -> None:
        for event in events:
            if not self._alive:
                return
            self.events.append(event)
            match event:
                case NoteInEscrow(note_id=note_id, value=value):
                    assert note_id not in self.story.announced, "each note has its own name"
                    self.story.announced[note_id] = value.amount
                    self._tell(f"{note_id} of NT${value.amount} is in escrow")
                    self._decide(note_id, value.amount)
                case NoteStacked() | NoteReturned() | NoteInDoubt():
                    self._tell(str(event))
                    self._ended(event)
                case DeviceStatusChanged(status=status):
                    self._status_serves = status.serves
                case ValidatorClosed():
                    self.story.closed = True
                case _:
                    pass

    def _ended(self, event: Ended) -> None:
        if self._mishaps_allowed and self.dice.random() < 0.1:
            self.story.unwritten.append(event)
            self._tell("... which is not on record")
            self._program_dies()
            return
        self._open.pop(event.note_id, None)
        self.story.answers.append(event)

    def _decide(self, note_id: str, value: int) -> None:
        if self._decides_itself:
            return
        stack = self.dice.random() < 0.75
        wait_s = self.dice.choice((0.0, 0.0, 0.0, 0.1, 1.0, 3.9, 4.9, 5.1, 12.0))
        if self.dice.random() < 0.04:
            return  # it never decides
        self._in(wait_s, partial(self._does, note_id, value, stack, self._lives))

    def _does(self, note_id: str, value: int, stack: bool, life: int) -> None:
        if not self._alive or life != self._lives:
            return
        for _ in range(self.dice.choice((1, 1, 1, 2))):
            if not stack:
                self.driver.return_note(note_id)
                continue
            self.story.asked.add(note_id)
            if all(event.note_id != note_id for event in self.story.answers):
                self._open[note_id] = value
            self.driver.stack(note_id)

    # ---- mishaps -------------------------------------------------------------------------------

    def _power_fails(self) -> None:
        self.story.power_lost = True
        self.twin.power(False)
        off_s = self.dice.choice((0.05, 0.5, 3.0))
        self._tell(f"the validator has no power for {off_s} s")
        self._in(off_s, self._power_returns)

    def _power_returns(self) -> None:
        self.twin.power(True)

    def _is_unplugged(self) -> None:
        if not self._plugged:
            return
        self.story.unplugged = True
        self._plugged = False
        self.end.unplug()
        if self._alive:
            self._say(self.driver.disconnected(self.now))
        out_s = self.dice.choice((0.1, 1.0, 7.0))
        self._tell(f"the cable is out for {out_s} s")
        self._in(out_s, self._is_plugged)

    def _is_plugged(self) -> None:
        self._plugged = True
        self.end.plug()
        if self._alive:
            self._say(self.driver.connected(self.now))
            self._wish()

    def _jams(self) -> None:
        self.twin.jam(True)
        self._tell("a note jams")
        self._in(self.dice.choice((0.5, 4.0, 12.0)), lambda: self.twin.jam(False))

    def _box_is_taken(self) -> None:
        self.twin.move_cash_box(False)
        self._tell("the cash box is out")
        self._in(self.dice.choice((0.5, 5.0)), lambda: self.twin.move_cash_box(True))

    def _is_pulled(self) -> None:
        self.twin.pull_out()
        self._tell("somebody pulls at the note")

    def _is_fished(self) -> None:
        self.twin.fish()
        self._tell("somebody fishes")

    def _words_suffer(self) -> None:
        self.story.noise = True
        kind, many = self.dice.choice(("lost", "late", "doubled", "spoiled")), self.dice.randint(1, 4)
        self._next += [kind] * many
        self._tell(f"the next {many} words are {kind}")

    def _noise_comes(self) -> None:
        self.story.noise = True
        self.far_end.write(self._noise(self.dice.randint(1, 3)), self.now)
        self._tell("noise on the line")

    def _noise_says_power_up(self) -> None:
        """Or that it is out of step: one who believes it at once stacks what lies in escrow."""
        self.story.noise = True
        self.far_end.write(self.dice.choice((b"\x80\x8f", b"\x26\x26")), self.now)
        self._tell("noise like a power-up")

    def _both_fail(self) -> None:
        self._power_fails()
        self._program_dies()

    def _program_dies(self) -> None:
        if not self._alive:
            return
        self.story.program_died = True
        self._alive = self._status_serves = False
        dead_s = self.dice.choice((0.02, 0.5, 2.0, 8.0))
        self._tell(f"the program is dead for {dead_s} s")
        self._in(dead_s, self._program_begins)

    def _program_begins(self) -> None:
        self._alive = True
        self.driver = self._begin()
        for note_id, value in self._open.items():
            self._in(
                self.dice.choice((0.0, 0.1, 2.0)),
                partial(self._ask, note_id, value),
            )
        self._wish()

    def _ask(self, note_id: str, value: int) -> None:
        if self._alive and note_id in self._open:
            self._tell(f"what became of {note_id}?")
            self.driver.reconcile(note_id, Money(value))

    def _wish(self) -> None:
        if self._wants_notes:
            self.driver.accept(ALL)

    def _insert(self) -> None:
        value = self.dice.choice((100, 100, 500, 1000, 2000))
        self.story.offered.append(value)
        self._tell(f"NT${value} is offered")
        self.twin.insert(value, genuine=self.dice.random() < 0.95)

    def _draw_mishaps(self) -> None:
        dice = self.dice
        if dice.random() < 0.3:
            self.story.noise = True
            for kind in ("there", "lost", "late", "doubled", "spoiled"):
                self._share[kind] = dice.choice((0.0, 0.0, 0.02, 0.15))
            self._tell(f"a bad line: {self._share}")
        kinds = (
            self._power_fails, self._power_fails, self._is_unplugged, self._jams, self._box_is_taken,
            self._is_pulled, self._is_fished, self._words_suffer, self._words_suffer, self._words_suffer,
            self._noise_comes, self._noise_says_power_up, self._program_dies, self._program_dies,
            self._both_fail,
        )  # fmt: skip
        for _ in range(dice.choice((0, 1, 2, 3, 5))):
            self.story.mishaps += 1
            self._in(dice.uniform(0.0, 16.0), dice.choice(kinds))

    # ---- the story -----------------------------------------------------------------------------

    def run(self) -> Story:
        story, dice = self.story, self.dice
        self._until_served()
        self._began = self.now
        self._mishaps_allowed = dice.random() < 0.9
        self._wants_notes = True
        self._wish()
        if self._mishaps_allowed:
            self._draw_mishaps()
        at = 0.5
        for _ in range(dice.randint(1, 4)):
            self._in(at, self._insert)
            at += dice.choice((0.0, 1.0, 2.5, 5.0))
        self._run(18.0)
        self._heal()
        story.stacked, story.returned = list(self.twin.stacked), list(self.twin.returned)
        story.pushed_at_power_up = list(self.twin.pushed_at_power_up)
        story.accepts = self.twin.accepts
        story.never_ended = set(self._open)
        self._and_again()
        return story

    def _until_served(self) -> float:
        began = self.now
        while self.now - began < SERVES_AGAIN_S and not (
            self._alive and self._plugged and self._status_serves
        ):
            self._tick()
        return self.now - began

    def _heal(self) -> None:
        self._mishaps_allowed = False
        self.twin.fish(False)
        self._share.clear()
        self._next.clear()
        while self._soon or not self._alive or self.twin.inside is not None or self.twin.offered:
            self._run(1.0)
        self.twin.empty_cash_box()
        self._run(9.0)  # the longest answer
        self.story.served_again_after_s = self._until_served()
        self._run(11.0)

    def _and_again(self) -> None:
        """When faults end it serves again by itself, and is exact."""
        self._wants_notes = self._decides_itself = True
        self.driver.accept(ALL)
        self._run(1.0)
        stacked, announced = len(self.twin.stacked), set(self.story.announced)
        self.twin.insert(500)
        self._run(3.0)
        new = set(self.story.announced) - announced
        for note_id in new:
            self.driver.stack(note_id)
        self._run(3.0)
        ends = [event for event in self.story.answers if event.note_id in new]
        self.story.next_exact = [type(event) for event in ends] == [NoteStacked] and self.twin.stacked[
            stacked:
        ] == [500]
        self.story.answers = [event for event in self.story.answers if event.note_id not in new]
        self.story.closed = False
        self._wants_notes = False
        self.driver.inhibit()
        self._run(5.0)
