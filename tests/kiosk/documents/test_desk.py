"""What a registrar is shown, and told when there is nothing to show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from kiosk.__main__ import main
from kiosk.documents.checks import Checked, check
from kiosk.documents.desk import NoPreview, from_central, from_file, show

DATA = Path(__file__).with_name("data")


def test_a_file_of_data_becomes_a_pdf_and_a_picture_a_sheet(tmp_path: Path) -> None:
    out = tmp_path / "new" / "paper.pdf"
    shown = show("TR-ZH-R", from_file(DATA / "transcript-zh.many.json"), out)
    assert [file.name for file in shown.files] == ["paper.pdf", "paper.p1.png", "paper.p2.png"]
    assert isinstance(check(out.read_bytes(), "陳樣本", "B10999018"), Checked)
    with Image.open(shown.files[2]) as picture:
        assert picture.size == (1240, 1754)


def test_a_student_of_the_invented_university(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "paper.pdf"
    command = [
        "document",
        "preview",
        "TS-ZH",
        "--student",
        "B11199042",
        "--choice",
        "113-1",
        "--out",
        str(out),
    ]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 sheet(s)",
        str(out),
        str(out.with_name("paper.p1.png")),
    ]
    assert isinstance(check(out.read_bytes(), "林範例", "B11199042"), Checked)


def test_a_character_without_a_glyph_is_named_and_nobody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["document", "preview", "EN-ZH", "--student", "B11199048", "--out", str(tmp_path / "x.pdf")]
    assert main(command) == 1
    said = capsys.readouterr().err
    assert "U+2137C" in said
    assert "例" not in said
    assert "B11199048" not in said
    assert list(tmp_path.iterdir()) == []


def test_in_a_file_too(tmp_path: Path) -> None:
    data = from_file(DATA / "enrollment-zh.json")
    data["student"]["name_zh"] = "張𡍼例"
    with pytest.raises(NoPreview, match=r"^no glyph for: 𡍼$"):
        show("EN-ZH", data, tmp_path / "x.pdf")


def test_a_mistake_in_the_data_is_shown_with_its_place(tmp_path: Path) -> None:
    data = from_file(DATA / "enrollment-zh.json")
    del data["term"]["year"]
    with pytest.raises(NoPreview, match=r"enrollment-zh\.typ:\d+:\d+"):
        show("EN-ZH", data, tmp_path / "x.pdf")


def test_what_is_no_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoPreview, match="No such file"):
        from_file(tmp_path / "absent.json")
    for text, words in (("{", "no JSON"), ("[]", "no object")):
        (tmp_path / "data.json").write_text(text)
        with pytest.raises(NoPreview, match=words):
            from_file(tmp_path / "data.json")
    with pytest.raises(NoPreview, match="there are: TR-ZH"):
        show("DG-ZH", {}, tmp_path / "x.pdf")
    with pytest.raises(NoPreview):
        show("EN-ZH", {"data": json.loads("{}")}, tmp_path / "x.pdf")


def test_a_student_that_is_not_there_is_said() -> None:
    with pytest.raises(NoPreview, match="no student B1"):
        from_central("TR-ZH", "B1", "")
