"""A machine with hoppers: change, refunds, a hopper that runs dry, a power cut while coins fall."""

from __future__ import annotations

from simulator.scenario import Fault
from tests.journeys.conftest import Begin
from tests.journeys.rig import NOTHING_BOUGHT


def test_what_was_too_much_comes_back_in_coins(begin_with_hoppers: Begin) -> None:
    journey = begin_with_hoppers(coins=(50,))
    journey.walk.through()
    story = journey.judged()
    assert (story.paid_out, story.claims, story.slips) == (30, (), ("receipt",))


def test_a_cancelled_payment_comes_back_in_coins(begin_with_hoppers: Begin) -> None:
    journey = begin_with_hoppers(coins=(10, 5), cancel_after=2)
    journey.walk.through()
    story = journey.judged(NOTHING_BOUGHT)
    assert (story.paid_out, story.claims, story.slips) == (15, (), ())


def test_hopper_empty_halfway(begin_with_hoppers: Begin) -> None:
    """It holds fewer coins than the books say: what it could not pay comes from others, or is owed."""
    journey = begin_with_hoppers(coins=(50,))
    controls = journey.site.controls
    for hopper, held in controls.state()["hoppers"].items():
        controls.do(hopper, "coins", level=2 if held["value"] == 10 else 0)
    journey.walk.through()
    story = journey.judged()
    assert story.paid_out == 20
    assert [claim.amount for claim in story.claims] == [10]


def test_power_cut_while_dispensing(begin_with_hoppers: Begin) -> None:
    journey = begin_with_hoppers(Fault.POWER_CUT_WHILE_DISPENSING, coins=(50,))
    for hopper in journey.site.controls.state()["hoppers"]:
        journey.site.controls.do(hopper, "coins", level=60)
    journey.walk.through()
    story = journey.judged()
    assert story.paid_out + story.suspense + sum(claim.amount for claim in story.claims) == 30


def test_cancel_with_empty_hoppers(begin_with_hoppers: Begin) -> None:
    """The books know of coins that are not there: what cannot be paid back is owed, to the last dollar."""
    journey = begin_with_hoppers(coins=(10, 5), cancel_after=2)
    for hopper in journey.site.controls.state()["hoppers"]:
        journey.site.controls.do(hopper, "coins", level=0)
    journey.walk.through()
    story = journey.judged(NOTHING_BOUGHT)
    assert story.paid_out + story.suspense + sum(claim.amount for claim in story.claims) == 15
    assert story.claims
