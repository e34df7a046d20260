"""One payout among mishaps drawn from a seed, and what physically came of it.

The hopper's supply fails and returns, noise resets it, cables are pulled, replies are lost, late, damaged or
doubled, coins jam, the kiosk's program is killed and reconciles, as often as the seed wants.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from drivers.cctalk import headers
from drivers.cctalk.framing import Check
from drivers.cctalk.hopper_settings import Settings
from drivers.transport.memory import Fault as CableFault
from drivers.transport.memory import damaged, lossy, whole
from kiosk.devices import HopperReading, PayoutFinished
from simulator.devices.hopper import COMMON, FLOW, OLD, SCH2, HopperTwin, Profile
from simulator.faults import Fault, Faults
from tests.drivers.cctalk.hopper_bench import STEP_S, HopperBench, settings_for

PAYOUT = "the payout"
LONGEST_S = 400.0
TWO_REGISTERS = replace(COMMON, security="zeros", registers=2)
FORGETFUL = replace(COMMON, keeps_counters=False)
PROFILES = (COMMON, SCH2, FLOW, OLD, TWO_REGISTERS, FORGETFUL)
UNKNOWN = HopperReading(0, 0, 0, 0, 0)


@dataclass(slots=True)
class Story:
    """What happened, in words, and how it ended."""

    seed: int
    profile: Profile
    settings: Settings
    asked: int = 0
    before: HopperReading = UNKNOWN
    told: list[str] = field(default_factory=list)
    answers: list[PayoutFinished] = field(default_factory=list)
    unwritten: list[PayoutFinished] = field(
        default_factory=list
    )  # the program died before they were on record
    truth: int = 0
    commands: int = 0
    created: int = 0  # coins out of nothing
    power_lost: bool = False  # or reset, or stopped where that resets
    program_died: bool = False
    noise: bool = False  # or a pulled cable: answers were lost
    served_again_after_s: float = 0.0
    next_exact: bool = False

    @property
    def doubtful(self) -> int:
        return self.answers[-1].doubtful

    @property
    def is_true(self) -> bool:
        """Each answer, written down or not, holds what physically happened."""
        return bool(self.answers) and all(
            one.paid <= self.truth <= one.paid + one.doubtful <= self.asked
            for one in self.answers + self.unwritten
        )

    @property
    def may_doubt(self) -> bool:
        """Whether there is a reason for which nobody could tell from what this hopper shows."""
        if self.power_lost or self.answers[-1].after is None:
            return True
        if self.program_died and self.before.events == 0:
            return True  # from 0 to 0: it may have been commanded, and reset since
        may_have_refused = self.settings.counts_refused and not self.settings.lifetime_counter
        return may_have_refused and (self.program_died or self.noise)

    def __str__(self) -> str:
        ends = [f"{one.paid}+{one.doubtful} {one.troubles} {one.after}" for one in self.answers]
        head = f"seed {self.seed}: asked {self.asked}, came {self.truth}, said {ends}, before {self.before}"
        return "\n  ".join([head, *self.told, str(self.profile), str(self.settings)])


class Mishaps:
    """Runs one story."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        profile = self._profile()
        self.story = Story(seed, profile, self._settings(profile))
        self.faults = Faults(random.Random(seed), late_s=self.dice.choice((0.15, 0.4, 1.2)))
        self.there: CableFault = whole
        coins = self.dice.choice((0, 3, 6, 30, 30))
        self.twin = HopperTwin(coins=coins, profile=profile, generator=self.dice)
        self.bench = HopperBench(
            self.twin, lambda data, now: self.there(data, now), self.faults.apply, self.story.settings
        )
        self._began = self.bench.now
        self._soon: list[tuple[float, int, Callable[[], object]]] = []
        self._drawn = 0
        self._alive = True
        self._plugged = True
        self._retry_at = 0.0
        self._lies_in_wait = False

    # ---- the draw ------------------------------------------------------------------------------

    def _profile(self) -> Profile:
        dice = self.dice
        return replace(
            dice.choice(PROFILES),
            check=dice.choice((Check.SIMPLE, Check.CRC)),
            coins_per_s=dice.uniform(3.0, 8.0),
            counts_refused=dice.random() < 0.4,
            answers_before_counting=dice.random() < 0.3,
            clears_unpaid=dice.random() < 0.4,
            stop_resets=dice.random() < 0.3,
            late_coin=dice.random() < 0.7,
            throws=dice.random() < 0.5,
        )

    def _settings(self, profile: Profile) -> Settings:
        """Right, or less certain than right: an operator who has not found it in the manual."""
        unsure: dict[str, object] = {}
        if self.dice.random() < 0.3:
            unsure["lifetime_counter"] = False
        if self.dice.random() < 0.3:
            unsure["keeps_last_payout"] = False
        if self.dice.random() < 0.3:
            unsure["counts_refused"] = True
        return settings_for(profile).model_copy(update=unsure)

    def _draw_mishaps(self) -> None:
        dice = self.dice
        if dice.random() < 0.4:
            self.story.noise = True
            for fault in Fault:
                self.faults.chance(fault, dice.choice((0.0, 0.02, 0.10)))
            share = dice.choice((0.0, 0.02, 0.10))
            self.there = dice.choice((lossy, damaged))(share, dice.random)
        kinds = (
            self._power_fails, self._is_reset, self._is_unplugged, self._jams, self._is_blocked,
            self._is_stopped, self._replies_suffer, self._replies_suffer, self._program_dies, self._both_fail,
        )  # fmt: skip
        span = dice.choice((0.3, 1.0, 4.0))
        for _ in range(dice.choice((0, 1, 1, 2, 3))):
            self._in(dice.uniform(0.0, span), dice.choice(kinds))
        self._lies_in_wait = dice.random() < 0.15

    # ---- time ----------------------------------------------------------------------------------

    def _tick(self) -> None:
        bench = self.bench
        while self._soon and self._soon[0][0] <= bench.now:
            heapq.heappop(self._soon)[2]()
        if self._alive and self._plugged:
            bench.step()
            if (
                self._lies_in_wait
                and self.twin.state()["enabled"]
                and bench.sent[-1][3] == headers.TEST_HOPPER
            ):
                self._is_refused()
            return
        bench.now += STEP_S
        bench.live_without_driver()
        bench.end.read(bench.now)
        if self._alive and bench.now >= self._retry_at:
            self._retry_at = bench.now + 0.5
            bench.events += bench.bus.disconnected(bench.now)

    def _run(self, seconds: float) -> None:
        until = self.bench.now + seconds
        while self.bench.now < until:
            self._tick()

    def _in(self, seconds: float, deed: Callable[[], object]) -> None:
        self._drawn += 1
        heapq.heappush(self._soon, (self.bench.now + seconds, self._drawn, deed))

    def _tell(self, what: str) -> None:
        self.story.told.append(f"{self.bench.now - self._began:7.2f} s {what}")

    # ---- mishaps -------------------------------------------------------------------------------

    def _power_fails(self) -> None:
        self.story.power_lost = True
        self.twin.power(False)
        off_s = self.dice.choice((0.05, 0.5, 3.0))
        self._tell(f"the hopper has no power for {off_s} s")
        self._in(off_s, lambda: self.twin.power(True))

    def _is_reset(self) -> None:
        self.story.power_lost = True
        self._tell("noise resets the hopper")
        self.twin.reset()

    def _is_unplugged(self) -> None:
        if not self._plugged or not self._alive:
            return
        self.story.noise = True
        self._plugged = False
        self.bench.unplug()
        out_s = self.dice.choice((0.3, 2.0, 8.0, 90.0))
        self._tell(f"the cable is out for {out_s} s")
        self._in(out_s, self._is_plugged)

    def _is_plugged(self) -> None:
        self._plugged = True
        self.bench.end.plug()
        if self._alive:
            self.bench.events += self.bench.bus.connected(self.bench.now)

    def _jams(self) -> None:
        self.twin.jam(True)
        self._tell("a coin jams")
        self._in(self.dice.uniform(0.5, 4.0), lambda: self.twin.jam(False))

    def _is_blocked(self) -> None:
        self.twin.block(True)
        self._tell("the exit is blocked")
        self._in(self.dice.uniform(0.5, 4.0), lambda: self.twin.block(False))

    def _is_refused(self) -> None:
        """Blocked after the last look before the command; and maybe nobody hears it refuse."""
        self._lies_in_wait = False
        self._is_blocked()
        self._in(0.0, self.dice.choice((self._program_dies_soon, self._replies_suffer, self._jams)))

    def _program_dies_soon(self) -> None:
        self._in(self.dice.uniform(0.01, 0.06), self._program_dies)

    def _is_stopped(self) -> None:
        if self._alive:
            self._tell("emergency stop")
            self.story.power_lost |= self.story.profile.stop_resets
            self.bench.hopper.stop()

    def _replies_suffer(self) -> None:
        self.story.noise = True
        fault, many = self.dice.choice(list(Fault)), self.dice.randint(1, 3)
        self.faults.next(fault, many)
        self._tell(f"the next {many} replies are {fault.value}")

    def _both_fail(self) -> None:
        self._power_fails()
        self._program_dies()

    def _program_dies(self) -> None:
        if not self._alive:
            return
        self.story.program_died = True
        self._alive = False
        dead_s = self.dice.choice((0.02, 0.3, 1.0, 5.0))
        self._tell(f"the program is dead for {dead_s} s")
        self._in(dead_s, self._program_begins)

    def _program_begins(self) -> None:
        self._alive = True
        self.bench.begin()
        if not self._plugged:
            self.bench.events += self.bench.bus.disconnected(self.bench.now)
        self._in(self.dice.choice((0.0, 0.1, 1.0, 3.0)), self._reconcile)

    def _reconcile(self) -> None:
        if self._alive and not self.story.answers:
            self._tell("the program reconciles")
            self.bench.hopper.reconcile(PAYOUT, self.story.asked, self.story.before)

    # ---- the story -----------------------------------------------------------------------------

    def run(self) -> Story:
        bench, dice, story = self.bench, self.dice, self.story
        self._live_before()
        self._began = bench.now
        story.before = bench.reading
        story.asked = dice.choice((1, 2, 3, 5, 10, 10, max(story.before.paid, 1)))
        held, paid_out, commands = self.twin.coins, self.twin.paid_out, len(self.twin.commands)
        self._draw_mishaps()
        if dice.random() < 0.1:
            self._program_dies()  # the intent is on record, and nothing more
        else:
            bench.hopper.dispense(PAYOUT, story.asked, story.before)
        self._until_answered()
        self._heal()
        story.truth = self.twin.paid_out - paid_out
        story.commands = len(self.twin.commands) - commands
        story.created = self.twin.coins + story.truth - held
        self._and_again()
        return story

    def _live_before(self) -> None:
        """Older payouts leave their numbers in the hopper's counters."""
        self.bench.ready()
        for number in range(self.dice.choice((0, 0, 1, 2))):
            self.bench.pay(self.dice.randint(1, 4), f"an older one {number}")
            if self.dice.random() < 0.3:
                self.twin.power(False)
                self.twin.power(True)
            self.bench.run(4.0)

    def _until_answered(self) -> None:
        """Until an answer is on record; a program that dies at that moment has not written it down."""
        seen = 0
        until = self.bench.now + LONGEST_S
        while not self.story.answers and self.bench.now < until:
            self._tick()
            answers = self.bench.answers(PAYOUT)
            if len(answers) == seen:
                continue
            seen = len(answers)
            if self.dice.random() < 0.1 and self._alive:
                self._tell(f"answered {answers[-1].paid}+{answers[-1].doubtful}, not on record")
                self.story.unwritten.append(answers[-1])
                self._program_dies()
            else:
                self.story.answers.append(answers[-1])

    def _heal(self) -> None:
        self.faults.clear()
        self.there = whole
        self._run(5.0)
        while self._soon or not self._alive:
            self._run(1.0)
        self._run(2.0)

    def _and_again(self) -> None:
        """When faults end it serves again by itself, and is exact."""
        self.twin.fill(50)
        began = self.bench.now
        while self.bench.now - began < 120.0 and not self.bench.status.serves:
            self._tick()
        self.story.served_again_after_s = self.bench.now - began
        self.bench.run(6.0)
        paid_out = self.twin.paid_out
        self.bench.hopper.dispense("the next", 3, self.bench.reading)
        answer = self.bench.answer("the next")
        came = self.twin.paid_out - paid_out
        self.story.next_exact = (answer.paid, answer.doubtful, came) == (3, 0, 3)
