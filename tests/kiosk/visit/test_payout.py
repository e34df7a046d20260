"""Batches: what is asked of which hopper, and what is believed of its answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices import OFFLINE, HopperReading, PayoutFinished
from kiosk.money import NOTHING, ZERO, Money, Tally
from kiosk.visit import payout
from kiosk.visit.payout import Batch, HopperState, Payout
from tests.kiosk.visit.samples import READY

READING = HopperReading(7, 1, 0, 0, 0)


def hopper(value: int, level: int, name: str = "") -> HopperState:
    return HopperState(name or f"hopper_{value}", Money(value), READY, level, READING)


def asked(amount: int, *hoppers: HopperState) -> Batch | None:
    return payout.next_batch(hoppers, Payout(Money(amount)), "p")


def test_the_largest_coins_go_first() -> None:
    batch = asked(80, hopper(50, 3), hopper(10, 9))
    assert batch is not None
    assert (batch.hopper, batch.count) == ("hopper_50", 1)


def test_a_batch_is_small_so_that_little_can_be_in_doubt() -> None:
    batch = asked(150, hopper(5, 40))
    assert batch is not None
    assert batch.count == payout.MOST_PIECES


def test_what_cannot_be_paid_exactly_is_paid_as_far_as_it_goes() -> None:
    batch = asked(33, hopper(10, 9))
    assert batch is not None
    assert batch.count == 3


@pytest.mark.parametrize(
    "unusable",
    [
        replace(hopper(10, 5), status=OFFLINE),
        replace(hopper(10, 5), reading=None),
        hopper(10, 0),
    ],
    ids=["offline", "never read", "empty"],
)
def test_a_hopper_that_cannot_pay_is_not_asked(unusable: HopperState) -> None:
    assert asked(30, unusable) is None
    assert payout.available((unusable,)) == NOTHING


def test_a_hopper_that_came_up_short_is_not_asked_again_for_this_payout() -> None:
    batch = asked(30, hopper(10, 5))
    assert batch is not None
    short = payout.finished(
        payout.started(Payout(Money(30)), batch), PayoutFinished("hopper_10", "p", 1, 0, None)
    )
    assert short.failed == ("hopper_10",)
    assert short.left == Money(20)
    assert payout.next_batch((hopper(10, 4),), short, "q") is None


def test_two_hoppers_of_one_coin_are_emptied_one_after_the_other() -> None:
    first = asked(40, hopper(10, 3, "hopper_left"), hopper(10, 3, "hopper_right"))
    assert first is not None
    assert (first.hopper, first.count) == ("hopper_left", 3)


@given(st.integers(-3, 14), st.integers(-3, 14))
def test_a_device_is_not_believed_beyond_what_it_was_asked(paid: int, doubtful: int) -> None:
    batch = Batch("p", "hopper_10", Money(10), 5, READING)
    before = payout.started(Payout(Money(50)), batch)
    event = PayoutFinished("hopper_10", "p", paid, doubtful, None)
    after = payout.finished(before, event)
    assert ZERO <= after.paid.total + after.doubtful <= Money(50)
    assert after.left >= ZERO
    assert 0 <= payout.after_batch(hopper(10, 3), batch, event).level <= 3


def test_a_word_about_another_batch_changes_nothing() -> None:
    batch = Batch("p", "hopper_10", Money(10), 5, READING)
    before = payout.started(Payout(Money(50)), batch)
    assert payout.finished(before, PayoutFinished("hopper_10", "older", 5, 0, None)) == before
    assert payout.finished(Payout(Money(50)), PayoutFinished("hopper_10", "p", 5, 0, None)) == Payout(
        Money(50)
    )


def test_coins_in_doubt_are_taken_off_the_level_too() -> None:
    batch = Batch("p", "hopper_10", Money(10), 5, READING)
    event = PayoutFinished("hopper_10", "p", 2, 3, None)
    assert payout.after_batch(hopper(10, 9), batch, event).level == 4
    assert payout.finished(payout.started(Payout(Money(50)), batch), event).paid == Tally.of([Money(10)] * 2)


def test_counters_that_nobody_read_afterwards_are_not_what_the_next_payout_is_judged_by() -> None:
    """Found by the explorer: a payout without an answer, then a crash after the next intent: NT$50 lost."""
    batch = Batch("p", "hopper_10", Money(10), 5, READING)
    now = replace(READING, events=READING.events + 1, paid=5)
    held = hopper(10, 9)
    assert payout.after_batch(held, batch, PayoutFinished("hopper_10", "p", 0, 5, None)).reading is None
    assert payout.after_batch(held, batch, PayoutFinished("hopper_10", "p", 2, 0, None)).reading is None
    assert payout.after_batch(held, batch, PayoutFinished("hopper_10", "p", 5, 0, now)).reading == now
    # Nothing was asked of it: it still shows what it did.
    assert payout.after_batch(held, batch, PayoutFinished("hopper_10", "p", 0, 0, None)).reading == READING
