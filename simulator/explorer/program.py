"""One run of the kiosk's program, from its start to its death: the real loop, and effects done at once.

What kiosk/app.py, perform.py, health.py and sync.py do with threads, files and the network is done here with
the world's time; the order of things is theirs: journal first, then effects.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, assert_never, cast

from kiosk.devices import DocumentFinished, Outcome, SlipFinished, Trouble
from kiosk.journal import Journal
from kiosk.loop import Loop
from kiosk.money import Money
from kiosk.snapshots import Keeper
from kiosk.visit.effects import (
    AskDevice,
    AskIdentity,
    CheckPin,
    CloseAcceptor,
    CloseValidator,
    Dispense,
    Effect,
    FetchClaims,
    ForgetVisit,
    OpenAcceptor,
    OpenValidator,
    PrepareOrder,
    PrintClaim,
    PrintPaper,
    PrintReceipt,
    PrintReport,
    PrintTrial,
    ReadBooks,
    ReconcileNote,
    ReconcilePaper,
    ReconcilePayout,
    ReturnNote,
    StackNote,
    StartTimer,
    StopTimers,
)
from kiosk.visit.events import (
    Booted,
    ClockChanged,
    Event,
    HopperCounted,
    HoppersFitted,
    JournalRoomChanged,
    NetworkChanged,
    PapersReady,
    SyncAcknowledged,
)
from kiosk.visit.machine import Machine
from kiosk.visit.payout import FittedHopper
from kiosk.visit.states import Attract, Delivering, Paying, PayingOut
from simulator.explorer.bill_driver import BillDriver
from simulator.explorer.coin_driver import CoinDriver
from simulator.explorer.hopper_driver import HopperDriver
from simulator.explorer.paper_driver import PaperDriver
from simulator.explorer.slip_printer import SlipDriver
from simulator.explorer.world import Violation

if TYPE_CHECKING:
    from simulator.explorer.computer import Computer

DRAW_S = 0.15  # a slip is drawn by a worker
FETCH_SHIPS_S = 0.3
KEEP_EVERY = 400  # rows between two snapshots: some ten visits


class Dies(Exception):
    """The program ends here; what it had in memory is gone."""


class Driver(Protocol):
    """One for each device and run of the program."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class VirtualLoop(Loop):
    """The real loop; its timers are looked at when one is due and not twice a second."""

    def handle(self, happened: Event) -> None:
        super().handle(happened)

    def next_due(self) -> float | None:
        return min((due for due, _ in self._timers.values()), default=None)

    def fire_due(self) -> None:
        self._fire_due()

    def hands_are_busy(self) -> None:
        self._rearm_attention()


