"""The ballast takes real room, gives it back, and never raises."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.ballast import FILE, Ballast

SIZE = 256 * 1024


def test_what_is_laid_down_takes_room_and_stays_over_a_start(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path, SIZE)
    assert not ballast.held
    ballast.lay_down()
    assert ballast.held
    assert (tmp_path / FILE).stat().st_blocks * 512 >= SIZE
    assert Ballast(tmp_path, SIZE).held


def test_a_file_that_only_has_the_length_is_no_ballast(tmp_path: Path) -> None:
    with (tmp_path / FILE).open("wb") as file:
        file.truncate(SIZE)
    ballast = Ballast(tmp_path, SIZE)
    assert not ballast.held
    ballast.lay_down()
    assert ballast.held


@pytest.mark.parametrize(("spare", "stays"), [(0, True), (2**62, False)])
def test_it_is_given_up_only_when_the_disk_is_full(tmp_path: Path, spare: int, stays: bool) -> None:
    ballast = Ballast(tmp_path, SIZE, spare)
    ballast.lay_down()
    ballast.make_room()
    assert ballast.held is stays
    assert (tmp_path / FILE).exists() is stays


def test_a_disk_that_refuses_has_no_room_and_raises_nothing(tmp_path: Path) -> None:
    gone = Ballast(tmp_path / "gone", SIZE)
    gone.lay_down()
    gone.make_room()
    assert not gone.held
    assert gone.free_bytes() == 0


def test_what_does_not_fit_is_not_left_half(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path, 2**50)
    ballast.lay_down()
    assert not ballast.held
    assert not (tmp_path / FILE).exists()
