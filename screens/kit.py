"""What every layout works with: sizes and colours in, nodes and marks out.

A Layout knows its natural width (nothing broken), its least width (no word broken) and its height for a
width. `place` writes nodes and marks into the Sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from screens.nodes import Mark, Node, Rect
from screens.text import Lettering
from screens.theme import LIGHT, Metrics, Palette, Size, TypeSize


class Align(StrEnum):
    START = "start"
    CENTRE = "centre"
    END = "end"
    STRETCH = "stretch"


class Kit:
    """Everything that decides how large and in what colour; alive for one layout of one picture."""

    def __init__(
        self, metrics: Metrics, lettering: Lettering, palette: Palette = LIGHT, pressed: str = ""
    ) -> None:
        self.metrics = metrics
        self.lettering = lettering
        self.palette = palette
        self.pressed = pressed
        # Asked many times for one picture; a layout is kept with its answer, so that no new one gets its id.
        self._heights: dict[tuple[int, int, str], tuple[Layout, int]] = {}
        self._widths: dict[int, tuple[Layout, int]] = {}
        self._least: dict[int, tuple[Layout, int]] = {}
        self._px: dict[float, int] = {}
        self._types: dict[tuple[Size, int], TypeSize] = {}

    def px(self, design: float) -> int:
        found = self._px.get(design)
        if found is None:
            found = self._px[design] = self.metrics.px(design)
        return found

    def type(self, size: Size, cap: int = 0) -> TypeSize:
        found = self._types.get((size, cap))
        if found is None:
            found = self._types[size, cap] = self.metrics.type(size, cap)
        return found

    def width(self, layout: Layout) -> int:
        """`layout.width()`, worked out once per picture."""
        found = self._widths.get(id(layout))
        if found is None:
            found = self._widths[id(layout)] = (layout, layout.width(self))
        return found[1]

    def least(self, layout: Layout) -> int:
        """`layout.least()`, worked out once per picture."""
        found = self._least.get(id(layout))
        if found is None:
            found = self._least[id(layout)] = (layout, layout.least(self))
        return found[1]

    def control(self, design: float) -> int:
        return self.metrics.control(design)

    def height(self, layout: Layout, width: int) -> int:
        """`layout.height(width)`, worked out once per picture."""
        key = (id(layout), width, self.palette.name)
        found = self._heights.get(key)
        if found is None:
            found = self._heights[key] = (layout, layout.height(self, width))
        return found[1]

    @contextmanager
    def wearing(self, palette: Palette) -> Iterator[None]:
        """Another palette for a part of the picture; high contrast stays high contrast."""
        before = self.palette
        self.palette = before if before.flat else palette
        try:
            yield
        finally:
            self.palette = before


class Sheet:
    """Collects nodes and marks, back to front. Text inside a control belongs to the control."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.marks: list[Mark] = []
        self._inside = 0

    def node(self, node: Node) -> None:
        if not self._inside:
            self.nodes.append(node)

    def mark(self, mark: Mark) -> None:
        self.marks.append(mark)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """What is placed now is part of the node just made."""
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1


class Layout:
    """Something that takes up room."""

    __slots__ = ()

    def width(self, kit: Kit) -> int:
        """With nothing broken."""
        return 0

    def least(self, kit: Kit) -> int:
        """The narrowest it can be."""
        return self.width(kit)

    def height(self, kit: Kit, width: int) -> int:
        return 0

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        """Write it into `sheet` at `rect`."""


def aligned(align: Align, rect: Rect, wide: int) -> int:
    """The x at which something `wide` begins."""
    room = rect.w - wide
    return rect.x + {Align.CENTRE: room // 2, Align.END: room}.get(align, 0)
