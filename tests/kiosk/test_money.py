"""Whole dollars only, and tallies that count what is really there."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kiosk.money import COINS, NOTES, NOTHING, ZERO, Money, Tally

amounts = st.integers(-(10**12), 10**12).map(Money)
pieces = st.lists(st.sampled_from([*COINS, *NOTES]), max_size=30)


@pytest.mark.parametrize("wrong", [1.0, "1", None, True, 1j], ids=repr)
def test_money_is_whole_dollars_and_nothing_else(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money(wrong)  # type: ignore[arg-type]


@given(amounts, amounts, amounts)
def test_money_adds_up(a: Money, b: Money, c: Money) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + ZERO == a
    assert a - a == ZERO
    assert (a + b) - b == a
    assert (a < b) == (a.amount < b.amount)


@given(amounts, st.integers(0, 1000))
def test_so_many_times_is_adding_so_often(a: Money, count: int) -> None:
    assert a * count == sum([a] * count, ZERO)


def test_money_reads_as_people_write_it() -> None:
    assert str(Money(20)) == "NT$20"
    assert str(Money(1234567)) == "NT$1,234,567"


@given(amounts)
def test_money_is_a_plain_number_in_json(a: Money) -> None:
    adapter = TypeAdapter(Money)
    assert adapter.dump_json(a) == str(a.amount).encode()
    assert adapter.validate_python(a.amount) == a


@pytest.mark.parametrize("wrong", [20.0, "20", True, None, {"amount": 20}], ids=repr)
def test_only_a_whole_number_is_read_as_money(wrong: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Money).validate_python(wrong)


@given(pieces)
def test_a_tally_counts_every_piece_once(held: list[Money]) -> None:
    tally = Tally.of(held)
    assert dict(tally.counts) == dict(Counter(held))
    assert tally.pieces == len(held)
    assert tally.total == sum(held, ZERO)


@given(pieces, pieces)
def test_tallies_add_up_whatever_the_order(some: list[Money], more: list[Money]) -> None:
    together = Tally.of(some) + Tally.of(more)
    assert together == Tally.of([*more, *some]) == Tally.of(more) + Tally.of(some)
    assert together.total == Tally.of(some).total + Tally.of(more).total
    assert Tally.of(some) + NOTHING == Tally.of(some)
    assert hash(together) == hash(Tally.of([*some, *more]))


@given(pieces)
def test_a_tally_comes_back_from_json(held: list[Money]) -> None:
    adapter = TypeAdapter(Tally)
    assert adapter.validate_json(adapter.dump_json(Tally.of(held))) == Tally.of(held)


@pytest.mark.parametrize(
    "counts",
    [
        ((Money(10), 0),),
        ((Money(10), -1),),
        ((Money(10), 1.0),),
        ((Money(10), True),),
        ((Money(10), 1), (Money(5), 1)),
        ((Money(10), 1), (Money(10), 1)),
    ],
    ids=str,
)
def test_one_content_has_one_form(counts: tuple[tuple[Money, int], ...]) -> None:
    with pytest.raises(ValueError, match=r"denominations|counts"):
        Tally(counts)


def test_the_coins_and_notes_of_taiwan() -> None:
    assert [coin.amount for coin in COINS] == [1, 5, 10, 20, 50]
    assert [note.amount for note in NOTES] == [100, 200, 500, 1000, 2000]
