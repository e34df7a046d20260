from __future__ import annotations

from simulator.scenario import Fault
from tests.journeys.conftest import Begin


def test_what_was_paid_is_owed_and_the_slip_says_so(begin: Begin) -> None:
    journey = begin(Fault.PAPER_OUT)
    journey.walk.through()
    story = journey.judged()
    assert [(claim.amount, claim.reason) for claim in story.claims] == [(20, "not-printed")]
    assert journey.addresses() == ()
    assert story.slips == ("receipt", "claim")
    assert journey.slips() == 2
