"""Sets the data of a paper into its Typst template: PDF/A-2a and PDF/UA-1, same data, same bytes.

The templates in config/documents/ are a registrar's; they see two inputs, `data` (JSON) and `qr` (SVG), read
nothing outside their folder, and are set in the faces of kiosk/documents/fonts.py and no others.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst

from kiosk.documents.fonts import Faces
from kiosk.errors import KioskError

TEMPLATES = Path(__file__).parents[2] / "config" / "documents"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
SHARED = "style"  # what the templates import; no paper itself
QR_ALPHANUMERIC = re.compile(r"[0-9A-Z$%*+\-./:]+")
QR_LONGEST = 311  # version 10-M, 57 modules: 0.35 mm each at 20 mm

PLACE = re.compile(r"┌─ (?:.*/)?([^/]+:\d+:\d+)")


class RenderError(KioskError):
    """A template and its data do not make a paper. `place` is file:line:column, for the registrar.

    `diagnostic` may quote the data and so belongs on the registrar's screen, not in a journal.
    """

    def __init__(self, template: str, place: str, message: str, diagnostic: str = "") -> None:
        super().__init__(f"{place or template}: {message}")
        self.template = template
        self.place = place
        self.message = message
        self.diagnostic = diagnostic


class Renderer:
    """One compiler for all templates: each more would keep its own fonts in memory. One caller at a time."""

    def __init__(self, faces: Faces, templates: Path = TEMPLATES) -> None:
        self._folder = templates
        self._lock = Lock()
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(faces.folder)]
        )
        nowhere = str(templates / "no-packages")  # templates stand alone; nothing is fetched from the network
        self._compiler = typst.Compiler(
            root=str(templates), font_paths=fonts, package_path=nowhere, package_cache_path=nowhere
        )
        self.templates = frozenset(file.stem for file in templates.glob("*.typ")) - {SHARED}

    def render(self, template: str, data: Mapping[str, Any]) -> bytes:
        """The finished PDF. Raises RenderError: unknown template, wrong data, a character without a glyph."""
        if template not in self.templates:
            raise RenderError(template, "", "no such template")
        inputs = {"data": json.dumps(data, ensure_ascii=False), "qr": _code(template, data)}
        path = str(self._folder / f"{template}.typ")
        with self._lock:
            try:
                pdf = self._compiler.compile(
                    input=path, format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS
                )
            except typst.TypstError as error:
                found = PLACE.search(error.diagnostic)
                place = found.group(1) if found else ""
                raise RenderError(template, place, error.message, error.diagnostic) from error
        if not isinstance(pdf, bytes):
            raise RenderError(template, "", "the compiler gave no PDF")
        return pdf


def qr_svg(text: str) -> str:
    """A QR code, level M, no quiet zone, to be scaled. QR-alphanumeric text only: it needs fewer modules."""
    picture = io.BytesIO()
    code = segno.make_qr(text, error="m", mode="alphanumeric", boost_error=False)
    code.save(picture, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return picture.getvalue().decode()


def _code(template: str, data: Mapping[str, Any]) -> str:
    paper = data.get("paper")
    address = paper.get("check_url") if isinstance(paper, Mapping) else None
    if not isinstance(address, str) or not QR_ALPHANUMERIC.fullmatch(address) or len(address) > QR_LONGEST:
        raise RenderError(template, "", "paper.check_url is no address for a QR code")
    return qr_svg(address)
