"""Data in, PDF out: standards kept, nothing read or run from the data, errors that a registrar can use."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import segno

from kiosk.documents.checks import squeezed, words_of
from kiosk.documents.fonts import Faces
from kiosk.documents.pdf import opened
from kiosk.documents.renderer import QR_LONGEST, Renderer, RenderError, qr_svg

Sample = Callable[[str], dict[str, Any]]
Rendered = Callable[[str], bytes]

HEAD = """#import "style.typ": *
#let d = json(bytes(sys.inputs.data))
#show: paper.with(d, "試")
"""


@pytest.fixture
def desk(tmp_path: Path, faces: Faces) -> Callable[[str], Renderer]:
    """A registrar's own folder with one template `trial`, beside the real style."""
    real = Path(__file__).parents[3] / "config" / "documents"
    (tmp_path / "art").symlink_to(real / "art")
    (tmp_path / "style.typ").write_text((real / "style.typ").read_text(encoding="utf-8"), encoding="utf-8")

    def with_template(source: str) -> Renderer:
        (tmp_path / "trial.typ").write_text(source, encoding="utf-8")
        return Renderer(faces, tmp_path)

    return with_template


def text_of(pdf: bytes) -> str:
    with opened(pdf) as document:
        return "\n".join(words_of(page) for page in document)


def test_keeps_both_standards(rendered: Rendered) -> None:
    with pikepdf.open(io.BytesIO(rendered("transcript-zh"))) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("zh")
        assert meta["dc:title"] == "歷年成績單 114T0012345"
        assert "/Names" not in pdf.Root or "/EmbeddedFiles" not in pdf.Root.Names


def test_embeds_two_faces_and_no_other(rendered: Rendered) -> None:
    with pikepdf.open(io.BytesIO(rendered("transcript-zh"))) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
        descriptors = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert {str(font.BaseFont).split("+")[1].split("-Identity")[0] for font in fonts} == {
            "NotoSansTC-Regular",
            "NotoSansTC-Bold",
        }
        assert len(descriptors) == 2
        assert all("/FontFile2" in descriptor for descriptor in descriptors)


def test_same_data_same_bytes(renderer: Renderer, faces: Faces, sample: Sample, rendered: Rendered) -> None:
    data = sample("transcript-zh")
    again = renderer.render("transcript-zh", data)
    elsewhere = Renderer(faces).render("transcript-zh", data)
    assert rendered("transcript-zh") == again == elsewhere


def test_another_paper_between_changes_nothing(
    renderer: Renderer, sample: Sample, rendered: Rendered
) -> None:
    first = rendered("transcript-zh")
    other = renderer.render("transcript-zh", sample("transcript-zh.freshman"))
    assert "林範例" not in text_of(other)
    assert renderer.render("transcript-zh", sample("transcript-zh")) == first


def test_several_threads_get_their_own_paper(renderer: Renderer, sample: Sample, rendered: Rendered) -> None:
    cases = ("transcript-zh", "transcript-zh.freshman", "transcript-zh.graduate")
    got: dict[str, bytes] = {}

    def render(case: str) -> None:
        got[case] = renderer.render("transcript-zh", sample(case))

    threads = [threading.Thread(target=render, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {case: rendered(case) for case in cases}


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "*粗* _斜_ `碼` $x^2$ = 標題",
        "] #panic() [",
        '\\"}{#import',
        "<script>&amp;</script>",
        "{{name}} %s {0}",
    ],
)
def test_data_are_words_never_a_program(renderer: Renderer, sample: Sample, hostile: str) -> None:
    data = sample("transcript-zh.freshman")
    data["student"]["name_zh"] = hostile
    data["semesters"][0]["courses"][0]["name_zh"] = hostile
    data["semesters"][0]["courses"][1]["score"] = "#1"
    text = squeezed(text_of(renderer.render("transcript-zh", data)))
    assert text.count(squeezed(hostile)) >= 2
    assert "root:" not in text


def test_missing_key_names_the_place(renderer: Renderer, sample: Sample) -> None:
    data = sample("transcript-zh.freshman")
    del data["totals"]
    with pytest.raises(RenderError, match="totals") as caught:
        renderer.render("transcript-zh", data)
    file, line, column = caught.value.place.split(":")
    assert file == "transcript-zh.typ"
    assert int(line) > 1
    assert int(column) >= 0


@pytest.mark.parametrize("template", ["", "style", "../secret", "transcript-zh.typ", "/etc/passwd"])
def test_unknown_templates_are_refused(renderer: Renderer, sample: Sample, template: str) -> None:
    with pytest.raises(RenderError, match="no such template"):
        renderer.render(template, sample("transcript-zh"))


@pytest.mark.parametrize(
    "bad", ["", None, 7, "https://lower.example", "HTTPS://A/中", "A" * (QR_LONGEST + 1)]
)
def test_bad_addresses_are_refused(renderer: Renderer, sample: Sample, bad: object) -> None:
    data = sample("transcript-zh.freshman")
    data["paper"]["check_url"] = bad
    with pytest.raises(RenderError, match="QR"):
        renderer.render("transcript-zh", data)


def test_data_without_paper_are_refused(renderer: Renderer) -> None:
    with pytest.raises(RenderError):
        renderer.render("transcript-zh", {})


def test_a_mistake_in_a_template_names_line_and_column(
    desk: Callable[[str], Renderer], sample: Sample
) -> None:
    broken = desk(HEAD + "成績 #no-such-word\n")
    with pytest.raises(RenderError) as caught:
        broken.render("trial", sample("transcript-zh"))
    assert caught.value.place == "trial.typ:4:4"
    assert "no-such-word" in caught.value.diagnostic


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../../../etc/passwd"])
def test_a_template_reads_nothing_outside_its_folder(
    desk: Callable[[str], Renderer], sample: Sample, path: str
) -> None:
    with pytest.raises(RenderError, match=r"not found|escape") as caught:
        desk(HEAD + f'#read("{path}")\n').render("trial", sample("transcript-zh"))
    assert caught.value.place.startswith("trial.typ:4:")
    assert "root:" not in caught.value.diagnostic


def test_a_template_fetches_nothing(desk: Callable[[str], Renderer], sample: Sample, tmp_path: Path) -> None:
    package = tmp_path / "no-packages" / "local" / "trick" / "0.1.0"
    with pytest.raises(RenderError, match="package not found"):
        desk(HEAD + '#import "@local/trick:0.1.0": x\n').render("trial", sample("transcript-zh"))
    assert not package.exists()


def test_a_character_without_glyph_stops_the_print(renderer: Renderer, sample: Sample) -> None:
    data = sample("transcript-zh.freshman")
    data["student"]["name_zh"] = "王\U0002c386張"
    with pytest.raises(RenderError, match="\U0002c386"):
        renderer.render("transcript-zh", data)


def test_no_face_stands_in_for_ours(desk: Callable[[str], Renderer], sample: Sample) -> None:
    """Typst carries Latin, Greek and mathematical faces of its own; a letter from one would look patched."""
    with pytest.raises(RenderError, match="could not be displayed"):
        desk(HEAD + "\u05d0\n").render("trial", sample("transcript-zh"))


def test_the_code_is_alphanumeric_and_small_enough() -> None:
    longest = "A" * QR_LONGEST
    assert segno.make_qr(longest, error="m", mode="alphanumeric", boost_error=False).version == 10
    with pytest.raises(segno.DataOverflowError):
        segno.make_qr(longest + "A", error="m", mode="alphanumeric", boost_error=False, version=10)
    assert qr_svg(longest).startswith("<svg ")
