"""A gauge shows its share, its line, and says its figure."""

from __future__ import annotations

from screens.gauge import Gauge
from screens.kit import Kit, Sheet
from screens.nodes import Box, Fill, Rect, Role
from screens.samples import PORTRAIT
from screens.text import Lettering
from screens.theme import LIGHT, Metrics

PLACE = Rect(0, 0, 400, 24)


def placed(lettering: Lettering, gauge: Gauge) -> Sheet:
    sheet = Sheet()
    gauge.place(Kit(Metrics(PORTRAIT), lettering), PLACE, sheet)
    return sheet


def filled(sheet: Sheet) -> list[Rect]:
    return [m.rect for m in sheet.marks if isinstance(m, Box) and m.fill in (LIGHT.prim, LIGHT.warn_fill)]


def test_half_is_half_and_more_than_all_is_all(lettering: Lettering) -> None:
    assert [bar.w for bar in filled(placed(lettering, Gauge(0.5, 0, "half", False)))] == [200]
    assert [bar.w for bar in filled(placed(lettering, Gauge(3.0, 0, "over", False)))] == [400]
    assert filled(placed(lettering, Gauge(0.0, 0, "empty", True))) == []


def test_the_line_stands_where_filling_is_due(lettering: Lettering) -> None:
    sheet = placed(lettering, Gauge(0.5, 0.25, "half", True))
    assert [mark.rect.centre[0] for mark in sheet.marks if isinstance(mark, Fill)] == [100]
    (node,) = sheet.nodes
    assert (node.role, node.name) == (Role.PROGRESS, "half")
