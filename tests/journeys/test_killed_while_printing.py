from __future__ import annotations

from simulator.scenario import Fault
from tests.journeys.conftest import Begin


def test_the_paper_is_out_once_or_owed(begin: Begin) -> None:
    journey = begin(Fault.KILL_WHILE_PRINTING)
    runs = journey.site.runs
    journey.walk.through()
    assert journey.site.runs == runs + 1
    story = journey.judged()  # never twice under one copy serial; what is not delivered is owed
    assert len(journey.addresses()) == int(story.delivered)
    assert sum(claim.amount for claim in story.claims) == (0 if story.delivered else 20)
