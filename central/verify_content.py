"""Compares a whole paper with its data: the digest in its code binds these, the templates bind the rest.

    data -> digest == the signed one         else these are not its data
    data + address -> templates -> PDF       the very file that the machine printed: same data, same bytes
    each sheet: words equal, picture equal   else something on it was altered

Words and picture of a sheet are two things in a PDF: a forger may draw one mark and leave another in the text
layer, so both are compared. A scan has neither these words nor these dots: there only the digest is checked.
Papers of templates that were changed since then do not compare equal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import pypdfium2

from central.canonical import canonical
from central.signing import DIGEST_BYTES, PaperClaims
from kiosk.documents.checks import squeezed
from kiosk.documents.fonts import static_fonts
from kiosk.documents.pdf import opened
from kiosk.documents.renderer import Renderer, RenderError

DOTS_PER_PT = 1.5  # 108 to the inch: a changed comma is some dots


def data_fault(claims: PaperClaims, data: Mapping[str, Any]) -> str:
    """Empty when these are the data that were signed."""
    digest = hashlib.sha256(canonical(data).encode()).digest()[:DIGEST_BYTES]
    return "" if digest == claims.digest else "the data are not those that were signed"


def original(data: Mapping[str, Any], address: str) -> bytes | None:
    """The file as the machine printed it, from signed data; None where the templates cannot set them."""
    paper = {**data["paper"], "check_url": address}
    try:
        return renderer().render(paper["kind"], {**data, "paper": paper})
    except RenderError:
        return None


def differences(pdf: bytes, wanted: bytes) -> Iterator[str]:
    """Sheet by sheet. Raises BrokenPdf."""
    if pdf == wanted:
        return
    given, right = words_on(pdf), words_on(wanted)
    if len(given) != len(right):
        yield f"{len(given)} sheets, and not {len(right)}"
        return
    other_words = [theirs != ours for theirs, ours in zip(given, right, strict=True)]
    for sheet in (place for place, other in enumerate(other_words, start=1) if other):
        yield f"sheet {sheet}: its words are not those of the original"
    if any(other_words):
        return
    for sheet, (theirs, ours) in enumerate(zip(pictures_of(pdf), pictures_of(wanted), strict=True), start=1):
        if theirs != ours:
            yield f"sheet {sheet}: it does not look like the original"


@lru_cache(maxsize=4)
def words_on(pdf: bytes) -> tuple[str, ...]:
    """Of each sheet the whole text layer, with letters that show nothing too. Raises BrokenPdf."""
    with opened(pdf) as document:
        return tuple(squeezed(_layer(page)) for page in document)


def _layer(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()


@lru_cache(maxsize=4)
def pictures_of(pdf: bytes) -> tuple[bytes, ...]:
    """A digest of each sheet as it is drawn. Raises BrokenPdf."""
    with opened(pdf) as document:
        drawn = (page.render(scale=DOTS_PER_PT, grayscale=True) for page in document)
        return tuple(hashlib.sha256(bytes(one.buffer)).digest() for one in drawn)


@cache
def renderer() -> Renderer:
    """One for the process: the faces are read once."""
    return Renderer(static_fonts())
