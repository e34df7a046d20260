"""Compares what is physically true with what the journal says: at each commit, effect and quiet moment.

It knows the promises and not how the core keeps them: it counts coins, entries, jobs, copies, claims and
receipts beside the core and raises Violation where the two differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.devices import CoinsRead, DocumentFinished, Outcome
from kiosk.money import Money
from kiosk.visit.effects import (
    AskIdentity,
    Dispense,
    Effect,
    PrintClaim,
    PrintPaper,
    PrintReceipt,
    ReconcilePaper,
    ReconcilePayout,
)
from kiosk.visit.events import Booted, Event, IdentityConfirmed, ProgramFault, TimerFired
from kiosk.visit.facts import (
    Account,
    ClaimIssued,
    CopyDelivered,
    Fact,
    OrderPaid,
    PaidOut,
    PaperIntended,
    PayoutIntended,
    Posted,
    SlipIntended,
    VisitClosed,
)
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.payout import HopperState
from kiosk.visit.states import (
    Attract,
    CheckingIdentity,
    Finished,
    Identifying,
    Paying,
    PayingOut,
    VisitState,
)
from simulator.explorer.central import Central
from simulator.explorer.coin_judge import CoinJudge
from simulator.explorer.coin_mechanism import CoinMechanism
from simulator.explorer.coverage import Coverage
from simulator.explorer.journal import Moment
from simulator.explorer.ledger_judge import LedgerJudge
from simulator.explorer.paper_engine import Job
from simulator.explorer.paper_judge import PaperJudge, visit_of
from simulator.explorer.payout_judge import PayoutJudge
from simulator.explorer.world import Violation

if TYPE_CHECKING:
    from simulator.explorer.program import Program

PRESENT_S = 180.0  # said here once more on purpose: the judge must not learn the limits from what it judges
PLANNED = "planned"  # a ProgramFault that a mishap made and that is no mistake of the core


class Judge:
    """One for each world; it outlives every run of the program. `open_visit` is the one on the screen."""

    def __init__(self, coverage: Coverage, central: Central, coins: CoinMechanism) -> None:
        self.open_visit = ""
        self.ledger = LedgerJudge()
        self.coins = CoinJudge(coins, coverage)
        self.papers = PaperJudge(coverage, central)
        self.payouts = PayoutJudge(coverage)
        self._coverage, self._central = coverage, central
        self._asked = ""  # the last question about somebody's identity; answers to others are not believed
        self._machine: Machine | None = None  # as the program last had it, when it died between two events

    # ---- Commits -----------------------------------------------------------------------------------

    def committed(self, event: Event, facts: Sequence[Fact], visit_id: str) -> None:
        """Called at the moment that this became durable."""
        match event:
            case CoinsRead():
                self.coins.read(event, facts, visit_id)
            case IdentityConfirmed(request_id, person) if request_id == self._asked:
                self.papers.people[visit_id] = person.person_id
            case Booted(down_s=down_s) if not 0.0 <= down_s <= PRESENT_S:
                self.papers.gone.add(visit_id)
            case DocumentFinished(job_id=job_id, outcome=Outcome.UNKNOWN):
                self.papers.in_doubt(job_id)
            case ProgramFault(where, what) if where != PLANNED:
                raise Violation("the program itself failed", f"{where}: {what}")
            case _:
                pass
        for fact in facts:
            self._fact(fact, visit_id)

    def _fact(self, fact: Fact, visit_id: str) -> None:
        match fact:
            case Posted(debit, credit, amount):
                self.ledger.posted(debit, credit, amount)
            case ClaimIssued(claim_id, amount, reason, person_id):
                self.ledger.claim(claim_id, amount, visit_id)
                self._coverage.seen(f"claim {reason}")
                if self.papers.people.get(visit_id) != person_id:
                    raise Violation("a claim for somebody else", claim_id)
            case OrderPaid():
                self.ledger.order_paid(fact, visit_id)
            case SlipIntended(job_id=job_id):
                self.papers.intended.add(job_id)
            case PaperIntended(job_id=job_id, copy_serial=serial):
                self.papers.intended.add(job_id)
                self.papers.serial_of[job_id] = serial
            case PayoutIntended():
                self.payouts.intended(fact)
            case PaidOut():
                self.payouts.ended(fact, visit_id)
            case CopyDelivered(copy_serial=serial, outcome=outcome):
                self.papers.copy_ended(serial, outcome)
            case VisitClosed():
                self._closed(fact)
            case _:
                pass

    def _closed(self, fact: VisitClosed) -> None:
        self._coverage.visits += 1
        paid = fact.visit_id in self.ledger.paid
        self.ledger.visit_closed(
            fact,
            self.coins.credited_to.pop(fact.visit_id, 0),
            self.papers.delivered_price(fact.visit_id, paid),
            self.payouts.of_visit(fact.visit_id),
        )

    # ---- Effects -----------------------------------------------------------------------------------

    def performing(self, effect: Effect) -> None:
        """Called before the shell does it; whatever it needs must be durable by now."""
        match effect:
            case AskIdentity(request_id=request_id):
                self._asked = request_id
            case PrintReceipt(job_id=job_id, person=person):
                self.papers.starts(job_id, visit_of(job_id) in self.ledger.paid)
                self.papers.slip_for(job_id, person.person_id)
            case PrintClaim(job_id=job_id, claim=claim, person=person):
                self.papers.starts(job_id, paid=True)
                self.papers.slip_for(job_id, person.person_id)
                if self.ledger.claims.get(claim.claim_id) != claim.amount.amount:
                    raise Violation("a slip for a claim that is not on record", claim.claim_id)
            case PrintPaper(job_id=job_id, copy_serial=serial):
                self.papers.starts(job_id, visit_of(job_id) in self.ledger.paid)
                self.papers.starts_copy(job_id, serial)
            case ReconcilePaper(job_id=job_id):
                self.papers.asked_about(job_id)
            case Dispense(payout_id=payout_id):
                self.payouts.asked(payout_id)
                if visit_of(payout_id) in self.papers.gone:
                    raise Violation("coins for somebody who has gone", payout_id)
            case ReconcilePayout(payout_id=payout_id):
                self.payouts.reconciled(payout_id)
            case _:
                pass

    # ---- What comes out ------------------------------------------------------------------------------

    def slip_out(self, job_id: str) -> None:
        self.papers.slip_out(job_id)
        self._nobody_elses(job_id, "slip")

    def slip_torn(self, job_id: str) -> None:
        self.papers.slip_torn(job_id)

    def sheet_out(self, job: Job) -> None:
        self._nobody_elses(job.job_id, "paper")
        self.papers.sheet_out(job)

    def coin_out(self, payout_id: str, value: int) -> None:
        self._nobody_elses(payout_id, "coin")
        self.payouts.coin_out(payout_id, value)

    def _nobody_elses(self, job_id: str, what: str) -> None:
        owner = visit_of(job_id)
        if self.open_visit not in ("", owner):
            raise Violation(f"a {what} came out in another visit", f"{job_id} in {self.open_visit}")
        if not self.open_visit:
            self._coverage.seen(f"a {what} came out when nobody was there")

    # ---- The program -----------------------------------------------------------------------------------

    def started(self, machine: Machine) -> None:
        """The journal was folded; what the program believes must be what it believed when it died."""
        if self._machine is not None:
            self.same_as_replayed(self._machine, machine)
        self._machine = None
        self._note_papers(machine.visit)

    def died(self, machine: Machine, moment: Moment) -> None:
        """Only between two events is its state exactly what the journal implies."""
        self._machine = machine if moment in (Moment.AT_REST, Moment.BEFORE_COMMIT) else None

    def same_as_replayed(self, live: Machine, folded: Machine) -> None:
        if live != folded:
            raise Violation("replay is not what was lived", f"{live} {folded}")

    def _note_papers(self, visit: VisitState) -> None:
        if isinstance(visit, Paying):
            self.papers.to_get(visit.visit_id, (paper.copy_serial for paper in visit.papers))

    def stepped(self, program: Program, before: Machine, event: Event | None) -> None:
        """After one event (None: some timers) and its effects."""
        machine = program.machine
        visit, visit_before = machine.visit, before.visit
        self.open_visit = "" if isinstance(visit, Attract) else visit.visit_id
        if type(visit) is not type(visit_before):
            self._changed(machine, before, event)
        held = _held(visit)
        if self.ledger.balance[Account.VISIT] != held:
            raise Violation("credit and ledger differ", f"{held}, {self.ledger.balance[Account.VISIT]}")
        if not isinstance(visit, Attract):
            if program.loop.next_due() is None:
                raise Violation("a state without a time-out", type(visit).__name__)
        elif not isinstance(visit_before, Attract) or isinstance(event, Booted):
            self.quiet(program)
        elif program.has_leftovers:
            raise Violation("a visitor's data is left behind", program.leftovers)
        if program.acceptor.wanted is not None:
            self._open(program, machine, program.acceptor.wanted)
        if isinstance(event, DocumentFinished):
            self._coverage.seen(f"document {event.outcome} in {type(visit_before).__name__}")

    def _changed(self, machine: Machine, before: Machine, event: Event | None) -> None:
        visit, visit_before = machine.visit, before.visit
        said = TimerFired.__name__ if event is None else type(event).__name__
        self._coverage.seen(f"{type(visit_before).__name__} to {type(visit).__name__} by {said}")
        self._note_papers(visit)
        if isinstance(visit, Finished):
            self.papers.finished(visit)
        elif isinstance(visit, Attract):
            left = "" if isinstance(visit_before, Attract) else visit_before.visit_id
            if left not in self.ledger.closed:
                raise Violation("a visit ends without its sum", left)
        if not isinstance(visit, Attract | Identifying | CheckingIdentity):
            known = self.papers.people.get(visit.visit_id)
            if visit.person.person_id != known:
                raise Violation("somebody else's visit", f"{visit.person.person_id}, not {known}")

    def _open(self, program: Program, machine: Machine, values: Sequence[Money]) -> None:
        """The acceptor was told to open: everything the gate promises must hold."""
        visit = machine.visit
        if not isinstance(visit, Paying):
            raise Violation("open while nobody pays", type(visit).__name__)
        due = sum(line.fee.amount * line.copies for line in visit.order.lines) - _held(visit)
        conditions = (
            (visit.closing is None, "open although it is to close"),
            (due > 0, "open although all is paid"),
            (machine.receipt_printer.serves, "open although the receipt printer does not serve"),
            (machine.document_printer.serves, "open although the printer does not serve"),
            (machine.journal_room, "open without room for the journal"),
            (machine.clock_sane, "open without a clock"),
            (not machine.fault, "open although the program failed"),
            (not visit.blocked, "open although something failed during this payment"),
        )
        for holds, what in conditions:
            if not holds:
                raise Violation(what, visit.visit_id)
        for paper in visit.papers:
            if self._central.issued[paper.copy_serial].person_id != visit.person.person_id:
                raise Violation("open for papers of somebody else", paper.copy_serial)
            if not program.has_spooled(paper.copy_serial):
                raise Violation("open for a paper that is not in the spool", paper.copy_serial)
        dearer = [value.amount - due for value in values if value.amount > due] if machine.hoppers else []
        if dearer:
            payable = _payable(machine.hoppers, max(dearer))
            for over in dearer:
                if not payable >> over & 1:
                    raise Violation("open for a coin that could not be changed", f"{over} over {due}")

    # ---- Quiet moments -----------------------------------------------------------------------------------

    def quiet(self, program: Program) -> None:
        """Nobody is here: nothing is open, nothing of anybody is left, and every sum agrees."""
        machine, balance = program.machine, self.ledger.balance
        self._coverage.seen("a quiet moment")
        self.ledger.quiet()
        if balance[Account.CASH_BOX] != self.coins.credited:
            raise Violation("the ledger's cash box is not what was read", str(dict(balance)))
        if balance[Account.SUSPENSE] != machine.suspense.amount + self.payouts.doubtful:
            raise Violation("suspense differs from the ledger", f"{machine.suspense}, {dict(balance)}")
        if machine.next_receipt != self.ledger.receipts + 1:
            raise Violation("the next receipt is not the next", str(machine.next_receipt))
        levels = sum(hopper.value.amount * hopper.level for hopper in machine.hoppers)
        if balance[Account.HOPPERS] < levels:
            raise Violation("more is counted on than the ledger has in the hoppers", str(dict(balance)))
        self.payouts.levels(machine)
        self.coins.quiet()
        if program.has_leftovers:
            raise Violation("a visitor's data is left behind", program.leftovers)

    def healed(self, program: Program | None) -> None:
        """Everything has been whole for a while: the machine must serve, and every coin be accounted for."""
        if program is None:
            raise Violation("not back in service", "the program does not run")
        reasons = closed_reasons(program.machine)
        if not isinstance(program.machine.visit, Attract) or reasons:
            state = type(program.machine.visit).__name__
            raise Violation("not back in service", f"{state}, closed: {', '.join(reasons)}")
        self.quiet(program)
        self.coins.settled()


def _held(visit: VisitState) -> int:
    """NT$ that the screen says are the visitor's."""
    match visit:
        case Paying(inserted=inserted):
            return sum(value.amount * pieces for value, pieces in inserted.counts)
        case PayingOut(payout=payout):
            return payout.left.amount
        case _:
            return 0


def _payable(hoppers: Sequence[HopperState], most: int) -> int:
    """A bit for each sum up to `most` that these hoppers can pay exactly."""
    sums = 1
    for hopper in hoppers:
        if hopper.status.serves and hopper.reading is not None:
            value = hopper.value.amount
            for _ in range(min(hopper.level, most // value)):
                sums |= sums << value
    return sums
