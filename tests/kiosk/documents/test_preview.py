"""A page as a picture: the right size, the right colours, the right page."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from kiosk.documents.pdf import BrokenPdf
from kiosk.documents.preview import picture, png

Rendered = Callable[[str], bytes]


def test_rgb_has_the_asked_width_and_the_shape_of_a4(rendered: Rendered) -> None:
    drawn = picture(rendered("transcript-zh"), 0, 420)
    assert (drawn.width, drawn.height) == (420, 595)  # 594.0 rounded up
    assert len(drawn.rgb) == 420 * 595 * 3


def test_red_is_red(rendered: Rendered) -> None:
    """The seal is the only red on the sheet and stands bottom right; swapped channels show it blue."""
    drawn = picture(rendered("transcript-zh.eight"), 0, 420)
    sheet = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.rgb)
    dots = [(x, y) for y in range(595) for x in range(420) if is_red(sheet.getpixel((x, y)))]
    assert len(dots) > 200
    assert all(330 < x < 410 and 490 < y < 570 for x, y in dots)


def is_red(dot: object) -> bool:
    assert isinstance(dot, tuple)
    red, green, blue = dot
    return bool(red > 150 and green < 100 and blue < 100)


def test_png_is_the_same_picture(rendered: Rendered) -> None:
    pdf = rendered("transcript-zh.many")
    drawn = picture(pdf, 1, 300)
    with Image.open(io.BytesIO(png(pdf, 1, 300))) as file:
        assert file.mode == "RGB"
        assert file.tobytes() == drawn.rgb
    assert drawn.rgb != picture(pdf, 0, 300).rgb


@pytest.mark.parametrize("page", [-1, 1, 99])
def test_no_such_page(rendered: Rendered, page: int) -> None:
    with pytest.raises(IndexError):
        picture(rendered("transcript-zh"), page, 100)


def test_no_pdf() -> None:
    with pytest.raises(BrokenPdf):
        png(b"no paper", 0, 100)
