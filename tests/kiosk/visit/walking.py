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
    AcceptorOpened,
    CoinRefused,
    CoinsRead,
    DeviceStatusChanged,
    DocumentFinished,
    HopperReading,
    Outcome,
    PayoutFinished,
    SheetsPrinted,
    SlipFinished,
)
from kiosk.money import COINS, ZERO, Money
from kiosk.visit.events import (
    BackTouched,
    Booted,
    CancelTouched,
    ClockChanged,
    CopiesChosen,
    DoneTouched,
    Event,
    HoppersFitted,
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
from kiosk.visit.facts import Account
from kiosk.visit.machine import Machine
from kiosk.visit.payout import FittedHopper
from kiosk.visit.states import (
    Attract,
    CheckingIdentity,
    ChooseProblem,
    Choosing,
    Delivering,
    Identifying,
    IdentityProblem,
    Paying,
    PayingOut,
    Preparing,
    Refunding,
)
from kiosk.visit.step import step
from tests.kiosk.visit.judging import Node, judge, remembered
from tests.kiosk.visit.samples import (
    CLOSED,
    FOREIGN,
    IN_SERVICE,
    OFFERS,
    PAPER_OUT,
    PAPERS,
    PERSON,
    READY,
    SOMEBODY_ELSE,
    coins,
    paper,
    slip,
)

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
        case PayingOut(payout=payout) if payout.batch is not None:
            asked = payout.batch
            for paid, doubtful in {(asked.count, 0), (0, 0), (asked.count - 1, 0), (0, asked.count)}:
                yield PayoutFinished(asked.hopper, asked.payout_id, paid, doubtful, None)
            yield PayoutFinished(asked.hopper, "another", 1, 0, None)
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
    after = remembered(node, event, decision)
    judge(node, event, decision, after)
    if isinstance(after.machine.visit, Attract):
        # A new visitor: what the last one left must not matter, except that money stays where it is.
        machine = replace(after.machine, next_receipt=1, suspense=ZERO)
        float_ = dict(after.balances).get(Account.HOPPERS, 0)
        balances = tuple(sorted({Account.FLOAT: float_, Account.HOPPERS: float_}.items())) if float_ else ()
        return Node(machine, balances=balances, timers=after.timers)
    return after


def follow(node: Node, *events: Event) -> Node:
    for event in events:
        node = advance(node, event)
    return node


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


def with_hoppers(**levels: int) -> Machine:
    """In service with hoppers that hold so many coins: n50=2, n5=9."""
    fitted = tuple(FittedHopper(f"hopper_{name[1:]}", Money(int(name[1:]))) for name in levels)
    machine = step(IN_SERVICE, HoppersFitted(fitted)).machine
    reading = HopperReading(7, 1, 0, 0, 0)
    found = tuple(
        replace(hopper, status=READY, reading=reading, level=level)
        for hopper, level in zip(machine.hoppers, levels.values(), strict=True)
    )
    return replace(machine, hoppers=found)


def paying_out(paid: Sequence[int] = (50,), **levels: int) -> Node:
    """Overpaid; the first batch of change has been asked for. The float is on record."""
    machine = with_hoppers(**levels)
    float_ = sum(hopper.value.amount * hopper.level for hopper in machine.hoppers)
    balances = ((Account.FLOAT, float_), (Account.HOPPERS, float_))
    start = follow(
        Node(machine, balances=tuple(sorted(balances))),
        StartTouched("v"),
        IdentityEntered("B11199042", "0930505"),
        IdentityConfirmed("v-i1", PERSON, OFFERS),
        CopiesChosen("TR-ZH", 1),
        OrderConfirmed(),
        PapersReady("v-p1", PAPERS[:1]),
        AcceptorOpened("coin_acceptor", COINS),
    )
    return follow(start, *(coins(value) for value in paid), CLOSED)


def refunding(paid: Sequence[int] = (10,)) -> Node:
    """Cancelled with money in; the claim slip is under way."""
    return follow(paying(), *(coins(value) for value in paid), CancelTouched(), CLOSED)


def finished() -> Node:
    return follow(printing(), paper("v-d1-1"))
