from __future__ import annotations

from tests.journeys.conftest import Begin
from tests.journeys.rig import NOTHING_BOUGHT


def test_both_coins_come_back_as_one_claim_and_nothing_is_printed(begin: Begin) -> None:
    journey = begin(coins=(5, 1))
    journey.walk.through()  # has no more coins than these, and cancels
    story = journey.judged(NOTHING_BOUGHT)
    assert [(claim.amount, claim.reason) for claim in story.claims] == [(6, "cancelled")]
    assert story.receipt_no is None
    assert story.slips == ("claim",)
    assert journey.slips() == 1
    assert journey.addresses() == ()
