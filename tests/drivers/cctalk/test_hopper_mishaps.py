"""What a hopper says it paid holds what physically came out, whatever happens. `tell(seed)` replays one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.drivers.cctalk.hopper_mishaps import Mishaps, Story

SEEDS = 300


def tell(seed: int) -> Story:
    return Mishaps(seed).run()


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [tell(seed) for seed in range(SEEDS)]


def none(stories: Iterable[Story]) -> None:
    found = [str(story) for story in stories]
    assert not found, "\n".join(found)


def test_physical_truth_lies_between_certain_and_doubtful(stories: list[Story]) -> None:
    none(story for story in stories if not story.is_true)


def test_a_payout_is_commanded_once_at_most(stories: list[Story]) -> None:
    none(story for story in stories if story.commands > 1)


def test_no_coin_comes_from_nowhere(stories: list[Story]) -> None:
    none(story for story in stories if story.created)


def test_there_is_doubt_only_where_nobody_could_tell(stories: list[Story]) -> None:
    none(story for story in stories if story.doubtful and not story.may_doubt)


def test_one_that_remembers_every_coin_leaves_at_most_one_in_doubt(stories: list[Story]) -> None:
    sure = [story for story in stories if story.settings.lifetime_counter and story.answers[-1].after]
    none(story for story in sure if story.doubtful > 1)
    assert len(sure) > SEEDS / 4


def test_when_faults_end_it_serves_again_by_itself_and_is_exact(stories: list[Story]) -> None:
    none(story for story in stories if not story.next_exact or story.served_again_after_s > 60.0)


def test_the_same_seed_tells_the_same_story(stories: list[Story]) -> None:
    assert str(tell(7)) == str(stories[7])


def test_the_stories_are_worth_telling(stories: list[Story]) -> None:
    """All that may go wrong went wrong somewhere, and mostly there was no doubt about it."""
    assert sum(story.power_lost for story in stories) > SEEDS / 5
    assert sum(story.program_died for story in stories) > SEEDS / 5
    assert sum(story.noise for story in stories) > SEEDS / 5
    assert sum(bool(story.unwritten) for story in stories) > SEEDS / 50
    assert sum(0 < story.truth < story.asked for story in stories) > SEEDS / 15
    assert sum(story.truth == story.asked for story in stories) > SEEDS / 10
    assert sum(story.truth == 0 for story in stories) > SEEDS / 10
    assert SEEDS / 20 < sum(bool(story.doubtful) for story in stories) < SEEDS / 2
