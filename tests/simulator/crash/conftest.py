"""One story for all tests of this room: change, papers, everything works."""

from __future__ import annotations

import pytest

from simulator.crash.scene import Story
from simulator.crash.stories import stories
from simulator.crash.tracer import why_not


@pytest.fixture(scope="session")
def story() -> Story:
    return next(iter(stories(1, most=1).values()))


@pytest.fixture
def traced() -> None:
    """For tests that watch a child."""
    if why_not():
        pytest.skip(why_not())
