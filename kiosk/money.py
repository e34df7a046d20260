"""Amounts and counted denominations in whole New Taiwan dollars. There are no floats and no cents here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An exact amount in NT$."""

    amount: int

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"money is whole NT$, got {self.amount!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - other.amount)

    def __mul__(self, count: int) -> Money:
        return Money(self.amount * count)

    def __str__(self) -> str:
        return f"NT${self.amount:,}"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> CoreSchema:
        """In JSON an amount is a plain whole number; strictly, so that neither 20.0 nor "20" is money."""
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.int_schema(strict=True),
            serialization=core_schema.plain_serializer_function_ser_schema(_amount),
        )


def _amount(money: Money) -> int:
    return money.amount


ZERO = Money(0)

COINS = tuple(Money(value) for value in (1, 5, 10, 20, 50))
NOTES = tuple(Money(value) for value in (100, 200, 500, 1000, 2000))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each denomination: what was put in, what a hopper holds, what a payout needs.

    Canonical: ascending by denomination, no zero counts, so equal contents compare equal.
    """

    counts: tuple[tuple[Money, int], ...] = ()

    def __post_init__(self) -> None:
        values = [value for value, _ in self.counts]
        if values != sorted(set(values)):
            raise ValueError(f"denominations must ascend without repeats: {self.counts!r}")
        if any(type(count) is not int or count <= 0 for _, count in self.counts):
            raise ValueError(f"counts must be positive whole numbers: {self.counts!r}")

    @classmethod
    def of(cls, pieces: Iterable[Money]) -> Tally:
        """Count pieces one by one."""
        held: dict[Money, int] = {}
        for piece in pieces:
            held[piece] = held.get(piece, 0) + 1
        return cls(tuple(sorted(held.items())))

    def __add__(self, other: Tally) -> Tally:
        held = dict(self.counts)
        for value, count in other.counts:
            held[value] = held.get(value, 0) + count
        return Tally(tuple(sorted(held.items())))

    @property
    def total(self) -> Money:
        return sum((value * count for value, count in self.counts), ZERO)

    @property
    def pieces(self) -> int:
        return sum(count for _, count in self.counts)


NOTHING = Tally()
