"""How full something is: a bar with a line below which it is to be filled."""

from __future__ import annotations

from screens.boxes import Look
from screens.kit import Kit, Layout, Sheet
from screens.nodes import Fill, Node, Rect, Role


class Gauge(Layout):
    """`share` and `low` are parts of the whole, 0 to 1; `said` has the figure in words."""

    __slots__ = ("low", "said", "share", "warns")

    def __init__(self, share: float, low: float, said: str, warns: bool) -> None:
        self.share = min(1.0, max(0.0, share))
        self.low = low
        self.said = said
        self.warns = warns

    def height(self, kit: Kit, width: int) -> int:
        return kit.px(24)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        sheet.node(Node(Role.PROGRESS, self.said, rect))
        track = Rect(rect.x, rect.y + rect.h // 6, rect.w, rect.h - 2 * (rect.h // 6))
        radius = track.h // 2
        Look("track", radius=radius, line="ink").draw(kit, track, sheet)
        if self.share:
            full = Rect(track.x, track.y, max(track.h, round(track.w * self.share)), track.h)
            Look("warn_fill" if self.warns else "prim", radius=radius, line="").draw(kit, full, sheet)
        if self.low:
            x = rect.x + round(rect.w * min(1.0, self.low))
            sheet.mark(Fill(Rect(x - 2, rect.y, 4, rect.h), kit.palette.ink))
