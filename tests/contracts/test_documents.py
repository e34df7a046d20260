"""What every paper template must keep: nothing lost, nothing cut, every code readable, the look as agreed.

A template is checked with every `<template>[.<case>].json` in tests/kiosk/documents/data. After a change that
was meant, `SNAPSHOTS=write pytest tests/contracts/test_documents.py` writes the snapshots anew: look at them.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageStat

from kiosk.documents.checks import Checked, check, squeezed, words_of
from kiosk.documents.fonts import coverage, missing, static_fonts
from kiosk.documents.pdf import opened
from kiosk.documents.preview import picture
from kiosk.documents.renderer import TEMPLATES, Renderer, RenderError
from simulator.paper_words import expected, page_words

TESTS = Path(__file__).parents[1]
DATA = TESTS / "kiosk" / "documents" / "data"
SNAPSHOTS = TESTS / "snapshots" / "documents"
WRITE = os.environ.get("SNAPSHOTS") == "write"
CASES = sorted(file.name.removesuffix(".json") for file in DATA.glob("*.json"))
SHEETS = {  # all others fit on one
    "transcript-zh.many": 2,
    "transcript-zh.rows": 4,
    "transcript-en.semesters": 2,
    "rank-zh.semesters": 2,
}
TRANSCRIPTS = [case for case in CASES if case.startswith("transcript-")]
CHINESE_TRANSCRIPTS = [case for case in CASES if case.startswith("transcript-zh")]
MARKS = {"": "", "minor": "#", "second": "&"}
A4_INCHES = 210 / 25.4

Data = dict[str, Any]


@cache
def renderer() -> Renderer:
    return Renderer(static_fonts())


@cache
def _read(case: str) -> str:
    return (DATA / f"{case}.json").read_text(encoding="utf-8")


def data_of(case: str) -> Data:
    data: Data = json.loads(_read(case))
    parts = (hashlib.sha256(f"{case}{part}".encode()).digest() for part in range(5))
    payload = base64.b32encode(b"".join(parts)[:130]).decode().rstrip("=")  # as long as signed claims are
    data["paper"]["check_url"] += f"/{payload}"
    return data


@cache
def pdf_of(case: str) -> bytes:
    return render(data_of(case))


def render(data: Data) -> bytes:
    return renderer().render(data["paper"]["kind"], data)


def sheets_of(pdf: bytes) -> list[str]:
    with opened(pdf) as document:
        return [words_of(page) for page in document]


def picture_of(pdf: bytes, sheet: int, dpi: float) -> Image.Image:
    drawn = picture(pdf, sheet, round(A4_INCHES * dpi))
    return Image.frombytes("RGB", (drawn.width, drawn.height), drawn.rgb).convert("L")


def rows_of(data: Data) -> list[str]:
    """Every course as it must stand on paper: 選別, mark and name, 學分, 成績, side by side."""
    rows = [f"{c['kind']}{c['name_zh']}{c['credits']}抵免" for c in data["transfers"]]
    for semester in data["semesters"]:
        for c in semester["courses"]:
            failed = "*" if c["failed"] and c["score"].isdigit() else ""
            rows.append(f"{c['kind']}{MARKS[c['mark']]}{c['name_zh']}{c['credits']}{c['score']}{failed}")
    return [squeezed(row) for row in rows]


# ---- The templates ----------------------------------------------------------------------------------


def test_every_template_has_samples() -> None:
    assert {case.partition(".")[0] for case in CASES} == renderer().templates


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.typ")), ids=lambda file: file.name)
def test_templates_stand_alone_and_print_what_they_say(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    imports = re.findall(r'(?:import|include)\s+"([^"]*)"', source)
    assert all(target == "style.typ" for target in imports)  # never a package: it would be fetched
    drawn = "".join(re.sub(r"//.*", "", line) for line in source.splitlines())
    assert missing(drawn, coverage(static_fonts())) == ()


@pytest.mark.parametrize("case", TRANSCRIPTS)
def test_sample_sums_are_right(case: str) -> None:
    """A reader who adds up a printed paper must find it right; so must we, before looking at pictures."""
    data = data_of(case)
    earned = sum(c["credits"] for c in data["transfers"])
    for semester in data["semesters"]:
        marked = [c for c in semester["courses"] if c["score"].isdigit() and c["credits"]]
        weight = sum(c["credits"] for c in marked)
        passed = [c for c in semester["courses"] if c["score"] not in ("退選", "未送") and not c["failed"]]
        assert all(c["failed"] for c in semester["courses"] if c["score"] == "不通過")
        assert semester["average"] == f"{sum(int(c['score']) * c['credits'] for c in marked) / weight:.2f}"
        assert semester["earned"] == sum(c["credits"] for c in passed)
        earned += semester["earned"]
    assert data["totals"]["earned"] == earned


# ---- The papers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_fit_to_be_printed(case: str) -> None:
    student, pdf = data_of(case)["student"], pdf_of(case)
    assert check(pdf, student["name_zh"], student["number"]) == Checked(
        SHEETS.get(case, 1), hashlib.sha256(pdf).hexdigest()
    )


@pytest.mark.parametrize("case", CASES)
def test_all_that_this_kind_must_say_can_be_read(case: str) -> None:
    data = data_of(case)
    pages = [squeezed(sheet) for sheet in sheets_of(pdf_of(case))]
    text = "".join(pages)
    assert [words for words in expected(data) if words not in text] == []
    for number, page in enumerate(pages, start=1):
        assert page_words(data, number, len(pages)) in page


@pytest.mark.parametrize("template", sorted({case.partition(".")[0] for case in CASES}))
def test_a_name_that_cannot_be_printed_stops_the_paper(template: str) -> None:
    """U+2137C is not in the face; a blank in its place would be somebody else's name."""
    data = data_of(template)
    data["student"]["name_zh"] = "張𡍼例"
    with pytest.raises(RenderError):
        render(data)


