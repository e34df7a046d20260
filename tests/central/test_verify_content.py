"""With its data, every word and every dot of a paper is bound."""

from __future__ import annotations

import copy
import io

import pikepdf
import pytest

from central.verify_content import data_fault, differences, original
from kiosk.documents.pdf import BrokenPdf
from tests.central.printed import printed


def test_the_very_file_has_no_differences() -> None:
    paper = printed()
    assert data_fault(paper.claims, paper.entry["data"]) == ""
    wanted = original(paper.entry["data"], paper.address)
    assert wanted == paper.pdf
    assert list(differences(paper.pdf, wanted)) == []


def test_saved_again_by_another_program_it_is_still_the_same_paper() -> None:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed().pdf)) as document:
        document.save(saved)
    assert saved.getvalue() != printed().pdf
    assert list(differences(saved.getvalue(), printed().pdf)) == []


def test_data_with_one_mark_changed_are_not_the_signed_ones() -> None:
    paper = printed("TR-ZH")
    data = copy.deepcopy(paper.entry["data"])
    data["semesters"][0]["courses"][0]["score"] = "99"
    assert data_fault(paper.claims, data) != ""


def test_paper_with_one_mark_changed() -> None:
    paper = printed("TR-ZH")
    data = copy.deepcopy(paper.entry["data"])
    course = data["semesters"][0]["courses"][0]
    course["score"] = "99" if course["score"] != "99" else "98"
    forged = original(data, paper.address)
    assert forged is not None
    assert list(differences(forged, paper.pdf)) == ["sheet 1: its words are not those of the original"]


def test_what_is_drawn_is_compared_too() -> None:
    """Something painted over: the words below it are as they were."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed().pdf)) as document:
        paint = document.make_stream(b"q 1 1 1 rg 100 500 12 12 re f Q")
        document.pages[0].contents_add(paint)
        document.save(saved)
    assert list(differences(saved.getvalue(), printed().pdf)) == [
        "sheet 1: it does not look like the original"
    ]


def test_sheet_that_is_missing() -> None:
    paper = printed("TR-ZH", "B10999018")
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        del document.pages[1]
        document.save(saved)
    assert list(differences(saved.getvalue(), paper.pdf)) == ["1 sheets, and not 2"]


def test_data_that_no_template_can_set() -> None:
    data = copy.deepcopy(printed().entry["data"])
    data["paper"]["kind"] = "diploma-zh"
    assert original(data, printed().address) is None


def test_rubbish_is_no_paper() -> None:
    with pytest.raises(BrokenPdf):
        list(differences(b"rubbish", printed().pdf))
