from __future__ import annotations

from tests.journeys.conftest import Begin
from tests.journeys.rig import Journey


def test_ten_power_cuts_in_one_visit(begin_with_hoppers: Begin) -> None:
    """The power fails ten times: between coins, while change comes out, while the papers come."""
    journey = begin_with_hoppers(coins=(5, 50))
    journey.walk.until_payment()
    assert journey.student.insert(5)
    for _ in range(5):
        journey.walk.power_cut()
        assert journey.student.credit == 5
    assert journey.student.insert(50)
    journey.walk.wait_for_hopper()
    for _ in range(5):
        journey.walk.power_cut()
    finish(journey)
    story = journey.judged()
    assert story.coins == (5, 50)
    assert story.paid_out + story.suspense + sum(claim.amount for claim in story.claims) in (35, 55)


def finish(journey: Journey) -> None:
    journey.student.wait_for_papers(120.0)
    journey.student.leave()
    journey.walk.wait_for_central()
