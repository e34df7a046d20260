"""The command `papers`: every paper with every edge case, made as machines make it, read as strangers would.

OUT/<document>/<case>.pdf    what would be printed
OUT/<document>.png           contact sheet: every page of every case
OUT/papers.json              the last line of what is said

Checked with programs that had no part in the making: pikepdf (standards, fonts), pdftotext (words; pypdfium2
where that is not installed), zxing-cpp (codes), and the signature in each code.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from central.canonical import canonical
from central.settings import OWN_CATALOGUE, load_catalogue
from central.signing import DIGEST_BYTES, payload_bytes, verify_paper
from central.specimen import Press
from kiosk.documents.fonts import coverage, static_fonts
from kiosk.documents.pdf import opened
from kiosk.documents.prepare import PaperProblem, PreparedDocument, prepare
from kiosk.documents.preview import picture
from kiosk.documents.renderer import Renderer
from kiosk.visit.states import ChooseProblem, Person
from simulator.paper_cases import Case, cases, unprintable
from simulator.paper_words import expected, page_words, squeezed

MOMENT = datetime(2026, 3, 5, 2, tzinfo=UTC)  # in the second semester of 114
QR_DOTS = 1654  # 200 to the inch: a cheap scanner
THUMB = 460
COLUMNS = 6
COLD_RUNS = 3


@dataclass
class Tally:
    """What has been found so far; a violation names the document, the case and what is wrong."""

    violations: list[str] = field(default_factory=list)
    good: Counter[str] = field(default_factory=Counter)
    sheets: int = 0
    warm_s: list[float] = field(default_factory=list)

    def note(self, what: str, where: str, faults: list[str]) -> None:
        self.good[what] += not faults
        self.violations += [f"{where}: {fault}" for fault in faults]


def papers(out: Path) -> int:
    """Exit code 0 when nothing is wrong, else 1."""
    shutil.rmtree(out, ignore_errors=True)
    press, faces = Press(load_catalogue(OWN_CATALOGUE)), static_fonts()
    renderer, characters = Renderer(faces), coverage(faces)
    tally, everything = Tally(), cases()
    sheets: dict[str, list[tuple[str, Image.Image]]] = {}
    for number, case in enumerate(everything, start=1):
        entry = press.paper(case.record, case.code, MOMENT, case.choice, number)
        began = time.perf_counter()
        made = prepare(entry, holder_of(entry), renderer, characters)
        tally.warm_s.append(time.perf_counter() - began)
        if isinstance(made, PaperProblem):
            tally.violations.append(f"{case.code} {case.name}: {made.problem.value}: {made.detail}")
            continue
        file = out / case.code / f"{case.name}.pdf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made.pdf)
        _check(tally, press, case, entry, made, file)
        sheets.setdefault(case.code, []).extend(_thumbs(case, made))
    _check_refusal(tally, press, renderer, characters)
    for code, thumbs in sheets.items():
        _contact_sheet(thumbs).save(out / f"{code}.png", optimize=True)
    report = _report(tally, len(everything), len(sheets), _cold_s(press, everything[0]))
    words = json.dumps(report, ensure_ascii=False)
    (out / "papers.json").write_text(words + "\n", encoding="utf-8")
    print(words)
    return 1 if tally.violations else 0


def holder_of(entry: dict[str, Any]) -> Person:
    holder = entry["holder"]
    return Person(entry["person_id"], number=holder["number"], name_zh=holder["name_zh"])


# ---- As a stranger would -----------------------------------------------------------------------------


def _check(
    tally: Tally, press: Press, case: Case, entry: dict[str, Any], made: PreparedDocument, file: Path
) -> None:
    where = f"{case.code} {case.name}"
    tally.sheets += made.sheets
    tally.note("standards", where, list(standard_faults(file)))
    tally.note("fonts", where, list(font_faults(file)))
    tally.note("text", where, list(text_faults(entry["data"], texts_of(file))))
    tally.note("codes", where, list(code_faults(press, entry, made.pdf, made.sheets)))


def standard_faults(file: Path) -> Iterator[str]:
    """PDF/A-2a and PDF/UA-1 are claimed, and what these need most is there."""
    with pikepdf.open(file) as pdf, pdf.open_metadata() as metadata:
        for name, value in (("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
            if str(metadata.get(name)) != value:
                yield f"{name} is {metadata.get(name)}"
        root = pdf.Root
        if "/OutputIntents" not in root:
            yield "no output intent"
        if "/StructTreeRoot" not in root or "/MarkInfo" not in root or not bool(root.MarkInfo.Marked):
            yield "not tagged"
        if "/Lang" not in root:
            yield "no language"
        if pdf.is_encrypted or ("/Names" in root and "/EmbeddedFiles" in root.Names):
            yield "encrypted, or with something attached"


def font_faults(file: Path) -> Iterator[str]:
    with pikepdf.open(file) as pdf:
        fonts = [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontDescriptor" in one
        ]
        if not fonts:
            yield "no fonts at all"
        for font in fonts:
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()):
                yield f"{font.BaseFont} is not embedded"


def texts_of(file: Path) -> list[str]:
    """The text of each page, in the order in which it was set."""
    if shutil.which("pdftotext"):
        said = subprocess.run(
            ["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True, timeout=60
        )
        return said.stdout.decode().split("\f")[:-1]
    with opened(file.read_bytes()) as document:
        return [str(page.get_textpage().get_text_bounded()) for page in document]


def text_faults(data: dict[str, Any], texts: list[str]) -> Iterator[str]:
    pages = [squeezed(text) for text in texts]
    whole = "".join(pages)
    yield from (f"not to be read: {words}" for words in expected(data) if words not in whole)
    for sheet, page in enumerate(pages, start=1):
        student = data["student"]
        for words in (student["name_zh"], student["number"], data["paper"]["serial"]):
            if squeezed(words) not in page:
                yield f"sheet {sheet} lacks {words}"
        if page_words(data, sheet, len(pages)) not in page:
            yield f"sheet {sheet} has not its number"


def code_faults(press: Press, entry: dict[str, Any], pdf: bytes, sheets: int) -> Iterator[str]:
    for sheet in range(sheets):
        drawn = picture(pdf, sheet, QR_DOTS)
        codes = zxingcpp.read_barcodes(Image.frombytes("RGB", (drawn.width, drawn.height), drawn.rgb))
        if [code.text for code in codes] != [entry["verify_url"]]:
            yield f"sheet {sheet + 1}: the code says {[code.text for code in codes]}"
            continue
        message = payload_bytes(codes[0].text.rpartition("/")[2])
        claims = (
            None
            if message is None
            else verify_paper(message, {press.key.kid: press.key.private.public_key()})
        )
        digest = hashlib.sha256(canonical(entry["data"]).encode()).digest()[:DIGEST_BYTES]
        if claims is None or (claims.serial, claims.kind, claims.digest) != (
            entry["copy_serial"], entry["code"], digest,
        ):  # fmt: skip
            yield f"sheet {sheet + 1}: the signature is not of this paper"


def _check_refusal(tally: Tally, press: Press, renderer: Renderer, characters: frozenset[int]) -> None:
    """A character without a glyph stops every paper, in words that name nobody."""
    record = unprintable()
    for kind in press.catalogue.kinds:
        if kind.template:
            entry = press.paper(record, kind.code, MOMENT)
            made = prepare(entry, holder_of(entry), renderer, characters)
            stopped = isinstance(made, PaperProblem) and made.problem is ChooseProblem.GLYPH_MISSING
            faults = [] if stopped else ["a missing glyph did not stop it"]
            personal = (record.name_zh, record.number, record.name_en)
            if isinstance(made, PaperProblem) and any(word in made.detail for word in personal):
                faults.append("the words of the refusal name somebody")
            tally.note("refusals", kind.code, faults)


# ---- Pictures and figures ------------------------------------------------------------------------------


def _thumbs(case: Case, made: PreparedDocument) -> Iterator[tuple[str, Image.Image]]:
    for sheet in range(made.sheets):
        drawn = picture(made.pdf, sheet, THUMB * 2)
        whole = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.rgb)
        label = f"{case.name} {sheet + 1}/{made.sheets}"
        yield label, whole.resize((THUMB, THUMB * 297 // 210), Image.Resampling.LANCZOS)


def _contact_sheet(thumbs: list[tuple[str, Image.Image]]) -> Image.Image:
    gap, label = 12, 26
    columns = min(COLUMNS, len(thumbs))
    rows = -(-len(thumbs) // columns)
    high = THUMB * 297 // 210
    sheet = Image.new("RGB", (columns * (THUMB + gap) + gap, rows * (high + label + gap) + gap), "#8a9499")
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(static_fonts().regular), 18)
    for place, (words, thumb) in enumerate(thumbs):
        left = gap + place % columns * (THUMB + gap)
        top = gap + place // columns * (high + label + gap)
        pen.text((left, top), words, fill="white", font=font)
        sheet.paste(thumb, (left, top + label))
    return sheet


def _cold_s(press: Press, case: Case) -> float:
    """A whole process from nothing to a checked PDF and its pictures, the best of a few."""
    entry = press.paper(case.record, case.code, MOMENT, case.choice)
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder, "paper.json"), Path(folder, "paper.pdf")
        data.write_text(json.dumps(entry), encoding="utf-8")
        command = [sys.executable, "-m", "kiosk", "document", "preview", case.code, "--data", str(data)]
        took = []
        for _ in range(COLD_RUNS):
            began = time.perf_counter()
            subprocess.run([*command, "--out", str(out)], check=True, capture_output=True, timeout=120)
            took.append(time.perf_counter() - began)
    return min(took)


def _report(tally: Tally, count: int, documents: int, cold_s: float) -> dict[str, Any]:
    warm = sorted(tally.warm_s)
    return {
        "documents": documents,
        "cases": count,
        "sheets": tally.sheets,
        "standards": tally.good["standards"],
        "fonts_embedded": tally.good["fonts"],
        "text_read_again": tally.good["text"],
        "text_by": "pdftotext" if shutil.which("pdftotext") else "pypdfium2",
        "codes_verified": tally.good["codes"],
        "refused_without_glyph": tally.good["refusals"],
        "violations": tally.violations,
        "warm_ms": {
            "median": round(statistics.median(warm) * 1000, 1),
            "p95": round(warm[int(len(warm) * 0.95)] * 1000, 1),
        },
        "cold_ms": round(cold_s * 1000),
    }
