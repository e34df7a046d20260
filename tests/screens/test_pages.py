"""What does not fit goes on the next page; nothing is lost and nothing is cut."""

from __future__ import annotations

import pytest

from screens.boxes import Look, Text
from screens.kit import Kit, Layout, Sheet
from screens.layout import Space
from screens.nodes import Rect, Words
from screens.pages import Paged, Section
from screens.samples import PORTRAIT
from screens.text import Lettering
from screens.theme import Metrics

PLACE = Rect(0, 0, 400, 300)


def pager(page: int, pages: int) -> Layout:
    return Text(f"page {page + 1} of {pages}")


def shown(lettering: Lettering, paged: Paged, place: Rect = PLACE) -> list[str]:
    sheet = Sheet()
    paged.place(Kit(Metrics(PORTRAIT), lettering), place, sheet)
    words = [mark for mark in sheet.marks if isinstance(mark, Words)]
    assert all(place.holds(mark.rect) for mark in words)
    return [mark.text for mark in words]


def blocks(count: int) -> list[Layout]:
    return [Text(f"block {i}") for i in range(count)]


def test_what_fits_has_no_pager(lettering: Lettering) -> None:
    assert shown(lettering, Paged(blocks(3), pager)) == ["block 0", "block 1", "block 2"]


def test_every_block_is_on_exactly_one_page(lettering: Lettering) -> None:
    seen: list[str] = []
    for page in range(3):
        texts = shown(lettering, Paged(blocks(8), pager, page))
        assert texts[-1] == f"page {page + 1} of 3"
        seen += texts[:-1]
    assert seen == [f"block {i}" for i in range(8)]


def test_a_page_past_the_last_is_the_last(lettering: Lettering) -> None:
    assert shown(lettering, Paged(blocks(8), pager, 99))[-1] == "page 3 of 3"


@pytest.mark.parametrize(("follow", "page"), [(0, 1), (3, 2), (7, 3)])
def test_the_page_where_something_happens_is_shown_by_itself(
    lettering: Lettering, follow: int, page: int
) -> None:
    assert shown(lettering, Paged(blocks(8), pager, None, follow))[-1] == f"page {page} of 3"


def test_a_section_goes_on_with_its_head(lettering: Lettering) -> None:
    section = Section(Text("head"), blocks(6), Look(), 0, 0, 8)
    pages = [shown(lettering, Paged([section], pager, page)) for page in range(2)]
    assert all(texts[0] == "head" for texts in pages)
    assert [text for texts in pages for text in texts if text.startswith("block")] == [
        f"block {i}" for i in range(6)
    ]


def test_two_sections_stay_apart(lettering: Lettering) -> None:
    sections = [Section(Text(name), blocks(1), Look(), 0, 0, 8) for name in ("here", "counter")]
    assert shown(lettering, Paged(sections, pager)) == ["here", "block 0", "counter", "block 0"]


def test_space_is_no_page_of_its_own(lettering: Lettering) -> None:
    assert shown(lettering, Paged([*blocks(2), Space(0, 10)], pager)) == ["block 0", "block 1"]
