"""Compares what is physically true with what the journal says: at each commit, effect and quiet moment.

It knows the promises and not how the core keeps them: it counts coins, notes, entries, jobs, copies, claims
and receipts beside the core and raises Violation where the two differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.devices import (
    CoinsRead,
    DocumentFinished,
    NoteInDoubt,
    NoteInEscrow,
    NoteReturned,
    NoteStacked,
    Outcome,
)
from kiosk.visit.effects import (
    AskIdentity,
    Dispense,
    Effect,
    PrintClaim,
    PrintPaper,
    PrintReceipt,
    ReconcileNote,
    ReconcilePaper,
    ReconcilePayout,
    ReturnNote,
    StackNote,
)
from kiosk.visit.events import Booted, ClaimsWanted, Event, IdentityConfirmed, ProgramFault, TimerFired
from kiosk.visit.facts import (
    Account,
    ClaimHandedOver,
    ClaimIssued,
    ClaimRedeemed,
    ClaimTakenOver,
    CopyDelivered,
    Fact,
    NoteIntended,
    NoteUncertain,
    OrderPaid,
    PaidOut,
    PaperIntended,
    PayoutIntended,
    Posted,
    SlipIntended,
    VisitClosed,
)
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.states import (
    Attract,
    CheckingIdentity,
    Finished,
    Identifying,
    Paying,
    PayingOut,
    VisitState,
)
from simulator.explorer.bill_mechanism import BillMechanism
from simulator.explorer.central import Central
from simulator.explorer.claim_judge import ClaimJudge
from simulator.explorer.coin_judge import CoinJudge
from simulator.explorer.coin_mechanism import CoinMechanism
from simulator.explorer.coverage import Coverage
from simulator.explorer.gate_judge import GateJudge, held
from simulator.explorer.journal import Moment
from simulator.explorer.ledger_judge import LedgerJudge, Truth
from simulator.explorer.note_judge import NoteJudge
from simulator.explorer.paper_engine import Job
from simulator.explorer.paper_judge import PaperJudge, visit_of
from simulator.explorer.payout_judge import PayoutJudge
from simulator.explorer.world import Violation

if TYPE_CHECKING:
    from simulator.explorer.program import Program

PRESENT_S = 180.0  # said here once more on purpose: the judge must not learn the limits from what it judges
NOTE_ENDS = (NoteStacked, NoteReturned, NoteInDoubt)
CLAIM_FACTS = (ClaimIssued, ClaimRedeemed, ClaimHandedOver, ClaimTakenOver)
PLANNED = "planned"  # a ProgramFault that a mishap made and that is no mistake of the core


class Judge:
    """One for each world; it outlives every run of the program. `open_visit` is the one on the screen.

    `unshipped` are the facts about claims that the central system has not read yet.
    """

    def __init__(
        self, coverage: Coverage, central: Central, coins: CoinMechanism, bills: BillMechanism
    ) -> None:
        self.open_visit = ""
        self.ledger = LedgerJudge()
        self.coins = CoinJudge(coins, coverage)
        self.papers = PaperJudge(coverage, central)
        self.payouts = PayoutJudge(coverage)
        self.notes = NoteJudge(bills, coverage)
        self.claims = ClaimJudge(coverage)
        self.gate = GateJudge(central)
        self.unshipped: list[Fact] = []
        self._coverage = coverage
        self._asked = ""  # the last question about somebody's identity; answers to others are not believed
        self._machine: Machine | None = None  # as the program last had it, when it died between two events

    # ---- Commits -----------------------------------------------------------------------------------

    def committed(self, event: Event, facts: Sequence[Fact], visit_id: str) -> None:
        """Called at the moment that this became durable."""
        match event:
            case CoinsRead():
                self.coins.read(event, facts, visit_id)
            case NoteStacked():
                self.notes.stacked(event, facts, visit_id)
            case NoteReturned():
                self.notes.returned(event, facts)
            case NoteInEscrow():
                self.notes.in_escrow(event)
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
        if isinstance(event, ClaimsWanted):
            self.claims.wanted(event)

    def _fact(self, fact: Fact, visit_id: str) -> None:
        match fact:
            case Posted(debit, credit, amount):
                self.ledger.posted(debit, credit, amount)
            case ClaimIssued(claim_id, amount, reason, person_id):
                self.claims.issues(claim_id, amount, person_id, visit_id)
                self._coverage.seen(f"claim {reason}")
                if self.papers.people.get(visit_id) != person_id:
                    raise Violation("a claim for somebody else", claim_id)
            case ClaimRedeemed(claim_id, amount):
                self.claims.redeems(claim_id, amount, self.papers.people.get(visit_id, ""), visit_id)
            case ClaimHandedOver(claim_id, amount):
                self.claims.hands_over(claim_id, amount)
            case ClaimTakenOver(claim_id, amount, _, person_id):
                self.claims.takes_over(claim_id, amount, person_id)
            case NoteIntended():
                self.notes.intended(fact)
            case NoteUncertain():
                self.notes.uncertain(fact, visit_id)
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
        if isinstance(fact, CLAIM_FACTS):
            self.unshipped.append(fact)

    def _closed(self, fact: VisitClosed) -> None:
        self._coverage.visits += 1
        visit_id = fact.visit_id
        notes, notes_in_doubt = self.notes.of_visit(visit_id)
        paid_out, coins_in_doubt = self.payouts.of_visit(visit_id)
        owed, redeemed = self.claims.of_visit(visit_id)
        truth = Truth(
            credited=self.coins.credited_to.pop(visit_id, 0) + notes,
            notes_in_doubt=notes_in_doubt,
            delivered=self.papers.delivered_price(visit_id, visit_id in self.ledger.paid),
            paid_out=paid_out,
            coins_in_doubt=coins_in_doubt,
            owed=owed,
            redeemed=redeemed,
        )
        self.ledger.visit_closed(fact, truth)
        if redeemed:
            bought = visit_id in self.ledger.paid
            self._coverage.seen("a claim redeemed in a sale" if bought else "a claim cashed")
        person_id = self.papers.people.get(visit_id)
        if person_id is not None:
            self.claims.visit_closed(person_id, truth.kept)

    def take_unshipped(self) -> list[Fact]:
        """What was put on record about claims since the last time."""
        facts, self.unshipped = self.unshipped, []
        return facts

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
                self.claims.on_slip(claim.claim_id, claim.amount)
            case StackNote(note_id=note_id):
                self.notes.told(note_id, stack=True)
            case ReturnNote(note_id=note_id):
                self.notes.told(note_id, stack=False)
            case ReconcileNote(note_id=note_id):
                self.notes.reconciled(note_id)
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
        shown = _held(visit)
        if self.ledger.balance[Account.VISIT] != shown:
            raise Violation("credit and ledger differ", f"{shown}, {self.ledger.balance[Account.VISIT]}")
        if isinstance(visit, Paying) and visit.brought:
            self.claims.credit(visit.brought, visit.person.person_id)
        if not isinstance(visit, Attract):
            if program.loop.next_due() is None:
                raise Violation("a state without a time-out", type(visit).__name__)
        elif not isinstance(visit_before, Attract) or isinstance(event, Booted):
            self.quiet(program)
        elif program.has_leftovers:
            raise Violation("a visitor's data is left behind", program.leftovers)
        if program.acceptor.wanted is not None:
            self.gate.coins(machine, program.acceptor.wanted, program.has_spooled)
        if program.validator is not None and program.validator.wanted is not None:
            self.gate.notes(machine, program.validator.wanted, program.has_spooled)
        if isinstance(event, NoteInEscrow):
            self.gate.stacked(machine)
        elif isinstance(event, DocumentFinished):
            self._coverage.seen(f"document {event.outcome} in {type(visit_before).__name__}")
        elif isinstance(event, NOTE_ENDS) and isinstance(visit_before, Paying) and visit_before.closing:
            self._coverage.seen("a note ends while closing")

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

    # ---- Quiet moments -----------------------------------------------------------------------------------

    def quiet(self, program: Program) -> None:
        """Nobody is here: nothing is open, nothing of anybody is left, and every sum agrees."""
        machine, balance = program.machine, self.ledger.balance
        self._coverage.seen("a quiet moment")
        self.ledger.quiet(self.claims.here_total, self.claims.gone_total)
        self.notes.quiet(balance)
        if balance[Account.CASH_BOX] != self.coins.credited:
            raise Violation("the ledger's cash box is not what was read", str(dict(balance)))
        if balance[Account.SUSPENSE] != machine.suspense.amount + self.payouts.doubtful + self.notes.suspense:
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
        self.notes.settled()
        self.claims.listed(program.machine.claims)


def _held(visit: VisitState) -> int:
    """NT$ that the screen says are the visitor's."""
    match visit:
        case Paying():
            return held(visit)
        case PayingOut(payout=payout):
            return payout.left.amount
        case _:
            return 0
