"""A machine that takes notes: changed, given back because it cannot be, stuck on its way into the box."""

from __future__ import annotations

from simulator.scenario import Fault
from tests.journeys.conftest import Begin


def test_a_note_is_paid_with_and_changed(begin_with_hoppers: Begin) -> None:
    journey = begin_with_hoppers(notes=(100,))
    journey.walk.through()
    story = journey.judged()
    assert (story.inserted, story.paid_out, story.claims) == (100, 80, ())


def test_a_note_that_can_no_longer_be_changed_comes_back(begin_with_hoppers: Begin) -> None:
    """The first takes nearly all the fifties; what is left would be too many coins, or not enough."""
    first = begin_with_hoppers(notes=(1000,))
    first.walk.through()
    assert first.judged().paid_out == 980
    second = begin_with_hoppers(notes=(1000,))
    second.walk.through()
    story = second.judged()
    assert (second.walk.notes, story.inserted, story.paid_out) == ([], 20, 0)


def test_note_stuck_after_stack(begin_with_hoppers: Begin) -> None:
    """Told to go into the box, and no word came: nobody guesses; it is on record for a person to look."""
    journey = begin_with_hoppers(Fault.NOTE_STUCK, notes=(100,))
    journey.walk.through()
    story = journey.judged()
    assert (story.inserted, story.suspense, story.paid_out, story.delivered) == (120, 100, 0, True)
