"""Paying out coins: in small batches, each on record before it is asked for, each to a known end.

What certainly came out is paid; what may have come out is doubtful and goes to suspense, never out again on a
guess; what no hopper can pay is left for a claim.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.cash import Accuracy, doubted
from kiosk.change import make_change, most_payable
from kiosk.devices import DeviceStatus, HopperReading, PayoutFinished, Trouble
from kiosk.money import NOTHING, ZERO, Money, Tally

MOST_PIECES = 10  # a batch whose end gets lost leaves no more than these in doubt


@dataclass(frozen=True, slots=True)
class FittedHopper:
    """A hopper as the configuration names it."""

    name: str
    value: Money


@dataclass(frozen=True, slots=True)
class HopperState:
    """One hopper as the core knows it. `level` is a count of pieces, from what was filled in and paid out.

    `in_doubt` pieces may have come out; they are not counted on and still in the books. `filled` is the
    float: what was in it when a person last counted or filled it; `filled_at` is what its own lifetime
    counter showed then, where it keeps one.
    """

    name: str
    value: Money
    status: DeviceStatus
    level: int = 0
    reading: HopperReading | None = None
    accuracy: Accuracy = Accuracy.UNKNOWN
    in_doubt: int = 0
    filled: int = 0
    filled_at: int | None = None

    @property
    def level_by_device(self) -> int | None:
        """What must be in it by its own counter; None where it keeps none."""
        if self.reading is None or self.reading.lifetime is None or self.filled_at is None:
            return None
        return self.filled - (self.reading.lifetime - self.filled_at)

    @property
    def can_pay(self) -> bool:
        return self.status.serves and self.level > 0 and self.reading is not None


@dataclass(frozen=True, slots=True)
class Batch:
    """One order to one hopper. `before` is what its counters showed when the intent was written."""

    payout_id: str
    hopper: str
    value: Money
    count: int
    before: HopperReading


@dataclass(frozen=True, slots=True)
class Payout:
    """Money on its way out to one person."""

    amount: Money = ZERO
    paid: Tally = NOTHING
    doubtful: Money = ZERO
    batch: Batch | None = None
    batches: int = 0
    failed: tuple[str, ...] = ()  # hoppers that came up short; not asked again for this payout

    @property
    def left(self) -> Money:
        return self.amount - self.paid.total - self.doubtful


def available(hoppers: tuple[HopperState, ...], failed: tuple[str, ...] = ()) -> Tally:
    """The coins that can be counted on now."""
    held: dict[Money, int] = {}
    for hopper in hoppers:
        if hopper.can_pay and hopper.name not in failed:
            held[hopper.value] = held.get(hopper.value, 0) + hopper.level
    return Tally(tuple(sorted(held.items())))


def next_batch(hoppers: tuple[HopperState, ...], payout: Payout, payout_id: str) -> Batch | None:
    """What to ask of which hopper now, the largest coins first; None: no hopper can pay any of the rest."""
    held = available(hoppers, payout.failed)
    coins = make_change(payout.left, held) or most_payable(payout.left, held)
    for value, wanted in reversed(coins.counts):
        for hopper in hoppers:
            if hopper.value == value and hopper.can_pay and hopper.name not in payout.failed:
                assert hopper.reading is not None
                count = min(wanted, hopper.level, MOST_PIECES)
                return Batch(payout_id, hopper.name, value, count, hopper.reading)
    return None


def started(payout: Payout, batch: Batch) -> Payout:
    return replace(payout, batch=batch, batches=payout.batches + 1)


def finished(payout: Payout, event: PayoutFinished) -> Payout:
    """The batch's end on record; a word about any other batch changes nothing."""
    batch = payout.batch
    if batch is None or batch.payout_id != event.payout_id:
        return payout
    paid, doubtful = _within(batch.count, event.paid, event.doubtful)
    short = paid < batch.count
    return replace(
        payout,
        paid=payout.paid + Tally.of([batch.value] * paid),
        doubtful=payout.doubtful + batch.value * doubtful,
        batch=None,
        failed=(*payout.failed, batch.hopper) if short else payout.failed,
    )


def given_up(payout: Payout) -> Payout:
    """Nobody said how the batch under way ended: all of it is in doubt."""
    if payout.batch is None:
        return payout
    return finished(
        payout, PayoutFinished(payout.batch.hopper, payout.batch.payout_id, 0, payout.batch.count, None)
    )


def after_batch(hopper: HopperState, batch: Batch, event: PayoutFinished) -> HopperState:
    """The hopper's level when a batch has ended; doubtful coins are taken to have gone.

    Where its counters were not read afterwards they are not known any more: what they showed before must not
    be what the next payout is judged by.
    """
    paid, doubtful = _within(batch.count, event.paid, event.doubtful)
    level = max(0, hopper.level - paid - doubtful)
    before = None if paid or doubtful else hopper.reading
    ran_dry = paid + doubtful < batch.count and Trouble.EMPTY in event.troubles
    return replace(
        hopper,
        level=level,
        reading=event.after or before,
        in_doubt=hopper.in_doubt + doubtful,
        accuracy=doubted(hopper.accuracy) if doubtful or ran_dry else hopper.accuracy,
    )


def _within(asked: int, paid: int, doubtful: int) -> tuple[int, int]:
    """A device that claims more than it was asked for is not believed beyond that."""
    paid = min(max(paid, 0), asked)
    return paid, min(max(doubtful, 0), asked - paid)