@pytest.mark.parametrize("case", CASES)
def test_made_for_archives_and_for_screen_readers(case: str) -> None:
    """By another library than the kiosk's own check: standards, faces, language and tags are there."""
    with pikepdf.open(io.BytesIO(pdf_of(case))) as pdf:
        with pdf.open_metadata() as metadata:
            claims = [metadata.get(name) for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")]
        assert [str(claim) for claim in claims] == ["2", "A", "1"]
        assert str(pdf.Root.Lang) == ("en" if "-en" in case else "zh-TW")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert len(pdf.Root.OutputIntents) == 1
        things = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        descriptors = [o for o in things if o.get("/Type") == "/FontDescriptor"]
        assert descriptors
        assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)
        assert all("NotoSansTC" in str(one.FontName) for one in descriptors)
        assert len(pdf.pages) == SHEETS.get(case, 1)


@pytest.mark.parametrize("case", CHINESE_TRANSCRIPTS)
def test_all_of_the_data_stands_on_paper(case: str) -> None:
    data = data_of(case)
    text = squeezed("".join(sheets_of(pdf_of(case))))
    for row in rows_of(data):
        assert row in text
    student = data["student"]
    for key in ("name_zh", "name_en", "number", "programme_zh", "class_zh", "department_zh", "status_zh"):
        assert squeezed(student[key]) in text
    for semester in data["semesters"]:
        sums = f"修習{semester['taken']}實得{semester['earned']}學業平均{semester['average']}"
        assert sums in text
    keys = ("required", "elective", "general", "transferred", "earned", "average", "conduct")
    assert "".join(str(data["totals"][key]) for key in keys) in text
    for course in data["totals"]["missing"]:
        assert squeezed(course) in text
    assert squeezed(f"編號{data['paper']['serial']}查驗碼{data['paper']['code']}") in text


