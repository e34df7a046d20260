"""The kiosk's computer: power, disk, spool, and the program that is started again whenever it has died."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from kiosk import VERSION
from kiosk.visit.events import Event
from kiosk.visit.machine import Machine
from kiosk.visit.states import Paying
from simulator.explorer.bill_mechanism import BillMechanism
from simulator.explorer.central import Central
from simulator.explorer.coin_mechanism import CoinMechanism
from simulator.explorer.coverage import Coverage
from simulator.explorer.elsewhere import Elsewhere
from simulator.explorer.hopper_mechanism import HopperMechanism
from simulator.explorer.journal import ExplorerJournal, Fuse, Moment
from simulator.explorer.judge import Judge
from simulator.explorer.paper_engine import PaperEngine
from simulator.explorer.program import Dies, Program
from simulator.explorer.slip_printer import SlipEngine
from simulator.explorer.swarm import Swarm
from simulator.explorer.world import VirtualClock, World

PROCESS_START_S = 3.0
COMPUTER_START_S = 25.0
PRINTER_START_S = 30.0


class Death(StrEnum):
    """What ends. A computer without power loses the spool; with everything off, the devices forget too."""

    PROCESS = "process"
    COMPUTER = "computer"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Crash:
    """`again`: after how many commits of the next start it is struck once more, and of the one after it."""

    death: Death
    down_s: float
    again: tuple[int, ...] = ()


class Computer:
    """Owns what outlives the program. `on_change` is told whenever the screen may show something new."""

    def __init__(
        self,
        world: World,
        swarm: Swarm,
        dice: dict[str, Random],
        coverage: Coverage,
        judge: Judge,
        central: Central,
        coins: CoinMechanism,
        slips: SlipEngine,
        papers: PaperEngine,
        hoppers: dict[str, HopperMechanism],
        bills: BillMechanism,
        elsewhere: Elsewhere,
    ) -> None:
        self.world, self.swarm, self.dice, self.coverage, self.judge = world, swarm, dice, coverage, judge
        self.central, self.coins, self.slips, self.papers = central, coins, slips, papers
        self.hoppers, self.bills, self.elsewhere = hoppers, bills, elsewhere
        elsewhere.put = self._word_from_central
        self.clock = VirtualClock(world)
        self.journal = ExplorerJournal(judge.committed)
        self.spool: set[str] = set()
        self.room = self.sane = True
        self.cannot_draw = 0
        self.program: Program | None = None
        self.look: Callable[[], None] = lambda: None
        self._boots = 0
        self._crash: Crash | None = None  # the one that is striking
        self._start = 0  # a later one makes an earlier one void

    @property
    def visit_id(self) -> str:
        """The visit that is open on record, whether the program runs or not."""
        return self.judge.open_visit

    # ---- Starting ----------------------------------------------------------------------------------

    def start(self, again: tuple[int, ...] = ()) -> None:
        """Power is there; the program begins. `again` are the crashes that are still to strike."""
        if self.program is not None:
            return
        self._start += 1
        self._boots += 1
        last = self.journal.last_wall
        down_s = (self.clock.read().wall - last).total_seconds() if last is not None else 0.0
        if again:
            after, rest = again[0], again[1:]
            crash = Crash(Death.PROCESS if after % 2 else Death.BOTH, 10.0, rest)
            self.fuse(after, Moment.AFTER_COMMIT if after % 3 else Moment.BEFORE_COMMIT, crash)
        self.elsewhere.restarted()
        program = self.program = Program(self, f"b{self._boots}")
        self.judge.started(program.machine)
        self.world.tell("computer", "starts the program, boot {}, after {:.0f} s", self._boots, down_s)
        program.start(VERSION, down_s)

    def _word_from_central(self, event: Event) -> None:
        if self.program is not None and self.central.online:
            self.program.put(event)

    # ---- Dying ---------------------------------------------------------------------------------------

    def fuse(self, commits: int, moment: Moment, crash: Crash, kind: str = "") -> None:
        """After so many commits (of this kind of event) it strikes, at that moment of the last of them."""

        def strike() -> None:
            self._crash = crash
            program = self.program
            if moment is Moment.BETWEEN_EFFECTS and program is not None:
                program.dies_before_effect = self.dice["computer"].randrange(1, 4)
            else:
                self._die(crash, moment)
                raise Dies

        self.journal.fuses.append(Fuse(commits, moment, strike, kind))

    def dies_now(self) -> None:
        """Between two effects. Raises Dies."""
        if self._crash is not None:
            self._die(self._crash, Moment.BETWEEN_EFFECTS)
            raise Dies

    def crash(self, crash: Crash) -> None:
        """Between two events."""
        if self.program is not None:
            self._die(crash, Moment.AT_REST)

    def _die(self, crash: Crash, moment: Moment) -> None:
        program = self.program
        if program is None:
            return
        visit = type(program.machine.visit).__name__
        self._seen_of_notes(program.machine, crash.death)
        self.coverage.seen(f"crash {crash.death} {moment} in {visit}")
        self.coverage.seen(f"dies in {visit}")
        self.coverage.cuts += 1
        self.world.tell(
            "computer", "dies in {}: {}, {}, down for {:.0f} s", visit, crash.death, moment, crash.down_s
        )
        program.die()
        self.judge.died(program.machine, moment)
        self.program = None
        self._crash = None
        if crash.death is not Death.PROCESS:
            self.spool.clear()
        if crash.death is Death.BOTH:
            self._lose_power()
            self._power_returns(crash.down_s)
        self._start += 1
        start = self._start
        takes_s = PROCESS_START_S if crash.death is Death.PROCESS else COMPUTER_START_S
        self.world.after(
            crash.down_s + takes_s, lambda: self.start(crash.again) if self._start == start else None
        )

    def _seen_of_notes(self, machine: Machine, death: Death) -> None:
        """In the middle of what a note can be in."""
        note = self.bills.path
        if note is not None:
            self.coverage.seen(f"dies with a note {note.place}, {death}")
        elif isinstance(machine.visit, Paying) and machine.visit.note is not None:
            self.coverage.seen(f"dies between a note's end and its word, {death}")

    def _lose_power(self) -> None:
        self.coins.lose_power()
        self.bills.lose_power()
        self.slips.lose_power()
        self.papers.lose_power()
        for hopper in self.hoppers.values():
            hopper.lose_power()

    def _power_returns(self, after_s: float) -> None:
        dice = self.dice["computer"]
        self.world.after(after_s + 0.3, self.coins.get_power)
        self.world.after(after_s + dice.uniform(0.5, 4.0), self.bills.get_power)
        for hopper in self.hoppers.values():
            self.world.after(after_s + 0.3, hopper.get_power)
        self.world.after(after_s + dice.uniform(1.0, 3.0), self.slips.get_power)
        self.world.after(after_s + dice.uniform(0.3, 2.0) * PRINTER_START_S, self.papers.get_power)
