"""Nothing is bought: the money goes back as a claim slip."""

from __future__ import annotations

import pytest

from kiosk.devices import Outcome
from kiosk.money import ZERO, Money
from kiosk.visit.effects import PrintClaim
from kiosk.visit.events import CancelTouched, CashTouched, Timer, TimerFired
from kiosk.visit.facts import Account, ClaimIssued, Posted, SlipIntended
from kiosk.visit.states import ClaimReason, Finished, Refunding, SlipKind
from kiosk.visit.step import step
from tests.kiosk.visit.samples import CLOSED, PERSON, coins, slip
from tests.kiosk.visit.walking import follow, owed, paying, refunding


def test_a_refund_is_owed_and_on_record_before_its_slip_is_printed() -> None:
    decision = step(follow(paying(), coins(10), CancelTouched()).machine, CLOSED)
    assert decision.facts == (
        Posted(Account.VISIT, Account.OWED, Money(10)),
        ClaimIssued("v-c1", Money(10), ClaimReason.CANCELLED, PERSON.person_id),
        SlipIntended("v-s1", SlipKind.CLAIM, 0),
    )
    (printed,) = (effect for effect in decision.effects if isinstance(effect, PrintClaim))
    assert (printed.job_id, printed.claim.amount, printed.price, printed.receipt_no) == (
        "v-s1",
        Money(10),
        ZERO,
        0,
    )


def test_the_slip_knows_what_came_from_an_earlier_visit() -> None:
    decision = step(owed(15).machine, CashTouched())
    (printed,) = (effect for effect in decision.effects if isinstance(effect, PrintClaim))
    assert (printed.claim.amount, printed.inserted.total, printed.redeemed) == (Money(15), ZERO, Money(15))


@pytest.mark.parametrize("outcome", Outcome)
def test_whatever_becomes_of_the_slip_the_claim_stays(outcome: Outcome) -> None:
    after = follow(refunding(), slip("v-s1", outcome)).machine.visit
    assert isinstance(after, Finished)
    assert after.receipt_no == 0
    assert [claim.amount for claim in after.claims] == [Money(10)]
    assert after.slips[0].outcome is outcome


def test_a_printer_that_never_answers_leaves_doubt_and_an_end() -> None:
    after = follow(refunding(), TimerFired(Timer.SLIP)).machine.visit
    assert isinstance(after, Finished)
    assert after.slips[0].outcome is Outcome.UNKNOWN


def test_another_slips_word_is_not_this_ones() -> None:
    assert isinstance(follow(refunding(), slip("u-s1")).machine.visit, Refunding)


def test_a_late_coin_has_a_slip_of_its_own_after_the_first() -> None:
    node = follow(refunding(), coins(5))
    assert [job for job, _ in node.jobs] == ["v-s1"]
    node = follow(node, slip("v-s1"))
    assert [job for job, _ in node.jobs] == ["v-s1", "v-s2"]
    done = follow(node, slip("v-s2"))
    assert isinstance(done.machine.visit, Finished)
    assert [claim.amount for claim in done.machine.visit.claims] == [Money(10), Money(5)]


def test_a_late_coin_on_the_last_screen_goes_back_to_the_slips() -> None:
    node = follow(refunding(), slip("v-s1"), coins(5))
    assert isinstance(node.machine.visit, Refunding)
    assert [job for job, _ in node.jobs] == ["v-s1", "v-s2"]