LAST = {
    "transcript-zh": ("實得總學分", "上列成績與本校存檔資料相符", "（以下空白）"),
    "transcript-en": ("Credits earned", "Place of the", "(end of record)"),
    "semester-zh": ("上列成績與本校存檔資料相符", "實得學分"),
    "rank-zh": ("特此證明", "中　華　民　國"),
    "enrollment-zh": ("特此證明", "中　華　民　國"),
    "enrollment-en": ("Date of issue",),
    "graduation-zh": ("特此證明", "中　華　民　國"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_closes_a_paper_stands_on_its_last_sheet_only(case: str) -> None:
    sheets = [squeezed(sheet) for sheet in sheets_of(pdf_of(case))]
    for words in LAST[case.partition(".")[0]]:
        found = [sheet.count(squeezed(words)) for sheet in sheets]
        if case.startswith("transcript-en") and words == "Credits earned":
            found = [min(1, count) for count in found]  # said again about missing grades
        assert [bool(count) for count in found] == [False] * (len(sheets) - 1) + [True]


@pytest.mark.parametrize("case", TRANSCRIPTS)
def test_the_last_marks_stand_with_the_seal(case: str) -> None:
    name = "name_en" if case.startswith("transcript-en") else "name_zh"
    last = data_of(case)["semesters"][-1]["courses"][-1][name]
    assert squeezed(last) in squeezed(sheets_of(pdf_of(case))[-1])


@pytest.mark.parametrize("case", CASES)
def test_the_code_on_every_sheet_leads_to_this_paper(case: str) -> None:
    pdf = pdf_of(case)
    for sheet in range(SHEETS.get(case, 1)):
        codes = zxingcpp.read_barcodes(picture_of(pdf, sheet, 150))
        assert [code.text for code in codes] == [data_of(case)["paper"]["check_url"]]


def test_the_code_stands_in_its_quiet_zone() -> None:
    """ISO/IEC 18004 wants four modules of white on each side; phones need them more than our reader does."""
    sheet = picture_of(pdf_of("transcript-zh"), 0, 600)
    (code,) = zxingcpp.read_barcodes(sheet)
    corners = (code.position.top_left, code.position.bottom_right)
    (left, top), (right, bottom) = ((corner.x, corner.y) for corner in corners)
    zone, edge = round(4 * (right - left) / 53), 3  # version 9; zxing's corners may be a dot off
    sides = (
        (left - zone, top - zone, left - edge, bottom + zone),
        (right + edge, top - zone, right + zone, bottom + zone),
        (left - zone, top - zone, right + zone, top - edge),
        (left - zone, bottom + edge, right + zone, bottom + zone),
    )
    for side in sides:
        darkest, _ = sheet.crop(side).getextrema()
        assert darkest == 255


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_drawn_off_the_sheet(case: str) -> None:
    with opened(pdf_of(case)) as document:
        for page in document:
            for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=8):
                left, bottom, right, top = thing.get_bounds()
                if min(right - left, top - bottom) < 2.5:
                    continue  # the microtext runs on behind the edge of its frame and is cut there
                assert left > 14
                assert bottom > 14
                assert right < 595.3 - 14
                assert top < 841.9 - 14


@pytest.mark.parametrize("case", CASES)
def test_specimens_say_so_and_real_papers_do_not(case: str) -> None:
    data = data_of(case)
    sheets = sheets_of(pdf_of(case))
    assert all(("樣張 SPECIMEN" in sheet) == data["paper"]["specimen"] for sheet in sheets)


# ---- Traps of typesetting ----------------------------------------------------------------------------


def test_one_heading_that_no_paragraph_swallows() -> None:
    with pikepdf.open(io.BytesIO(pdf_of("transcript-zh.many"))) as pdf:
        headings = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/H1"]
        tables = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Table"]
        heads = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TH"]
        figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        assert len(headings) == 1
        assert headings[0].P.S != "/P"
        assert len(tables) > 10
        assert len(heads) >= 4 * 13
        assert figures
        assert all(str(figure.Alt) for figure in figures)


def test_an_apostrophe_is_narrow_in_english_names() -> None:
    """Noto Sans TC sets ’ as wide as a Han character unless told otherwise."""
    with opened(pdf_of("transcript-zh.longname")) as document:
        text = document[0].get_textpage()
        index = text.get_text_range().index("O’SAMPLE")
        step = text.get_charbox(index + 2)[0] - text.get_charbox(index)[0]
        text.close()
    assert step < 12  # 9 pt O and a narrow ’; a wide one makes it 16


def test_latin_letters_in_codes_stand_close() -> None:
    assert "四資管四A" in sheets_of(pdf_of("transcript-zh"))[0]


def test_a_missing_english_name_is_a_dash() -> None:
    assert squeezed("英文姓名—學制") in squeezed(sheets_of(pdf_of("transcript-zh.freshman"))[0])


def test_empty_ranks_leave_no_empty_cells() -> None:
    assert "名次" not in sheets_of(pdf_of("transcript-zh.missing"))[0]


def test_a_paper_with_missing_marks_says_which() -> None:
    words = squeezed(sheets_of(pdf_of("transcript-zh.missing"))[0])
    assert (
        "尚有3科成績未送：114-1雲端運算與服務、114-1資訊倫理與法律、114-1企業資源規劃。".replace("：", ":")
        in words
    )


def test_a_loose_second_sheet_is_not_anonymous() -> None:
    assert "陳樣本 B10999018 （續頁）" in re.sub(r"\s+", " ", sheets_of(pdf_of("transcript-zh.many"))[1])


@pytest.mark.parametrize(("semesters", "courses", "transfers", "sheets"), [(12, 14, 40, 3), (2, 50, 0, 2)])
def test_long_lists_lose_nothing(semesters: int, courses: int, transfers: int, sheets: int) -> None:
    data = data_of("transcript-zh")
    pattern = data["semesters"][0]
    data["transfers"] = [
        {"kind": "選", "name_zh": f"抵免科目{n}號", "name_en": "", "credits": 2} for n in range(transfers)
    ]
    data["semesters"] = [
        {
            **pattern,
            "year": 105 + n // 2,
            "term": n % 2 + 1,
            "courses": [
                {**pattern["courses"][0], "name_zh": f"第{n}學期科目{k}號", "score": str(60 + k % 41)}
                for k in range(courses)
            ],
        }
        for n in range(semesters)
    ]
    pdf = render(data)
    text = squeezed("".join(sheets_of(pdf)))
    assert all(row in text for row in rows_of(data))
    assert len(sheets_of(pdf)) == sheets


# ---- Snapshots ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_words_as_agreed(case: str) -> None:
    microtext = re.compile(r"(NATIONAL\sYUNLIN[^\n]*\n)+")
    text = (
        "\n\f\n".join(microtext.sub("", sheet.replace("\r", "")) for sheet in sheets_of(pdf_of(case))) + "\n"
    )
    place = SNAPSHOTS / f"{case}.txt"
    if WRITE:
        place.write_text(text, encoding="utf-8")
    assert text == place.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_look_as_agreed(case: str) -> None:
    """One dot for 2 mm: another renderer may differ in a grey here and there, a moved line does not pass."""
    for sheet in range(SHEETS.get(case, 1)):
        now = picture_of(pdf_of(case), sheet, 150).resize((105, 148), Image.Resampling.BOX)
        place = SNAPSHOTS / f"{case}.p{sheet + 1}.png"
        if WRITE:
            now.save(place, optimize=True)
        assert_alike(now, Image.open(place))


def assert_alike(now: Image.Image, agreed: Image.Image) -> None:
    difference = ImageStat.Stat(ImageChops.difference(now, agreed))
    assert difference.mean[0] < 1.0
    assert difference.extrema[0][1] < 48


def test_a_row_moved_by_two_millimetres_would_be_seen() -> None:
    """The measure of the test above, tried."""
    now = picture_of(pdf_of("transcript-zh"), 0, 150)
    moved = ImageChops.offset(now, 0, 12)
    small = [look.resize((105, 148), Image.Resampling.BOX) for look in (now, moved)]
    with pytest.raises(AssertionError):
        assert_alike(*small)
