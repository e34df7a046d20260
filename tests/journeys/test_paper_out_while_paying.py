from __future__ import annotations

from tests.journeys.conftest import Begin
from tests.journeys.rig import NOTHING_BOUGHT


def test_no_further_coin_is_taken_and_the_first_comes_back_as_a_claim(begin: Begin) -> None:
    journey = begin(coins=(10, 10))
    journey.walk.until_payment()
    assert journey.student.insert(10)
    journey.site.controls.do("document_printer", "paper", sheets=0)
    journey.student.wait_until_blocked()
    journey.site.controls.do("coin_acceptor", "insert", coin="10")
    journey.student.cancel()
    journey.student.wait_for_papers(20.0)
    journey.student.leave()
    journey.walk.wait_for_central()
    story = journey.judged(NOTHING_BOUGHT)
    assert journey.coins_in() == [10]  # the second was given back
    assert [(claim.amount, claim.reason) for claim in story.claims] == [(10, "cancelled")]
    assert story.slips == ("claim",)
