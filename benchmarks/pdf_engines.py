"""One transcript of eight semesters, made by three engines: what benchmarks/pdf.py measures.

The same words and marks in the same face over the same ground on one A4, with the same QR code. Ours is the
paper as sold, so it also has the microtext and is tagged and archivable (PDF/A-2a, PDF/UA-1); the peers' is
neither, and ReportLab's has no seal (it does not read SVG; the ground is simple enough to be drawn by hand).
"""

from __future__ import annotations

import copy
import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import segno

from kiosk.documents.fonts import Faces, static_fonts
from kiosk.documents.renderer import TEMPLATES, Renderer

DATA = Path(__file__).parents[1] / "tests" / "kiosk" / "documents" / "data" / "transcript-zh.eight.json"
SIGNED = "/" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 6  # as long as the signed part of a real address

GROUND = TEMPLATES / "art" / "ground.svg"
SEAL = TEMPLATES / "art" / "seal-specimen.svg"
SMALL_PRINT = (
    "選別　必：必修　選：選修　通：通識　　記號　*：不及格",
    "抵免　計學分，不計平均　　退選　不計學分與平均　　通過　通過制科目，計學分，不計平均",
    "未送　教師尚未送交成績，暫不計學分與平均　　及格　學士班 60 分，碩、博士班 70 分",
    "學業平均　Σ（成績×學分）÷Σ學分，以有分數且學分大於 0 之科目計算，含不及格科目",
    "上列成績與本校存檔資料相符。　國立雲林科技大學 教務處註冊組",
)

Data = dict[str, Any]
Make = Callable[[Data], bytes]


def papers(count: int) -> list[Data]:
    """The same transcript for `count` different students, so that no engine gains by remembering."""
    pattern: Data = json.loads(DATA.read_text(encoding="utf-8"))
    made = []
    for number in range(count):
        data = copy.deepcopy(pattern)
        data["paper"]["serial"] = f"114T{number:07d}"
        data["paper"]["check_url"] += f"{SIGNED}{number:04d}"
        data["student"]["number"] = f"B110{number:05d}"
        for semester in data["semesters"]:
            for place, course in enumerate(semester["courses"]):
                if course["score"].isdigit():
                    course["score"] = str(60 + (number * 7 + place * 11) % 40)
        made.append(data)
    return made


def typst() -> Make:
    renderer = Renderer(static_fonts())
    return lambda data: renderer.render("transcript-zh", data)


def weasyprint() -> Make:
    import weasyprint  # type: ignore[import-not-found]
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-not-found]

    faces, fonts = static_fonts(), FontConfiguration()
    style = weasyprint.CSS(string=_css(faces), font_config=fonts)

    def make(data: Data) -> bytes:
        page = weasyprint.HTML(string=_html(data))
        return bytes(page.write_pdf(stylesheets=[style], font_config=fonts))

    return make


def reportlab() -> Make:
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

    faces = static_fonts()
    pdfmetrics.registerFont(TTFont("Regular", str(faces.regular)))
    pdfmetrics.registerFont(TTFont("Bold", str(faces.bold)))
    ground = _ground_lines()
    return lambda data: _reportlab_page(data, ground)


ENGINES: dict[str, Callable[[], Make]] = {"typst": typst, "weasyprint": weasyprint, "reportlab": reportlab}


# ---- The words of the page, for the peers ----------------------------------------------------------------


def _about(data: Data) -> list[list[str]]:
    s = data["student"]
    return [
        ["姓名", s["name_zh"], "學號", s["number"], "出生日期", s["birth"]],
        ["英文姓名", s["name_en"], "學制", s["programme_zh"], "入學年月", s["admitted"]],
        ["系所", s["department_zh"], "班級", s["class_zh"], "學籍狀態", s["status_zh"]],
    ]


def _rows(semester: Data, count: int) -> list[list[str]]:
    courses = [[c["kind"], c["name_zh"], str(c["credits"]), c["score"]] for c in semester["courses"]]
    blank = [["", "", "", ""]] * (count - len(courses))
    return [
        ["選別", f"{semester['year']} 學年度第 {semester['term']} 學期", "學分", "成績"],
        *courses,
        *blank,
    ]


def _sums(semester: Data) -> str:
    return f"修習 {semester['taken']}　實得 {semester['earned']}　學業平均 {semester['average']}"


def _years(data: Data) -> list[tuple[Data, Data]]:
    return list(zip(data["semesters"][::2], data["semesters"][1::2], strict=True))


def _totals(data: Data) -> list[list[str]]:
    t = data["totals"]
    sums = [str(t[key]) for key in ("required", "elective", "general", "earned", "average")]
    return [["必修學分", "選修學分", "通識學分", "實得總學分", "歷年學業平均"], sums]


# ---- WeasyPrint: HTML and CSS -----------------------------------------------------------------------------


