"""What came out of the hoppers against what is on record of it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from kiosk.devices import OFFLINE, HopperReading
from kiosk.money import Money
from kiosk.visit.facts import PaidOut, PayoutIntended
from kiosk.visit.machine import Machine
from kiosk.visit.payout import HopperState
from simulator.explorer.coverage import Coverage
from simulator.explorer.hopper_mechanism import HopperMechanism, HopperProfile
from simulator.explorer.payout_judge import PayoutJudge
from simulator.explorer.world import Violation, World

BEFORE = HopperReading(1, 0, 0, 0, 0)
INTENT = PayoutIntended("v-h1", "hopper_10", Money(10), 3, BEFORE)


def paid(certain: int, doubtful: int = 0) -> PaidOut:
    return PaidOut("v-h1", "hopper_10", Money(certain), Money(doubtful))


def after(coins: int) -> PayoutJudge:
    """Three coins were asked for; so many have come out."""
    judge = PayoutJudge(Coverage())
    judge.intended(INTENT)
    judge.asked("v-h1")
    for _ in range(coins):
        judge.coin_out("v-h1", 10)
    return judge


@pytest.mark.parametrize(("coins", "certain", "doubtful"), [(3, 30, 0), (1, 10, 0), (2, 10, 10), (1, 10, 20)])
def test_truth_between_certain_and_doubtful_is_let_pass(coins: int, certain: int, doubtful: int) -> None:
    judge = after(coins)
    judge.ended(paid(certain, doubtful), "v")
    assert judge.of_visit("v") == (certain, doubtful)
    assert (judge.paid, judge.doubtful) == (certain, doubtful)
    assert judge.of_visit("v") == (0, 0)


@pytest.mark.parametrize(("coins", "certain", "doubtful"), [(2, 30, 0), (3, 20, 0), (3, 0, 20), (0, 10, 20)])
def test_truth_outside_is_noticed(coins: int, certain: int, doubtful: int) -> None:
    with pytest.raises(Violation, match="not what came out"):
        after(coins).ended(paid(certain, doubtful), "v")


def test_a_coin_that_comes_after_the_last_word_must_have_been_in_doubt() -> None:
    judge = after(2)
    judge.ended(paid(20, 10), "v")
    judge.coin_out("v-h1", 10)
    judge = after(2)
    judge.ended(paid(20), "v")
    with pytest.raises(Violation, match="more came out than is on record"):
        judge.coin_out("v-h1", 10)


def test_nothing_is_asked_for_without_an_intent_or_twice() -> None:
    with pytest.raises(Violation, match="without an intent"):
        PayoutJudge(Coverage()).asked("v-h1")
    with pytest.raises(Violation, match="asked for twice"):
        after(0).asked("v-h1")
    with pytest.raises(Violation, match="intended twice"):
        after(0).intended(INTENT)
    with pytest.raises(Violation, match="never was"):
        PayoutJudge(Coverage()).reconciled("v-h1")
    with pytest.raises(Violation, match="not on record"):
        PayoutJudge(Coverage()).coin_out("v-h1", 10)


def test_a_payout_ends_once_and_before_its_visit_does() -> None:
    judge = after(3)
    with pytest.raises(Violation, match="no end on record"):
        judge.of_visit("v")
    judge.ended(paid(30), "v")
    with pytest.raises(Violation, match="ended twice"):
        judge.ended(paid(30), "v")
    with pytest.raises(Violation, match="more is said to be out"):
        after(3).ended(paid(30, 10), "v")


def test_the_core_may_count_on_fewer_coins_than_there_are_never_on_more() -> None:
    judge = PayoutJudge(Coverage())
    hopper = HopperMechanism(
        World(), Random(1), "hopper_10", 10, 5, HopperProfile(True, True), lambda *_: None
    )
    judge.hoppers = {"hopper_10": hopper}
    state = HopperState("hopper_10", Money(10), OFFLINE, 5, BEFORE)
    judge.levels(Machine(hoppers=(state,)))
    hopper.rob(2)
    judge.levels(Machine(hoppers=(state,)))
    with pytest.raises(Violation, match="not there"):
        judge.levels(Machine(hoppers=(replace(state, level=6),)))
