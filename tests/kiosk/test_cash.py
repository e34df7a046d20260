"""Cash units follow from events; their accuracy says what each figure is worth."""

from __future__ import annotations

import pytest

from kiosk.cash import (
    NO_CASH,
    Accuracy,
    Box,
    CashUnits,
    CollectionReport,
    CountLine,
    Level,
    Limits,
    RefillReport,
    after_troubles,
    doubted,
    emptied,
    level,
    minus,
    observed,
)
from kiosk.devices import (
    OFFLINE,
    CashBoxMoved,
    DeviceStatusChanged,
    NoteInDoubt,
    NoteStacked,
    Trouble,
)
from kiosk.money import NOTHING, Money, Tally
from kiosk.visit.events import StartTouched
from tests.kiosk.visit.samples import READY, coins

ACCURATE = CashUnits(Box(accuracy=Accuracy.ACCURATE), Box(accuracy=Accuracy.ACCURATE))


def test_every_coin_that_falls_is_counted_and_stays_accurate() -> None:
    units = observed(observed(ACCURATE, coins(10, 50), False), coins(10), False)
    assert units.coin_box.held == Tally(((Money(10), 2), (Money(50), 1)))
    assert units.coin_box.device_pieces == 3
    assert units.coin_box.accuracy is Accuracy.ACCURATE


def test_a_coin_of_unknown_value_is_counted_apart_and_makes_the_figure_inaccurate() -> None:
    units = observed(ACCURATE, coins(10, unvalued=1), False)
    assert (units.coin_box.held.pieces, units.coin_box.unvalued, units.coin_box.device_pieces) == (1, 1, 2)
    assert units.coin_box.accuracy is Accuracy.INACCURATE


def test_a_device_that_lost_count_confirms_nothing() -> None:
    units = observed(ACCURATE, coins(10, reset=True), False)
    assert units.coin_box.device_pieces is None
    assert units.coin_box.accuracy is Accuracy.INACCURATE


def test_what_was_never_counted_does_not_become_better_by_doubt() -> None:
    assert observed(NO_CASH, coins(unvalued=1), False).coin_box.accuracy is Accuracy.UNKNOWN


def test_notes_go_into_their_own_box() -> None:
    units = observed(ACCURATE, NoteStacked("bill_validator", "n1", Money(100)), False)
    assert units.note_box.held.total == Money(100)
    assert units.coin_box.held == NOTHING
    assert Money(500) in units.values
    assert Money(500) not in ACCURATE.values
    assert observed(ACCURATE, DeviceStatusChanged("bill_validator", READY), False).takes_notes
    assert not observed(ACCURATE, DeviceStatusChanged("bill_validator", OFFLINE), False).takes_notes


def test_a_note_in_doubt_and_a_box_taken_out_are_not_forgotten() -> None:
    doubt = observed(ACCURATE, NoteInDoubt("bill_validator", "n1", None), False)
    assert doubt.note_box.accuracy is Accuracy.INACCURATE
    taken_out = CashBoxMoved("bill_validator", present=False)
    assert observed(ACCURATE, taken_out, False).note_box.accuracy is Accuracy.UNKNOWN
    assert observed(ACCURATE, taken_out, True) == ACCURATE, "in an exchange it is meant to be taken out"


def test_other_events_change_nothing_at_all() -> None:
    assert observed(ACCURATE, StartTouched("v"), False) is ACCURATE
    assert observed(ACCURATE, coins(), False) is ACCURATE


def test_an_emptied_box_is_accurate_and_holds_what_fell_since() -> None:
    before = observed(NO_CASH, coins(10, 10, 50, unvalued=2), False)
    after = emptied(before, Tally.of([Money(10), Money(50)]))
    assert after.coin_box == Box(Tally.of([Money(10)]), accuracy=Accuracy.ACCURATE)
    assert after.note_box == Box(accuracy=Accuracy.ACCURATE)


def test_minus_never_goes_below_nothing() -> None:
    assert minus(Tally.of([Money(10)]), Tally.of([Money(10)] * 3)) == NOTHING
    assert minus(Tally.of([Money(10)] * 3), Tally.of([Money(10), Money(5)])) == Tally.of([Money(10)] * 2)


def test_doubt_only_lowers() -> None:
    assert [doubted(accuracy) for accuracy in Accuracy] == [
        Accuracy.INACCURATE,
        Accuracy.INACCURATE,
        Accuracy.INACCURATE,
        Accuracy.UNKNOWN,
    ]
    assert after_troubles(Accuracy.ACCURATE_SET, (Trouble.JAM,)) is Accuracy.UNKNOWN
    assert after_troubles(Accuracy.ACCURATE_SET, (Trouble.BUSY, Trouble.EMPTY)) is Accuracy.ACCURATE_SET


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        (0, Level.EMPTY),
        (9, Level.LOW),
        (10, Level.GOOD),
        (80, Level.HIGH),
        (100, Level.FULL),
        (101, Level.FULL),
    ],
)
def test_levels_are_the_configurations(pieces: int, found: Level) -> None:
    assert level(pieces, Limits("hopper_50", 10, 80, 100)) is found


def test_a_box_that_is_empty_is_no_trouble() -> None:
    assert level(0, Limits("coin_box", 0, 80, 100)) is Level.GOOD


def test_a_collections_difference_has_its_sign() -> None:
    lines = (CountLine(Money(10), 5, 4), CountLine(Money(50), 1, 2))
    report = CollectionReport(1, "7001", lines, None, 0, Accuracy.ACCURATE)
    assert (report.journal, report.counted, report.difference) == (Money(100), Money(140), Money(40))
    assert lines[0].difference == Money(-10)


def test_a_refill_has_no_difference_and_a_count_has_one() -> None:
    filled = RefillReport(1, "7001", "hopper_10", Money(10), 40, 2, None, 20, None, Accuracy.INACCURATE)
    assert (filled.after, filled.difference) == (58, Money(0))
    counted = RefillReport(2, "7001", "hopper_10", Money(10), 40, 2, None, 0, 39, Accuracy.INACCURATE)
    assert (counted.after, counted.difference) == (39, Money(-10))
