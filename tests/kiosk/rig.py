"""The shell around the core with fakes on both sides: a clock that is set, a world that answers at once.

Rig      journal, loop and performer on one file; `happen` and `wait` drive it through the public loop
World    what central, devices and paper do when the core asks; `silent` answers nothing
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.clock import ClockQuality, Reading
from kiosk.devices import (
    AcceptorClosed,
    AcceptorOpened,
    DeviceStatusChanged,
    DocumentFinished,
    Outcome,
    PrintJobCreated,
    SheetsPrinted,
    SlipFinished,
)
from kiosk.journal import Journal
from kiosk.loop import Loop
from kiosk.snapshots import ROWS_BETWEEN, Keeper, recovered
from kiosk.visit.effects import (
    AskIdentity,
    CloseAcceptor,
    Effect,
    ForgetVisit,
    OpenAcceptor,
    PrepareOrder,
    PrintClaim,
    PrintPaper,
    PrintReceipt,
    ReconcilePaper,
)
from kiosk.visit.events import (
    Booted,
    ClockChanged,
    CopiesChosen,
    Event,
    IdentityConfirmed,
    IdentityEntered,
    JournalRoomChanged,
    NetworkChanged,
    OrderConfirmed,
    PapersReady,
    StartTouched,
    Timer,
)
from kiosk.visit.facts import Fact
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract, Paper
from tests.kiosk.visit.samples import OFFERS, PERSON, READY

NAME, NUMBER, BIRTHDAY = PERSON.name_zh, PERSON.number, "0930505"
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DEVICES = ("coin_acceptor", "receipt_printer", "document_printer")


class FakeClock:
    """Stands still until it is set."""

    def __init__(self, at_s: float = 1000.0) -> None:
        self._at_s = at_s

    def now(self) -> float:
        return self._at_s

    def read(self) -> Reading:
        return Reading(int(self._at_s * 1e9), NOON + timedelta(seconds=self._at_s), ClockQuality.PLAUSIBLE)

    def pass_by(self, seconds: float) -> None:
        self._at_s += seconds


@dataclass
class World:
    """How what the core asks for turns out. `papers` and `slips` are used up, then everything works."""

    silent: bool = False
    papers: list[Outcome] = field(default_factory=list)
    slips: list[Outcome] = field(default_factory=list)
    reconciled: Outcome = Outcome.DELIVERED
    spool: set[str] = field(default_factory=set)

    def answers(self, effect: Effect) -> Iterator[Event]:
        if isinstance(effect, ForgetVisit):
            self.spool.clear()
        if self.silent:
            return
        match effect:
            case OpenAcceptor(values):
                yield AcceptorOpened("coin_acceptor", values)
            case CloseAcceptor():
                yield AcceptorClosed("coin_acceptor")
            case AskIdentity(request_id=request_id):
                yield IdentityConfirmed(request_id, PERSON, OFFERS)
            case PrepareOrder(request_id, visit_id, person, order):
                copies = order.lines[0].copies
                serials = [f"{visit_id}-{order.order_id[-1]}-{n}" for n in range(copies)]
                self.spool = set(serials)
                papers = tuple(
                    Paper(serial, "TR-ZH", "成績單", "Transcript", 1, "00" * 32, person.person_id)
                    for serial in serials
                )
                yield PapersReady(request_id, papers)
            case PrintReceipt(job_id=job_id) | PrintClaim(job_id=job_id):
                outcome = self.slips.pop(0) if self.slips else Outcome.DELIVERED
                yield SlipFinished("receipt_printer", job_id, outcome)
            case PrintPaper(job_id=job_id, sheets=sheets):
                outcome = self.papers.pop(0) if self.papers else Outcome.DELIVERED
                yield PrintJobCreated("document_printer", job_id, 7, "urn:uuid:0", 100)
                yield SheetsPrinted("document_printer", job_id, sheets)
                yield DocumentFinished("document_printer", job_id, outcome, sheets)
            case ReconcilePaper(job_id, sheets):
                yield DocumentFinished("document_printer", job_id, self.reconciled, sheets)
            case _:
                return


class RecordingPerformer:
    """Remembers every effect, and lets the world answer it."""

    def __init__(self, world: World, put: Callable[[Event], None], forget: Callable[[str], None]) -> None:
        self.effects: list[Effect] = []
        self._world, self._put, self._forget = world, put, forget

    def perform(self, effect: Effect) -> None:
        self.effects.append(effect)
        if isinstance(effect, ForgetVisit):
            self._forget(effect.visit_id)
        for event in self._world.answers(effect):
            self._put(event)

    @property
    def jobs(self) -> list[str]:
        return [e.job_id for e in self.effects if isinstance(e, PrintReceipt | PrintClaim | PrintPaper)]


@dataclass(frozen=True, slots=True)
class Commit:
    """What one append wrote."""

    happened: Event
    facts: tuple[Fact, ...]
    visit_id: str
    at: Reading


class WitnessedJournal(Journal):
    """A real journal that also remembers what was appended, with nothing erased."""

    def __init__(self, path: Path, boot_id: str) -> None:
        super().__init__(path, boot_id)
        self.commits: list[Commit] = []

    def append(self, happened: Event, facts: Sequence[Fact], visit_id: str, at: Reading) -> None:
        super().append(happened, facts, visit_id, at)
        self.commits.append(Commit(happened, tuple(facts), visit_id, at))


class Rig:
    """One start of the program, as kiosk.app does it: open, fold, erase what was left, begin."""

    def __init__(
        self,
        path: Path,
        world: World,
        clock: FakeClock,
        boot_id: str = "b1",
        down_s: float = 0.0,
        keep_every: int = ROWS_BETWEEN,
    ) -> None:
        self.path, self.world, self.clock = path, world, clock
        self.journal = WitnessedJournal(path, boot_id)
        start = recovered(self.journal)
        machine, visit = start.machine, start.machine.visit
        self.journal.forget_all_but("" if isinstance(visit, Attract) else visit.visit_id)
        self.performer = RecordingPerformer(world, lambda event: self.loop.put(event), self.journal.forget)
        keeper = Keeper(self.journal, clock.read, start.seq, keep_every)
        self.loop = Loop(self.journal, machine, clock, self.performer.perform, keeper.turn)
        self.happen(Booted(boot_id, "test", down_s, tuple(sorted(world.spool))))

    @property
    def machine(self) -> Machine:
        return self.loop.machine

    @property
    def state(self) -> str:
        return type(self.machine.visit).__name__

    def find_devices(self) -> None:
        """All is well; as drivers, sync and health say it after each start."""
        self.happen(*(DeviceStatusChanged(device, READY) for device in DEVICES), NetworkChanged(online=True))
        self.happen(JournalRoomChanged(enough=True), ClockChanged(sane=True))

    def happen(self, *events: Event) -> None:
        """These events, and all that follows from them until nothing is left to do at this moment."""
        for event in events:
            self.loop.put(event)
            self._run_dry()

    def wait(self, seconds: float) -> None:
        """Let time pass; every timer fires at its own moment."""
        until = self.clock.now() + seconds
        while self.clock.now() < until:
            armed = [self.loop.remaining_s(timer) for timer in Timer]
            next_s = min((s for s in armed if s is not None), default=seconds)
            self.clock.pass_by(min(next_s, until - self.clock.now()))
            self._run_dry()

    def settle(self, most_s: float = 3600.0) -> float:
        """Time alone, until nobody is there any more; returns how long that took."""
        began = self.clock.now()
        while self.state != "Attract":
            assert self.clock.now() - began < most_s, f"still {self.state}"
            armed = [s for s in map(self.loop.remaining_s, Timer) if s is not None]
            assert armed, f"{self.state} without a timer"
            self.wait(max(min(armed), 0.001))
        return self.clock.now() - began

    def close(self) -> None:
        """A stop or a crash: what was committed is in the file, everything else is gone."""
        self.journal.close()

    def _run_dry(self) -> None:
        for _ in range(40):  # each answer may ask again
            commits = len(self.journal.commits)
            self.loop.call(lambda: None)  # a look at the timers
            self.loop.stop()
            self.loop.run()
            if len(self.journal.commits) == commits:
                return
        raise AssertionError("never comes to rest")

    # ---- What people do -------------------------------------------------------------------------

    def identify(self, visit_id: str) -> None:
        self.happen(StartTouched(visit_id), IdentityEntered(NUMBER, BIRTHDAY))

    def order(self, copies: int = 1) -> None:
        self.happen(CopiesChosen("TR-ZH", copies), OrderConfirmed())


@contextmanager
def rig(
    path: Path, world: World | None = None, clock: FakeClock | None = None, keep_every: int = ROWS_BETWEEN
) -> Iterator[Rig]:
    """A machine in service; `keep_every` so many rows it writes a snapshot."""
    started = Rig(path, world or World(), clock or FakeClock(), keep_every=keep_every)
    try:
        started.find_devices()
        yield started
    finally:
        started.close()
