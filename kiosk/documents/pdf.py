"""The only file that calls pdfium: PDFium may be in one thread at a time, so everyone passes this lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import pypdfium2

from kiosk.errors import KioskError

_PDFIUM = Lock()


class BrokenPdf(KioskError):
    """These bytes are no PDF that can be read."""


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, for as long as nobody else uses pdfium. Raises BrokenPdf."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise BrokenPdf(str(error)) from error
        try:
            yield document
        finally:
            document.close()
