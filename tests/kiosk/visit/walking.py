"""Walks the pure core through everything that can happen, sharing states that were reached before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kiosk.devices import (
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
from kiosk.money import COINS, Money
from kiosk.visit.decision import Decision
from kiosk.visit.effects import OpenAcceptor, PrintClaim, PrintPaper, PrintReceipt, StartTimer, StopTimers
from kiosk.visit.events import (
    BackTouched,
    Booted,
    CancelTouched,
    CopiesChosen,
    DoneTouched,
    Event,
    IdentityConfirmed,
    IdentityEntered,
    IdentityRefused,
    NetworkChanged,
    OrderConfirmed,
    PapersReady,
    PapersRefused,
    StartTouched,
    StillHereTouched,
    Timer,
    TimerFired,
)
from kiosk.visit.facts import Account, OrderPaid, Posted, VisitClosed
from kiosk.visit.machine import Machine
from kiosk.visit.states import (
    Attract,
    CheckingIdentity,
    ChooseProblem,
    Delivering,
    Delivery,
    IdentityProblem,
    Offer,
    Paper,
    Paying,
    Person,
    Preparing,
    Refunding,
)
from kiosk.visit.step import step

READY = DeviceStatus(Condition.READY)
PAPER_OUT = DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT,))
IN_SERVICE = Machine(acceptor=READY, receipt_printer=READY, document_printer=READY, online=True)
PERSON = Person("P0000000000000001", "B11199042", "林範例", "LIN, FAN-LI")
OFFERS = (
    Offer("TR-ZH", "中文歷年成績單", "Chinese transcript", Money(20), Delivery.PRINTED_NOW, 2),
    Offer("RK-ZH", "名次證明書", "Rank", Money(20), Delivery.PRINTED_NOW, 2, why_not="not-published"),
)
PAPERS = tuple(
    Paper(f"S{n}", "TR-ZH", "中文歷年成績單", "Chinese transcript", 1, "00" * 32, PERSON.person_id)
    for n in (1, 2)
)


def coins(*values: int, reset: bool = False, unvalued: int = 0) -> CoinsRead:
    credits = tuple(CoinCredit(Money(value), 7, 1, 1) for value in values)
    return CoinsRead("coin_acceptor", credits, unvalued, reset, AcceptorCursor(7, 1, 1, ""))


ALWAYS: tuple[Event, ...] = (
    StartTouched("v"),
    IdentityEntered("B11199042", "0930505"),
    CopiesChosen("TR-ZH", 1),
    CopiesChosen("TR-ZH", 2),
    CopiesChosen("RK-ZH", 1),
    CopiesChosen("TR-ZH", 3),
    OrderConfirmed(),
    BackTouched(),
    CancelTouched(),
    DoneTouched(),
    StillHereTouched(),
    coins(10),
    coins(50),
    coins(1, 5),
    coins(reset=True, unvalued=1),
    CoinRefused("coin_acceptor", 1, returned=True),
    AcceptorOpened("coin_acceptor", COINS),
    AcceptorClosed("coin_acceptor"),
    DeviceStatusChanged("document_printer", PAPER_OUT),
    DeviceStatusChanged("document_printer", READY),
    DeviceStatusChanged("receipt_printer", PAPER_OUT),
    NetworkChanged(online=False),
    Booted("b2", "test", down_s=5.0, spooled=("S1", "S2")),
    Booted("b3", "test", down_s=5.0),
    Booted("b4", "test", down_s=5000.0, spooled=("S1", "S2")),
)


def answers(machine: Machine) -> Iterator[Event]:
    """What the slow things and the devices can say to what this state asked of them."""
    match machine.visit:
        case CheckingIdentity(request_id=request_id):
            yield IdentityConfirmed(request_id, PERSON, OFFERS)
            yield IdentityConfirmed("stale", PERSON, OFFERS)
            yield IdentityRefused(request_id, IdentityProblem.NO_MATCH)
        case Preparing(request_id=request_id, order=order):
            yield PapersReady(request_id, PAPERS[: order.lines[0].copies])
            yield PapersReady(request_id, ())
            yield PapersReady(request_id, (replace(PAPERS[0], person_id="P-somebody-else"),))
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
    jobs: frozenset[str] = frozenset()
    paid: bool = False
    accepting: bool = False


@dataclass
class Walk:
    """Figures of a walk: states judged, sequences tried, kinds of state seen."""

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


def walk(start: Node, depth: int, most_cash: int = 70) -> Walk:
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
                name = type(after.machine.visit).__name__
                if name != before:
                    found.arrows.add((before, name, type(event).__name__))
                if after not in found.nodes:
                    found.nodes.add(after)
                    reached.append(after)
        frontier = reached
    return found


def advance(node: Node, event: Event) -> Node:
    """One event, judged."""
    if isinstance(event, TimerFired):
        node = replace(node, timers=node.timers - {event.timer})
    decision = step(node.machine, event)
    after = _remembered(node, event, decision)
    _judge(node, event, decision, after)
    if isinstance(after.machine.visit, Attract):
        # A new visitor: what the last one left must not matter, except that money stays where it is.
        return Node(replace(after.machine, next_receipt=1, suspense=Money(0)), timers=after.timers)
    return after


def _remembered(node: Node, event: Event, decision: Decision) -> Node:
    cash_in = node.cash_in
    if isinstance(event, CoinsRead):
        cash_in += sum(credit.value.amount for credit in event.credits)
    balances = dict(node.balances)
    for fact in decision.facts:
        if isinstance(fact, Posted):
            assert fact.amount > Money(0), (event, fact)
            sign = 1 if fact.debit == Account.CASH_BOX else -1
            balances[fact.debit] = balances.get(fact.debit, 0) + sign * fact.amount.amount
            balances[fact.credit] = balances.get(fact.credit, 0) + fact.amount.amount
    timers, jobs, accepting = node.timers, node.jobs, node.accepting
    for effect in decision.effects:
        match effect:
            case StopTimers():
                timers = frozenset()
            case StartTimer(timer=timer):
                timers = timers | {timer}
            case PrintReceipt(job_id=job_id) | PrintClaim(job_id=job_id) | PrintPaper(job_id=job_id):
                assert job_id not in jobs, f"{job_id} printed twice after {event}"
                jobs = jobs | {job_id}
            case OpenAcceptor():
                accepting = True
            case _:
                pass
    if isinstance(event, Booted):
        timers = frozenset(e.timer for e in decision.effects if isinstance(e, StartTimer))
    paid = node.paid or any(isinstance(fact, OrderPaid) for fact in decision.facts)
    return Node(decision.machine, cash_in, tuple(sorted(balances.items())), timers, jobs, paid, accepting)


def _judge(node: Node, event: Event, decision: Decision, after: Node) -> None:
    balances = dict(after.balances)
    cash = balances.get(Account.CASH_BOX, 0)
    owners = (Account.VISIT, Account.REVENUE, Account.OWED, Account.SUSPENSE)
    assert cash == after.cash_in, (node, event, "a coin is not on record exactly once")
    assert cash == sum(balances.get(owner, 0) for owner in owners), (node, event, "entries do not balance")
    state = after.machine.visit
    held = state.credit.amount if isinstance(state, Paying) else 0
    assert balances.get(Account.VISIT, 0) == held, (node, event, "credit and ledger differ")
    prints = [e for e in decision.effects if isinstance(e, PrintPaper | PrintReceipt)]
    assert not prints or after.paid, (node, event, "printed before it was paid")
    if not isinstance(state, Attract):
        assert after.timers, (node, event, "a state without a time-out")
    for fact in decision.facts:
        if isinstance(fact, VisitClosed):
            out = fact.price + fact.paid_out + fact.owed + fact.suspense
            assert fact.inserted == out, (node, event, fact, "a closed visit does not balance")
            visitors_money = after.cash_in - balances.get(Account.SUSPENSE, 0)
            assert fact.inserted.amount == visitors_money, (node, event, fact)
            assert fact.owed.amount == balances.get(Account.OWED, 0), (node, event, fact)
            assert fact.price.amount == balances.get(Account.REVENUE, 0), (node, event, fact)


def settles(node: Node, most: int = 60) -> Sequence[str]:
    """When nobody and nothing answers, the time-outs alone must lead back to the attract screen."""
    path: list[str] = []
    while not isinstance(node.machine.visit, Attract):
        assert len(path) < most, f"never ends: {path}"
        timer = min(node.timers)
        path.append(f"{type(node.machine.visit).__name__}:{timer}")
        node = advance(node, TimerFired(timer))
    return path
