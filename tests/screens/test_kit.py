"""Sizes and colours in, nodes and marks out."""

from __future__ import annotations

from screens.boxes import Text
from screens.kit import Align, Kit, Layout, Sheet, aligned
from screens.layout import Space
from screens.nodes import Node, Rect, Role
from screens.samples import PORTRAIT
from screens.text import Lettering
from screens.theme import HIGH_CONTRAST, LIGHT, NIGHT, Metrics


def kit(lettering: Lettering) -> Kit:
    return Kit(Metrics(PORTRAIT), lettering)


def test_a_height_is_worked_out_once_and_never_mixed_up(lettering: Lettering) -> None:
    """Layouts that are made and dropped again get the same id: the one kept must stay alive."""
    tools = kit(lettering)
    heights = [tools.height(Space(0, h), 100) for h in range(1, 300)]
    assert heights == [tools.px(h) for h in range(1, 300)]
    counted: list[int] = []

    class Counting(Layout):
        def height(self, kit: Kit, width: int) -> int:
            counted.append(width)
            return 5

    one = Counting()
    assert [tools.height(one, 10), tools.height(one, 10), tools.height(one, 11)] == [5, 5, 5]
    assert counted == [10, 11]


def test_night_is_put_on_and_taken_off(lettering: Lettering) -> None:
    tools = kit(lettering)
    with tools.wearing(NIGHT):
        assert tools.palette is NIGHT
    assert tools.palette is LIGHT


def test_high_contrast_stays_high_contrast(lettering: Lettering) -> None:
    tools = Kit(Metrics(PORTRAIT), lettering, HIGH_CONTRAST)
    with tools.wearing(NIGHT):
        assert tools.palette is HIGH_CONTRAST


def test_what_is_inside_a_thing_is_not_said_again(lettering: Lettering) -> None:
    sheet = Sheet()
    sheet.node(Node(Role.STATUS, "outer", Rect(0, 0, 10, 10)))
    with sheet.inside():
        Text("inner").place(kit(lettering), Rect(0, 0, 100, 48), sheet)
    assert [node.name for node in sheet.nodes] == ["outer"]
    assert len(sheet.marks) == 1


def test_aligned() -> None:
    place = Rect(10, 0, 100, 10)
    assert [aligned(a, place, 40) for a in (Align.START, Align.CENTRE, Align.END)] == [10, 40, 70]
