"""What is said of notes holds what physically became of them, whatever happens. `tell(seed)` replays one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kiosk.devices import NoteReturned, NoteStacked
from tests.drivers.ssp.note_mishaps import Mishaps, Story

SEEDS = 80


def tell(seed: int) -> Story:
    return Mishaps(seed).run()


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [tell(seed) for seed in range(SEEDS)]


def none(stories: Iterable[Story]) -> None:
    found = [str(story) for story in stories]
    assert not found, "\n".join(found)


def test_each_note_in_the_box_is_credited_once_or_in_doubt_and_no_other_is(stories: list[Story]) -> None:
    none(story for story in stories if story.untrue)


def test_there_is_doubt_only_where_something_happened(stories: list[Story]) -> None:
    none(story for story in stories if story.doubts and not story.mishaps and not story.deaths)


def test_when_faults_end_it_serves_again_by_itself_and_is_exact(stories: list[Story]) -> None:
    none(story for story in stories if not story.exact_afterwards or not story.closed_afterwards)


def test_the_same_seed_tells_the_same_story(stories: list[Story]) -> None:
    assert str(tell(7)) == str(stories[7])


def test_the_stories_are_worth_telling(stories: list[Story]) -> None:
    """All that may go wrong went wrong somewhere, and mostly there was no doubt about it."""
    ends = [end for story in stories for end in story.ends]
    assert sum(isinstance(end, NoteStacked) for end in ends) > SEEDS / 2
    assert sum(isinstance(end, NoteReturned) for end in ends) > SEEDS / 5
    assert 0 < sum(len(story.doubts) for story in stories) < len(ends) / 4
    assert sum(bool(story.unwritten) for story in stories) > SEEDS / 50
    assert sum(story.deaths > 0 for story in stories) > SEEDS / 5
