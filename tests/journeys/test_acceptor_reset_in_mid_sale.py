from __future__ import annotations

from simulator.scenario import Fault
from tests.journeys.conftest import Begin


def test_the_credit_stays_and_the_sale_goes_on(begin: Begin) -> None:
    journey = begin(Fault.ACCEPTOR_RESET)
    journey.walk.through()
    story = journey.judged()
    assert story.delivered
    assert story.inserted == 20
    assert story.claims == ()
