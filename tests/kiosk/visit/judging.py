"""What the world remembers beside the core, and the judge: coins, entries, jobs, copies, claims compared."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.devices import (
    CoinsRead,
    DocumentFinished,
    NoteInDoubt,
    NoteInEscrow,
    NoteReturned,
    NoteStacked,
    Outcome,
    PayoutFinished,
)
from kiosk.money import ZERO
from kiosk.visit.decision import Decision
from kiosk.visit.effects import (
    CloseAcceptor,
    CloseValidator,
    Dispense,
    ForgetVisit,
    OpenAcceptor,
    OpenValidator,
    PrintClaim,
    PrintPaper,
    PrintReceipt,
    ReconcilePaper,
    ReturnNote,
    StackNote,
    StartTimer,
    StopTimers,
)
from kiosk.visit.events import (
    Booted,
    Event,
    PapersReady,
    Timer,
    TimerFired,
)
from kiosk.visit.facts import (
    Account,
    ClaimHandedOver,
    ClaimIssued,
    ClaimRedeemed,
    ClaimTakenOver,
    CoinsUncertain,
    CopyDelivered,
    Fact,
    NoteIntended,
    NoteUncertain,
    OrderPaid,
    PaperIntended,
    Posted,
    SlipIntended,
    VisitClosed,
)
from kiosk.visit.machine import Machine
from kiosk.visit.states import (
    Attract,
    CheckingIdentity,
    Choosing,
    Delivering,
    Finished,
    Identifying,
    NoteDeed,
    PaperState,
    Paying,
    PayingOut,
    Preparing,
    Refunding,
)
from tests.kiosk.visit.samples import FEE, PAPERS, PERSON

# Said here once more on purpose: the judge must not learn the limits from what it judges.
PRESENT_S = 180.0
ASSETS = frozenset({Account.CASH_BOX, Account.NOTE_BOX, Account.DOUBT, Account.HOPPERS})
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A state with what the world must remember beside it to judge it."""

    machine: Machine
    cash_in: int = 0
    balances: tuple[tuple[Account, int], ...] = ()
    timers: frozenset[Timer] = frozenset()
    jobs: tuple[tuple[str, str], ...] = ()  # what was ever printed: job, and the copy serial or ""
    doubtful: frozenset[str] = frozenset()  # copies of which nobody knows whether they are out
    delivered: frozenset[str] = frozenset()  # copies that came out for certain
    ended: tuple[tuple[str, Outcome], ...] = ()  # copies that the registry was told the end of
    claims: tuple[tuple[str, str, int], ...] = ()  # open here: claim, whose, how much
    claimed: frozenset[str] = frozenset()  # every claim there was
    carried: int = 0  # owed since before this visit, out of what was paid in then
    redeemed: int = 0  # and paid into this visit
    elsewhere: int = 0  # and handed over, less what was taken over
    notes_in: int = 0  # notes that the validator said are stacked
    notes_in_doubt: tuple[tuple[str, int], ...] = ()  # notes that it could not say it of
    visit_notes_in_doubt: int = 0  # of this visit
    note_ended: str = ""  # the last that was stacked or went back: what is said of it again says nothing new
    notes_told: frozenset[str] = frozenset()  # what was to be done with them was said
    notes_open: bool = False
    spool: frozenset[str] = frozenset()
    paid: bool = False
    opened: bool = False  # the acceptor was told to open and not to close since
    paid_out: int = 0  # coins the hoppers said are out
    in_doubt: int = 0  # coins that may be out
    gone: bool = False  # the program was down for so long that the visitor has left


