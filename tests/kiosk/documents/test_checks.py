"""A finished PDF is looked at as a stranger would: every way to be unfit is made once and must be seen."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from kiosk.documents import checks
from kiosk.documents.checks import Checked, Fault, Unfit, check, fonts_of, squeezed, words_of
from kiosk.documents.pdf import opened
from kiosk.documents.renderer import Renderer

Sample = Callable[[str], dict[str, Any]]
Rendered = Callable[[str], bytes]
NAME, NUMBER = "林範例", "B11199042"


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The PDF with something done to it; its XMP stays readable as it is in ours."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_a_good_paper(rendered: Rendered) -> None:
    pdf = rendered("transcript-zh")
    assert check(pdf, NAME, NUMBER) == Checked(1, hashlib.sha256(pdf).hexdigest())


def test_a_good_paper_of_two_sheets(rendered: Rendered) -> None:
    pdf = rendered("transcript-zh.many")
    assert check(pdf, "陳樣本", "B10999018") == Checked(2, hashlib.sha256(pdf).hexdigest())


def test_a_name_that_runs_over_its_line_is_found(renderer: Renderer, sample: Sample) -> None:
    data = sample("transcript-zh")
    data["student"]["name_zh"] = name = "範例樣本" * 12
    assert isinstance(check(renderer.render("transcript-zh", data), name, NUMBER), Checked)


@pytest.mark.parametrize(
    ("name", "number", "fault"),
    [
        ("林範列", NUMBER, Fault.NAME_NOT_FOUND),
        ("王樣張", NUMBER, Fault.NAME_NOT_FOUND),
        (NAME, "B11199043", Fault.NUMBER_NOT_FOUND),
        ("", NUMBER, Fault.NAME_NOT_FOUND),
        (NAME, " ", Fault.NUMBER_NOT_FOUND),
    ],
)
def test_another_persons_paper(rendered: Rendered, name: str, number: str, fault: Fault) -> None:
    assert check(rendered("transcript-zh"), name, number) == Unfit(fault, 1)


def test_a_strange_second_sheet(rendered: Rendered) -> None:
    """The first sheet is right, the second is somebody else's."""

    def mix_up(document: pikepdf.Pdf) -> None:
        other = pikepdf.open(io.BytesIO(rendered("transcript-zh.freshman")))
        document.pages.append(other.pages[0])

    assert check(changed(rendered("transcript-zh"), mix_up), NAME, NUMBER) == Unfit(Fault.NAME_NOT_FOUND, 2)


def test_a_repaired_copy_would_pass(rendered: Rendered) -> None:
    """The tests below change files with pikepdf; that alone must not be what is found."""
    assert isinstance(check(changed(rendered("transcript-zh"), lambda document: None), NAME, NUMBER), Checked)


def test_a_script(rendered: Rendered) -> None:
    def add(document: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), action]))
        )

    assert check(changed(rendered("transcript-zh"), add), NAME, NUMBER) == Unfit(Fault.SCRIPT)


def test_an_attachment(rendered: Rendered) -> None:
    def add(document: pikepdf.Pdf) -> None:
        document.attachments["a.txt"] = b"words"

    assert check(changed(rendered("transcript-zh"), add), NAME, NUMBER) == Unfit(Fault.ATTACHMENT)


def test_a_font_that_is_not_in_the_file(rendered: Rendered) -> None:
    def remove(document: pikepdf.Pdf) -> None:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
                del thing["/FontFile2"]

    unfit = check(changed(rendered("transcript-zh"), remove), NAME, NUMBER)
    assert unfit == Unfit(Fault.FONT_NOT_EMBEDDED, 1)


def test_a_sheet_that_is_not_a4(rendered: Rendered) -> None:
    def letter(document: pikepdf.Pdf) -> None:
        document.pages[0].MediaBox = pikepdf.Array([0, 0, 612, 792])

    assert check(changed(rendered("transcript-zh"), letter), NAME, NUMBER) == Unfit(Fault.NOT_A4, 1)


def test_a_paper_without_end(rendered: Rendered) -> None:
    def repeat(document: pikepdf.Pdf) -> None:
        for _ in range(checks.MOST_SHEETS):
            document.pages.append(document.pages[0])

    unfit = check(changed(rendered("transcript-zh"), repeat), NAME, NUMBER)
    assert unfit == Unfit(Fault.TOO_MANY_SHEETS)


@pytest.mark.parametrize(
    ("claim", "other"),
    [
        (b"pdfaid:part>2<", b"pdfaid:part>3<"),
        (b"pdfaid:conformance>A<", b"pdfaid:conformance>B<"),
        (b"pdfuaid:part>1<", b"pdfuaid:part>0<"),
    ],
)
def test_another_standard(rendered: Rendered, claim: bytes, other: bytes) -> None:
    pdf = rendered("transcript-zh")
    assert pdf.count(claim) == 1
    assert check(pdf.replace(claim, other), NAME, NUMBER) == Unfit(Fault.STANDARD_NOT_CLAIMED)


def test_too_large(rendered: Rendered) -> None:
    pdf = rendered("transcript-zh") + b" " * checks.MOST_BYTES
    assert check(pdf, NAME, NUMBER) == Unfit(Fault.TOO_LARGE)


def test_broken_bytes(rendered: Rendered) -> None:
    """Whatever arrives, the answer is a value."""
    pdf = rendered("transcript-zh")
    assert check(b"", NAME, NUMBER) == Unfit(Fault.STANDARD_NOT_CLAIMED)
    assert check(pdf[pdf.index(b"<?xpacket") : -4000], NAME, NUMBER) == Unfit(Fault.BROKEN)


def test_the_faces_are_seen_by_name(rendered: Rendered) -> None:
    with opened(rendered("transcript-zh")) as document:
        faces = {(name.partition("+")[2], embedded) for name, embedded in fonts_of(document[0])}
    assert faces == {("NotoSansTC-Regular", True), ("NotoSansTC-Bold", True)}


def test_words_can_be_copied_out(rendered: Rendered) -> None:
    with opened(rendered("transcript-zh")) as document:
        words = words_of(document[0])
    assert "財務管理" in words


def test_squeezed_forgets_layout_and_keeps_letters() -> None:
    assert squeezed(" 林 範\n例\u3000\ufffe\u0002Ｂ１") == "林範例B1"
    assert squeezed("⼀") == "一"
