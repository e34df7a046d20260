"""Walks the pure core through everything that can happen and judges every step.

`walk` tries every sequence up to a depth and shares states that were reached before; `wander` follows one
long random sequence that also meets the rarer events; `settles` lets time alone act. The judge knows the
promises and not how the core keeps them: it counts coins, entries, jobs, copies and claims beside the core.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from kiosk.devices import (
    OFFLINE,
    AcceptorClosed,
    AcceptorCursor,
    AcceptorOpened,
    CoinCredit,
    CoinRefused,
    CoinsRead,
    Condition,
    DeviceStatus,
    DeviceStatusChanged,
    DocumentFinished,
    Outcome,
    SheetsPrinted,
    SlipFinished,
    Trouble,
)
from kiosk.money import COINS, ZERO, Money
from kiosk.visit.decision import Decision
from kiosk.visit.effects import (
    CloseAcceptor,
    ForgetVisit,
    OpenAcceptor,
    PrintClaim,
    PrintPaper,
    PrintReceipt,
    ReconcilePaper,
    StartTimer,
    StopTimers,
)
from kiosk.visit.events import (
    BackTouched,
    Booted,
    CancelTouched,
    ClockChanged,
    CopiesChosen,
    DoneTouched,
    Event,
    IdentityConfirmed,
    IdentityEntered,
    IdentityRefused,
    JournalRoomChanged,
    NetworkChanged,
    OrderConfirmed,
    PapersReady,
    PapersRefused,
    ProgramFault,
    StartTouched,
    StillHereTouched,
    SyncAcknowledged,
    Timer,
    TimerFired,
)
from kiosk.visit.facts import (
    Account,
    ClaimIssued,
    CoinsUncertain,
    CopyDelivered,
    Fact,
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
    ChooseProblem,
    Choosing,
    Delivering,
    Delivery,
    Finished,
    Identifying,
    IdentityProblem,
    Offer,
    Paper,
    PaperState,
    Paying,
    Person,
    Preparing,
    Refunding,
)
from kiosk.visit.step import step

# Said here once more on purpose: the judge must not learn the limits from what it judges.
PRESENT_S = 180.0
MOST_ATTEMPTS = 3

READY = DeviceStatus(Condition.READY)
PAPER_OUT = DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT,))
IN_SERVICE = Machine(acceptor=READY, receipt_printer=READY, document_printer=READY, online=True)
PERSON = Person("P0000000000000001", "B11199042", "林範例", "LIN, FAN-LI")
SOMEBODY_ELSE = Person("P0000000000000002", "B11199043", "陳範例", "CHEN, FAN-LI")
FEE = Money(20)
OFFERS = (
    Offer("TR-ZH", "中文歷年成績單", "Chinese transcript", FEE, Delivery.PRINTED_NOW, 2),
    Offer("RK-ZH", "名次證明書", "Rank", FEE, Delivery.PRINTED_NOW, 2, why_not="not-published"),
)
PAPERS = tuple(
    Paper(serial, "TR-ZH", "中文歷年成績單", "Chinese transcript", 1, "00" * 32, PERSON.person_id)
    for serial in ("S1", "S2")
)
FOREIGN = replace(PAPERS[0], copy_serial="F1", person_id=SOMEBODY_ELSE.person_id)
CLOSED = AcceptorClosed("coin_acceptor")


def coins(*values: int, reset: bool = False, unvalued: int = 0, counter: int = 1) -> CoinsRead:
    credits = tuple(CoinCredit(Money(value), 7, 1, counter + i) for i, value in enumerate(values))
    cursor = AcceptorCursor(7, 1, counter + max(0, len(values) - 1), "")
    return CoinsRead("coin_acceptor", credits, unvalued, reset, cursor)


ALWAYS: tuple[Event, ...] = (
    StartTouched("v"),
    IdentityEntered("B11199042", "0930505"),
    CopiesChosen("TR-ZH", 1),
    CopiesChosen("TR-ZH", 2),
    OrderConfirmed(),
    BackTouched(),
    CancelTouched(),
    DoneTouched(),
    StillHereTouched(),
    coins(10),
    coins(50),
    coins(reset=True, unvalued=1),
    AcceptorOpened("coin_acceptor", COINS),
    CLOSED,
    DeviceStatusChanged("document_printer", PAPER_OUT),
    DeviceStatusChanged("document_printer", READY),
    DeviceStatusChanged("receipt_printer", READY),
    DeviceStatusChanged("coin_acceptor", READY),
    Booted("b2", "test", down_s=5.0, spooled=("S1", "S2")),
    Booted("b3", "test", down_s=5.0),
    Booted("b4", "test", down_s=5000.0, spooled=("S1", "S2")),
)

# Met by `wander`: each doubles the states and changes little that the others do not.
RARELY: tuple[Event, ...] = (
    CopiesChosen("RK-ZH", 1),
    CopiesChosen("TR-ZH", 3),
    CopiesChosen("TR-ZH", 0),
    CopiesChosen("no such thing", 1),
    coins(1, 5),
    CoinRefused("coin_acceptor", 1, returned=True),
    IdentityConfirmed("stale", SOMEBODY_ELSE, OFFERS),
    PapersReady("stale", (FOREIGN,)),
    DeviceStatusChanged("receipt_printer", PAPER_OUT),
    DeviceStatusChanged("coin_acceptor", OFFLINE),
    DeviceStatusChanged("somewhere else", PAPER_OUT),
    NetworkChanged(online=False),
    NetworkChanged(online=True),
    JournalRoomChanged(enough=False),
    JournalRoomChanged(enough=True),
    ClockChanged(sane=False),
    ClockChanged(sane=True),
    SyncAcknowledged(3, "00" * 32, ""),
    ProgramFault("here:1", "ValueError"),
    Booted("b5", "test", down_s=-3600.0, spooled=("S1", "S2")),
    Booted("b6", "test", down_s=5.0, spooled=("S2",)),
    *(TimerFired(timer) for timer in Timer),  # also those that nobody set
)


def answers(machine: Machine) -> Iterator[Event]:
    """What the slow things and the devices can say to what this state asked of them."""
    match machine.visit:
        case CheckingIdentity(request_id=request_id):
            yield IdentityConfirmed(request_id, PERSON, OFFERS)
            yield IdentityConfirmed("stale", SOMEBODY_ELSE, OFFERS)
            yield IdentityRefused(request_id, IdentityProblem.NO_MATCH)
        case Preparing(request_id=request_id, order=order):
            yield PapersReady(request_id, PAPERS[: order.lines[0].copies])
            yield PapersReady(request_id, ())
            yield PapersReady(request_id, (FOREIGN, PAPERS[1])[: order.lines[0].copies])
            yield PapersReady("stale", PAPERS[: order.lines[0].copies])
            yield PapersRefused(request_id, ChooseProblem.GLYPH_MISSING, "𡍼")
        case Delivering() as state:
            for outcome in Outcome:
                yield from (SlipFinished("receipt_printer", slip.job_id, outcome) for slip in state.slips)
                for progress in state.papers:
                    yield DocumentFinished("document_printer", progress.job_id, outcome, 1)
            yield from (SheetsPrinted("document_printer", p.job_id, 1) for p in state.papers)
        case Refunding() as refunding:
            for outcome in Outcome:
                yield from (SlipFinished("receipt_printer", slip.job_id, outcome) for slip in refunding.slips)
        case _:
            return


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
    claims: tuple[tuple[str, int], ...] = ()
    spool: frozenset[str] = frozenset()
    paid: bool = False
    opened: bool = False  # the acceptor was told to open and not to close since
    gone: bool = False  # the program was down for so long that the visitor has left


@dataclass
class Walk:
    """Figures of a walk: states judged, steps tried, kinds of state seen, ways between them."""

    nodes: set[Node] = field(default_factory=set)
    steps: int = 0
    arrows: set[tuple[str, str, str]] = field(default_factory=set)

    @property
    def kinds(self) -> set[str]:
        return {type(node.machine.visit).__name__ for node in self.nodes}


def happenings(node: Node) -> Iterator[Event]:
    yield from ALWAYS
    yield from answers(node.machine)
    yield from (TimerFired(timer) for timer in sorted(node.timers))


def walk(start: Node, depth: int, most_cash: int = 60) -> Walk:
    """Every sequence up to `depth` from `start`; raises AssertionError where a promise is broken."""
    found = Walk({start})
    frontier = [start]
    for _ in range(depth):
        reached: list[Node] = []
        for node in frontier:
            before = type(node.machine.visit).__name__
            for event in happenings(node):
                if isinstance(event, CoinsRead) and node.cash_in >= most_cash:
                    continue
                after = advance(node, event)
                found.steps += 1
                if after is node:
                    continue
                name = type(after.machine.visit).__name__
                if name != before:
                    found.arrows.add((before, name, _said(event)))
                if after not in found.nodes:
                    found.nodes.add(after)
                    reached.append(after)
        frontier = reached
    settle_all(found.nodes)
    return found


def wander(start: Node, seed: int, steps: int) -> Walk:
    """One random sequence: mostly what leads on, now and then anything at all."""
    dice = Random(seed)
    found = Walk({start})
    node = start
    for _ in range(steps):
        expected = [*_leads_on(node), *answers(node.machine), *(TimerFired(t) for t in sorted(node.timers))]
        anything = not expected or dice.random() < 0.25
        event = dice.choice((*ALWAYS, *RARELY) if anything else expected)
        node = advance(node, event)
        found.nodes.add(node)
        found.steps += 1
        if isinstance(node.machine.visit, Attract) and dice.random() < 0.5:  # a person mends what is broken
            node = Node(IN_SERVICE)
    return found


def _leads_on(node: Node) -> Iterator[Event]:
    """What a person who wants a paper does next."""
    match node.machine.visit:
        case Attract():
            yield StartTouched("v")
        case Identifying():
            yield IdentityEntered("B11199042", "0930505")
        case Choosing():
            yield from (
                CopiesChosen("TR-ZH", 1),
                CopiesChosen("TR-ZH", 2),
                OrderConfirmed(),
                OrderConfirmed(),
            )
        case Paying():
            yield from (coins(10), coins(10), coins(1), CLOSED)
        case _:
            return


def _said(event: Event) -> str:
    return f"time-out {event.timer}" if isinstance(event, TimerFired) else type(event).__name__


def advance(node: Node, event: Event) -> Node:
    """One event, judged. Returns `node` itself where nothing followed from it."""
    if isinstance(event, TimerFired) and event.timer in node.timers:
        node = replace(node, timers=node.timers - {event.timer})
    decision = step(node.machine, event)
    nothing = decision.machine == node.machine and not decision.facts and not decision.effects
    if nothing and not isinstance(event, CoinsRead | Booted | DocumentFinished | TimerFired):
        return node
    after = _remembered(node, event, decision)
    judge(node, event, decision, after)
    if isinstance(after.machine.visit, Attract):
        # A new visitor: what the last one left must not matter, except that money stays where it is.
        return Node(replace(after.machine, next_receipt=1, suspense=ZERO), timers=after.timers)
    return after


def follow(node: Node, *events: Event) -> Node:
    for event in events:
        node = advance(node, event)
    return node


def _remembered(node: Node, event: Event, decision: Decision) -> Node:
    after = replace(node, machine=decision.machine)
    if isinstance(event, CoinsRead):
        after = replace(after, cash_in=node.cash_in + sum(c.value.amount for c in event.credits))
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
        after = replace(after, timers=frozenset(), opened=False, gone=gone, spool=spool)
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
            case OpenAcceptor():
                after = replace(after, opened=True)
            case CloseAcceptor():
                after = replace(after, opened=False)
            case _:
                pass
    return after


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
            balances[debit] = (
                balances.get(debit, 0) + (1 if debit is Account.CASH_BOX else -1) * amount.amount
            )
            balances[credit] = balances.get(credit, 0) + amount.amount
            return replace(node, balances=tuple(sorted(balances.items())))
        case ClaimIssued(claim_id=claim_id, amount=amount):
            return replace(node, claims=(*node.claims, (claim_id, amount.amount)))
        case CopyDelivered(copy_serial=serial, outcome=outcome):
            return replace(node, ended=(*node.ended, (serial, outcome)))
        case OrderPaid():
            return replace(node, paid=True)
        case _:
            return node


# ---- The judge -----------------------------------------------------------------------------------------


def judge(node: Node, event: Event, decision: Decision, after: Node) -> None:
    """Raises AssertionError with the way there when this step breaks a promise."""
    here = (node, event, decision)
    _judge_money(after, event, decision, here)
    _judge_acceptor(after, here)
    _judge_printing(node, decision, after, here)
    _judge_closing(node, decision, after, here)
    _judge_privacy(decision, after, here)
    if not isinstance(after.machine.visit, Attract):
        assert after.timers, (here, "a state without a time-out")


def _judge_money(after: Node, event: Event, decision: Decision, here: object) -> None:
    balances = dict(after.balances)
    cash = balances.get(Account.CASH_BOX, 0)
    owners = (Account.VISIT, Account.REVENUE, Account.OWED, Account.SUSPENSE)
    assert all(f.amount > ZERO for f in decision.facts if isinstance(f, Posted)), (here, "an empty entry")
    assert cash == after.cash_in, (here, "a coin is not on record exactly once")
    assert cash == sum(balances.get(owner, 0) for owner in owners), (here, "entries do not balance")
    assert all(amount >= 0 for amount in balances.values()), (here, "an account below zero")
    state = after.machine.visit
    held = state.credit.amount if isinstance(state, Paying) else 0
    assert balances.get(Account.VISIT, 0) == held, (here, "credit and ledger differ")
    assert len({claim for claim, _ in after.claims}) == len(after.claims), (here, "a claim issued twice")
    owed = sum(amount for _, amount in after.claims)
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
            known = dict(after.claims)
            assert known.get(effect.claim.claim_id) == effect.claim.amount.amount, (here, "an unknown claim")
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
        assert fact.inserted == out, (here, "a closed visit does not balance")
        visitors_money = after.cash_in - balances.get(Account.SUSPENSE, 0)
        assert fact.inserted.amount == visitors_money, (here, "a closed visit forgets money")
        assert fact.owed.amount == balances.get(Account.OWED, 0), (here, "a closed visit forgets a debt")
        assert fact.price.amount == balances.get(Account.REVENUE, 0), (here, "a closed visit and the revenue")
        assert fact.price == FEE * len(after.delivered), (here, "sold is what came out for certain")
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
        case Choosing() | Preparing() | Paying() | Delivering() | Refunding() | Finished():
            assert state.person == PERSON, (here, "somebody else's visit")
    closed = {f.visit_id for f in decision.facts if isinstance(f, VisitClosed)}
    forgotten = {e.visit_id for e in decision.effects if isinstance(e, ForgetVisit)}
    assert closed == forgotten, (here, "a closed visit that is not forgotten")


# ---- Time alone ----------------------------------------------------------------------------------------


def settles(node: Node, most: int = 60) -> Sequence[str]:
    """When nobody and nothing answers, the time-outs alone must lead back to the attract screen."""
    path: list[str] = []
    while not isinstance(node.machine.visit, Attract):
        assert len(path) < most, f"never ends: {path}"
        assert node.timers, (node, "never ends: no time-out runs", path)
        timer = min(node.timers)
        path.append(f"{type(node.machine.visit).__name__}:{timer}")
        node = advance(node, TimerFired(timer))
    return path


def settle_all(nodes: set[Node], most: int = 60) -> None:
    """The same for many states, each looked at once."""
    known: set[Node] = set()
    for start in nodes:
        node = start
        path: list[Node] = []
        while not isinstance(node.machine.visit, Attract) and node not in known:
            assert len(path) < most, (start, "never ends")
            assert node.timers, (node, "never ends: no time-out runs")
            path.append(node)
            node = advance(node, TimerFired(min(node.timers)))
        known.update(path)


# ---- Ways into a visit ---------------------------------------------------------------------------------


def choosing(copies: int = 1) -> Node:
    """Somebody identified, with a filled cart, by the events a visit takes."""
    return follow(
        Node(IN_SERVICE),
        StartTouched("v"),
        IdentityEntered("B11199042", "0930505"),
        IdentityConfirmed("v-i1", PERSON, OFFERS),
        CopiesChosen("TR-ZH", copies),
    )


def preparing(copies: int = 1) -> Node:
    return follow(choosing(copies), OrderConfirmed())


def paying(copies: int = 1) -> Node:
    """The acceptor is open."""
    return follow(
        preparing(copies), PapersReady("v-p1", PAPERS[:copies]), AcceptorOpened("coin_acceptor", COINS)
    )


def delivering(copies: int = 1, paid: Sequence[int] = ()) -> Node:
    """All is paid and the receipt is under way."""
    return follow(paying(copies), *(coins(value) for value in paid or [10, 10] * copies), CLOSED)


def printing(copies: int = 1, paid: Sequence[int] = ()) -> Node:
    """The receipt is out and the first paper under way."""
    return follow(delivering(copies, paid), slip("v-s1"))


def refunding(paid: Sequence[int] = (10,)) -> Node:
    """Cancelled with money in; the claim slip is under way."""
    return follow(paying(), *(coins(value) for value in paid), CancelTouched(), CLOSED)


def finished() -> Node:
    return follow(printing(), paper("v-d1-1"))


def slip(job_id: str, outcome: Outcome = Outcome.DELIVERED) -> SlipFinished:
    return SlipFinished("receipt_printer", job_id, outcome)


def paper(job_id: str, outcome: Outcome = Outcome.DELIVERED) -> DocumentFinished:
    return DocumentFinished("document_printer", job_id, outcome, 1)
