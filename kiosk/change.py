"""Which coins to pay out: exactly the amount, with the fewest pieces, from what is really there."""

from __future__ import annotations

from functools import lru_cache

from kiosk.money import NOTHING, ZERO, Money, Tally


def make_change(amount: Money, available: Tally) -> Tally | None:
    """`amount` in the fewest pieces out of `available`; None when it cannot be paid exactly.

    Largest-first is wrong when a hopper runs short (60 from one 50 and three 20s is 20+20+20), so every
    count of each denomination is weighed. Amounts are what a visit can owe: up to a few thousand NT$.
    """
    if amount < ZERO:
        raise ValueError(f"nobody is owed {amount}")
    pieces = _fewest(
        amount.amount, tuple((value.amount, count) for value, count in reversed(available.counts))
    )
    if pieces is None:
        return None
    return Tally(tuple(sorted((Money(value), count) for value, count in pieces if count)))


def most_payable(amount: Money, available: Tally) -> Tally:
    """The largest sum up to `amount` that can be paid out of `available`, in the fewest pieces."""
    for sum_of in range(min(amount.amount, available.total.amount), 0, -1):
        paid = make_change(Money(sum_of), available)
        if paid is not None:
            return paid
    return NOTHING


@lru_cache(maxsize=65536)
def _fewest(amount: int, held: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...] | None:
    """Counts for each denomination of `held` (largest first), or None. Most of the largest is tried first."""
    if amount == 0:
        return ()
    if not held:
        return None
    (value, count), smaller = held[0], held[1:]
    best: tuple[tuple[int, int], ...] | None = None
    for taken in range(min(count, amount // value), -1, -1):
        left = amount - value * taken
        if best is not None and taken + _least_pieces(left, smaller) >= _pieces(best):
            break  # fewer of this coin only makes it more pieces
        rest = _fewest(left, smaller)
        if rest is not None and (best is None or taken + _pieces(rest) < _pieces(best)):
            best = ((value, taken), *rest)
    return best


def _least_pieces(amount: int, held: tuple[tuple[int, int], ...]) -> int:
    """A bound: not even endless amounts of the largest coin could do it in fewer."""
    return -(-amount // held[0][0]) if held and amount else 0


def _pieces(counts: tuple[tuple[int, int], ...]) -> int:
    return sum(count for _, count in counts)
