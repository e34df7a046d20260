"""What is said of a note holds what physically became of it, whatever happens. `tell(seed)` replays one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from kiosk.devices import NoteInDoubt, NoteReturned, NoteStacked
from tests.drivers.ict.mishaps import SERVES_AGAIN_S, Mishaps, Story

SEEDS = 200


def tell(seed: int) -> Story:
    return Mishaps(seed).run()


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [tell(seed) for seed in range(SEEDS)]


def none(stories: Iterable[Story]) -> None:
    found = [str(story) for story in stories]
    assert not found, "\n".join(found)


def test_no_note_is_said_to_be_where_it_is_not(stories: list[Story]) -> None:
    none(story for story in stories if not story.never_says_too_much)


def test_no_note_in_the_box_is_forgotten(stories: list[Story]) -> None:
    none(story for story in stories if not story.forgets_nothing)


def test_nothing_is_said_twice(stories: list[Story]) -> None:
    none(story for story in stories if not story.says_each_once)


def test_every_note_that_was_to_be_stacked_has_its_end(stories: list[Story]) -> None:
    none(story for story in stories if story.never_ended)


def test_no_note_is_accepted_that_the_kiosk_did_not_want(stories: list[Story]) -> None:
    """SYNC and ACCEPT are one byte."""
    none(story for story in stories if story.accepts > len(story.asked))
    none(
        story
        for story in stories
        if Counter(story.stacked) - Counter(story.pushed_at_power_up)
        > Counter(story.announced[note_id] for note_id in story.asked)
    )


def test_no_note_comes_from_nowhere_or_goes_there(stories: list[Story]) -> None:
    none(story for story in stories if Counter(story.offered) != Counter(story.stacked + story.returned))


def test_there_is_doubt_only_where_something_happened(stories: list[Story]) -> None:
    none(
        story
        for story in stories
        if story.doubts and not (story.mishaps or story.noise or story.program_died)
    )


def test_when_faults_end_it_serves_again_by_itself_and_is_exact(stories: list[Story]) -> None:
    none(
        story
        for story in stories
        if story.served_again_after_s >= SERVES_AGAIN_S or not story.next_exact or not story.closed
    )


def test_the_same_seed_tells_the_same_story(stories: list[Story]) -> None:
    assert str(tell(7)) == str(stories[7])


def test_the_stories_are_worth_telling(stories: list[Story]) -> None:
    """All that may go wrong went wrong somewhere, and mostly there was no doubt about it."""
    said = [type(event) for story in stories for event in story.answers]
    assert sum(story.power_lost for story in stories) > SEEDS / 8
    assert sum(story.program_died for story in stories) > SEEDS / 8
    assert sum(story.unplugged for story in stories) > SEEDS / 20
    assert sum(story.noise for story in stories) > SEEDS / 4
    assert sum(bool(story.unwritten) for story in stories) > SEEDS / 50
    assert said.count(NoteStacked) > SEEDS / 3
    assert said.count(NoteReturned) > SEEDS / 5
    assert SEEDS / 20 < said.count(NoteInDoubt) < SEEDS / 2
    assert sum(bool(story.pushed_at_power_up) for story in stories) > 0