def remembered(node: Node, event: Event, decision: Decision) -> Node:
    after = replace(node, machine=decision.machine)
    if isinstance(event, CoinsRead):
        after = replace(after, cash_in=node.cash_in + sum(c.value.amount for c in event.credits))
    after = _with_note(node, after, event, decision)
    if isinstance(event, PapersReady) and isinstance(decision.machine.visit, Paying):
        after = replace(after, spool=frozenset(paper.copy_serial for paper in event.papers))
    if isinstance(event, DocumentFinished) and event.outcome is Outcome.DELIVERED:
        after = replace(after, delivered=after.delivered | _under_way(node, event))
    unknown = isinstance(event, DocumentFinished) and event.outcome is Outcome.UNKNOWN
    if unknown or event == TimerFired(Timer.DOCUMENT):
        after = replace(after, doubtful=after.doubtful | _under_way(node, event))
    if isinstance(event, Booted):
        gone = node.gone or not 0.0 <= event.down_s <= PRESENT_S
        spool = after.spool.intersection(event.spooled)
        after = replace(after, timers=frozenset(), opened=False, notes_open=False, gone=gone, spool=spool)
    if isinstance(event, PayoutFinished) and _asked_for(node, event.payout_id):
        value = node.machine.visit.payout.batch.value.amount  # type: ignore[union-attr]
        out, maybe = value * event.paid, value * event.doubtful
        after = replace(after, paid_out=after.paid_out + out, in_doubt=after.in_doubt + maybe)
    if event == TimerFired(Timer.PAYOUT) and isinstance(node.machine.visit, PayingOut):
        batch = node.machine.visit.payout.batch
        if batch is not None:
            after = replace(after, in_doubt=after.in_doubt + batch.value.amount * batch.count)
    for fact in decision.facts:
        after = _with_fact(after, fact)
    for effect in decision.effects:
        match effect:
            case StopTimers():
                after = replace(after, timers=frozenset())
            case StartTimer(timer=timer):
                after = replace(after, timers=after.timers | {timer})
            case PrintReceipt(job_id=job_id) | PrintClaim(job_id=job_id):
                after = replace(after, jobs=(*after.jobs, (job_id, "")))
            case PrintPaper(job_id=job_id, copy_serial=serial):
                after = replace(after, jobs=(*after.jobs, (job_id, serial)))
            case Dispense(payout_id=payout_id):
                assert payout_id not in dict(node.jobs), (node, event, "one payout asked for twice")
                assert not after.gone, (node, event, "coins for somebody who has gone")
                after = replace(after, jobs=(*after.jobs, (payout_id, "")))
            case OpenAcceptor():
                after = replace(after, opened=True)
            case CloseAcceptor():
                after = replace(after, opened=False)
            case OpenValidator():
                after = replace(after, notes_open=True)
            case CloseValidator():
                after = replace(after, notes_open=False)
            case StackNote(note_id=note_id) | ReturnNote(note_id=note_id):
                assert note_id not in after.notes_told, (node, event, "a note is told twice what to do")
                after = replace(after, notes_told=after.notes_told | {note_id})
            case _:
                pass
    return after


def _with_note(node: Node, after: Node, event: Event, decision: Decision) -> Node:
    """Notes counted beside the core. What the core gave up on is in doubt as if the validator had said so."""
    doubted = dict(after.notes_in_doubt)
    state = node.machine.visit
    paying = isinstance(state, Paying)
    match event:
        case NoteInEscrow(note_id=note_id):  # the walk uses one name again and again
            return replace(after, notes_told=after.notes_told - {note_id}, note_ended="")
        case NoteStacked(note_id=note_id) | NoteReturned(note_id=note_id) | NoteInDoubt(note_id=note_id) if (
            note_id == node.note_ended and not (isinstance(event, NoteStacked) and note_id in doubted)
        ):
            assert not decision.facts, (node, event, "a note that is known is put on record again")
            return after
        case NoteStacked(note_id=note_id, value=value):
            doubted.pop(note_id, None)
            return replace(
                after,
                notes_in=after.notes_in + value.amount,
                notes_in_doubt=tuple(sorted(doubted.items())),
                note_ended=note_id,
            )
        case NoteReturned(note_id=note_id) if note_id in doubted and not decision.facts:
            return after  # asked after a restart it is not believed: another may have come back
        case NoteReturned(note_id=note_id) if _could_be_another(state, note_id):
            assert isinstance(state, Paying)
            assert state.note is not None
            doubted[note_id] = more = state.note.value.amount
        case NoteReturned(note_id=note_id):
            doubted.pop(note_id, None)
            return replace(after, notes_in_doubt=tuple(sorted(doubted.items())), note_ended=note_id)
        case NoteInDoubt(note_id=note_id, value=known) if known is not None and note_id not in doubted:
            doubted[note_id] = known.amount
            more = known.amount if paying else 0
        case TimerFired(Timer.CLOSING) if isinstance(state, Paying) and state.closing and state.note:
            doubted[state.note.note_id] = state.note.value.amount
            more = state.note.value.amount
        case _:
            return after
    total = after.visit_notes_in_doubt + more
    return replace(after, notes_in_doubt=tuple(sorted(doubted.items())), visit_notes_in_doubt=total)


