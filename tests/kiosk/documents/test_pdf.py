"""One user of pdfium at a time, and bytes that are no PDF are said to be none."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from kiosk.documents.pdf import BrokenPdf, opened

Rendered = Callable[[str], bytes]


def test_broken_bytes_are_named_and_free_the_lock(rendered: Rendered) -> None:
    for junk in (b"", b"%PDF-1.7\n", b"\x00" * 1000):
        with pytest.raises(BrokenPdf), opened(junk):
            pass
    with opened(rendered("transcript-zh")) as document:
        assert len(document) == 1


def test_the_second_waits_for_the_first(rendered: Rendered) -> None:
    pdf = rendered("transcript-zh")
    inside, order = threading.Event(), list[str]()

    def second() -> None:
        inside.wait(5)
        with opened(pdf):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with opened(pdf):
        inside.set()
        thread.join(0.05)
        assert thread.is_alive()
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]
