"""A disk that is really full: the open visit ends all the same, thanks to the ballast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from simulator.crash import full_disk
from simulator.crash.full_disk import Full, fill_up, once, why_not
from simulator.crash.scene import Story

IN_THE_VISIT = 35  # the journal call after which the disk fills up
WITHOUT_BALLAST = """
import sys
from kiosk.ballast import Ballast
from simulator.crash import full_disk
Ballast._remove = lambda self: None
full_disk.main(*sys.argv[1:])
"""


@pytest.fixture(autouse=True)
def _small_disk(traced: None) -> None:
    if why_not():
        pytest.skip(why_not())


@pytest.mark.parametrize("free", full_disk.LEFT_BYTES)
def test_the_visit_ends_on_a_full_disk(story: Story, free: int) -> None:
    assert once(Full(story, IN_THE_VISIT, free)) == ""


def test_a_ballast_that_is_never_given_up_is_found(story: Story, tmp_path: Path) -> None:
    words = [sys.executable, "-c", WITHOUT_BALLAST, "once", str(tmp_path), str(story.seed), story.temper.name]
    said = subprocess.run(
        [*full_disk.OWN_NAMESPACE, *words, str(IN_THE_VISIT), "0"], capture_output=True, text=True, check=True
    ).stdout
    assert "keeps the open visit from ending" in said


def test_it_is_filled_to_the_last_byte_but_what_is_to_be_left(tmp_path: Path) -> None:
    fill_up(tmp_path / "filler", 2**62)
    assert not (tmp_path / "filler").exists()
