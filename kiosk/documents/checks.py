"""Looks at a finished PDF as a stranger would, before money is taken for it.

What the template was asked to print and what stands in the file are two things. Nobody ever gets another
person's paper, so the file's own text must name this holder, on every sheet: sheets fall apart.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2
import pypdfium2.raw as pdfium

from kiosk.documents.pdf import BrokenPdf, opened

MOST_BYTES = 4_000_000  # a transcript of three sheets has 0.5 MB
MOST_SHEETS = 8
A4_PT = (595.28, 841.89)
FORM_DEPTH = 8  # drawings within drawings; the ground and the seal need two

PACKET = re.compile(rb"<\?xpacket begin=.*?<\?xpacket end=", re.DOTALL)
CLAIMS = (
    re.compile(rb'pdfaid:part(?:>|=")2'),
    re.compile(rb'pdfaid:conformance(?:>|=")A'),
    re.compile(rb'pdfuaid:part(?:>|=")1'),
)


class Fault(StrEnum):
    """What is wrong with a finished PDF."""

    BROKEN = "broken"
    TOO_LARGE = "too-large"
    TOO_MANY_SHEETS = "too-many-sheets"
    NOT_A4 = "not-a4"
    NAME_NOT_FOUND = "name-not-found"
    NUMBER_NOT_FOUND = "number-not-found"
    FONT_NOT_EMBEDDED = "font-not-embedded"
    STANDARD_NOT_CLAIMED = "standard-not-claimed"
    SCRIPT = "script"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Checked:
    """Nothing is wrong. `sheets` must come out of the printer; `sha256` (hex) is of the whole file."""

    sheets: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """This PDF must not be printed. `sheet` counts from 1; 0 means the file as a whole."""

    fault: Fault
    sheet: int = 0


def check(pdf: bytes, name: str, number: str) -> Checked | Unfit:
    """Whether `pdf` may be printed for the holder with this name and number."""
    if len(pdf) > MOST_BYTES:
        return Unfit(Fault.TOO_LARGE)
    if not _claims_standards(pdf):
        return Unfit(Fault.STANDARD_NOT_CLAIMED)
    try:
        with opened(pdf) as document:
            unfit = _file_fault(document) or _sheet_fault(document, name, number)
            sheets = len(document)
    except (BrokenPdf, pypdfium2.PdfiumError):
        return Unfit(Fault.BROKEN)
    return unfit or Checked(sheets, hashlib.sha256(pdf).hexdigest())


def words_of(page: pypdfium2.PdfPage) -> str:
    """The text that a reader would copy from this page; lines break where the layout breaks them."""
    text = page.get_textpage()
    try:
        return str(text.get_text_bounded())
    finally:
        text.close()


def squeezed(text: str) -> str:
    """For comparing: without spaces, line breaks and marks of extraction, compatible forms made one."""
    letters = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] not in "ZC")


def _claims_standards(pdf: bytes) -> bool:
    packets = PACKET.findall(pdf)
    return len(packets) == 1 and all(claim.search(packets[0]) for claim in CLAIMS)


def _file_fault(document: pypdfium2.PdfDocument) -> Unfit | None:
    if not 1 <= len(document) <= MOST_SHEETS:
        return Unfit(Fault.TOO_MANY_SHEETS)
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw) != 0:
        return Unfit(Fault.SCRIPT)
    if pdfium.FPDFDoc_GetAttachmentCount(document.raw) != 0:
        return Unfit(Fault.ATTACHMENT)
    return None


def _sheet_fault(document: pypdfium2.PdfDocument, name: str, number: str) -> Unfit | None:
    for sheet, page in enumerate(document, start=1):
        if any(abs(side - a4) > 1 for side, a4 in zip(page.get_size(), A4_PT, strict=True)):
            return Unfit(Fault.NOT_A4, sheet)
        words = squeezed(words_of(page))
        if not squeezed(name) or squeezed(name) not in words:
            return Unfit(Fault.NAME_NOT_FOUND, sheet)
        if not squeezed(number) or squeezed(number) not in words:
            return Unfit(Fault.NUMBER_NOT_FOUND, sheet)
        if not all(embedded for _, embedded in fonts_of(page)):
            return Unfit(Fault.FONT_NOT_EMBEDDED, sheet)
    return None


def fonts_of(page: pypdfium2.PdfPage) -> Iterator[tuple[str, bool]]:
    """Each face that letters of this page are set in, and whether the file carries it."""
    seen: set[int] = set()
    for letters in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=FORM_DEPTH):
        font = pdfium.FPDFTextObj_GetFont(letters.raw)
        address = ctypes.addressof(font.contents)
        if address not in seen:
            seen.add(address)
            name = ctypes.create_string_buffer(128)
            pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
            yield name.value.decode("utf-8", "replace"), pdfium.FPDFFont_GetIsEmbedded(font) == 1
