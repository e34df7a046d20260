"""Where cash lies in the machine, how much, and how far the figure can be relied on.

    unit       filled by               emptied by                     counted by
    coin box   every coin that fell    a collection                   a person, at a collection
    note box   every note stacked      a collection                   a person, at a collection
    hopper     a person, at a refill   every payout                   a person, at a refill

Nothing is kept here that does not follow from the journal's events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.devices import (
    CashBoxMoved,
    CoinsRead,
    Condition,
    DeviceStatusChanged,
    NoteInDoubt,
    NoteStacked,
    Trouble,
)
from kiosk.money import COINS, NOTES, NOTHING, Money, Tally


class Accuracy(StrEnum):
    """How far a unit's figure can be relied on. The four values and their names are those of XFS4IoT."""

    ACCURATE = "accurate"  # known to have been empty once, and every piece since was counted by a device
    ACCURATE_SET = "accurate-set"  # a person has counted, and every movement since is certain
    INACCURATE = "inaccurate"  # something moved since that nobody is sure of
    UNKNOWN = "unknown"  # nobody has counted, or the unit was jammed or open since


RELIABLE = (Accuracy.ACCURATE, Accuracy.ACCURATE_SET)

# After these somebody has had a hand in the device, or its coins lie where they do not belong.
OPENED = frozenset({Trouble.JAM, Trouble.COVER_OPEN, Trouble.FRAUD, Trouble.CASH_BOX_REMOVED})


def doubted(accuracy: Accuracy) -> Accuracy:
    """After a movement that nobody is sure of."""
    return Accuracy.INACCURATE if accuracy in RELIABLE else accuracy


def after_troubles(accuracy: Accuracy, troubles: Iterable[Trouble]) -> Accuracy:
    return Accuracy.UNKNOWN if OPENED.intersection(troubles) else accuracy


# ---- Boxes -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """What went into a box since it was last emptied.

    `unvalued` pieces are in it whose value the device could not tell. `lost_count`: the device has lost its
    own count since, so that it cannot confirm ours.
    """

    held: Tally = NOTHING
    unvalued: int = 0
    lost_count: bool = False
    accuracy: Accuracy = Accuracy.UNKNOWN

    @property
    def device_pieces(self) -> int | None:
        """How many pieces the device's own event counter speaks of; None where it lost count."""
        return None if self.lost_count else self.held.pieces + self.unvalued


@dataclass(frozen=True, slots=True)
class CashUnits:
    """The boxes; the hoppers' levels stand with the hoppers (kiosk/visit/payout.py)."""

    coin_box: Box = Box()
    note_box: Box = Box()
    takes_notes: bool = False  # a bill validator has been heard of

    @property
    def values(self) -> tuple[Money, ...]:
        """Which denominations a collection counts."""
        return (*COINS, *NOTES) if self.takes_notes else COINS

    @property
    def held(self) -> Tally:
        return self.coin_box.held + self.note_box.held


NO_CASH = CashUnits()


def observed(units: CashUnits, event: object, exchange: bool) -> CashUnits:
    """After any event; devices' may speak of cash. During an `exchange` a person may open what he likes."""
    match event:
        case CoinsRead(credits=credits, unvalued=unvalued, reset=reset):
            box = units.coin_box
            uncertain = bool(unvalued) or reset
            grown = Box(
                box.held + Tally.of(credit.value for credit in credits),
                box.unvalued + unvalued,
                box.lost_count or reset,
                doubted(box.accuracy) if uncertain else box.accuracy,
            )
            return units if grown == box else replace(units, coin_box=grown)
        case NoteStacked(value=value):
            grown = replace(units.note_box, held=units.note_box.held + Tally.of([value]))
            return replace(units, note_box=grown, takes_notes=True)
        case NoteInDoubt():
            grown = replace(units.note_box, accuracy=doubted(units.note_box.accuracy), lost_count=True)
            return replace(units, note_box=grown, takes_notes=True)
        case CashBoxMoved(present=False) if not exchange:
            return replace(units, note_box=replace(units.note_box, accuracy=Accuracy.UNKNOWN))
        case DeviceStatusChanged("bill_validator", status) if (
            not units.takes_notes and status.condition is not Condition.OFFLINE
        ):
            return replace(units, takes_notes=True)
        case _:
            return units


