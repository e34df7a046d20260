"""Turns a page of a finished PDF into a picture, for the screen and for whoever has no printer."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from kiosk.documents.pdf import opened


@dataclass(frozen=True, slots=True)
class Picture:
    """`rgb` holds three bytes a dot, row by row, without padding."""

    width: int
    height: int
    rgb: bytes


def picture(pdf: bytes, page: int, width: int) -> Picture:
    """Page `page` (from 0), `width` dots wide. Raises BrokenPdf, or IndexError: no such page."""
    with opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(f"page {page} of {len(document)}")
        sheet = document[page]
        drawn = sheet.render(scale=width / sheet.get_width()).to_pil().convert("RGB")
    return Picture(drawn.width, drawn.height, drawn.tobytes())


def png(pdf: bytes, page: int, width: int) -> bytes:
    """The same as a PNG file."""
    drawn = picture(pdf, page, width)
    file = io.BytesIO()
    Image.frombytes("RGB", (drawn.width, drawn.height), drawn.rgb).save(file, "PNG")
    return file.getvalue()
