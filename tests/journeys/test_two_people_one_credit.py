from __future__ import annotations

from dataclasses import replace

from tests.journeys.conftest import Begin
from tests.journeys.rig import NOTHING_BOUGHT, Journey, somebody_new


def test_two_people_one_credit(begin: Begin) -> None:
    """Who left money finds it again after identifying; who comes in between neither sees nor spends it."""
    first = begin(coins=(10,))
    first.walk.through()  # ten are not enough: cancelled, and there are no hoppers
    assert [claim.amount for claim in first.judged(NOTHING_BOUGHT).claims] == [10]

    other = begin(coins=(10, 10))
    assert other.plan.person != first.plan.person
    other.walk.until_payment()
    assert other.student.credit == 0
    other.walk.pay()
    other.walk.deliver()
    leave(other)
    assert other.judged().redeemed == 0

    again = begin(coins=(10,))
    again = Journey(again.site, again.album, replace(again.plan, person=first.plan.person))
    again.walk.until_payment()
    assert again.student.credit == 10
    assert again.student.insert(10)
    again.walk.deliver()
    leave(again)
    story = again.judged()
    assert (story.inserted, story.redeemed, story.delivered) == (10, 10, True)

    third = Journey(again.site, again.album, replace(again.plan, person=first.plan.person))
    assert somebody_new(third.site) != first.plan.person
    third.walk.until_payment()
    assert third.student.credit == 0, "the credit was spent"
    third.student.cancel()
    third.student.leave_after_nothing()


def leave(journey: Journey) -> None:
    journey.student.leave()
    journey.walk.wait_for_central()
