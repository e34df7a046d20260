"""Reads what somebody holds: the codes and the words of each sheet of a PDF, the codes of a picture.

Codes are read from the drawn page, as a phone would; where that fails, from the words that the PDF has for
people who cannot see the code. Letters too small to read (the line around the page) are no words here.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL import Image, UnidentifiedImageError

from kiosk.documents.checks import MOST_SHEETS
from kiosk.documents.pdf import BrokenPdf, opened

MOST_BYTES = 30_000_000  # a scan of three sheets in colour
MOST_DOTS = 80_000_000  # A4 at 800 to the inch; Pillow itself warns a little above that
DOTS_WIDE = 1654  # 200 to the inch
SMALLEST_PT = 3.0
NOT_A_PICTURE = (
    *(UnidentifiedImageError, OSError, SyntaxError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
DEEPEST = 40  # of a PDF's structure


class Unreadable(ValueError):
    """This is nothing that a paper can be read from; the text says why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`codes` are the different texts of its QR codes; `words` are empty where it is only a picture."""

    codes: tuple[str, ...]
    words: str = ""


def read_file(path: Path) -> tuple[Sheet, ...]:
    """Raises Unreadable."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"{path} is too large")
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from error
    return read_pdf(content) if b"%PDF-" in content[:1024] else (_read_picture(content),)


def read_pdf(pdf: bytes) -> tuple[Sheet, ...]:
    """Raises Unreadable."""
    try:
        with opened(pdf) as document:
            if not 1 <= len(document) <= MOST_SHEETS:
                raise Unreadable(f"a PDF of {len(document)} pages")
            return tuple(_sheet(page) for page in document)
    except (BrokenPdf, pypdfium2.PdfiumError) as error:
        raise Unreadable(f"no PDF that can be read: {error}") from error


def readable_words(page: pypdfium2.PdfPage) -> str:
    """The page's text layer without what is too small to read."""
    text = page.get_textpage()
    try:
        units = b"".join(_units(text.raw))
    finally:
        text.close()
    return units.decode("utf-16-le", "replace")


def _units(text: pdfium.FPDF_TEXTPAGE) -> Iterator[bytes]:
    """UTF-16: pdfium gives rare characters whole or in two halves, by version."""
    for place in range(pdfium.FPDFText_CountChars(text)):
        small = pdfium.FPDFText_GetFontSize(text, place) < SMALLEST_PT
        if small and pdfium.FPDFText_IsGenerated(text, place) != 1:  # the layout's spaces have no size
            continue
        unit = pdfium.FPDFText_GetUnicode(text, place)
        yield unit.to_bytes(2, "little") if unit <= 0xFFFF else chr(unit).encode("utf-16-le")


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    drawn = page.render(scale=DOTS_WIDE / page.get_width()).to_pil().convert("L")
    codes = _codes(drawn) or tuple(dict.fromkeys(_spoken_codes(page)))
    return Sheet(codes, readable_words(page))


def _read_picture(content: bytes) -> Sheet:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_DOTS:
                raise Unreadable("a picture with too many dots")
            return Sheet(_codes(picture.convert("L")))
    except NOT_A_PICTURE as error:
        raise Unreadable("neither a PDF nor a picture that can be read") from error


def _codes(picture: Image.Image) -> tuple[str, ...]:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return tuple(dict.fromkeys(code.text for code in found))


def _spoken_codes(page: pypdfium2.PdfPage) -> Iterator[str]:
    """What the PDF has for readers who cannot see the code: "QR code: HTTPS://..."."""
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return
    try:
        for place in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            for words in _alternatives(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place), 0):
                last = words.rpartition(" ")[2]
                if last.upper().startswith(("HTTP://", "HTTPS://")):
                    yield last
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _alternatives(element: pdfium.FPDF_STRUCTELEMENT, depth: int) -> Iterator[str]:
    if not element or depth > DEEPEST:
        return
    length = pdfium.FPDF_StructElement_GetAltText(element, None, 0)
    if length > 2:
        words = ctypes.create_string_buffer(length)
        pdfium.FPDF_StructElement_GetAltText(element, words, length)
        yield words.raw[:-2].decode("utf-16-le", "replace")
    for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield from _alternatives(pdfium.FPDF_StructElement_GetChildAtIndex(element, place), depth + 1)
