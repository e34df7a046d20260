"""Change against an exhaustive oracle: every amount, thousands of fillings, denominations that trap greed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.change import make_change, most_payable
from kiosk.money import NOTHING, Money, Tally

UNREACHABLE = 10**9


def filling(**counts: int) -> Tally:
    return Tally(tuple(sorted((Money(int(name[1:])), count) for name, count in counts.items() if count)))


def oracle(held: Tally, most: int) -> list[int]:
    """Fewest pieces for every amount up to `most`, coin by coin: no cleverness to share with the code."""
    fewest = [0] + [UNREACHABLE] * most
    for value, count in held.counts:
        for _ in range(count):
            for amount in range(most, value.amount - 1, -1):
                fewest[amount] = min(fewest[amount], fewest[amount - value.amount] + 1)
    return fewest


def check(held: Tally, amounts: range) -> int:
    fewest = oracle(held, amounts.stop)
    for amount in amounts:
        paid = make_change(Money(amount), held)
        if paid is None:
            assert fewest[amount] == UNREACHABLE, (held, amount)
        else:
            assert paid.total == Money(amount)
            assert paid.pieces == fewest[amount], (held, amount, paid)
            available = dict(held.counts)
            assert all(count <= available[value] for value, count in paid.counts)
    return len(amounts)


def test_largest_first_would_fail_here() -> None:
    assert make_change(Money(60), filling(n50=1, n20=3)) == filling(n20=3)
    assert make_change(Money(40), filling(n25=1, n20=2, n5=3)) == filling(n20=2)


@pytest.mark.parametrize("seed", range(8))
def test_every_amount_to_a_thousand_from_random_fillings(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(5):
        held = filling(
            n1=chance.randrange(8),
            n5=chance.randrange(20),
            n10=chance.randrange(30),
            n20=chance.randrange(6),
            n50=chance.randrange(12),
        )
        check(held, range(1001))


tallies = st.dictionaries(
    st.sampled_from([1, 5, 7, 10, 12, 20, 25, 30, 50]), st.integers(1, 4), max_size=5
).map(lambda held: Tally(tuple(sorted((Money(value), count) for value, count in held.items()))))


@given(tallies)
def test_odd_denominations_too(held: Tally) -> None:
    check(held, range(0, 160))


@given(st.integers(0, 300).map(Money), tallies)
def test_the_most_that_can_be_paid(amount: Money, held: Tally) -> None:
    paid = most_payable(amount, held)
    fewest = oracle(held, amount.amount)
    assert paid.total.amount == max(a for a, pieces in enumerate(fewest) if pieces < UNREACHABLE)


def test_nothing_is_paid_with_nothing() -> None:
    assert make_change(Money(0), NOTHING) == NOTHING
    assert make_change(Money(5), NOTHING) is None
    assert most_payable(Money(5), NOTHING) == NOTHING


def test_nobody_is_owed_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="nobody"):
        make_change(Money(-5), NOTHING)
