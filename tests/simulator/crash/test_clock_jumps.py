"""A clock that somebody sets costs no money, and keeps the machine closed only while it is wrong."""

from __future__ import annotations

import pytest

from kiosk.journal import Journal
from simulator.crash.clock_jumps import (
    DAY_S,
    FIRST_CALL,
    JUMPS_S,
    YEAR_S,
    Dies,
    Jump,
    calls_of,
    jumps,
    suffer,
)
from simulator.crash.scene import Story
from simulator.explorer.world import Violation


@pytest.mark.parametrize("dies", list(Dies))
@pytest.mark.parametrize("by_s", [YEAR_S, -DAY_S])
def test_in_the_middle_of_a_visit(story: Story, by_s: float, dies: Dies) -> None:
    suffer(Jump(story, 20, by_s, dies))


def test_every_jump_at_every_call_in_every_way(story: Story) -> None:
    calls = calls_of(story)
    assert calls > 30
    all_of_them = list(jumps(story, calls))
    assert len(all_of_them) == (calls + 1 - FIRST_CALL) * len(JUMPS_S)
    assert {jump.dies for jump in all_of_them} == set(Dies)


def test_to_believe_the_last_row_whatever_it_says_is_found(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Journal, "believed_wall", Journal.last_wall)
    with pytest.raises(Violation, match="not back in service"):
        suffer(Jump(story, 20, YEAR_S, Dies.WHEN_MENDED))
