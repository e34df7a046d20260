"""From blocks to dots: lines break where Chinese and English may, and nothing is lost or refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.devices import SlipImage
from kiosk.slips.layout import Align, Code, Pair, Row, Size, Space, Text, Title
from kiosk.slips.raster import FOOT, MARGIN, draw, png, printable, wrapped
from kiosk.slips.words import Label
from tests.kiosk.slips.samples import FACES


def square(words: str) -> float:
    """Every letter ten dots wide."""
    return 10.0 * len(words)


def dark_box(image: SlipImage) -> tuple[int, int, int, int] | None:
    picture = Image.frombytes("1", (image.width, image.height), image.bits)
    return picture.getbbox()


def test_chinese_breaks_anywhere_english_after_spaces() -> None:
    assert wrapped("繳費中文成績單列印", square, 40) == ["繳費中文", "成績單列", "印"]
    assert wrapped("Keep it: thermal print", square, 130) == ["Keep it:", "thermal print"]


def test_no_line_begins_or_ends_with_the_wrong_sign() -> None:
    assert wrapped("繳費成績，列印", square, 40) == ["繳費成", "績，列印"]
    assert wrapped("繳費成「績」印", square, 40) == ["繳費成", "「績」印"]


def test_a_last_line_of_few_letters_is_filled_up() -> None:
    assert wrapped("一二三四五六七八九十甲", square, 100) == ["一二三四五六七八", "九十甲"]


def test_a_word_wider_than_the_paper_is_cut() -> None:
    assert wrapped("ABCDEFGHIJ", square, 40) == ["ABCD", "EFGH", "IJ"]


@given(st.text(alphabet="繳費成績單，。「」 aB1", max_size=40), st.integers(20, 200))
def test_wrapping_loses_no_letter(words: str, width: int) -> None:
    lines = wrapped(words, square, width)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_rare_letters_become_a_mark_and_curly_quotes_straight() -> None:
    assert printable("王𡍼明 \U000f0001\x07", FACES) == "王〓明 〓〓"
    assert printable("O’BRIEN “A”", FACES) == 'O\'BRIEN "A"'


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.sampled_from([576, 384]))
def test_no_text_at_all_makes_a_slip_fail(words: str, width: int) -> None:
    blocks = (
        Text(words, Size.LARGE, bold=True, align=Align.CENTER),
        Pair(Label(zh=words or "名", en=words), words),
        Row((words, words, "1"), (0.5, 0.3, 0.2)),
    )
    image = draw(blocks, FACES, width)
    assert len(image.bits) == image.height * width // 8


@pytest.mark.parametrize("width", [576, 384])
def test_margins_stay_white(width: int) -> None:
    blocks = (Title(Label(zh="收據", en="RECEIPT")), Text("繳費" * 60), Code("K7QF-2M9X-4HWP-J2DT-C"))
    image = draw(blocks, FACES, width)
    box = dark_box(image)
    assert box is not None
    left, _, right, bottom = box
    assert left >= MARGIN
    assert right <= width - MARGIN
    assert bottom <= image.height - FOOT


def test_a_pair_gives_way_in_steps() -> None:
    label = Label(zh="繳款人", en="Payer")
    one_line = draw((Pair(label, "林"),), FACES, 384).height
    assert draw((Pair(label, "林" * 9),), FACES, 384).height == one_line, "the English half goes"
    assert draw((Pair(label, "林" * 14),), FACES, 384).height == 2 * one_line - FOOT


def test_a_code_takes_two_lines_on_narrow_paper() -> None:
    code = (Code("K7QF-2M9X-4HWP-J2DT-C"),)
    one, two = draw(code, FACES, 576), draw(code, FACES, 384)
    assert two.height - FOOT > 1.5 * (one.height - FOOT)
    boxes = [dark_box(image) for image in (one, two)]
    assert all(box is not None and box[2] - box[0] > 0.8 * box[2] for box in boxes)


def test_black_is_one_and_the_preview_shows_it_black() -> None:
    image = draw((Title(Label(zh="收據", en="")), Space(1)), FACES, 384)
    assert image.bits[:2] == b"\x03\xff", "six white dots, then the black bar"
    picture = Image.open(io.BytesIO(png(image)))
    assert picture.size == (384, image.height)
    assert picture.getpixel((MARGIN, 0)) == 0
    assert picture.getpixel((0, 0)) == 255
