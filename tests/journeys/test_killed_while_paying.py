from __future__ import annotations

from simulator.scenario import Fault
from tests.journeys.conftest import Begin


def test_the_credit_is_on_the_screen_again_and_the_visit_finishes(begin: Begin) -> None:
    journey = begin(Fault.KILL_WHILE_PAYING)
    runs = journey.site.runs
    journey.walk.through()
    assert journey.site.runs == runs + 1
    assert journey.walk.credit_after_restart == 10
    story = journey.judged()
    assert story.delivered
    assert story.coins == (10, 10)  # each exactly once, though the first was read before the kill
