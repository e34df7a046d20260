from __future__ import annotations

from tests.journeys.conftest import Begin


def test_what_was_too_much_is_a_claim_that_central_knows(begin: Begin) -> None:
    journey = begin(coins=(50, 10))
    journey.walk.through()
    story = journey.judged()
    assert journey.coins_in() == [50]  # the slot was closed before the second
    assert story.delivered
    [claim] = story.claims
    assert (claim.amount, claim.reason) == (30, "overpaid")
    assert story.slips == ("receipt", "claim")
    assert journey.slips() == 2
