"""Codes and words of what somebody holds: files, scans, photographs, rubbish."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from central import verify_source
from central.verify_source import Sheet, Unreadable, read_file, read_pdf
from kiosk.documents.preview import png
from tests.central.printed import printed


def test_code_and_words_of_a_pdf() -> None:
    (sheet,) = read_pdf(printed().pdf)
    assert sheet.codes == (printed().address,)
    for words in ("林範例", "B11199042", "114E0000001"):
        assert words in sheet.words


def test_letters_too_small_to_read_are_no_words() -> None:
    """The line around the page repeats the serial: it must not stand in for the one that people read."""
    (sheet,) = read_pdf(printed().pdf)
    assert sheet.words.count("114E0000001") == 1
    assert "NATIONAL YUNLIN" not in sheet.words.replace("\xa0", " ")


def test_every_sheet_by_itself() -> None:
    many = printed("TR-ZH", "B10999018")
    sheets = read_pdf(many.pdf)
    assert len(sheets) == 2
    assert {sheet.codes for sheet in sheets} == {(many.address,)}


def test_code_of_a_scan_tilted_and_as_jpeg(tmp_path: Path) -> None:
    drawn = Image.open(io.BytesIO(png(printed().pdf, 0, 1654))).convert("L")
    file = tmp_path / "scan.jpg"
    drawn.rotate(2, Image.Resampling.BICUBIC, expand=True, fillcolor=255).save(file, quality=60)
    assert read_file(file) == (Sheet((printed().address,)),)


def test_scan_in_a_pdf_has_a_code_and_no_words(tmp_path: Path) -> None:
    drawn = Image.open(io.BytesIO(png(printed().pdf, 0, 1654))).convert("L")
    file = tmp_path / "scan.pdf"
    drawn.save(file, resolution=200)
    assert read_file(file) == (Sheet((printed().address,)),)


def test_where_the_code_cannot_be_seen_its_words_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF/UA has them for people who cannot see it."""
    monkeypatch.setattr(verify_source, "_codes", lambda _picture: ())
    assert read_pdf(printed().pdf)[0].codes == (printed().address,)


def test_what_can_be_seen_goes_before_what_is_said(tmp_path: Path) -> None:
    """A forger may write another address into words that nobody sees."""
    other = printed(serial=2)
    with pikepdf.open(io.BytesIO(printed().pdf)) as document:
        for one in document.objects:
            if isinstance(one, pikepdf.Dictionary) and "HTTPS" in str(one.get("/Alt", "")):
                one.Alt = pikepdf.String(f"QR code: {other.address}")
        document.save(tmp_path / "forged.pdf")
    assert read_file(tmp_path / "forged.pdf")[0].codes == (printed().address,)


@pytest.mark.parametrize("content", [b"", b"rubbish", b"%PDF-1.7\nrubbish", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_rubbish_is_unreadable(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "rubbish"
    file.write_bytes(content)
    with pytest.raises(Unreadable):
        read_file(file)


def test_absent_and_large_files_are_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        read_file(tmp_path / "none.pdf")
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(verify_source.MOST_BYTES + 1)
    with pytest.raises(Unreadable, match="too large"):
        read_file(tmp_path / "large.pdf")


def test_picture_bombs_are_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "bomb.png"
    Image.new("1", (12_000, 12_000)).save(file)
    with pytest.raises(Unreadable):
        read_file(file)


def test_truncated_picture_is_unreadable(tmp_path: Path) -> None:
    whole = png(printed().pdf, 0, 400)
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unreadable):
        read_file(tmp_path / "half.png")
