"""What each word of the validator proves about one note."""

from __future__ import annotations

import pytest

from drivers.ssp import codes
from drivers.ssp.note import Fate, Note, Stage
from kiosk.money import Money

THIS, OTHER = Money(500), Money(100)


def note(may_be_stacked: bool = True, gap: bool = False) -> Note:
    made = Note("a", THIS, Stage.STACKING if may_be_stacked else Stage.RETURNING, 0.0, 0.0)
    made.may_be_stacked, made.gap = may_be_stacked, gap
    return made


@pytest.mark.parametrize(
    ("code", "value", "fate"),
    [
        (codes.NOTE_CREDIT, THIS, Fate.STACKED),
        (codes.NOTE_CREDIT, OTHER, Fate.IN_DOUBT),
        (codes.NOTE_CREDIT, None, Fate.IN_DOUBT),
        (codes.STACKED, None, Fate.STACKED),
        (codes.NOTE_CLEARED_INTO_CASHBOX, THIS, Fate.STACKED),
        (codes.NOTE_CLEARED_INTO_CASHBOX, OTHER, Fate.IN_DOUBT),
        (codes.NOTE_CLEARED_INTO_CASHBOX, None, Fate.IN_DOUBT),
        (codes.REJECTED, None, Fate.RETURNED),
        (codes.NOTE_CLEARED_FROM_FRONT, THIS, Fate.RETURNED),
        (codes.NOTE_CLEARED_FROM_FRONT, None, Fate.IN_DOUBT),
        (codes.STACKING, None, None),
        (codes.FRAUD_ATTEMPT, THIS, None),
    ],
)
def test_a_note_that_was_to_be_stacked(code: int, value: Money | None, fate: Fate | None) -> None:
    assert note().heard(code, value, with_ack=False) is fate


@pytest.mark.parametrize("code", [codes.REJECTED, codes.NOTE_CLEARED_FROM_FRONT])
def test_after_a_gap_a_note_that_came_back_may_be_another(code: int) -> None:
    assert note(gap=True).heard(code, THIS, with_ack=False) is Fate.IN_DOUBT
    assert note(gap=True).heard(code, THIS, with_ack=True) is Fate.RETURNED, "its credit would be repeated"


@pytest.mark.parametrize("code", [codes.REJECTED, codes.NOTE_CLEARED_FROM_FRONT])
def test_one_that_was_never_to_be_stacked_can_only_have_come_back(code: int) -> None:
    assert note(may_be_stacked=False, gap=True).heard(code, None, with_ack=False) is Fate.RETURNED


def test_stacked_says_nothing_of_a_note_that_goes_back() -> None:
    assert note(may_be_stacked=False).heard(codes.STACKED, None, with_ack=False) is None


def test_it_remembers_that_it_may_be_stacked() -> None:
    one = Note("a", THIS, Stage.HELD, 0.0, 0.0)
    one.moves(Stage.STACKING, 1.0)
    one.moves(Stage.RETURNING, 2.0)
    assert one.may_be_stacked
    assert (one.since, one.news_at, one.moving) == (2.0, 2.0, True)
