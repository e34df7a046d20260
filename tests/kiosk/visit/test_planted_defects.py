"""The judge is judged: each defect that is planted in the core must be noticed by a short walk."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from kiosk import gate
from kiosk.devices import CoinsRead, DeviceStatusChanged, NoteInDoubt, NoteInEscrow, NoteStacked, Outcome
from kiosk.money import COINS, NOTHING, ZERO, Money, Tally
from kiosk.visit import (
    choose,
    claims,
    decision,
    deliver,
    finish,
    give_back,
    identify,
    notes,
    pay,
    recovery,
    refund,
    slips,
)
from kiosk.visit.decision import Decision
from kiosk.visit.effects import Effect, OpenAcceptor, PrintPaper
from kiosk.visit.events import (
    Booted,
    CancelTouched,
    ClaimsBrought,
    ClaimsWanted,
    Event,
    IdentityConfirmed,
    IdentityEntered,
    OrderConfirmed,
    PapersReady,
    StartTouched,
    Timer,
    TimerFired,
)
from kiosk.visit.facts import Account, Fact
from kiosk.visit.machine import Machine
from kiosk.visit.states import (
    ATTRACT,
    CheckingIdentity,
    Choosing,
    Claim,
    ClaimReason,
    Delivering,
    Finished,
    OpenClaim,
    PaperState,
    Paying,
    Refunding,
    SlipProgress,
    VisitState,
)
from tests.kiosk.visit import samples, walking
from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import IN_SERVICE
from tests.kiosk.visit.walking import walk

# ---- Defective variants of one function each --------------------------------------------------------------


def counts_twice(event: CoinsRead) -> Tally:
    return decision.cash_in(event) + decision.cash_in(event)


def counts_nothing(event: CoinsRead) -> Tally:
    return NOTHING


def records_nothing(event: CoinsRead, whose: object) -> tuple[Fact, ...]:
    return ()


def records_no_doubt(event: CoinsRead, whose: Any) -> tuple[Fact, ...]:
    return decision.taken(replace(event, unvalued=0, reset=False), whose)


def ignores_coins(machine: Machine, *_: object) -> Decision:
    return Decision(machine)


def sets_no_timer(
    machine: Machine,
    visit: VisitState,
    timers: Mapping[Timer, float],
    effects: tuple[Effect, ...] = (),
    facts: tuple[Fact, ...] = (),
) -> Decision:
    return decision.enter(machine, visit, {}, effects, facts)


def sets_the_wrong_timer(
    machine: Machine,
    visit: VisitState,
    timers: Mapping[Timer, float],
    effects: tuple[Effect, ...] = (),
    facts: tuple[Fact, ...] = (),
) -> Decision:
    return decision.enter(machine, visit, {Timer.RETRY: 1.0}, effects, facts)


def lets_everything_pass(*_: object) -> None:
    return None


def sees_no_problem(_: Machine) -> tuple[()]:
    return ()


def believes_every_paper(*_: object) -> bool:
    return True


def believes_every_answer(machine: Machine, state: CheckingIdentity, event: Event) -> Decision:
    if isinstance(event, IdentityConfirmed):
        chosen = Choosing(state.visit_id, event.person, event.offers)
        return decision.enter(machine, chosen, {Timer.ATTENTION: 60.0})
    return CHECKING_IDENTITY(machine, state, event)


def credits_what_lies_in_escrow(machine: Machine, state: Paying, event: NoteInEscrow) -> Decision:
    after = IN_ESCROW(machine, state, event)
    assert isinstance(after.machine.visit, Paying)
    early = replace(after.machine.visit, inserted=state.inserted + Tally.of([event.value]))
    return replace(after, machine=replace(after.machine, visit=early))


def leaves_it_there(machine: Machine, state: Paying, _: object) -> Decision:
    return decision.become(machine, replace(state, note_refused=True))


def stacks_at_once(machine: Machine, state: Paying, event: NoteInEscrow) -> Decision:
    return replace(IN_ESCROW(machine, state, event), facts=())


IN_ESCROW = notes.in_escrow


def keeps_the_slot_open(machine: Machine, state: Paying, event: Any) -> Decision:
    after = NOTE(machine, state, event)
    return replace(after, effects=()) if isinstance(event, NoteInDoubt) else after


NOTE = pay._note


def keeps_the_claim(machine: Machine, claim_id: str) -> Machine:
    return machine


def owes_everybody(machine: Machine, person_id: str) -> tuple[Claim, ...]:
    return tuple(held.claim for held in machine.claims)


def hands_over_what_is_in_use(machine: Machine, event: ClaimsWanted) -> Decision:
    return replace(WANTED(replace(machine, visit=ATTRACT), event), machine=machine)


def takes_it_again(machine: Machine, event: ClaimsBrought) -> Decision:
    return BROUGHT(replace(machine, claims=(), redeemed=()), event)


WANTED, BROUGHT = claims.wanted, claims.brought

CHECKING_IDENTITY = identify.checking_identity


def sells_before_it_is_paid(machine: Machine, state: Paying, event: CoinsRead) -> Decision:
    sold = give_back.sold(machine, replace(state, inserted=state.inserted + decision.cash_in(event)))
    return replace(sold, facts=(*decision.taken(event, Account.VISIT), *sold.facts))


def prints_while_it_is_paid(machine: Machine, state: Paying, event: CoinsRead) -> Decision:
    after = COINS_WHILE_PAYING(machine, state, event)
    hasty = PrintPaper(f"{state.visit_id}-d1-1", state.papers[0].copy_serial, 1)
    return replace(after, effects=(*after.effects, hasty))


COINS_WHILE_PAYING = pay._cash


def settles_without_closing(machine: Machine, state: Paying, why: Any, within_s: float = 0.0) -> Decision:
    return pay._settled(machine, replace(state, closing=why))


def opens_at_once(machine: Machine, state: Paying) -> Decision:
    """As it once was: after a restart the acceptor opened before any printer was found."""
    opened = replace(state, closing=None, coins_open=())
    return decision.enter(machine, opened, {Timer.ATTENTION: 60.0}, effects=(OpenAcceptor(COINS),))


def takes_everybody_for_present(machine: Machine, event: Booted) -> Decision:
    return BOOTED(machine, replace(event, down_s=0.0))


BOOTED = recovery.booted


def prints_what_is_lost(
    machine: Machine, state: Delivering, spooled: tuple[str, ...], present: bool
) -> Decision:
    return RESUMED(machine, state, ("S1", "S2"), present)


RESUMED = deliver.resumed


def prints_the_slip_again(progress: tuple[SlipProgress, ...]) -> tuple[SlipProgress, ...]:
    return tuple(replace(slip, job_id="") if slip.outcome is None else slip for slip in progress)


def names_every_job_alike(
    machine: Machine, state: Delivering, index: int, facts: tuple[Fact, ...]
) -> Decision:
    only_try = replace(state.papers[index], attempt=0)
    return START_PAPER(machine, deliver._with_paper(state, index, only_try), index, facts)


START_PAPER = deliver._start_paper


def starts_without_intent(
    machine: Machine, state: Delivering, index: int, facts: tuple[Fact, ...]
) -> Decision:
    return replace(START_PAPER(machine, state, index, facts), facts=facts)


def owes_again_and_again(state: Delivering) -> Money:
    return state.order.price - finish.delivered_price(state.order, state.papers)


def forgets_its_claims(state: Finished) -> Refunding:
    return replace(REFUND_AGAIN(state), claims=(), slips=())


REFUND_AGAIN = refund.again


def counts_doubtful_papers_as_sold(order: Any, papers: Any) -> Money:
    sold = (PaperState.DELIVERED, PaperState.UNKNOWN)
    return sum((order.lines[0].fee for p in papers if p.state in sold), ZERO)


def keeps_receipt_number(machine: Machine, state: Paying) -> Decision:
    after = PAID(machine, state)
    return replace(after, machine=replace(after.machine, next_receipt=machine.next_receipt))


PAID = give_back.sold


def leaves_without_forgetting(machine: Machine, visit_id: str) -> Decision:
    after = decision.leave(machine, visit_id)
    return replace(after, effects=after.effects[:1])


def closes_without_a_sum(machine: Machine, state: Finished) -> Decision:
    return replace(CLOSED(machine, state), facts=())


CLOSED = finish.closed


def forgets_what_is_owed(machine: Machine, state: Finished) -> Decision:
    return CLOSED(machine, replace(state, claims=()))


def gives_up_in_silence(state: Delivering, serials: Any) -> tuple[Delivering, tuple[()]]:
    return GIVEN_UP(state, serials)[0], ()


GIVEN_UP = deliver._given_up


def tells_nobody_that_it_ends(machine: Machine, visit_id: str) -> Decision:
    return decision.enter(machine, ATTRACT, {})


# ---- Where each is planted -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planted:
    says: str  # what the judge must find wrong, so that nothing is caught by accident
    module: Any
    name: str
    defect: Any
    start: Callable[[], Node]
    depth: int = 2
    also: tuple[Event, ...] = ()


def idle() -> Node:
    return Node(IN_SERVICE)


def two_coins_short() -> Node:
    return walking.follow(walking.paying(), samples.coins(10))


def overpaid() -> Node:
    return walking.printing(paid=(10, 50))


def between_identities() -> Node:
    return walking.follow(idle(), StartTouched("v"), IdentityEntered("B11199042", "0930505"))


FAR = Claim("far-c1", Money(15), ClaimReason.LEFT)
GIVEN_BACK = ClaimsWanted(("earlier-c1",))
BROUGHT_HERE = ClaimsBrought((OpenClaim(FAR, samples.PERSON.person_id),))
OTHERS = ClaimsBrought((OpenClaim(FAR, samples.SOMEBODY_ELSE.person_id),))


def given_up_on_a_note() -> Node:
    """The validator never said what became of it."""
    return walking.follow(walking.stacking(), CancelTouched(), TimerFired(Timer.CLOSING))


def owed_to_another() -> Node:
    return walking.follow(walking.choosing(), OTHERS)


def paying_with_credit() -> Node:
    return walking.follow(walking.owed(), OrderConfirmed(), PapersReady("v-p1", samples.PAPERS[:1]))


def taken_over_twice() -> Node:
    return walking.follow(walking.choosing(), BROUGHT_HERE)


def second_paper_waits() -> Node:
    out = DeviceStatusChanged("document_printer", samples.PAPER_OUT)
    return walking.follow(walking.printing(2), out, samples.paper("v-d1-1"))


PLANTED: dict[str, Planted] = {
    "a coin is lost while paying": Planted(
        "credit and ledger differ", pay, "cash_in", counts_nothing, walking.paying
    ),
    "a coin is not on record": Planted(
        "a coin is not on record exactly once", pay, "taken", records_nothing, walking.paying
    ),
    "a coin is credited twice": Planted(
        "credit and ledger differ", pay, "cash_in", counts_twice, walking.paying
    ),
    "doubt about coins is not on record": Planted(
        "doubt about coins is not on record", pay, "taken", records_no_doubt, walking.paying
    ),
    "a coin of nobody vanishes": Planted(
        "a coin is not on record exactly once", identify, "cash_of_nobody", ignores_coins, idle
    ),
    "a coin while choosing vanishes": Planted(
        "a coin is not on record exactly once", choose, "cash_of_nobody", ignores_coins, walking.choosing
    ),
    "a late coin is ignored": Planted(
        "a coin is not on record exactly once", deliver, "late_coins", ignores_coins, walking.printing
    ),
    "a late coin in a refund is ignored": Planted(
        "a coin is not on record exactly once", refund, "late_coins", ignores_coins, walking.refunding
    ),
    "it sells before it is paid": Planted(
        "an account below zero", pay, "_cash", sells_before_it_is_paid, walking.paying
    ),
    "it prints before it is paid": Planted(
        "printed before it was paid", pay, "_cash", prints_while_it_is_paid, walking.paying
    ),
    "a state has no time-out": Planted(
        "a state without a time-out", choose, "enter", sets_no_timer, walking.preparing
    ),
    "a job has no time-out": Planted(
        "a state without a time-out", deliver, "enter", sets_no_timer, walking.delivering
    ),
    "the wrong time-out runs": Planted(
        "a state without a time-out", refund, "enter", sets_the_wrong_timer, two_coins_short, 3
    ),
    "the gate is not kept": Planted(
        "open although a printer does not serve", pay, "while_paying", sees_no_problem, walking.paying
    ),
    "a note counts in escrow": Planted(
        "credit and ledger differ", notes, "in_escrow", credits_what_lies_in_escrow, walking.paying_with_notes
    ),
    "a note is forgotten in escrow": Planted(
        "a note is left in escrow", notes, "in_escrow", leaves_it_there, walking.paying_with_notes
    ),
    "a note is stacked without an intent": Planted(
        "stacked without an intent on record", notes, "in_escrow", stacks_at_once, walking.paying_with_notes
    ),
    "a doubt about a note is dropped": Planted(
        "a doubt about a note is lost", notes, "uncertain", records_nothing, walking.stacking
    ),
    "a late note is credited to nobody's doubt": Planted(
        "a note is not on record exactly once",
        notes,
        "cleared",
        ignores_coins,
        given_up_on_a_note,
        also=(NoteStacked("bill_validator", "n1", Money(100)),),
    ),
    "notes go on after a doubt": Planted(
        "takes notes after one in doubt", pay, "_note", keeps_the_slot_open, walking.stacking
    ),
    "a claim is paid twice": Planted(
        "the list of claims is not what the facts say", claims, "_without", keeps_the_claim, walking.owed, 5
    ),
    "somebody else's claim": Planted(
        "somebody else's claim", claims, "owed_to", owes_everybody, owed_to_another, 3
    ),
    "a claim in use is handed over": Planted(
        "credit for a claim that is not this person's or not open",
        claims,
        "wanted",
        hands_over_what_is_in_use,
        paying_with_credit,
        also=(GIVEN_BACK,),
    ),
    "a claim comes twice": Planted(
        "a claim issued twice", claims, "brought", takes_it_again, taken_over_twice, also=(BROUGHT_HERE,)
    ),
    "another person's paper": Planted(
        "open for papers of somebody else", gate, "_papers_match", believes_every_paper, walking.preparing, 4
    ),
    "another person's answer": Planted(
        "somebody else's visit", identify, "checking_identity", believes_every_answer, between_identities
    ),
    "settled while the acceptor is open": Planted(
        "open while nobody pays", pay, "close", settles_without_closing, walking.paying
    ),
    "open before the devices are found": Planted(
        "open although a printer does not serve", pay, "wait_for_devices", opens_at_once, walking.paying
    ),
    "printed for who has gone": Planted(
        "printed for somebody who has gone",
        recovery,
        "booted",
        takes_everybody_for_present,
        walking.printing,
        3,
    ),
    "printed though the spool is lost": Planted(
        "printed what is not in the spool",
        deliver,
        "resumed",
        prints_what_is_lost,
        lambda: walking.printing(2),
    ),
    "a slip is printed twice": Planted(
        "one job printed twice", slips, "given_up", prints_the_slip_again, walking.delivering
    ),
    "a paper's job is printed twice": Planted(
        "one job printed twice", deliver, "_start_paper", names_every_job_alike, walking.printing
    ),
    "a paper is printed without intent": Planted(
        "printed without an intent on record",
        deliver,
        "_start_paper",
        starts_without_intent,
        walking.delivering,
    ),
    "a doubtful paper is printed again": Planted(
        "the registry was told something else than the printer said",
        deliver,
        "ENDED",
        {**deliver.ENDED, Outcome.UNKNOWN: PaperState.NOT_DELIVERED},
        walking.printing,
    ),
    "a paper is tried for ever": Planted(
        "printed too often", deliver, "MOST_ATTEMPTS", 99, walking.printing, 3
    ),
    "a claim is made again and again": Planted(
        "an account below zero", deliver, "_unclaimed", owes_again_and_again, walking.printing, 3
    ),
    "a claim is issued twice": Planted(
        "a claim issued twice", refund, "again", forgets_its_claims, walking.refunding, 2
    ),
    "a doubtful paper counts as sold": Planted(
        "sold is what came out for certain",
        finish,
        "delivered_price",
        counts_doubtful_papers_as_sold,
        overpaid,
    ),
    "a receipt number is used twice": Planted(
        "receipt numbers have a gap or a double", give_back, "sold", keeps_receipt_number, two_coins_short
    ),
    "a visitor is not forgotten": Planted(
        "a closed visit that is not forgotten", identify, "leave", leaves_without_forgetting, idle
    ),
    "a visit is closed without its sum": Planted(
        "a visit is closed when it ends, once", finish, "closed", closes_without_a_sum, walking.finished
    ),
    "a debt is not in the sum": Planted(
        "a closed visit does not balance", finish, "closed", forgets_what_is_owed, walking.refunding
    ),
    "a copy ends in silence": Planted(
        "the registry was not told how a copy ended",
        deliver,
        "_given_up",
        gives_up_in_silence,
        second_paper_waits,
        4,
    ),
    "a visit ends in silence": Planted(
        "a visit is closed when it ends, once", choose, "leave", tells_nobody_that_it_ends, walking.choosing
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_defects(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = PLANTED[name]
    start = planted.start()
    walk(start, planted.depth, also=planted.also)  # the same walk is content with the core as it is
    monkeypatch.setattr(planted.module, planted.name, planted.defect)
    with pytest.raises(AssertionError, match=re.escape(planted.says)):
        walk(start, planted.depth, also=planted.also)