def _could_be_another(state: object, note_id: str) -> bool:
    """After a restart, of a note that was to be stacked: the one that came back may be the next."""
    note = state.note if isinstance(state, Paying) else None
    return note is not None and note.asked and note.note_id == note_id and note.deed is NoteDeed.STACK


def _asked_for(node: Node, payout_id: str) -> bool:
    state = node.machine.visit
    batch = state.payout.batch if isinstance(state, PayingOut) else None
    return batch is not None and batch.payout_id == payout_id


def _under_way(node: Node, event: Event) -> set[str]:
    """The copies being printed that the event can be about."""
    state = node.machine.visit
    papers = state.papers if isinstance(state, Delivering) else ()
    printing = [p for p in papers if p.state is PaperState.PRINTING]
    named = [p for p in printing if isinstance(event, DocumentFinished) and p.job_id == event.job_id]
    return {p.paper.copy_serial for p in (named if isinstance(event, DocumentFinished) else printing)}


def _with_fact(node: Node, fact: Fact) -> Node:
    match fact:
        case Posted(debit, credit, amount):
            balances = dict(node.balances)
            for account, sign in ((debit, 1), (credit, -1)):
                change = amount.amount * (sign if account in ASSETS else -sign)
                balances[account] = balances.get(account, 0) + change
            return replace(node, balances=tuple(sorted(balances.items())))
        case (
            ClaimIssued(claim_id=claim_id, amount=amount, person_id=person)
            | ClaimTakenOver(claim_id=claim_id, amount=amount, person_id=person)
        ):
            assert claim_id not in node.claimed, (node, fact, "a claim issued twice")
            came = amount.amount if isinstance(fact, ClaimTakenOver) else 0
            return replace(
                node,
                claims=(*node.claims, (claim_id, person, amount.amount)),
                claimed=node.claimed | {claim_id},
                elsewhere=node.elsewhere - came,
            )
        case (
            ClaimRedeemed(claim_id=claim_id, amount=amount)
            | ClaimHandedOver(claim_id=claim_id, amount=amount)
        ):
            held = {claim: (person, owed) for claim, person, owed in node.claims}
            assert claim_id in held, (node, fact, "paid or handed over what is not held")
            assert held[claim_id][1] == amount.amount, (node, fact, "another amount than was claimed")
            left = tuple(claim for claim in node.claims if claim[0] != claim_id)
            if isinstance(fact, ClaimHandedOver):
                return replace(node, claims=left, elsewhere=node.elsewhere + amount.amount)
            assert held[claim_id][0] == PERSON.person_id, (node, fact, "somebody else's claim")
            return replace(node, claims=left, redeemed=node.redeemed + amount.amount)
        case CopyDelivered(copy_serial=serial, outcome=outcome):
            return replace(node, ended=(*node.ended, (serial, outcome)))
        case OrderPaid():
            return replace(node, paid=True)
        case _:
            return node


def judge(node: Node, event: Event, decision: Decision, after: Node) -> None:
    """Raises AssertionError with the way there when this step breaks a promise."""
    here = (node, event, decision)
    _judge_money(after, event, decision, here)
    _judge_acceptor(after, here)
    _judge_notes(node, event, decision, after, here)
    _judge_printing(node, decision, after, here)
    _judge_closing(node, decision, after, here)
    _judge_privacy(decision, after, here)
    if not isinstance(after.machine.visit, Attract):
        assert after.timers, (here, "a state without a time-out")


