"""Blows one after the other, and how a process must end under them."""

from __future__ import annotations

import pytest

from simulator.crash.blows import changes_of, failing, full_from, read_only_from, suffer
from simulator.crash.scene import Story
from simulator.crash.tracer import Kind, Strike

pytestmark = pytest.mark.usefixtures("traced")


def test_a_story_has_many_places_to_be_struck_at_and_always_the_same(story: Story) -> None:
    changes = changes_of(story)
    assert changes > 150
    assert changes == changes_of(story)


def test_a_strike_that_comes_too_late_is_not_counted(story: Story) -> None:
    assert suffer(story, (Strike(100_000),)).reached == 0


@pytest.mark.parametrize("at", [1, 30, 90, 150])
def test_after_a_kill_everything_is_as_it_should_be(story: Story, at: int) -> None:
    suffered = suffer(story, (Strike(at),))
    assert suffered.reached == 1
    assert 0 < suffered.longest_recovery_s < 60


def test_a_recovery_may_be_killed_again_and_again(story: Story) -> None:
    assert suffer(story, (Strike(120), Strike(9), Strike(21), Strike(3), Strike(30))).reached == 5


@pytest.mark.parametrize("at", [1, 60, 130])
def test_a_failing_disk_ends_the_program_and_harms_nobody(story: Story, at: int) -> None:
    for strike in failing(at):
        assert suffer(story, (strike,)).reached == 1


def test_a_start_on_a_disk_that_is_still_full_or_read_only_ends_in_order(story: Story) -> None:
    assert suffer(story, (full_from(100), full_from(1), read_only_from(1))).reached == 3


def test_what_a_full_and_a_read_only_disk_refuse() -> None:
    assert Kind.SYNC not in full_from(1).kinds | read_only_from(1).kinds
    assert Kind.UNLINK in read_only_from(1).kinds - full_from(1).kinds
