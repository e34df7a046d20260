"""One seed: a machine, its people and its mishaps for some days, judged all the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from kiosk.visit.events import HopperCounted
from kiosk.visit.facts import Account
from simulator.explorer.bill_mechanism import BillMechanism, BillProfile
from simulator.explorer.central import Central
from simulator.explorer.coin_mechanism import CoinMechanism
from simulator.explorer.computer import Computer
from simulator.explorer.coverage import Coverage
from simulator.explorer.elsewhere import Elsewhere
from simulator.explorer.hopper_mechanism import HopperMechanism, HopperProfile
from simulator.explorer.judge import Judge
from simulator.explorer.mishaps import AFFAIRS, CRASH, MISHAPS, Strike, happens, heal
from simulator.explorer.paper_engine import PaperEngine
from simulator.explorer.program import Program
from simulator.explorer.slip_printer import SlipEngine
from simulator.explorer.swarm import (
    DAY_S,
    REMEMBERS,
    VISITOR,
    Entry,
    Plan,
    Swarm,
    dice_of,
    plan_of,
    swarm_of,
)
from simulator.explorer.visitor import Temper, Visitor
from simulator.explorer.world import Told, Violation, World

HEAL_S = 23 * 3600.0  # of each day
SERVES_WITHIN_S = 900.0
MOST_IN_LINE = 3


@dataclass(slots=True)
class Found:
    """A broken promise, and when."""

    what: str
    words: str
    at: float


@dataclass(slots=True)
class Report:
    """Of one seed. `trace` is the same whenever the same seed runs the same core."""

    seed: int
    days: int
    violation: Found | None = None
    trace: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    coins: int = 0
    coins_value: int = 0
    suspense: int = 0
    claims: int = 0
    payouts: int = 0
    coins_paid_out: int = 0
    notes: int = 0
    notes_value: int = 0
    notes_in_doubt: int = 0
    admitted_coins: int = 0
    beyond_coins: int = 0
    commits: int = 0
    seconds: float = 0.0
    story: list[Told] = field(default_factory=list)


class Exploration:
    """Everything of one seed, put together."""

    def __init__(
        self,
        seed: int,
        days: int,
        plan: Plan | None = None,
        telling: bool = False,
        computer: type[Computer] = Computer,
    ) -> None:
        self.seed, self.days = seed, days
        self.swarm: Swarm = swarm_of(seed, len(MISHAPS), len(Temper))
        if plan is None:
            plan = plan_of(seed, days, self.swarm, tuple(MISHAPS), tuple(AFFAIRS), CRASH)
        self.plan = plan
        self.world = World(telling)
        self.coverage = Coverage()
        dice = dice_of(seed)
        swarm, world = self.swarm, self.world
        central = Central(world, dice["central"], swarm.latency_s, swarm.refuses, swarm.hangs)
        coins = CoinMechanism(world)
        bills = BillMechanism(world, dice["bills"], BillProfile(swarm.validator == REMEMBERS))
        self.judge = Judge(self.coverage, central, coins, bills)
        elsewhere = Elsewhere(world, dice["elsewhere"], self.judge.claims, self.coverage)
        slips = SlipEngine(world, swarm.slip_s, self.judge.slip_out, self.judge.slip_torn)
        papers = PaperEngine(
            world, swarm.first_page_s, swarm.next_page_s, swarm.keeps_queue, self.judge.sheet_out
        )
        profile = HopperProfile(swarm.lifetime, swarm.keeps_last_payout)
        hoppers = {
            f"hopper_{value}": HopperMechanism(
                world, dice["hoppers"], f"hopper_{value}", value, swarm.level, profile, self.judge.coin_out
            )
            for value in swarm.hoppers
        }
        self.judge.payouts.hoppers = hoppers
        self.computer = computer(
            world,
            swarm,
            dice,
            self.coverage,
            self.judge,
            central,
            coins,
            slips,
            papers,
            hoppers,
            bills,
            elsewhere,
        )
        self.computer.look = self._look
        self._calm = False
        self._present: Visitor | None = None
        self._line: list[Entry] = []

    # ---- The days ----------------------------------------------------------------------------------

    def run(self) -> Report:
        report = Report(self.seed, self.days, coverage=self.coverage)
        began = time.process_time()
        try:
            self._live()
        except Violation as found:
            report.violation = Found(found.what, str(found), self.world.now)
            self.world.tell("judge", "{}", found)
        report.seconds = time.process_time() - began
        report.story = self.world.story
        report.trace, report.commits = self.computer.journal.trace, self.computer.journal.commits
        coins = self.judge.coins
        report.coins, report.coins_value = coins.coins, coins.credited
        report.admitted_coins, report.beyond_coins = coins.admitted_coins, coins.beyond_coins
        report.suspense = self.judge.ledger.balance[Account.SUSPENSE]
        report.claims = self.judge.claims.issued
        notes = self.judge.notes
        report.notes, report.notes_value, report.notes_in_doubt = (
            notes.notes,
            notes.boxed,
            notes.ever_in_doubt,
        )
        report.payouts, report.coins_paid_out = self.judge.payouts.payouts, self.judge.payouts.coins
        return report

    def _live(self) -> None:
        for entry in self.plan:
            self.world.at(entry.at, self._arrives(entry))
        self.computer.start()
        for day in range(self.days):
            self.world.run_until(day * DAY_S + HEAL_S)
            self._heal()
            self.world.run_until(day * DAY_S + HEAL_S + SERVES_WITHIN_S)
            self._look_over()
            self.world.run_until((day + 1) * DAY_S)
            self._calm = False

    def _heal(self) -> None:
        self._calm = True
        self.world.tell("staff", "mends everything")
        self._line.clear()
        if self._present is not None:
            self._present.leave("it is night")
        heal(self.computer)

    def _look_over(self) -> None:
        program = self.computer.program
        self.judge.healed(program)
        if program is not None:
            self._fill(program)
            self.judge.same_as_replayed(program.machine, self.computer.journal.fold())

    def _fill(self, program: Program) -> None:
        """A person counts the hoppers, fills them, and says so."""
        for hopper in self.computer.hoppers.values():
            hopper.fill(max(hopper.level, self.swarm.level))
            program.put(HopperCounted(hopper.name, hopper.level))

    # ---- People and mishaps ----------------------------------------------------------------------------

    def _arrives(self, entry: Entry) -> Callable[[], None]:
        if entry.kind == VISITOR:
            return lambda: self._comes(entry)
        return lambda: happens(entry.kind, Strike(self.computer, Random(entry.seed), lambda: self._calm))

    def _comes(self, entry: Entry) -> None:
        if self._calm or len(self._line) >= MOST_IN_LINE:
            return
        if self._present is not None:
            self._line.append(entry)
            return
        for name, subsystem in self.computer.dice.items():
            # What a visit meets does not depend on who came before: a story that is shrunk stays the same.
            subsystem.seed(f"{entry.seed}:{name}")
        dice = Random(entry.seed)
        temper = dice.choices(tuple(Temper), self.swarm.temper_weights)[0]
        self._present = Visitor(self.computer, dice, temper, self._left)

    def _left(self) -> None:
        """The next in line steps up, whatever the screen shows."""
        self._present = None
        if self._line:
            entry = self._line.pop(0)
            self.world.after(2.0, lambda: self._comes(entry))

    def _look(self) -> None:
        if self._present is not None:
            self._present.look()