def emptied(units: CashUnits, taken: Tally) -> CashUnits:
    """After a collection; a coin that fell while the box was being counted lies in the new one."""
    after = minus(units.held, taken)
    coins = Tally(tuple(count for count in after.counts if count[0] not in NOTES))
    notes = Tally(tuple(count for count in after.counts if count[0] in NOTES))
    return replace(
        units,
        coin_box=Box(coins, accuracy=Accuracy.ACCURATE),
        note_box=Box(notes, accuracy=Accuracy.ACCURATE),
    )


def minus(tally: Tally, taken: Tally) -> Tally:
    """What is left; never less than nothing of a denomination."""
    gone = dict(taken.counts)
    left = ((value, count - gone.get(value, 0)) for value, count in tally.counts)
    return Tally(tuple((value, count) for value, count in left if count > 0))


# ---- How full --------------------------------------------------------------------------------------


class Level(StrEnum):
    EMPTY = "empty"
    LOW = "low"
    GOOD = "good"
    HIGH = "high"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Limits:
    """From which counts on somebody should come; in pieces. `low` 0: the unit is never too empty."""

    unit: str
    low: int
    high: int
    full: int


def level(pieces: int, limits: Limits) -> Level:
    steps = (
        (limits.low > 0 and pieces <= 0, Level.EMPTY),
        (pieces < limits.low, Level.LOW),
        (pieces >= limits.full, Level.FULL),
        (pieces >= limits.high, Level.HIGH),
    )
    return next((found for holds, found in steps if holds), Level.GOOD)


# ---- Reports ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountLine:
    """One denomination: pieces by the journal, and as counted by hand."""

    value: Money
    journal: int
    counted: int

    @property
    def difference(self) -> Money:
        return self.value * (self.counted - self.journal)


@dataclass(frozen=True, slots=True)
class CollectionReport:
    """What was taken out of the boxes, counted three ways. Numbered consecutively, none skipped.

    `device_pieces` is the acceptor's own count of the coins that fell, None where it lost count.
    """

    number: int
    staff_id: str
    lines: tuple[CountLine, ...]
    device_pieces: int | None
    unvalued: int
    accuracy: Accuracy

    @property
    def journal(self) -> Money:
        return total((line.value, line.journal) for line in self.lines)

    @property
    def counted(self) -> Money:
        return total((line.value, line.counted) for line in self.lines)

    @property
    def difference(self) -> Money:
        """More than zero: there was more in the box than in the books."""
        return self.counted - self.journal


@dataclass(frozen=True, slots=True)
class RefillReport:
    """What a person did to one hopper: put coins in (`added`), or counted all that are in it (`counted`).

    In pieces. `journal` is what the books had before, `in_doubt` of it may have come out already, `device` is
    the same by the hopper's own counter, None where it keeps none.
    """

    number: int
    staff_id: str
    hopper: str
    value: Money
    journal: int
    in_doubt: int
    device: int | None
    added: int
    counted: int | None
    accuracy: Accuracy

    @property
    def after(self) -> int:
        return self.journal - self.in_doubt + self.added if self.counted is None else self.counted

    @property
    def difference(self) -> Money:
        """More than zero: there was more in the hopper than in the books."""
        return self.value * (0 if self.counted is None else self.counted - self.journal)


Report = CollectionReport | RefillReport


def total(pieces: Iterable[tuple[Money, int]]) -> Money:
    """May be of pieces that are fewer than none; a Tally may not."""
    return Money(sum(value.amount * count for value, count in pieces))
