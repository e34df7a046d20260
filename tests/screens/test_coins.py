"""Money in pictures: the figure keeps its place, the bar its truth, the groove its coins."""

from __future__ import annotations

import pytest

from kiosk.money import NOTHING, ZERO, Money, Tally
from screens import samples
from screens.coins import SIZES, InCoins, Share, figure, groove, in_coins
from screens.kit import Kit, Layout, Sheet
from screens.nodes import Box, Node, Rect, Role, State, Words
from screens.text import Lettering
from screens.theme import LIGHT, Display, Metrics, Size

VIEW = samples.view("pay", samples.texts())


def placed(lettering: Lettering, layout: Layout, display: Display = samples.PORTRAIT) -> Sheet:
    kit, sheet = Kit(Metrics(display), lettering, LIGHT, ""), Sheet()
    layout.place(kit, Rect(0, 0, 900, kit.height(layout, 900)), sheet)
    return sheet


@pytest.mark.parametrize(("amount", "size"), [(5, Size.PAY), (99, Size.PAY), (100, Size.PAY_LONG),
                                              (999, Size.PAY_LONG), (1200, Size.CLOCK)])  # fmt: skip
def test_more_figures_are_set_in_the_next_smaller_size(lettering: Lettering, amount: int, size: Size) -> None:
    sheet = placed(lettering, figure("還要", Money(amount)))
    largest = max(mark.px for mark in sheet.marks if isinstance(mark, Words))
    assert largest == Metrics(samples.PORTRAIT).type(size).px
    assert f"NT$ {amount:,}" in {node.name for node in sheet.nodes}
    assert {size for size, _ in SIZES} == {Size.PAY, Size.PAY_LONG}


@pytest.mark.parametrize(
    ("part", "whole", "filled"), [(0, 40, 0), (20, 40, 450), (40, 40, 900), (60, 40, 900), (0, 0, 0)]
)
def test_the_bar_is_as_long_as_its_part(lettering: Lettering, part: int, whole: int, filled: int) -> None:
    sheet = placed(lettering, Share(Money(part), Money(whole), "said"))
    widths = [mark.rect.w for mark in sheet.marks if isinstance(mark, Box)]
    assert widths == ([900, filled] if filled else [900])
    (node,) = sheet.nodes
    assert (node.role, node.name) == (Role.PROGRESS, "said")
    assert (State.DONE in node.states) is (filled == 900)


def test_the_groove_shows_every_coin_largest_first(lettering: Lettering) -> None:
    coins = Tally.of([Money(1), Money(50), Money(10), Money(10)])
    assert names(placed(lettering, groove(VIEW, coins, "nothing"))) == ["50 元、10 元、10 元、1 元"]
    assert names(placed(lettering, groove(VIEW, NOTHING, "nothing"))) == ["nothing"]


def test_what_the_groove_cannot_hold_is_counted(lettering: Lettering) -> None:
    sheet = placed(lettering, groove(VIEW, Tally(((Money(10), 30),)), "nothing"))
    drawn = [mark.text for mark in sheet.marks if isinstance(mark, Words)]
    assert drawn.count("10") + int(drawn[-1].removeprefix("+")) == 30
    assert names(sheet)[0].count("10 元") == 30


def names(sheet: Sheet) -> list[str]:
    assert all(isinstance(node, Node) for node in sheet.nodes)
    return [node.name for node in sheet.nodes]


def test_nothing_at_all_is_no_error(lettering: Lettering) -> None:
    assert placed(lettering, figure("還要", ZERO)).marks


def test_a_note_stands_before_the_coins_and_takes_more_room(lettering: Lettering) -> None:
    sheet = placed(lettering, groove(VIEW, Tally.of([Money(100), Money(10)]), "nothing"))
    assert names(sheet) == ["100 元、10 元"]
    drawn = [mark for mark in sheet.marks if isinstance(mark, Words)]
    assert [mark.text for mark in drawn] == ["100", "10"]
    many = placed(lettering, groove(VIEW, Tally(((Money(100), 12),)), "nothing"))
    shown = [mark.text for mark in many.marks if isinstance(mark, Words)]
    assert shown.count("100") + int(shown[-1].removeprefix("+")) == 12
    assert 3 <= shown.count("100") < 7
    assert max(mark.rect.right for mark in many.marks if isinstance(mark, Words)) < 900


def test_whether_a_sum_can_leave_as_coins() -> None:
    assert in_coins(samples.CHANGING, Money(30)) is InCoins.ALL
    assert in_coins(samples.ALMOST_EMPTY, Money(30)) is InCoins.PART
    assert in_coins(samples.EMPTY, Money(30)) is InCoins.NONE
    assert in_coins(samples.EMPTY, ZERO) is InCoins.NONE
    assert in_coins(samples.SERVING, Money(30)) is InCoins.NONE


def test_a_smaller_figure_where_other_things_need_the_room(lettering: Lettering) -> None:
    sheet = placed(lettering, figure("還要", Money(5), smaller=True))
    largest = max(mark.px for mark in sheet.marks if isinstance(mark, Words))
    assert largest == Metrics(samples.PORTRAIT).type(Size.PAY_LONG).px
