"""People who try things: foreign coins, a coin in the last moment, a plug pulled for profit."""

from __future__ import annotations

import time

from simulator.scenario import Fault
from simulator.twins import TOKEN
from tests.journeys.conftest import Begin
from tests.journeys.rig import NOTHING_BOUGHT, Journey


def test_wrong_coin_never_harms(begin_with_hoppers: Begin) -> None:
    """Foreign tokens come back and are nobody's money; small change is as good as any."""
    journey = begin_with_hoppers(coins=(1,) * 10 + (10,))
    controls = journey.site.controls
    returned = len(controls.state()["coin_acceptor"]["returned"])
    journey.walk.until_payment()
    for _ in range(3):
        journey.student.wait_for_slot()
        controls.do("coin_acceptor", "insert", coin=TOKEN)
        time.sleep(1.0)
    assert journey.student.credit == 0
    assert len(controls.state()["coin_acceptor"]["returned"]) == returned + 3
    finish(journey)
    story = journey.judged()
    assert (sorted(story.coins), story.paid_out) == ([1] * 10 + [10], 0)


def test_coin_while_closing(begin_with_hoppers: Begin) -> None:
    """A coin falls while the cancelling is settled: it comes back out of a hopper, or at once."""
    journey = begin_with_hoppers(coins=(5,), cancel_after=1)
    journey.walk.until_payment()
    assert not journey.walk.pay()
    journey.site.controls.do("coin_acceptor", "insert", coin="10")
    journey.student.cancel()
    journey.student.wait_for_papers(60.0)
    journey.student.leave()
    journey.walk.wait_for_central()
    story = journey.judged(NOTHING_BOUGHT)
    assert story.inserted == story.paid_out in (5, 15)


def test_plug_pulled_twice_for_profit(begin_with_hoppers: Begin) -> None:
    """Two power cuts while change comes out: what came out is never paid again."""
    journey = begin_with_hoppers(Fault.POWER_CUT_WHILE_DISPENSING, coins=(50,))
    journey.walk.until_payment()
    journey.walk.pay()
    journey.walk.wait_for_hopper()
    journey.walk.power_cut()
    if journey.walk.hopper_turns_within(6.0):
        journey.walk.power_cut()
    journey.student.wait_for_papers(90.0)
    journey.student.leave()
    journey.walk.wait_for_central()
    story = journey.judged()
    assert story.paid_out + story.suspense + sum(claim.amount for claim in story.claims) == 30


def finish(journey: Journey) -> None:
    journey.walk.pay()
    journey.walk.deliver()
    journey.student.leave()
    journey.walk.wait_for_central()
