from __future__ import annotations

from simulator.network import Line
from simulator.scenario import Fault
from tests.journeys.conftest import Begin


def test_the_visit_finishes_and_central_catches_up(begin: Begin) -> None:
    journey = begin(Fault.NETWORK_DOWN_BEFORE_PAY)
    journey.walk.through()
    assert journey.site.network.line is Line.UP
    story = journey.judged()  # one order at central, delivered
    assert story.delivered
    assert story.claims == ()
