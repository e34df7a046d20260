"""A few notes among mishaps drawn from a seed, a kiosk that keeps a journal, and what physically came of it.

The validator's supply fails and returns, cables are pulled, packets are lost, late, damaged or doubled, notes
jam and are pulled out on threads, the box is taken out, the kiosk's program dies before or after it has
written something down, and asks when it is back, as often as the seed wants.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from drivers.ssp.bill_validator import SspBillValidator, create
from drivers.ssp.settings import Settings
from drivers.transport.memory import Fault as CableFault
from drivers.transport.memory import damaged, lossy, whole
from kiosk.devices import (
    DeviceEvent,
    NoteInDoubt,
    NoteInEscrow,
    NoteReturned,
    NoteStacked,
    ValidatorClosed,
    ValidatorOpened,
)
from kiosk.money import Money
from simulator.devices.ssp_bill_validator import COMMON, FORGETFUL, WITHOUT_ACK, Profile, SspBillValidatorTwin
from simulator.faults import Fault, Faults
from tests.contracts.bill_validators import ALL, STEP_S, ValidatorBench

PROFILES = (COMMON, COMMON, WITHOUT_ACK, FORGETFUL)
End = NoteStacked | NoteReturned | NoteInDoubt


class SeededKind:
    """What ValidatorBench wants; `moves_a_note` is not asked here."""

    name = "SSP"

    def __init__(self, profile: Profile, dice: random.Random) -> None:
        self._profile = profile
        self._dice = dice

    def driver(self, boot_id: str) -> SspBillValidator:
        return create(Settings(patience_s=15.0), "bill_validator", boot_id)

    def twin(self) -> SspBillValidatorTwin:
        return SspBillValidatorTwin(self._profile, generator=self._dice)

    def moves_a_note(self, written: bytes) -> bool:
        raise NotImplementedError


@dataclass(slots=True)
class Story:
    """What happened, in words, and how it ended."""

    seed: int
    profile: Profile
    told: list[str] = field(default_factory=list)
    open: dict[str, Money] = field(default_factory=dict)  # on record without an end
    ends: list[End] = field(default_factory=list)  # on record
    unwritten: list[End] = field(default_factory=list)  # the program died before
    bodies: dict[str, int] = field(default_factory=dict)  # which of the notes drawn in has this name
    stacked_bodies: list[int] = field(default_factory=list)
    stacked: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    offered: int = 0
    mishaps: int = 0
    deaths: int = 0
    exact_afterwards: bool = False
    closed_afterwards: bool = False

    @property
    def doubts(self) -> list[NoteInDoubt]:
        """Those that were not cleared by a late word."""
        cleared = {end.note_id for end in self.ends if isinstance(end, NoteStacked)}
        return [end for end in self.ends if isinstance(end, NoteInDoubt) and end.note_id not in cleared]

    @property
    def untrue(self) -> str:
        """What of it is not so; empty if all is."""
        stacked = Counter(end.value.amount for end in self.ends if isinstance(end, NoteStacked))
        doubtful = Counter(end.value.amount for end in self.doubts if end.value is not None)
        unknown = sum(end.value is None for end in self.doubts)
        truth = Counter(self.stacked)
        if stacked - truth:
            return f"credited and not there: {stacked - truth}"
        if (truth - stacked - doubtful).total() > unknown:
            return f"lost: {truth - stacked - doubtful}"
        for end in (*self.ends, *self.unwritten):
            body = self.bodies.get(end.note_id)
            if isinstance(end, NoteReturned) and body in self.stacked_bodies:
                return f"{end.note_id} was said to be returned, and lies in the box"
            if isinstance(end, NoteStacked) and body is not None and body not in self.stacked_bodies:
                return f"{end.note_id} was said to be stacked, and was not"
        names = Counter(end.note_id for end in self.ends if isinstance(end, NoteStacked))
        twice = [name for name, count in names.items() if count > 1]
        if twice:
            return f"credited twice: {twice}"
        if self.open:
            return f"never answered: {self.open}"
        return ""

    def __str__(self) -> str:
        ends = "\n  ".join(map(str, [*self.ends, "unwritten:", *self.unwritten]))
        head = f"seed {self.seed}: {self.untrue}\n  stacked {self.stacked}, returned {self.returned}"
        return "\n  ".join([head, ends, *self.told, str(self.profile)])


class Mishaps:
    """Runs one story."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        profile = replace(
            self.dice.choice(PROFILES),
            clears_in_from=self.dice.choice((0.2, 0.6)),
            power_up_s=self.dice.choice((0.5, 2.0, 6.0)),
            repeats_box=self.dice.random() < 0.5,
        )
        self.story = Story(seed, profile)
        self.faults = Faults(random.Random(seed), late_s=self.dice.choice((0.15, 0.4, 1.2)))
        self.there: CableFault = whole
        kind = SeededKind(profile, self.dice)
        self.twin = kind.twin()
        self.bench = ValidatorBench(
            kind, self.twin, lambda data, now: self.there(data, now), self.faults.apply
        )
        self._soon: list[tuple[float, int, Callable[[], object]]] = []
        self._drawn = 0
        self._alive = True
        self._seen = len(self.bench.events)
        self._wants_open = False
        self._healed = False

    # ---- time ------------------------------------------------------------------------------------

    def _tick(self) -> None:
        bench = self.bench
        while self._soon and self._soon[0][0] <= bench.now:
            heapq.heappop(self._soon)[2]()
        stacked = len(self.twin.stacked)
        if self._alive and bench.plugged:
            bench.step()
        else:
            bench.now += STEP_S
            bench.live_without_driver()
            bench.end.read(bench.now)
            if self._alive and round(bench.now / STEP_S) % 50 == 0:
                bench.events += bench.driver.disconnected(bench.now)
        if len(self.twin.stacked) > stacked:
            self.story.stacked_bodies.append(self.twin.drawn_in)
        if self._alive:
            self._kiosk()

    def _run(self, seconds: float) -> None:
        until = self.bench.now + seconds
        while self.bench.now < until:
            self._tick()

    def _in(self, seconds: float, deed: Callable[[], object]) -> None:
        self._drawn += 1
        heapq.heappush(self._soon, (self.bench.now + seconds, self._drawn, deed))

    def _tell(self, what: str) -> None:
        self.story.told.append(f"{self.bench.now - 100:7.2f} s {what}")

    # ---- the kiosk -------------------------------------------------------------------------------

    def _kiosk(self) -> None:
        """Write down what was said; or die instead."""
        new, self._seen = self.bench.events[self._seen :], len(self.bench.events)
        for place, event in enumerate(new):
            if isinstance(event, End) and not self._healed and self.dice.random() < 0.08:
                self.story.unwritten += [unread for unread in new[place:] if isinstance(unread, End)]
                self._tell(f"{event} is not written down")
                return self._program_dies()
            self._write(event)
        return None

    def _write(self, event: DeviceEvent) -> None:
        match event:
            case NoteInEscrow(note_id=note_id, value=value):
                self.story.open[note_id] = value
                self.story.bodies[note_id] = self.twin.drawn_in
                self._decide(note_id)
            case NoteStacked() | NoteReturned() | NoteInDoubt():
                self._tell(str(event))
                self.story.open.pop(event.note_id, None)
                self.story.ends.append(event)

    def _decide(self, note_id: str) -> None:
        port = self.bench.port
        wish = self.dice.choice((port.stack, port.stack, port.stack, port.return_note, None))
        self._tell(f"{note_id} in escrow: {'nothing' if wish is None else wish.__name__}")
        if wish is not None:
            self._in(self.dice.choice((0.0, 0.0, 0.3, 3.0)), lambda: wish(note_id))

    # ---- mishaps ---------------------------------------------------------------------------------

    def _power_fails(self) -> None:
        off_s = self.dice.choice((0.05, 0.5, 3.0, 20.0))
        self._tell(f"the validator has no power for {off_s} s, {self.twin.state()['place']}")
        self.twin.power(False)
        self._in(off_s, lambda: self.twin.power(True))

    def _is_unplugged(self) -> None:
        if not self.bench.plugged or not self._alive:
            return
        self.bench.unplug()
        out_s = self.dice.choice((0.3, 2.0, 8.0, 40.0))
        self._tell(f"the cable is out for {out_s} s")
        self._in(out_s, self._is_plugged)

    def _is_plugged(self) -> None:
        if self.bench.plugged:
            return
        if self._alive:
            self.bench.plug()
        else:
            self.bench.plugged = True
            self.bench.end.plug()

    def _jams(self) -> None:
        self._tell("a jam")
        self.twin.jam(True)
        self._in(self.dice.choice((0.5, 4.0, 40.0)), lambda: self.twin.jam(False))

    def _is_pulled(self) -> None:
        self._tell(self.twin.pull_back())

    def _box_moves(self) -> None:
        self._tell("the box is out for a while")
        self.twin.move_cash_box(False)
        self._in(self.dice.choice((1.0, 6.0)), lambda: self.twin.move_cash_box(True))

    def _replies_suffer(self) -> None:
        fault, many = self.dice.choice(list(Fault)), self.dice.randint(1, 3)
        self.faults.next(fault, many)
        self._tell(f"the next {many} replies are {fault.value}")

    def _line_is_dead(self) -> None:
        self._tell("replies are lost for a while")
        self.faults.chance(Fault.LOST, 1.0)
        self._in(self.dice.choice((2.0, 12.0, 30.0)), lambda: self.faults.chance(Fault.LOST, 0.0))

    def _shuts(self) -> None:
        if self._alive:
            self._tell("the kiosk closes it")
            self._wants_open = False
            self.bench.port.inhibit()

    def _both_fail(self) -> None:
        self._power_fails()
        self._program_dies()

    def _program_dies(self) -> None:
        if not self._alive:
            return
        self._alive = False
        self.story.deaths += 1
        dead_s = self.dice.choice((0.05, 0.7, 3.0, 12.0))
        self._tell(f"the program is dead for {dead_s} s")
        self._in(dead_s, self._program_begins)

    def _program_begins(self) -> None:
        self._alive = True
        self._seen = len(self.bench.events)
        self.bench.begin()
        if not self.bench.plugged:
            self.bench.events += self.bench.driver.disconnected(self.bench.now)
        self._in(self.dice.choice((0.0, 0.5, 3.0)), self._recovers)

    def _recovers(self) -> None:
        if not self._alive:
            return
        for note_id, value in self.story.open.items():
            self._tell(f"the kiosk asks about {note_id}")
            self.bench.port.reconcile(note_id, value)
        if self._wants_open:
            self.bench.port.accept(ALL)

    # ---- the story -------------------------------------------------------------------------------

    def run(self) -> Story:
        dice, story = self.dice, self.story
        self._wants_open = True
        self.bench.port.accept(ALL)
        self._run(2.0)
        if dice.random() < 0.3:
            for fault in Fault:
                self.faults.chance(fault, dice.choice((0.0, 0.02, 0.10)))
            self.there = dice.choice((lossy, damaged))(dice.choice((0.0, 0.02, 0.10)), dice.random)
        kinds = (
            self._power_fails, self._power_fails, self._is_unplugged, self._jams, self._is_pulled,
            self._box_moves, self._replies_suffer, self._replies_suffer, self._line_is_dead, self._shuts,
            self._program_dies, self._program_dies, self._both_fail,
        )  # fmt: skip
        for _ in range(dice.choice((1, 2, 3))):
            story.offered += 1
            self.twin.insert(dice.choice((100, 100, 500, 1000)))
            for _ in range(dice.choice((0, 1, 1, 2))):
                story.mishaps += 1
                self._in(dice.uniform(0.0, dice.choice((2.0, 4.0, 8.0))), dice.choice(kinds))
            self._run(dice.choice((5.0, 8.0)))
        self._heal()
        self._and_again()
        story.stacked, story.returned = list(self.twin.stacked), list(self.twin.returned)
        return story

    def _heal(self) -> None:
        self.faults.clear()
        self.there = whole
        while self._soon:
            self._run(1.0)
            self.faults.clear()
        self._healed = True
        self._is_plugged()
        until = self.bench.now + 150.0
        self._run(20.0)
        while self.bench.now < until and (self.story.open or not self._alive or self._soon):
            self._run(1.0)

    def _and_again(self) -> None:
        """When faults end it serves again by itself, and is exact."""
        for said in (ValidatorOpened, ValidatorClosed):
            opened = said is ValidatorOpened
            before = len(self.bench.said(said))
            while not self._alive:
                self._run(1.0)
            self._wants_open = opened
            if opened:
                self.bench.port.accept(ALL)
            else:
                self.bench.port.inhibit()
            until = self.bench.now + 60.0
            while self.bench.now < until and len(self.bench.said(said)) == before:
                self._tick()
            arrived = len(self.bench.said(said)) > before
            if not opened:
                self.story.closed_afterwards = arrived
            elif arrived:
                stacked = len(self.twin.stacked)
                self.twin.insert(500)
                self._run(3.0)
                for note_id in list(self.story.open):
                    self.bench.port.stack(note_id)
                self._run(12.0)
                returned = self.twin.returned[-1:] == [500] or not self._alive
                self.story.exact_afterwards = len(self.twin.stacked) == stacked + 1 or returned
