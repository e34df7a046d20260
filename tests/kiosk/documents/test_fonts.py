"""The two faces: named and weighed right, made whole or not at all, honest about what they can print."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents import fonts
from kiosk.documents.fonts import Faces, coverage, missing, static_fonts


@pytest.fixture(scope="module")
def faces() -> Faces:
    return static_fonts()


@pytest.mark.parametrize(
    ("style", "weight", "selection", "mac"), [("Regular", 400, 0x40, 0), ("Bold", 700, 0x20, 1)]
)
def test_each_face_says_what_it_is(faces: Faces, style: str, weight: int, selection: int, mac: int) -> None:
    face = {"Regular": faces.regular, "Bold": faces.bold}[style]
    with TTFont(face, lazy=True) as font:
        names = {ident: font["name"].getDebugName(ident) for ident in (1, 2, 4, 6)}
        assert names == {
            1: "Noto Sans TC",
            2: style,
            4: f"Noto Sans TC {style}",
            6: f"NotoSansTC-{style}",
        }
        assert font["OS/2"].usWeightClass == weight
        assert font["OS/2"].fsSelection & 0x61 == selection  # bit 0 italic, 5 bold, 6 regular
        assert font["head"].macStyle == mac
        assert font["OS/2"].fsType == 0  # may be embedded
        assert "fvar" not in font


def test_what_is_there_is_not_made_again(faces: Faces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "SOURCE", ("justmytype_intl_cjk", "not there"))
    assert static_fonts() == faces


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    def fill(place: Path) -> None:
        place.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fonts._write(tmp_path / "a.ttf", fill)
    assert list(tmp_path.iterdir()) == []


def test_a_finished_file_replaces_the_old_one_at_once(tmp_path: Path) -> None:
    place = tmp_path / "a.ttf"
    place.write_bytes(b"old")
    fonts._write(place, lambda file: file.write_bytes(b"new"))
    assert place.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["a.ttf"]


def test_coverage_knows_the_characters_of_names(faces: Faces) -> None:
    characters = coverage(faces)
    assert missing("堃喆煊犇林範例O’BRIEN‧〓", characters) == ()
    assert missing("林\U0002c386例\U000f0001\U0002c386", characters) == ("\U0002c386", "\U000f0001")
    assert missing("a\nb\u202ec\u200b", characters) == ("\n", "\u202e", "\u200b")
    assert len(characters) > 20_000


def test_coverage_is_read_again_when_the_faces_are_newer(tmp_path: Path, faces: Faces) -> None:
    for face in (faces.regular, faces.bold):
        (tmp_path / face.name).symlink_to(face)
    here = Faces(tmp_path / faces.regular.name, tmp_path / faces.bold.name)
    kept = tmp_path / fonts.COVERAGE
    assert coverage(here) == coverage(faces)
    kept.write_text("41-42\n")
    assert coverage(here) == {0x41, 0x42}
    made = faces.regular.stat().st_mtime_ns
    os.utime(kept, ns=(made - 10**9, made - 10**9))
    assert coverage(here) == coverage(faces)


@given(st.frozensets(st.integers(0, 0x10FFFF), max_size=60))
def test_ranges_hold_the_same_points(points: frozenset[int]) -> None:
    ranges = fonts._ranges(points)
    assert {p for first, last in ranges for p in range(first, last + 1)} == points
    assert ranges == sorted(ranges)
