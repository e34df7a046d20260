"""One machine, one visitor, one journal file: the explorer's world with the real journal beneath it.

A scene lives on through any number of deaths: `live` runs it to its end, `follow` brings it to where a copy
of it in another process has died, and then it may `live` or be followed again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kiosk.errors import JournalError
from kiosk.snapshots import Keeper, verify
from kiosk.visit.facts import Account
from kiosk.visit.machine import closed_reasons
from kiosk.visit.states import Attract
from simulator.crash.journal import CrashJournal, Remains
from simulator.explorer.computer import COMPUTER_START_S, PROCESS_START_S, Computer, Crash, Death
from simulator.explorer.coverage import Coverage
from simulator.explorer.explore import SERVES_WITHIN_S, Exploration
from simulator.explorer.journal import Moment
from simulator.explorer.program import Dies
from simulator.explorer.visitor import Temper, Visitor
from simulator.explorer.world import Violation

COMES_S = 60.0
MOST_S = 3600.0  # until nobody is there any more
STEP_S = 30.0
FILE = "journal.sqlite"


@dataclass(frozen=True, slots=True)
class Story:
    """What is played: the machine and its person follow from the seed."""

    seed: int
    temper: Temper

    def __str__(self) -> str:
        return f"{self.seed}:{self.temper.name.lower()}"

    @classmethod
    def parse(cls, text: str) -> Story:
        seed, _, temper = text.partition(":")
        return cls(int(seed), Temper[temper.upper()])


class MayStart(Exception):
    """The computer would start the program now; whoever runs the scene decides how."""


class CrashComputer(Computer):
    """Starts the program on the real journal, and never by itself."""

    journal: CrashJournal

    def start(self, again: tuple[int, ...] = ()) -> None:
        raise MayStart

    def boot(self) -> None:
        """Raises JournalError as the program would."""
        self._boots += 1
        try:
            self.journal.open(f"b{self._boots}")
            self._boots -= 1
            super().start()
        except Dies:
            return  # the ghost, in here

    def dies_while_starting(self, crash: Crash) -> None:
        """Before there was a program to speak of."""
        if crash.death is not Death.PROCESS:
            self.spool.clear()
        if crash.death is Death.BOTH:
            self._lose_power()
            self._power_returns(crash.down_s)
        takes_s = PROCESS_START_S if crash.death is Death.PROCESS else COMPUTER_START_S
        self.world.after(crash.down_s + takes_s, self.start)

    def dies_in(self, crash: Crash, moment: Moment) -> None:
        if self.program is None:
            self.dies_while_starting(crash)
        else:
            self._die(crash, moment)


class Scene:
    """`crash` is the death that the next `follow` ends in."""

    def __init__(self, story: Story, folder: Path) -> None:
        self.story = story
        self.path = folder / FILE
        self.exploration = Exploration(story.seed, 1, (), computer=CrashComputer)
        self.world, self.judge = self.exploration.world, self.exploration.judge
        computer = self.exploration.computer
        assert isinstance(computer, CrashComputer)
        self.computer = computer
        self.journal = computer.journal = CrashJournal(self.judge.committed, self.path)
        self.crash = Crash(Death.PROCESS, 2.0)
        self.journal.dies, self.journal.dies_at_rest = self._die, self.dies_at_rest
        computer.look = self._look
        self.before_rest: Callable[[], None] = lambda: None  # of a run that a ghost follows to its end
        self.longest_recovery_s = 0.0
        self._visitor: Visitor | None = None
        self._came = False
        self._booted_at: float | None = None
        self.world.at(COMES_S, self._comes)

    @property
    def coverage(self) -> Coverage:
        return self.exploration.coverage

    # ---- People --------------------------------------------------------------------------------------

    def _comes(self) -> None:
        self._came = True
        for name, subsystem in self.computer.dice.items():
            subsystem.seed(f"{self.story}:{name}")
        self._visitor = Visitor(self.computer, Random(str(self.story)), self.story.temper, self._gone)

    def _gone(self) -> None:
        self._visitor = None

    def _look(self) -> None:
        self._note_recovery()
        if self._visitor is not None:
            self._visitor.look()

    def _note_recovery(self) -> None:
        """Until nothing keeps the machine closed any more; the visit that is open may take longer."""
        program = self.computer.program
        if self._booted_at is None or program is None:
            return
        if not closed_reasons(program.machine):
            self.longest_recovery_s = max(self.longest_recovery_s, self.world.now - self._booted_at)
            self._booted_at = None

    # ---- Running ---------------------------------------------------------------------------------------

    def live(self) -> None:
        """Start the program and go on to the end. Raises Violation, or JournalError as the program does."""
        self._booted_at = self.world.now
        self.boot()
        until = self.world.now + COMES_S + MOST_S
        while self._somebody() and self.world.now < until:
            self.world.run_until(self.world.now + STEP_S)
        self.world.run_until(self.world.now + SERVES_WITHIN_S)
        program = self.computer.program
        if program is not None:
            Keeper(self.journal, self.computer.clock.read, self.journal.kept_seq).stopping(program.machine)

    def boot(self) -> None:
        self.computer.boot()

    def _somebody(self) -> bool:
        program = self.computer.program
        at_rest = program is not None and isinstance(program.machine.visit, Attract)
        return not self._came or self._visitor is not None or not at_rest

    def follow(self, remains: Remains) -> None:
        """To the death of the copy that left this, and on until the program may start again."""
        self.journal.ghost = remains
        try:
            self.live()
            if self.computer.program is not None:
                self.before_rest()
                self.dies_at_rest()
        except MayStart:
            pass
        else:
            self._until_it_may_start()
        self.journal.ghost = None

    def dies_at_rest(self) -> None:
        self.computer.dies_in(self.crash, Moment.AT_REST)

    def _until_it_may_start(self) -> None:
        try:
            self.world.run_until(self.world.now + MOST_S * 30)
        except MayStart:
            return
        raise AssertionError("nobody starts it again")

    def _die(self, moment: Moment) -> None:
        self.computer.dies_in(self.crash, moment)
        raise Dies

    # ---- Judging -----------------------------------------------------------------------------------------

    def end(self) -> None:
        """All has been lived to the end: the machine serves, and the file says what physically happened."""
        program = self.computer.program
        self.judge.healed(program)
        assert program is not None
        self.judge.same_as_replayed(program.machine, self.journal.fold())
        journal = self.journal.real
        kept = journal.projections()
        journal.rebuild()
        if journal.projections() != kept:
            raise Violation("the state tables are not what the rows imply", str(kept))
        balance = {str(account): amount for account, amount in kept["balance"]}
        wanted = {account.value: amount for account, amount in self.judge.ledger.balance.items()}
        for account in Account:
            if balance.get(account.value, 0) != wanted.get(account.value, 0):
                raise Violation("the file's accounts are not the judge's", f"{balance}, not {wanted}")
        self.journal.close()
        self._nobody_left()
        rows = verify(self.path).rows
        if rows != len(self.journal.written):
            raise Violation("the chain has another length", f"{rows}, not {len(self.journal.written)}")

    def _nobody_left(self) -> None:
        """Not in a table and not in a page that is free: nothing that says who was here."""
        kept = b"".join(file.read_bytes() for file in self.path.parent.glob(f"{FILE}*"))
        for person in self.computer.central.people.values():
            for words in (person.number, person.name_zh, person.name_en):
                if words.encode() in kept:
                    raise Violation("a visitor's data is left in the file", person.person_id)

    def act(self) -> int:
        """The whole life of a child process; 0, or 75 as the kiosk when its journal fails."""
        try:
            self.live()
        except JournalError:
            return 75
        finally:
            self.journal.close()
        return 0
