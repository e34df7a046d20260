"""The sweep finds nothing on what we have, and finds what is planted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from central import verify_paper
from central.verify_content import differences, pictures_of
from central.verify_paper import Outcome, Verdict
from kiosk.documents.checks import squeezed, words_of
from kiosk.documents.pdf import opened
from simulator import forgeries
from simulator.forgeries import (
    GLYPH_BITS,
    Tally,
    Target,
    target,
    turn_address,
    turn_payload,
    turn_text,
    turned,
)
from simulator.paper_cases import cases

SLACK = 40
CASES = {case.code: case for case in cases() if case.name == "usual"}


@pytest.fixture(scope="module")
def paper() -> Target:
    return target(CASES["EN-ZH"], 1)


def test_no_bit_of_the_code_can_be_turned(paper: Target) -> None:
    tally = Tally()
    turn_payload(paper, tally)
    turn_address(paper, tally)
    assert tally.accepted == []
    assert tally.counts["payload bits"] > 1000
    assert tally.counts["address bits"] > 1500


@pytest.mark.parametrize(("code", "every"), [("EN-ZH", 61), ("TR-EN", 997)])
def test_sampled_bits_of_the_text(code: str, every: int) -> None:
    tally = Tally()
    turn_text(target(CASES[code], 1), tally, every)
    assert tally.accepted == []
    assert tally.counts["text bits, with the data"] > 20
    assert tally.counts["text bits that only the data show"] > 10  # what a code cannot bind


def test_every_glyph_that_people_read_is_in_the_sweep(paper: Target) -> None:
    words = forgeries.words_in(paper.pdf)[0]
    assert len(paper.glyphs) >= len("".join(words.split()))
    for digits in (paper.pdf[at : at + 4] for at in paper.glyphs):
        assert int(digits, 16) < 1 << GLYPH_BITS


def test_a_letter_that_shows_nothing_is_no_part_of_the_original() -> None:
    """A wide space turned into a glyph that the face has not: no dot changes, but the text layer does."""
    paper = target(CASES["TS-ZH"], 1)
    right, within, look = forgeries.words_in(paper.pdf), words_within(paper.pdf), pictures_of(paper.pdf)
    tried = (turned(paper, glyph * GLYPH_BITS + 10) for glyph in glyphs_near(paper, "記號"))
    unread = (pdf for pdf in tried if words_within(pdf) == within and pictures_of(pdf) == look)
    forged = next(pdf for pdf in unread if squeezed(forgeries.words_in(pdf)[0]) != squeezed(right[0]))
    assert list(differences(forged, paper.pdf)) == ["sheet 1: its words are not those of the original"]


def words_within(pdf: bytes) -> list[str]:
    """What a reader would copy: letters without a place on the sheet are not among them."""
    with opened(pdf) as document:
        return [squeezed(words_of(page)) for page in document]


def glyphs_near(paper: Target, needle: str) -> range:
    """Glyphs are read about in the order of the file."""
    whole = forgeries.words_in(paper.pdf)[0]
    about = len("".join(whole[: whole.index(needle)].split()))
    return range(max(0, about - SLACK), min(len(paper.glyphs), about + len(needle) + SLACK))


def places_of(paper: Target, needle: str) -> list[int]:
    """The first bit of each glyph whose change takes this out of the words."""
    places = (glyph * GLYPH_BITS for glyph in glyphs_near(paper, needle))
    return [place for place in places if needle not in forgeries.words_in(turned(paper, place))[0]]


def test_each_glyph_of_name_and_number_counts(paper: Target) -> None:
    for needle, letters in (("林範例", 3), ("B11199042", 9), ("114E0000001", 11)):
        places = places_of(paper, needle)
        assert len(places) == letters
        for place in places:
            outcome = paper.judged(forgeries.words_in(turned(paper, place)))
            assert outcome.verdict is Verdict.NOT_VALID, (needle, place)


def test_a_verifier_that_looks_at_no_words_is_found_out(
    paper: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_paper, "_word_faults", lambda *_given: [])
    tally = Tally()
    place = places_of(paper, "B11199042")[0] // GLYPH_BITS
    turn_text(replace(paper, glyphs=paper.glyphs[place : place + 1]), tally, 1)
    assert any("what the code binds" in accepted for accepted in tally.accepted)


def test_a_verifier_that_believes_every_signature_is_found_out(
    paper: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = verify_paper.verify_text(paper.entry["verify_url"], paper.keys)
    monkeypatch.setattr(forgeries, "verify_text", lambda _text, _keys: right)
    tally = Tally()
    turn_payload(paper, tally)
    assert len(tally.accepted) == tally.counts["payload bits"]


def test_the_last_line_is_json_and_the_exit_code_tells(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def passes_one(paper: Target, tally: Tally, every: int) -> None:
        tally.must_refuse("text bits", paper.name, Outcome(Verdict.VALID))

    monkeypatch.setattr(forgeries, "sweep", lambda *_given: None)
    assert forgeries.forgeries(["EN-ZH"], 1) == 0
    assert forgeries.forgeries(["no such"], 1) == 1
    capsys.readouterr()
    monkeypatch.setattr(forgeries, "sweep", passes_one)
    assert forgeries.forgeries(["EN-ZH"], 1) == 1
    report: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (report["papers"], report["false_accepts"]) == (1, 1)