def _css(faces: Faces) -> str:
    return f"""
    @font-face {{ font-family: Noto; src: url({faces.regular.as_uri()}) }}
    @font-face {{ font-family: Noto; font-weight: bold; src: url({faces.bold.as_uri()}) }}
    @page {{ size: A4; margin: 12mm }}
    body {{ font: 8.5pt Noto }}
    h1 {{ font-size: 17pt; text-align: center; margin: 0 }}
    body {{ background: url({GROUND.as_uri()}) -12mm -12mm / 210mm 297mm no-repeat; height: 272mm }}
    .seal {{ position: absolute; right: 0; bottom: 0; width: 27mm }}
    .small {{ position: absolute; left: 0; bottom: 0; font-size: 6.5pt }}
    .code {{ position: absolute; right: 0; top: 0; width: 20mm }}
    table {{ border-collapse: collapse; width: 100%; margin: 1mm 0 }}
    .code svg {{ width: 20mm; height: 20mm }}
    .year {{ display: flex; gap: 1mm }}
    .year div {{ flex: 1 }}
    .marks td {{ border: 0.25pt solid black; height: 3.6mm; padding: 0 0.8mm }}
    """


def _html_table(rows: list[list[str]], kind: str) -> str:
    cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    return f'<table class="{kind}">' + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def _html(data: Data) -> str:
    code = io.BytesIO()
    segno.make_qr(data["paper"]["check_url"], error="m").save(
        code, kind="svg", border=0, xmldecl=False, omitsize=True
    )
    years = ""
    for pair in _years(data):
        count = max(len(semester["courses"]) for semester in pair)
        halves = (f"<div>{_html_table(_rows(s, count), 'marks')}{_sums(s)}</div>" for s in pair)
        years += f'<div class="year">{"".join(halves)}</div>'
    return (
        f'<html lang="zh-TW"><body><div class="code">{code.getvalue().decode()}</div>'
        f"<h1>國立雲林科技大學<br>歷年成績單</h1>{_html_table(_about(data), 'about')}{years}"
        f"{_html_table(_totals(data), 'marks')}<img class='seal' src='{SEAL.as_uri()}'>"
        f"<div class='small'>{'<br>'.join(SMALL_PRINT)}</div></body></html>"
    )


# ---- ReportLab: a program -----------------------------------------------------------------------------


Line = list[tuple[float, float]]


def _ground_lines() -> list[Line]:
    """The ground is nothing but lines from point to point, in mm from the top left corner."""
    steps = (
        re.findall(r"([\d.]+) ([\d.]+)", path) for path in re.findall(r' d="([^"]+)"', GROUND.read_text())
    )
    return [[(float(x), float(y)) for x, y in line] for line in steps]


def _reportlab_ground(canvas: Any, lines: list[Line], mm: float) -> None:
    canvas.setStrokeColorRGB(0xBF / 255, 0xD9 / 255, 0xD6 / 255)
    canvas.setLineWidth(0.09 * mm)
    for line in lines:
        path = canvas.beginPath()
        path.moveTo(line[0][0] * mm, (297 - line[0][1]) * mm)
        for x, y in line[1:]:
            path.lineTo(x * mm, (297 - y) * mm)
        canvas.drawPath(path)


def _reportlab_page(data: Data, ground: list[Line]) -> bytes:
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.lib.units import mm  # type: ignore[import-untyped]
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
    from reportlab.platypus import Table  # type: ignore[import-untyped]

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    width, height = A4

    def table(
        rows: list[list[str]], widths: list[float], left: float, top: float, grid: bool = True
    ) -> float:
        style: list[tuple[Any, ...]] = [
            ("FONT", (0, 0), (-1, -1), "Regular", 8.5),
            ("FONT", (0, 0), (-1, 0), "Bold" if grid else "Regular", 8.5),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]
        if grid:
            style.append(("GRID", (0, 0), (-1, -1), 0.25, "black"))
        drawn = Table(rows, colWidths=[w * mm for w in widths], rowHeights=3.95 * mm, style=style)
        drawn.wrapOn(canvas, width, height)
        bottom = top - len(rows) * 3.95 * mm
        drawn.drawOn(canvas, left, bottom)
        return float(bottom)

    _reportlab_ground(canvas, ground, mm)
    canvas.setFont("Bold", 17)
    canvas.drawCentredString(width / 2, height - 18 * mm, "國立雲林科技大學")
    canvas.drawCentredString(width / 2, height - 26 * mm, "歷年成績單")
    _reportlab_code(canvas, data["paper"]["check_url"], width - 32 * mm, height - 30 * mm, 20 * mm)
    left = 12 * mm
    top = table(_about(data), [16, 60, 12, 40, 18, 30], left, height - 36 * mm, grid=False)
    for pair in _years(data):
        count = max(len(semester["courses"]) for semester in pair)
        ends = []
        for half, semester in enumerate(pair):
            edge = left + half * 93 * mm
            end = table(_rows(semester, count), [8.5, 63, 8.5, 12], edge, top - 2 * mm)
            canvas.setFont("Regular", 7.5)
            canvas.drawString(edge, end - 3 * mm, _sums(semester))
            ends.append(end - 4 * mm)
        top = min(ends)
    table(_totals(data), [37.0] * 5, left, top - 2 * mm)
    canvas.setFont("Regular", 6.5)
    for number, words in enumerate(reversed(SMALL_PRINT)):
        canvas.drawString(left, (14 + 3.4 * number) * mm, words)
    canvas.save()
    return out.getvalue()


def _reportlab_code(canvas: Any, address: str, left: float, bottom: float, side: float) -> None:
    matrix = segno.make_qr(address, error="m").matrix
    dot = side / len(matrix)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                canvas.rect(left + column * dot, bottom + side - (row + 1) * dot, dot, dot, stroke=0, fill=1)
