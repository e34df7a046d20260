from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from drivers.cctalk.hopper_judgement import LIFETIME_WRAP, Between, Habits, Question, Seen, judge, next_events
from kiosk.devices import HopperReading

# A hopper before a payout of five: seven payouts since power-up, the last of them of one coin.
BEFORE = HopperReading(serial=1, events=7, remaining=0, paid=1, unpaid=0, lifetime=70_000)
SERIAL = 1
PLAIN = Habits(counts_refused=False, keeps_last_payout=False, unseen_coins=1)
COUNTS_REFUSED = replace(PLAIN, counts_refused=True)
KEEPS = replace(PLAIN, keeps_last_payout=True)


def after(
    events: int, paid: int, unpaid: int = 0, remaining: int = 0, lifetime: int | None = None
) -> HopperReading:
    return HopperReading(SERIAL, events, remaining, paid, unpaid, lifetime)


def judged(
    reading: HopperReading | None,
    habits: Habits = PLAIN,
    seen: Seen | None = None,
    before: HopperReading = BEFORE,
    asked: int = 5,
) -> tuple[int, int]:
    """With the dispense count only where both readings have one."""
    verdict = judge(Question(asked, before, reading, habits, seen or Seen()))
    return verdict.least, verdict.most


# ---- what a lost answer to header 167 is judged by ---------------------------------------------


def test_the_counter_did_not_move_it_never_saw_the_command() -> None:
    assert judged(after(7, 1)) == (0, 0)
    assert judged(after(7, 1, lifetime=70_000)) == (0, 0)


def test_the_counter_moved_by_one_it_paid_what_it_says() -> None:
    assert judged(after(8, 5)) == (5, 5)
    assert judged(after(8, 2, 3)) == (2, 2)
    assert judged(after(8, 2, 0)) == (2, 2), "some do not say what they could not pay"
    assert judged(after(8, 0, 5)) == (0, 0)


def test_after_255_comes_1() -> None:
    assert next_events(255) == 1
    assert judged(after(1, 5), before=replace(BEFORE, events=255)) == (5, 5)


def test_it_is_still_paying_and_will_never_be_asked_again() -> None:
    assert judged(after(8, 2, remaining=3)) == (2, 5)


def test_counted_but_refused_is_told_by_the_dispense_count() -> None:
    assert judged(after(8, 1, lifetime=70_000), COUNTS_REFUSED) == (0, 0)
    assert judged(after(8, 1, lifetime=70_001), COUNTS_REFUSED) == (1, 1)


def test_counted_but_refused_is_told_by_the_answer() -> None:
    assert judged(after(8, 1), COUNTS_REFUSED, Seen(refused=True)) == (0, 0)


def test_counted_and_maybe_refused_is_told_by_new_numbers_only() -> None:
    assert judged(after(8, 5), COUNTS_REFUSED) == (5, 5)
    assert judged(after(8, 1), COUNTS_REFUSED) == (0, 1)
    assert judged(after(8, 1), COUNTS_REFUSED, Seen(ran=True)) == (1, 1)
    assert judged(after(8, 0), COUNTS_REFUSED) == (0, 0), "a refusal that clears the numbers"
    assert judged(after(8, 9), COUNTS_REFUSED, before=replace(BEFORE, paid=9)) == (0, 0)


def test_refused_with_the_counter_where_it_was() -> None:
    assert judged(after(7, 1), seen=Seen(refused=True)) == (0, 0)


def test_lost_power_and_remembers_every_coin() -> None:
    assert judged(after(0, 0, lifetime=70_003)) == (3, 4), "one may have fallen uncounted"
    assert judged(after(0, 0, lifetime=70_005)) == (5, 5), "no more than five were asked for"
    assert judged(after(0, 0, lifetime=70_003), replace(PLAIN, unseen_coins=0)) == (3, 3)


def test_lost_power_and_remembers_the_last_payout() -> None:
    assert judged(after(0, 3, 2), KEEPS) == (3, 4)
    assert judged(after(0, 1, 4), KEEPS) == (0, 2), "these may be the numbers of the payout before"
    assert judged(after(0, 1, 0), KEEPS) == (0, 2), "power lost at rest clears what was not paid"
    assert judged(after(0, 9), KEEPS, before=replace(BEFORE, paid=9)) == (0, 1)


