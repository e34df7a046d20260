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
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
    Outcome,
    PayoutFinished,
    SheetsPrinted,
    SlipFinished,
    ValidatorOpened,
)
from kiosk.money import COINS, ZERO, Money
from kiosk.visit.events import (
    BackTouched,
    Booted,
    CancelTouched,
    CashTouched,
    ClaimsBrought,
    ClaimsWanted,
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
    Claim,
    ClaimReason,
    Delivering,
    Identifying,
    IdentityProblem,
    OpenClaim,
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
    VALIDATOR_CLOSED,
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
    VALIDATOR_CLOSED,
    CashTouched(),
    NoteInEscrow("bill_validator", "n1", Money(100)),
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
    DeviceStatusChanged("bill_validator", READY),
    DeviceStatusChanged("bill_validator", OFFLINE),
    ValidatorOpened("bill_validator", (Money(100),)),
    NoteRefused("bill_validator", 0x29),
    NoteStacked("bill_validator", "n1", Money(100)),  # also of a note that nobody knows, or that was in doubt
    NoteReturned("bill_validator", "n1"),
    NoteInDoubt("bill_validator", "n1", Money(100)),
    NoteInDoubt("bill_validator", "n2", None),
    ClaimsWanted(("earlier-c1", "v-c1", "no such claim")),
    ClaimsBrought((OpenClaim(Claim("far-c1", Money(15), ClaimReason.LEFT), PERSON.person_id),)),
    ClaimsBrought((OpenClaim(Claim("far-c2", Money(30), ClaimReason.LEFT), SOMEBODY_ELSE.person_id),)),
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
        case Paying(note=note) if note is not None:
            yield NoteStacked("bill_validator", note.note_id, note.value)
            yield NoteReturned("bill_validator", note.note_id)
            yield NoteInDoubt("bill_validator", note.note_id, note.value)
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


def walk(start: Node, depth: int, most_cash: int = 60, also: tuple[Event, ...] = ()) -> Walk:
    """Every sequence up to `depth` from `start`; raises AssertionError where a promise is broken.

    `also` are events that can happen at any time, beside those that always can.
    """
    found = Walk({start})
    frontier = [start]
    for _ in range(depth):
        reached: list[Node] = []
        for node in frontier:
            before = type(node.machine.visit).__name__
            for event in (*happenings(node), *also):
                if isinstance(event, CoinsRead) and node.cash_in - node.carried >= most_cash:
                    continue
                if isinstance(event, NoteInEscrow) and node.notes_told:
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


def wander(home: Node, seed: int, steps: int) -> Walk:
    """One random sequence from `home`: mostly what leads on, now and then anything at all."""
    dice = Random(seed)
    found = Walk({home})
    node = home
    for _ in range(steps):
        expected = [*_leads_on(node), *answers(node.machine), *(TimerFired(t) for t in sorted(node.timers))]
        anything = not expected or dice.random() < 0.25
        event = dice.choice((*ALWAYS, *RARELY, *_late_words(node)) if anything else expected)
        if isinstance(event, NoteInEscrow):
            event = replace(event, note_id=f"n-{found.steps}")  # no validator uses one twice
        node = advance(node, event)
        found.nodes.add(node)
        found.steps += 1
        if isinstance(node.machine.visit, Attract) and dice.random() < 0.5:  # a person mends what is broken
            node = home
    return found


def _late_words(node: Node) -> Iterator[Event]:
    """A validator that was given up can still say what became of the note."""
    for note_id, value in node.notes_in_doubt:
        yield NoteStacked("bill_validator", note_id, Money(value))
        yield NoteReturned("bill_validator", note_id)
        yield NoteInDoubt("bill_validator", note_id, Money(value))


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
            yield from (NoteInEscrow("bill_validator", "n1", Money(100)), VALIDATOR_CLOSED)
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
        return _next_visitor(after)
    return after


def _next_visitor(last: Node) -> Node:
    """What the last visitor left must not matter, except that money stays where it is and debts are kept.

    The debts become one, so that lives do not grow without end.
    """
    owed = sum(amount for _, person, amount in last.claims if person == PERSON.person_id)
    earlier = Claim("earlier-c1", Money(owed), ClaimReason.LEFT)
    held = (OpenClaim(earlier, PERSON.person_id),) if owed else ()
    machine = replace(
        last.machine,
        next_receipt=1,
        suspense=ZERO,
        doubtful_notes=(),
        last_note=None,
        ended_note="",
        redeemed=(),
        claims=held,
    )
    float_ = dict(last.balances).get(Account.HOPPERS, 0)
    stand = {Account.FLOAT: float_, Account.HOPPERS: float_, Account.CASH_BOX: owed, Account.OWED: owed}
    return Node(
        machine,
        cash_in=owed,
        balances=tuple(sorted((account, amount) for account, amount in stand.items() if amount)),
        timers=last.timers,
        claims=(("earlier-c1", PERSON.person_id, owed),) if owed else (),
        claimed=frozenset({"earlier-c1"} if owed else ()),
        carried=owed,
    )


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


def with_notes() -> Node:
    """In service, with a validator, and hoppers that can give change for a note."""
    machine = replace(with_hoppers(n50=2, n10=4), validator=READY)
    float_ = sum(hopper.value.amount * hopper.level for hopper in machine.hoppers)
    balances = ((Account.FLOAT, float_), (Account.HOPPERS, float_))
    return Node(machine, balances=tuple(sorted(balances)))


def paying_with_notes() -> Node:
    """The validator is open too."""
    return follow(
        with_notes(),
        StartTouched("v"),
        IdentityEntered("B11199042", "0930505"),
        IdentityConfirmed("v-i1", PERSON, OFFERS),
        CopiesChosen("TR-ZH", 1),
        OrderConfirmed(),
        PapersReady("v-p1", PAPERS[:1]),
        AcceptorOpened("coin_acceptor", COINS),
        ValidatorOpened("bill_validator", (Money(100),)),
    )


def stacking() -> Node:
    """A note is on its way into the box."""
    return follow(paying_with_notes(), NoteInEscrow("bill_validator", "n1", Money(100)))


def owed(amount: int = 15) -> Node:
    """Somebody is back to whom the machine owes money."""
    owing = _next_visitor(Node(IN_SERVICE, claims=(("x", PERSON.person_id, amount),)))
    return follow(
        owing,
        StartTouched("v"),
        IdentityEntered("B11199042", "0930505"),
        IdentityConfirmed("v-i1", PERSON, OFFERS),
        CopiesChosen("TR-ZH", 1),
    )


def refunding(paid: Sequence[int] = (10,)) -> Node:
    """Cancelled with money in; the claim slip is under way."""
    return follow(paying(), *(coins(value) for value in paid), CancelTouched(), CLOSED)


def finished() -> Node:
    return follow(printing(), paper("v-d1-1"))