def _judge_money(after: Node, event: Event, decision: Decision, here: object) -> None:
    balances = dict(after.balances)
    cash = balances.get(Account.CASH_BOX, 0)
    hoppers = balances.get(Account.HOPPERS, 0)
    notes = balances.get(Account.NOTE_BOX, 0), balances.get(Account.DOUBT, 0)
    owners = (
        Account.VISIT,
        Account.REVENUE,
        Account.OWED,
        Account.SUSPENSE,
        Account.FLOAT,
        Account.ELSEWHERE,
    )
    assert all(f.amount > ZERO for f in decision.facts if isinstance(f, Posted)), (here, "an empty entry")
    assert cash == after.cash_in, (here, "a coin is not on record exactly once")
    assert notes[0] == after.notes_in, (here, "a note is not on record exactly once")
    assert notes[1] == sum(value for _, value in after.notes_in_doubt), (here, "a doubt about a note is lost")
    held_by_all = sum(balances.get(o, 0) for o in owners)
    assert cash + hoppers + sum(notes) == held_by_all, (here, "entries do not balance")
    assert balances.get(Account.FLOAT, 0) - hoppers == after.paid_out, (here, "paid out and on record differ")
    assert all(v >= 0 for a, v in balances.items() if a is not Account.ELSEWHERE), (
        here,
        "an account below zero",
    )
    assert balances.get(Account.ELSEWHERE, 0) == after.elsewhere, (here, "a claim is lost on its way")
    state = after.machine.visit
    held = 0
    if isinstance(state, Paying):
        held = state.inserted.total.amount
        mine = {(claim, owed) for claim, person, owed in after.claims if person == PERSON.person_id}
        brought = {(claim.claim_id, claim.amount.amount) for claim in state.brought}
        assert brought <= mine, (here, "credit for a claim that is not this person's or not open")
    if isinstance(state, PayingOut):
        held = state.payout.left.amount
    assert balances.get(Account.VISIT, 0) == held, (here, "credit and ledger differ")
    owed = sum(amount for _, _, amount in after.claims)
    listed = {(c.claim.claim_id, c.person_id, c.claim.amount.amount) for c in after.machine.claims}
    assert listed == set(after.claims), (here, "the list of claims is not what the facts say")
    assert balances.get(Account.OWED, 0) == owed, (here, "what is owed is not what was claimed")
    uncertain = [f for f in decision.facts if isinstance(f, CoinsUncertain)]
    doubt = isinstance(event, CoinsRead) and bool(event.unvalued or event.reset)
    assert len(uncertain) == doubt, (here, "doubt about coins is not on record")
    sold = [f for f in decision.facts if isinstance(f, OrderPaid)]
    before = here[0].machine.next_receipt if isinstance(here, tuple) else 0
    assert after.machine.next_receipt == before + len(sold), (here, "receipt numbers have a gap or a double")
    assert all(f.receipt_no == before for f in sold), (here, "another receipt number than the next")


def _judge_acceptor(after: Node, here: object) -> None:
    if not after.opened:
        return
    machine, state = after.machine, after.machine.visit
    assert isinstance(state, Paying), (here, "open while nobody pays")
    assert state.closing is None, (here, "open although it is to close")
    assert state.due > ZERO, (here, "open although all is paid")
    usable = machine.receipt_printer.serves and machine.document_printer.serves
    assert usable, (here, "open although a printer does not serve")
    assert machine.journal_room, (here, "open without room for the journal")
    assert machine.clock_sane, (here, "open without a clock")
    assert not machine.fault, (here, "open although the program failed")
    assert not state.blocked, (here, "open although something failed during this payment")
    owners = {paper.person_id for paper in state.papers}
    assert owners == {PERSON.person_id}, (here, "open for papers of somebody else")


def _judge_notes(node: Node, event: Event, decision: Decision, after: Node, here: object) -> None:
    state = after.machine.visit
    if after.notes_open:
        assert isinstance(state, Paying), (here, "takes notes while nobody pays")
        assert state.closing is None, (here, "takes notes although it is to close")
        assert not state.blocked, (here, "takes notes although something failed")
        assert state.due > ZERO, (here, "takes notes although all is paid")
        last = state.note is None  # while one is on its way no other can go in
        assert not (last and state.notes_in_doubt > ZERO), (here, "takes notes after one in doubt")
    intended = {f.note_id for f in decision.facts if isinstance(f, NoteIntended)}
    stacked = {e.note_id for e in decision.effects if isinstance(e, StackNote)}
    assert intended == stacked, (here, "stacked without an intent on record")
    if isinstance(event, NoteInEscrow):
        told = [e for e in decision.effects if isinstance(e, StackNote | ReturnNote)]
        assert [e.note_id for e in told] == [event.note_id], (here, "a note is left in escrow")
    uncertain = [f for f in decision.facts if isinstance(f, NoteUncertain)]
    known = {node.note_ended, *dict(node.notes_in_doubt)}
    if isinstance(event, NoteInDoubt) and event.note_id not in known:
        assert [f.note_id for f in uncertain] == [event.note_id], (
            here,
            "doubt about a note is not on record",
        )