def test_lost_power_and_remembers_both() -> None:
    """Pay 10, power lost after 3: 0, 0, 3, 7 and a dispense count that rose by 3 (SCH2 manual)."""
    assert judged(after(0, 3, 7, lifetime=70_003), KEEPS, asked=10) == (3, 4)


def test_lost_power_and_remembers_nothing() -> None:
    assert judged(after(0, 0)) == (0, 5)
    assert judged(after(0, 0), seen=Seen(ran=True, paid=2)) == (2, 5)


def test_lost_power_and_had_refused() -> None:
    assert judged(after(0, 0), seen=Seen(refused=True)) == (0, 0)


def test_from_zero_to_zero_it_may_have_been_reset_in_between() -> None:
    fresh = HopperReading(SERIAL, 0, 0, 0, 0, None)
    assert judged(after(0, 0), before=fresh) == (0, 5)
    assert judged(after(0, 0), before=fresh, seen=Seen(enabled=True)) == (0, 0), "a reset disables it"
    assert judged(after(0, 0, lifetime=0), before=replace(fresh, lifetime=0)) == (0, 1)
    assert judged(after(1, 5), before=fresh) == (5, 5)


def test_it_never_answered_again() -> None:
    assert judged(None) == (0, 5)
    assert judged(None, seen=Seen(ran=True, paid=3)) == (3, 5)
    assert judged(None, seen=Seen(refused=True)) == (0, 0)


# ---- witnesses that contradict each other ------------------------------------------------------


def test_another_hopper_is_no_witness() -> None:
    assert judged(replace(after(8, 5, lifetime=70_005), serial=2)) == (0, 5)


def test_a_counter_that_moved_by_more_than_one_says_nothing() -> None:
    assert judged(after(9, 5)) == (0, 5)
    assert judged(after(9, 5, lifetime=70_002)) == (2, 3)


def test_other_numbers_behind_the_same_counter_say_nothing() -> None:
    assert judged(after(7, 4)) == (0, 5)


def test_more_paid_than_asked_says_nothing() -> None:
    assert judged(after(8, 6)) == (0, 5)
    assert judged(after(0, 6), KEEPS) == (0, 5)
    assert judged(after(8, 4, remaining=3)) == (0, 5)


def test_a_dispense_count_that_somebody_cleared_says_nothing() -> None:
    assert judged(after(8, 5, lifetime=0)) == (5, 5)
    assert judged(after(0, 0, lifetime=5)) == (0, 5)


def test_the_dispense_count_wraps() -> None:
    before = replace(BEFORE, lifetime=LIFETIME_WRAP - 2)
    assert judged(after(8, 5, lifetime=3), before=before) == (5, 5)


def test_two_different_numbers_leave_all_between_them_open() -> None:
    assert judged(after(8, 5, lifetime=70_003)) == (3, 5)
    assert judged(after(8, 2, lifetime=70_003)) == (2, 3)


def test_a_refusal_by_a_hopper_that_does_not_count_refusals_but_counted() -> None:
    assert judged(after(8, 3), seen=Seen(refused=True)) == (0, 3)
    assert judged(after(8, 3), seen=Seen(refused=True, ran=True, paid=2)) == (3, 3)


readings = st.builds(
    HopperReading,
    st.sampled_from([1, 1, 1, 2]),
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 255),
    st.none() | st.integers(0, LIFETIME_WRAP - 1),
)
habits = st.builds(Habits, st.booleans(), st.booleans(), st.integers(0, 3))
sights = st.builds(Seen, st.booleans(), st.booleans(), st.integers(0, 255), st.booleans())


@given(asked=st.integers(1, 255), before=readings, after_=st.none() | readings, habits=habits, seen=sights)
def test_whatever_it_shows_the_answer_lies_between_none_and_all(
    asked: int, before: HopperReading, after_: HopperReading | None, habits: Habits, seen: Seen
) -> None:
    verdict = judge(Question(asked, before, after_, habits, seen))
    assert isinstance(verdict, Between)
    assert 0 <= verdict.least <= verdict.most <= asked


@given(asked=st.integers(1, 10), events=st.integers(0, 255), old=st.integers(0, 10), paid=st.integers(0, 10))
def test_a_plain_payout_is_never_in_doubt(asked: int, events: int, old: int, paid: int) -> None:
    paid = min(paid, asked)
    before = HopperReading(SERIAL, events, 0, old, 0)
    now = HopperReading(SERIAL, next_events(events), 0, paid, asked - paid)
    assert judge(Question(asked, before, now, PLAIN, Seen(enabled=True))) == Between(paid, paid)
