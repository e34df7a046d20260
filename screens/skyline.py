"""The sky over everything while nobody is being served: hour, what can be had, and what to do below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screens.actions import Action
from screens.boxes import Text
from screens.frame import AccessBar, bar_height, header, margin
from screens.kit import Kit, Layout, Sheet
from screens.layout import Column, Pad, Space
from screens.nodes import Blend, Drawing, Fill, Node, Rect, Role
from screens.sky import DAY, HEIGHT, NIGHT_SKY, WIDTH, Hour, land, light
from screens.sky import LIGHT as LIGHT_BOX
from screens.theme import LIGHT, NIGHT, Palette, Size
from screens.view import View

OVERLAP = 64  # how far what stands below reaches into the forest


@dataclass(frozen=True, slots=True, eq=False)
class Skyline(Layout):
    """`below`: the fullest arrangement first; the first that fits is taken."""

    view: View
    dark: bool
    headline: str
    second: str
    below: Sequence[Layout]
    anywhere: Action | None = None
    anywhere_name: str = ""

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        bar = bar_height(kit)
        inner = Rect(rect.x, rect.y, rect.w, rect.h - bar)
        if self.anywhere is not None:
            sheet.node(Node(Role.BACKGROUND, self.anywhere_name, inner, self.anywhere))
        with kit.wearing(NIGHT if self.dark else LIGHT):
            if kit.metrics.display.wide:
                self._beside(kit, inner, sheet)
            else:
                self._above(kit, inner, sheet)
            at = Rect(rect.x, rect.bottom - bar, rect.w, bar)
            AccessBar(self.view).place(kit, at, sheet)

    def _above(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        edge = margin(kit)
        inner = rect.inset(edge, 0)
        top = self._top(kit.palette)
        top_h = kit.height(top, inner.w)
        low = rect.bottom - kit.px(20)
        room = low - rect.y - top_h - kit.px(12 if kit.metrics.display.compact else 24)
        below = self._fitting(kit, inner.w, room)
        tall = min(room, kit.height(below, inner.w))
        start = low - tall
        self._sky(kit, Rect(rect.x, rect.y, rect.w, start - rect.y + kit.px(OVERLAP)), rect, sheet)
        top.place(kit, Rect(inner.x, rect.y, inner.w, top_h), sheet)
        below.place(kit, Rect(inner.x, start, inner.w, tall), sheet)

    def _beside(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        edge = margin(kit)
        right_w = round(rect.w * 0.44)
        right = Rect(rect.right - right_w, rect.y, right_w, rect.h)
        left = Rect(rect.x, rect.y, rect.w - right_w, rect.h)
        self._sky(kit, left, rect, sheet)
        top = self._top(kit.palette)
        inner = left.inset(edge, 0)
        top.place(kit, Rect(inner.x, rect.y, inner.w, kit.height(top, inner.w)), sheet)
        inner = right.inset(edge, kit.px(24))
        below = self._fitting(kit, inner.w, inner.h)
        tall = min(inner.h, kit.height(below, inner.w))
        below.place(kit, Rect(inner.x, inner.y + (inner.h - tall) // 2, inner.w, tall), sheet)

    def _fitting(self, kit: Kit, width: int, room: int) -> Layout:
        return next((b for b in self.below if kit.height(b, width) <= room), self.below[-1])

    def _top(self, palette: Palette) -> Layout:
        view = self.view
        return Pad(
            Column(
                (
                    Space(0, 16),
                    header(view, palette, clock=False),
                    Text(view.clock(), Size.CLOCK),
                    Text(view.date(view.texts), Size.H3),
                    Space(0, 20),
                    Text(self.headline, Size.DISPLAY, True, role=Role.TITLE),
                    Text(self.second, Size.LEAD),
                ),
                gap=4,
            ),
            16,
        )

    def _sky(self, kit: Kit, sky: Rect, whole: Rect, sheet: Sheet) -> None:
        palette = kit.palette
        if palette.flat:
            sheet.mark(Fill(whole, palette.bg))
            return
        hour: Hour = NIGHT_SKY if self.dark else DAY
        ground = Rect(whole.x, sky.bottom - 2, whole.w, whole.bottom - sky.bottom + 2)
        if kit.metrics.display.wide:
            ground = Rect(sky.right, whole.y, whole.right - sky.right, whole.h)
        sheet.mark(Blend(ground, (palette.bg2, palette.bg)))
        sheet.mark(Blend(sky, hour.sky))
        # Drawings keep their shape: the land's width follows the place, the light stays in its corner.
        tall = min(sky.h, round(sky.w / WIDTH * HEIGHT))
        at = Rect(sky.x, sky.bottom - tall, sky.w, tall)
        width = round(at.w / at.h * HEIGHT)
        w, h = (kit.px(side * (0.6 if kit.metrics.display.compact else 1.0)) for side in LIGHT_BOX)
        sheet.mark(Drawing(Rect(sky.right - w, sky.y, w, h), (light(hour),), LIGHT_BOX))
        sheet.mark(Drawing(at, (land(width, hour),), (width, HEIGHT)))
