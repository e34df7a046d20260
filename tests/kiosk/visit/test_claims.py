from __future__ import annotations

from dataclasses import replace

from kiosk.money import ZERO, Money
from kiosk.visit import claims
from kiosk.visit.events import (
    CancelTouched,
    CashTouched,
    ClaimsBrought,
    ClaimsWanted,
    DoneTouched,
    OrderConfirmed,
    PapersReady,
    Timer,
    TimerFired,
)
from kiosk.visit.facts import (
    Account,
    ClaimHandedOver,
    ClaimRedeemed,
    ClaimTakenOver,
    Posted,
    VisitClosed,
)
from kiosk.visit.states import (
    Claim,
    ClaimReason,
    Closing,
    Delivering,
    Finished,
    OpenClaim,
    Paying,
    PayingOut,
    Refunding,
)
from kiosk.visit.step import step
from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import CLOSED, IN_SERVICE, PAPERS, PERSON, SOMEBODY_ELSE, coins, slip
from tests.kiosk.visit.walking import advance, follow, owed, refunding, with_hoppers

FAR = Claim("far-c1", Money(15), ClaimReason.LEFT)
EARLIER = Claim("earlier-c1", Money(15), ClaimReason.LEFT)


def paying_with_credit(amount: int = 15) -> Node:
    return follow(owed(amount), OrderConfirmed(), PapersReady("v-p1", PAPERS[:1]))


def test_a_claim_that_is_issued_is_held_by_this_machine() -> None:
    [held] = refunding().machine.claims
    assert (held.claim.amount, held.person_id) == (Money(10), PERSON.person_id)


def test_what_was_owed_is_credit_when_its_owner_is_back() -> None:
    state = paying_with_credit().machine.visit
    assert isinstance(state, Paying)
    assert (state.credit, state.due) == (Money(15), Money(5))
    assert state.inserted.total == ZERO


def test_credit_becomes_money_of_the_visit_only_with_the_sale() -> None:
    bought = advance(follow(paying_with_credit(), coins(5)), CLOSED)
    assert isinstance(bought.machine.visit, Delivering)
    assert bought.machine.claims == ()
    assert bought.machine.redeemed == ("earlier-c1",)
    given_up = follow(paying_with_credit(), coins(1), CancelTouched(), CLOSED, slip("v-s1"), DoneTouched())
    assert sum(held.claim.amount.amount for held in given_up.machine.claims) == 16  # 15 as before, and the 1


def test_credit_that_covers_the_price_needs_no_coin() -> None:
    node = paying_with_credit(30)
    assert isinstance(node.machine.visit, Paying)
    assert node.machine.visit.closing is Closing.PAID
    decision = step(node.machine, CLOSED)
    assert ClaimRedeemed("earlier-c1", Money(30), "v") in decision.facts
    assert Posted(Account.OWED, Account.VISIT, Money(30)) in decision.facts


def test_the_owner_can_have_it_in_coins() -> None:
    node = owed()
    machine = replace(with_hoppers(n10=2, n5=2), claims=node.machine.claims, visit=node.machine.visit)
    decision = step(machine, CashTouched())
    assert isinstance(decision.machine.visit, PayingOut)
    assert decision.machine.visit.payout.amount == Money(15)
    assert decision.machine.claims == ()


def test_without_hoppers_it_is_owed_again_on_a_new_slip() -> None:
    after = follow(owed(), CashTouched())
    assert isinstance(after.machine.visit, Refunding)
    assert [held.claim.claim_id for held in after.machine.claims] == ["v-c1"]
    closed = step(follow(after, slip("v-s1")).machine, TimerFired(Timer.FINISHED))
    fifteen = Money(15)
    assert VisitClosed("v", ZERO, ZERO, ZERO, fifteen, ZERO, redeemed=fifteen) in closed.facts


def test_who_is_owed_nothing_gets_nothing() -> None:
    other = (OpenClaim(FAR, SOMEBODY_ELSE.person_id),)
    machine = replace(owed().machine, claims=other)
    assert step(machine, CashTouched()).machine == machine


def test_a_claim_that_is_wanted_elsewhere_is_given_up_once() -> None:
    machine = owed().machine
    decision = step(machine, ClaimsWanted(("earlier-c1", "unknown")))
    assert decision.facts == (
        Posted(Account.OWED, Account.ELSEWHERE, Money(15)),
        ClaimHandedOver("earlier-c1", Money(15)),
    )
    assert step(decision.machine, ClaimsWanted(("earlier-c1",))).facts == ()


def test_a_claim_in_a_payment_stays() -> None:
    assert step(paying_with_credit().machine, ClaimsWanted(("earlier-c1",))).facts == ()


def test_a_claim_of_another_machine_is_held_here_from_now_on() -> None:
    brought = ClaimsBrought((OpenClaim(FAR, PERSON.person_id),))
    decision = step(IN_SERVICE, brought)
    assert ClaimTakenOver("far-c1", FAR.amount, FAR.reason, PERSON.person_id) in decision.facts
    assert claims.owed_to(decision.machine, PERSON.person_id) == (FAR,)
    assert claims.owed_to(decision.machine, SOMEBODY_ELSE.person_id) == ()
    assert step(decision.machine, brought).facts == ()  # the same answer twice


def test_a_claim_that_was_paid_here_does_not_come_back() -> None:
    paid = replace(IN_SERVICE, redeemed=("far-c1",))
    assert step(paid, ClaimsBrought((OpenClaim(FAR, PERSON.person_id),))).facts == ()


def test_a_claim_can_go_and_come_again() -> None:
    gone = step(owed().machine, ClaimsWanted(("earlier-c1",))).machine
    back = step(gone, ClaimsBrought((OpenClaim(EARLIER, PERSON.person_id),)))
    assert claims.owed_to(back.machine, PERSON.person_id) == (EARLIER,)


def test_the_sum_of_claims() -> None:
    assert claims.total((FAR, EARLIER)) == Money(30)


def test_remembered_claims_do_not_grow_without_end() -> None:
    machine = replace(IN_SERVICE, redeemed=tuple(f"c{i}" for i in range(claims.MOST_REMEMBERED)))
    after = claims.kept(machine, (ClaimRedeemed("last", Money(1), "v"),))
    assert len(after.redeemed) == claims.MOST_REMEMBERED
    assert after.redeemed[-1] == "last"


def test_the_last_screen_knows_what_was_redeemed() -> None:
    done = follow(owed(), CashTouched(), slip("v-s1"))
    assert isinstance(done.machine.visit, Finished)
    assert done.machine.visit.redeemed == Money(15)
