"""Rows, columns and the rest: nothing outside its place, nothing over its neighbour, whatever the width."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screens.boxes import Text
from screens.kit import Align, Kit, Layout, Sheet
from screens.layout import (
    AtLeast,
    Column,
    Fold,
    Grid,
    Grow,
    Hug,
    Middle,
    Pad,
    Row,
    Rule,
    Space,
    Stack,
    Themed,
    Wrap,
)
from screens.nodes import Fill, Rect, Words
from screens.samples import PORTRAIT
from screens.text import Lettering
from screens.theme import NIGHT, Metrics

words = st.text(alphabet="雲林科技大學 transcript，。", min_size=1, max_size=24).map(str.strip).filter(bool)


def placed(layout: Layout, lettering: Lettering, rect: Rect) -> list[Rect]:
    sheet = Sheet()
    layout.place(Kit(Metrics(PORTRAIT), lettering), rect, sheet)
    return [mark.rect for mark in sheet.marks if isinstance(mark, Words | Fill)]


def kit(lettering: Lettering) -> Kit:
    return Kit(Metrics(PORTRAIT), lettering)


class Block(Layout):
    """A box that draws its place; `least` narrower than its natural width."""

    def __init__(self, w: int, h: int, least: int | None = None) -> None:
        self.w, self.h, self.narrow = w, h, w if least is None else least

    def width(self, kit: Kit) -> int:
        return self.w

    def least(self, kit: Kit) -> int:
        return self.narrow

    def height(self, kit: Kit, width: int) -> int:
        return self.h

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        sheet.mark(Fill(rect, "#000000"))


def test_a_column_stacks_and_what_grows_takes_the_rest(lettering: Lettering) -> None:
    column = Column((Block(10, 20), Grow(Block(10, 30)), Block(10, 40)), gap=0)
    assert placed(column, lettering, Rect(0, 0, 100, 200)) == [
        Rect(0, 0, 100, 20), Rect(0, 20, 100, 140), Rect(0, 160, 100, 40),
    ]  # fmt: skip


def test_what_may_not_grow_more_leaves_the_rest_to_others(lettering: Lettering) -> None:
    column = Column((Grow(Block(10, 10)), Grow(Block(10, 100), most=1.5)), gap=0)
    assert [r.h for r in placed(column, lettering, Rect(0, 0, 50, 400))] == [250, 150]


def test_a_row_shares_and_what_grows_gives_first(lettering: Lettering) -> None:
    row = Row((Grow(Block(300, 10, 100)), Block(200, 10, 50)), gap=0)
    assert row.widths(kit(lettering), 600) == [400, 200]
    assert row.widths(kit(lettering), 320) == [120, 200]
    assert row.widths(kit(lettering), 200) == [100, 100]


@given(st.lists(words, min_size=1, max_size=5), st.integers(300, 900))
@settings(max_examples=40, deadline=None)
def test_text_stays_in_its_row(lettering: Lettering, texts: Sequence[str], width: int) -> None:
    row = Row([Grow(Text(text)) for text in texts], gap=12)
    tools = kit(lettering)
    if row.least(tools) > width:
        return
    place = Rect(7, 3, width, row.height(tools, width))
    rects = placed(row, lettering, place)
    assert all(place.holds(rect) for rect in rects)
    assert not any(a.meets(b) for i, a in enumerate(rects) for b in rects[:i])


@given(st.lists(words, min_size=1, max_size=6), st.integers(260, 900))
@settings(max_examples=40, deadline=None)
def test_text_stays_in_its_column(lettering: Lettering, texts: Sequence[str], width: int) -> None:
    column = Column([Text(text) for text in texts], gap=8)
    tools = kit(lettering)
    place = Rect(0, 0, width, column.height(tools, width))
    rects = placed(column, lettering, place)
    assert all(place.holds(rect) for rect in rects)
    assert not any(a.meets(b) for i, a in enumerate(rects) for b in rects[:i])


@pytest.mark.parametrize(("width", "folded"), [(400, False), (316, False), (315, True)])
def test_fold_puts_the_second_below_when_there_is_no_room(
    lettering: Lettering, width: int, folded: bool
) -> None:
    fold = Fold(Block(200, 40), Block(100, 30), gap=16, below_gap=10)
    tools = kit(lettering)
    assert fold.folded(tools, width) is folded
    assert fold.height(tools, width) == (80 if folded else 40)
    second = placed(fold, lettering, Rect(0, 0, width, 80))[1]
    assert second.right == width


def test_fold_breaks_text_before_it_folds_where_that_is_comfortable(lettering: Lettering) -> None:
    fold = Fold(Block(500, 40, 100), Block(100, 30), gap=16, comfort=200)
    assert not fold.folded(kit(lettering), 320)
    assert fold.folded(kit(lettering), 310)


def test_a_grid_has_fewer_columns_where_words_do_not_fit(lettering: Lettering) -> None:
    cells = [Block(100, 20, 90) for _ in range(4)]
    tools = kit(lettering)
    assert [Grid(cells, 4, gap=0).count(tools, width) for width in (400, 359, 100)] == [4, 3, 1]
    assert Grid(cells, 4, gap=0, fixed=True).count(tools, 100) == 4


def test_rows_of_a_grid_share_the_height(lettering: Lettering) -> None:
    rects = placed(Grid([Block(10, 20)] * 4, 2, gap=10), lettering, Rect(0, 0, 110, 150))
    assert rects == [Rect(0, 0, 50, 70), Rect(60, 0, 50, 70), Rect(0, 80, 50, 70), Rect(60, 80, 50, 70)]


def test_wrap_goes_on_in_the_next_line(lettering: Lettering) -> None:
    wrap = Wrap([Block(60, 10)] * 3, gap=10)
    rects = placed(wrap, lettering, Rect(0, 0, 140, 20))
    assert [rect.y for rect in rects] == [0, 0, 10]


def test_the_small_ones(lettering: Lettering) -> None:
    tools, place = kit(lettering), Rect(0, 0, 200, 100)
    block = Block(50, 20)
    assert placed(Hug(block, Align.END), lettering, place) == [Rect(150, 0, 50, 100)]
    assert placed(Middle(block), lettering, place) == [Rect(0, 40, 200, 20)]
    assert placed(Pad(block, 10, 5, 5), lettering, place) == [Rect(10, 5, 180, 90)]
    assert AtLeast(block, h=60, w=80).height(tools, 200) == 60
    assert AtLeast(block, h=60, w=80).width(tools) == 80
    assert Stack((block, Block(70, 10))).width(tools) == 70
    assert (Space(5, 7).width(tools), Space(5, 7).height(tools, 9)) == (5, 7)
    assert Rule().height(tools, 100) == 2
    assert Themed(block, NIGHT).height(tools, 100) == 20
