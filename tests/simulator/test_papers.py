"""Each check of the reader that knows nothing of the making is given something to find."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from central.settings import OWN_CATALOGUE, load_catalogue
from central.specimen import Press
from kiosk.documents.fonts import coverage, static_fonts
from kiosk.documents.prepare import PreparedDocument, prepare
from kiosk.documents.renderer import Renderer
from simulator import papers
from simulator.paper_cases import cases

PRESS = Press(load_catalogue(OWN_CATALOGUE))
(CASE,) = (case for case in cases() if (case.code, case.name) == ("EN-ZH", "usual"))


@pytest.fixture(scope="module")
def entry() -> dict[str, Any]:
    return PRESS.paper(CASE.record, CASE.code, papers.MOMENT)


@pytest.fixture(scope="module")
def made(entry: dict[str, Any]) -> PreparedDocument:
    faces = static_fonts()
    paper = prepare(entry, papers.holder_of(entry), Renderer(faces), coverage(faces))
    assert isinstance(paper, PreparedDocument)
    return paper


@pytest.fixture
def file(tmp_path: Path, made: PreparedDocument) -> Path:
    place = tmp_path / "paper.pdf"
    place.write_bytes(made.pdf)
    return place


def test_a_good_paper_has_no_faults(entry: dict[str, Any], made: PreparedDocument, file: Path) -> None:
    assert list(papers.standard_faults(file)) == []
    assert list(papers.font_faults(file)) == []
    assert list(papers.text_faults(entry["data"], papers.texts_of(file))) == []
    assert list(papers.code_faults(PRESS, entry, made.pdf, made.sheets)) == []


def test_a_standard_that_is_not_kept_is_seen(file: Path) -> None:
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        del pdf.Root.OutputIntents
        del pdf.Root.StructTreeRoot
        del pdf.Root.Metadata
        pdf.save(file)
    faults = list(papers.standard_faults(file))
    assert "no output intent" in faults
    assert "not tagged" in faults
    assert "pdfaid:part is None" in faults


def test_a_face_that_is_not_in_the_file_is_seen(file: Path) -> None:
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
                del thing["/FontFile2"]
        pdf.save(file)
    assert any("is not embedded" in fault for fault in papers.font_faults(file))


def test_other_words_than_the_datas_are_seen(entry: dict[str, Any], file: Path) -> None:
    data = json.loads(json.dumps(entry["data"]))
    data["student"]["name_zh"] = "陳樣本"
    data["term"]["term"] = 1
    faults = list(papers.text_faults(data, papers.texts_of(file)))
    assert "not to be read: 陳樣本" in faults
    assert "sheet 1 lacks 陳樣本" in faults
    assert any("第1學期註冊" in fault for fault in faults)


def test_a_sheet_that_is_missing_is_seen(entry: dict[str, Any], file: Path) -> None:
    texts = papers.texts_of(file)
    assert "sheet 1 has not its number" in list(papers.text_faults(entry["data"], texts * 2))


def test_a_code_that_another_signed_or_that_is_of_another_paper_is_seen(
    entry: dict[str, Any], made: PreparedDocument
) -> None:
    stranger = Press(PRESS.catalogue)
    assert list(papers.code_faults(stranger, entry, made.pdf, 1)) == [
        "sheet 1: the signature is not of this paper"
    ]
    altered = {**entry, "data": {**entry["data"], "term": {}}}
    assert list(papers.code_faults(PRESS, altered, made.pdf, 1)) == [
        "sheet 1: the signature is not of this paper"
    ]
    other = {**entry, "verify_url": "HTTPS://OTHER"}
    assert "the code says" in next(papers.code_faults(PRESS, other, made.pdf, 1))


def test_the_whole_command_on_a_few_cases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tuple(case for case in cases() if case.code == "EN-EN")[:2]
    monkeypatch.setattr(papers, "cases", lambda: few)
    assert papers.papers(tmp_path / "papers") == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report["violations"] == []
    found = (
        report["documents"],
        report["cases"],
        report["sheets"],
        report["text_read_again"],
        report["codes_verified"],
    )
    assert found == (1, 2, 2, 2, 2)
    assert (tmp_path / "papers" / "EN-EN.png").exists()
    assert (tmp_path / "papers" / "EN-EN" / f"{few[0].name}.pdf").exists()
    assert json.loads((tmp_path / "papers" / "papers.json").read_text(encoding="utf-8")) == report