def _judge_printing(node: Node, decision: Decision, after: Node, here: object) -> None:
    intended = {f.job_id for f in decision.facts if isinstance(f, SlipIntended | PaperIntended)}
    for effect in decision.effects:
        if isinstance(effect, PrintReceipt | PrintPaper):
            assert after.paid, (here, "printed before it was paid")
        if isinstance(effect, PrintReceipt | PrintClaim | PrintPaper):
            assert effect.job_id in intended, (here, "printed without an intent on record")
            assert effect.job_id not in dict(node.jobs), (here, "one job printed twice")
        if isinstance(effect, PrintReceipt | PrintClaim):
            assert effect.person == PERSON, (here, "a slip for somebody else")
        if isinstance(effect, PrintClaim):
            assert effect.claim.claim_id in after.claimed, (here, "an unknown claim")
        if isinstance(effect, PrintPaper):
            assert effect.copy_serial in {paper.copy_serial for paper in PAPERS}, (here, "not this person's")
            assert effect.copy_serial not in node.doubtful, (here, "printed again on a guess")
            assert effect.copy_serial not in dict(node.ended), (here, "printed after its end was told")
            assert effect.copy_serial in after.spool, (here, "printed what is not in the spool")
            assert not after.gone, (here, "printed for somebody who has gone")
            tries = [job for job, serial in after.jobs if serial == effect.copy_serial]
            assert len(tries) <= MOST_ATTEMPTS, (here, "printed too often")
        if isinstance(effect, ReconcilePaper):
            assert effect.job_id in dict(node.jobs), (here, "asked about a job that never was")
    assert len(dict(after.ended)) == len(after.ended), (here, "a copy ended twice")
    for serial, outcome in after.ended:
        seen = (serial in after.delivered, serial in after.doubtful)
        told = (outcome is Outcome.DELIVERED, outcome is Outcome.UNKNOWN)
        assert seen == told, (here, "the registry was told something else than the printer said")


def _judge_closing(node: Node, decision: Decision, after: Node, here: object) -> None:
    closed = [f for f in decision.facts if isinstance(f, VisitClosed)]
    ends = isinstance(after.machine.visit, Attract) and not isinstance(node.machine.visit, Attract)
    assert len(closed) == ends, (here, "a visit is closed when it ends, once")
    for fact in closed:
        balances = dict(after.balances)
        out = fact.price + fact.paid_out + fact.owed + fact.suspense
        assert fact.inserted + fact.redeemed == out, (here, "a closed visit does not balance")
        everything = after.cash_in + after.notes_in + sum(value for _, value in after.notes_in_doubt)
        visitors_money = everything - (balances.get(Account.SUSPENSE, 0) - fact.suspense.amount)
        assert fact.inserted.amount == visitors_money - node.carried, (here, "a closed visit forgets money")
        assert fact.redeemed.amount == after.redeemed, (here, "a closed visit forgets what was redeemed")
        owed = balances.get(Account.OWED, 0) + after.elsewhere - (node.carried - after.redeemed)
        assert fact.owed.amount == owed, (here, "a closed visit forgets a debt")
        assert fact.price.amount == balances.get(Account.REVENUE, 0), (here, "a closed visit and the revenue")
        assert fact.price == FEE * len(after.delivered), (here, "sold is what came out for certain")
        assert fact.paid_out.amount == after.paid_out, (here, "a closed visit forgets what it paid out")
        doubts = after.in_doubt + after.visit_notes_in_doubt
        assert fact.suspense.amount == doubts, (here, "a closed visit forgets a doubt")
        state = node.machine.visit
        if after.paid:
            assert isinstance(state, Finished | Delivering), here
            copies = {progress.paper.copy_serial for progress in state.papers}
            assert copies == dict(after.ended).keys(), (here, "the registry was not told how a copy ended")


def _judge_privacy(decision: Decision, after: Node, here: object) -> None:
    state = after.machine.visit
    match state:
        case Attract():
            assert not after.machine.asking_still_there, (here, "a question to nobody")
        case Identifying() | CheckingIdentity():
            pass
        case Choosing() | Preparing() | Paying() | PayingOut() | Delivering() | Refunding() | Finished():
            assert state.person == PERSON, (here, "somebody else's visit")
    closed = {f.visit_id for f in decision.facts if isinstance(f, VisitClosed)}
    forgotten = {e.visit_id for e in decision.effects if isinstance(e, ForgetVisit)}
    assert closed == forgotten, (here, "a closed visit that is not forgotten")