class Program:
    """`put` takes every event, from wherever it comes; after death it takes none."""

    def __init__(self, computer: Computer, boot_id: str) -> None:
        self.alive = True
        self.boot_id = boot_id
        self.dies_before_effect = -1  # a fuse of the journal: so many effects are still performed
        self._computer = computer
        self._world, self._judge = computer.world, computer.judge
        machine = computer.journal.fold()
        visit = machine.visit
        computer.journal.forget_all_but("" if isinstance(visit, Attract) else visit.visit_id)
        # Of the journal the loop needs `append` and nothing else.
        self.loop = VirtualLoop(cast(Journal, computer.journal), machine, computer.clock, self._perform)
        self._keeper = Keeper(computer.journal, computer.clock.read, computer.journal.kept_seq, KEEP_EVERY)
        self.acceptor = CoinDriver(
            self._world, computer.coins, computer.dice["coins"], self.put, machine.cursor
        )
        self.slips = SlipDriver(
            self._world, computer.slips, computer.dice["slips"], self.put, computer.swarm.proof_lost
        )
        self.papers = PaperDriver(self._world, computer.papers, computer.dice["papers"], self.put)
        self.hoppers = {
            name: HopperDriver(self._world, hopper, computer.dice["hoppers"], self.put)
            for name, hopper in computer.hoppers.items()
        }
        self.validator: BillDriver | None = None
        self._drivers: tuple[Driver, ...] = (self.acceptor, self.slips, self.papers, *self.hoppers.values())
        if computer.swarm.validator:
            bills = computer.dice["bills"]
            self.validator = BillDriver(self._world, computer.bills, bills, self.put, boot_id)
            self._drivers = (*self._drivers, self.validator)
        self._wanted = ""  # the request whose papers may touch the spool
        self._inbox: deque[Event] = deque()
        self._busy = False
        self._wake_at: float | None = None
        self._shipping = False
        self._visits = 0

    @property
    def machine(self) -> Machine:
        return self.loop.machine

    @property
    def leftovers(self) -> str:
        """What of a visitor is still here: names in the journal's side table, papers in the spool."""
        return ", ".join(sorted(self._computer.journal.personal | self._computer.spool))

    @property
    def has_leftovers(self) -> bool:
        return bool(self._computer.journal.personal or self._computer.spool)

    def has_spooled(self, copy_serial: str) -> bool:
        return copy_serial in self._computer.spool

    def start(self, version: str, down_s: float) -> None:
        self._fit_hoppers()
        self.put(Booted(self.boot_id, version, down_s, self._spooled()))
        if not self.alive:
            return
        for driver in self._drivers:
            driver.start()
        self.put(JournalRoomChanged(self._computer.room))
        self.put(ClockChanged(self._computer.sane))
        self._world.after(0.3, self.line_changed)

    def _fit_hoppers(self) -> None:
        """As kiosk/app.py: the configuration is told once, with the coins that were filled in."""
        known = tuple(FittedHopper(hopper.name, hopper.value) for hopper in self.machine.hoppers)
        hoppers = self._computer.hoppers.values()
        fitted = tuple(FittedHopper(hopper.name, Money(hopper.value)) for hopper in hoppers)
        if known != fitted:
            self.put(HoppersFitted(fitted))
            for hopper in hoppers:
                self.put(HopperCounted(hopper.name, hopper.level))

    def die(self) -> None:
        self.alive = False
        for driver in self._drivers:
            driver.stop()

    def new_visit_id(self) -> str:
        self._visits += 1
        return f"k-{self.boot_id}-{self._visits}"

    # ---- The loop --------------------------------------------------------------------------------

    def put(self, event: Event) -> None:
        if not self.alive:
            return
        self._inbox.append(event)
        if not self._busy:
            self._guarded(self._drain)

    def hands_are_busy(self) -> None:
        """Somebody is typing: the question whether anybody is there can wait."""
        self.loop.hands_are_busy()

    def _drain(self) -> None:
        while self._inbox:
            event = self._inbox.popleft()
            before = self.machine
            self.loop.handle(event)
            if self._world.telling and type(before.visit) is not type(self.machine.visit):
                self._world.tell(
                    "kiosk", "{} to {}", *(type(m.visit).__name__ for m in (before, self.machine))
                )
            self._judge.stepped(self, before, event)

    def _wake(self) -> None:
        self._wake_at = None
        if self.alive and not self._busy:
            self._guarded(self._fire)

    def _fire(self) -> None:
        before, commits = self.machine, self._computer.journal.commits
        self.loop.fire_due()
        if self._computer.journal.commits != commits:
            self._judge.stepped(self, before, None)
        self._drain()

    def _guarded(self, work: Callable[[], None]) -> None:
        self._busy = True
        try:
            work()
        except Dies:
            return  # the computer knows
        finally:
            self._busy = False
        due = self.loop.next_due()
        if due is not None and due != self._wake_at:
            self._wake_at = due
            self._world.at(due, self._wake)
        self._ship()
        self._keep()
        self._computer.look()

    def _keep(self) -> None:
        """As kiosk/app.py in the background. Raises Violation when nobody is there and nothing is kept."""
        machine, journal = self.machine, self._computer.journal
        due, kept_seq = self._keeper.due, journal.kept_seq
        self._keeper.turn(machine)
        if journal.kept_seq != kept_seq:
            self._computer.coverage.seen("a snapshot is kept")
        elif due and isinstance(machine.visit, Attract) and machine.journal_room:
            raise Violation("the state cannot be kept", f"{machine}")

    # ---- Effects, as kiosk/perform.py --------------------------------------------------------------

    def _perform(self, effect: Effect) -> None:
        if self.dies_before_effect >= 0:
            if self.dies_before_effect == 0:
                self._computer.dies_now()
            self.dies_before_effect -= 1
        self._judge.performing(effect)
        match effect:
            case OpenAcceptor(values):
                self.acceptor.accept(values)
            case CloseAcceptor():
                self.acceptor.inhibit()
            case OpenValidator() | CloseValidator() | StackNote() | ReturnNote() | ReconcileNote():
                if self.validator is not None:
                    self._tell_validator(effect, self.validator)
            case FetchClaims(person_id=person_id):
                self._computer.elsewhere.fetch(person_id, self._computer.journal.commits)
                self._world.after(FETCH_SHIPS_S, self.ship_now)  # central answers when it knows all so far
            case AskIdentity():
                self._computer.central.identify(effect, self.put)
            case PrepareOrder():
                self._wanted = effect.request_id
                self._computer.central.issue(effect, self._prepared)
            case PrintReceipt(job_id=job_id) | PrintClaim(job_id=job_id):
                self._world.after(DRAW_S, lambda: self._print_slip(job_id))
            case PrintPaper():
                self._print_paper(effect)
            case ReconcilePaper(job_id, sheets):
                self.papers.reconcile(job_id, sheets)
            case Dispense(payout_id, hopper, count, before):
                self.hoppers[hopper].dispense(payout_id, count, before)
            case ReconcilePayout(payout_id, hopper, count, before):
                self.hoppers[hopper].reconcile(payout_id, count, before)
            case ForgetVisit(visit_id):
                self._wanted = ""
                self._computer.spool.clear()
                self._computer.journal.forget(visit_id)
            case CheckPin() | PrintReport() | PrintTrial() | AskDevice() | ReadBooks():
                raise AssertionError(f"{effect} is for staff, and none come here")
            case StartTimer() | StopTimers():
                raise AssertionError(f"{effect} belongs to the loop")
            case _:
                assert_never(effect)

    @staticmethod
    def _tell_validator(
        effect: OpenValidator | CloseValidator | StackNote | ReturnNote | ReconcileNote, validator: BillDriver
    ) -> None:
        match effect:
            case OpenValidator(values):
                validator.accept(values)
            case CloseValidator():
                validator.inhibit()
            case StackNote(note_id):
                validator.stack(note_id)
            case ReturnNote(note_id):
                validator.return_note(note_id)
            case ReconcileNote(note_id, value):
                validator.reconcile(note_id, value)
            case _:
                assert_never(effect)

    def _prepared(self, event: Event) -> None:
        """The worker spools the papers before it says so, unless nobody wants them any more."""
        if isinstance(event, PapersReady):
            if not self.alive or event.request_id != self._wanted:
                return
            self._computer.spool.clear()
            self._computer.spool.update(paper.copy_serial for paper in event.papers)
        self.put(event)

    def _print_slip(self, job_id: str) -> None:
        if not self.alive:
            return
        if self._computer.cannot_draw:
            self._computer.cannot_draw -= 1
            self.put(SlipFinished("receipt_printer", job_id, Outcome.NOT_DELIVERED, (Trouble.OTHER,)))
        else:
            self.slips.print_slip(job_id)

    def _print_paper(self, effect: PrintPaper) -> None:
        if effect.copy_serial in self._computer.spool:
            self.papers.print_document(effect.job_id, effect.copy_serial, effect.sheets)
        else:
            none = Outcome.NOT_DELIVERED
            self.put(DocumentFinished("document_printer", effect.job_id, none, 0, (Trouble.OTHER,)))

    def _spooled(self) -> tuple[str, ...]:
        """Which papers of an interrupted visit are still there; everything else is wiped (kiosk/app.py)."""
        match self.machine.visit:
            case Paying(papers=papers) | PayingOut(papers=papers):
                wanted = [paper.copy_serial for paper in papers]
            case Delivering(papers=progress):
                wanted = [p.paper.copy_serial for p in progress]
            case _:
                wanted = []
        found = tuple(serial for serial in wanted if serial in self._computer.spool)
        if not found:
            self._computer.spool.clear()
        return found

    # ---- The line to central, as kiosk/sync.py -------------------------------------------------------

    def line_changed(self) -> None:
        if self.alive and self.machine.online != self._computer.central.online:
            self.put(NetworkChanged(self._computer.central.online))

    def _ship(self) -> None:
        """Rows gather for a while and are then acknowledged together."""
        if self.alive and not self._shipping and self._computer.journal.unsent:
            self._shipping = True
            self._world.after(self._computer.swarm.acknowledges_s, self.ship_now)

    def ship_now(self) -> None:
        self._shipping = False
        if self.alive and self._computer.central.online:
            self._computer.elsewhere.shipped(self._judge.take_unshipped(), self._computer.journal.commits)
            self.put(SyncAcknowledged(self._computer.journal.commits, "", ""))
