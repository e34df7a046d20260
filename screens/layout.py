"""Where things go: rows and columns that are measured in real text, so that nothing has to be cut.

Text is never shrunk: where it does not fit beside something it goes below it, and where a page is full
there is another page (pages.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from screens.kit import Align, Kit, Layout, Sheet, aligned
from screens.nodes import Fill, Rect
from screens.theme import Palette


@dataclass(frozen=True, slots=True, eq=False)
class Space(Layout):
    """Nothing, `w` by `h` design px."""

    w: int = 0
    h: int = 0

    def width(self, kit: Kit) -> int:
        return kit.px(self.w)

    def height(self, kit: Kit, width: int) -> int:
        return kit.px(self.h)


@dataclass(frozen=True, slots=True, eq=False)
class Grow(Layout):
    """Takes a share of the room that is left in its row or column; at most `most` times its own height."""

    child: Layout = Space()
    most: float = 100.0

    def width(self, kit: Kit) -> int:
        return kit.width(self.child)

    def least(self, kit: Kit) -> int:
        return kit.least(self.child)

    def height(self, kit: Kit, width: int) -> int:
        return kit.height(self.child, width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        self.child.place(kit, rect, sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Layout):
    """A hairline."""

    colour: str = "line"

    def height(self, kit: Kit, width: int) -> int:
        return 2

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        sheet.mark(Fill(Rect(rect.x, rect.y, rect.w, 2), kit.palette.of(self.colour)))


@dataclass(frozen=True, slots=True, eq=False)
class Column(Layout):
    """One below the other."""

    children: Sequence[Layout]
    gap: int = 0
    align: Align = Align.STRETCH

    def width(self, kit: Kit) -> int:
        return max((kit.width(child) for child in self.children), default=0)

    def least(self, kit: Kit) -> int:
        return max((kit.least(child) for child in self.children), default=0)

    def height(self, kit: Kit, width: int) -> int:
        gaps = kit.px(self.gap) * max(0, len(self.children) - 1)
        return sum(kit.height(child, width) for child in self.children) + gaps

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        heights = [kit.height(child, rect.w) for child in self.children]
        spare = rect.h - self.height(kit, rect.w)
        growing = [i for i, child in enumerate(self.children) if isinstance(child, Grow)]
        most = {i: self._most(i, heights[i], rect.h) for i in growing}
        growing.sort(key=lambda i: most[i] - heights[i])  # what is soon full first, the rest takes over
        for left, i in zip(range(len(growing), 0, -1), growing, strict=True):
            extra = max(0, min(spare // left, most[i] - heights[i]))
            heights[i] += extra
            spare -= extra
        y = rect.y
        for child, height in zip(self.children, heights, strict=True):
            wide = rect.w if self.align is Align.STRETCH else min(rect.w, kit.width(child))
            child.place(kit, Rect(aligned(self.align, rect, wide), y, wide, height), sheet)
            y += height + kit.px(self.gap)

    def _most(self, index: int, height: int, room: int) -> int:
        child = self.children[index]
        return int(height * child.most) if isinstance(child, Grow) and height else room


@dataclass(frozen=True, slots=True, eq=False)
class Row(Layout):
    """Side by side. What grows takes the room that is left; when there is too little, text is broken."""

    children: Sequence[Layout]
    gap: int = 0
    align: Align = Align.CENTRE

    def width(self, kit: Kit) -> int:
        gaps = kit.px(self.gap) * max(0, len(self.children) - 1)
        return sum(kit.width(child) for child in self.children) + gaps

    def least(self, kit: Kit) -> int:
        gaps = kit.px(self.gap) * max(0, len(self.children) - 1)
        return sum(kit.least(child) for child in self.children) + gaps

    def widths(self, kit: Kit, width: int) -> list[int]:
        natural = [kit.width(child) for child in self.children]
        least = [kit.least(child) for child in self.children]
        room = width - kit.px(self.gap) * max(0, len(self.children) - 1)
        over = sum(natural) - room
        if over > 0:
            # What grows gives first: it was put there to be flexible.
            growers = [isinstance(child, Grow) for child in self.children]
            for flexible in (True, False):
                give = [
                    n - m if g is flexible else 0 for n, m, g in zip(natural, least, growers, strict=True)
                ]
                natural = _less(natural, give, over)
                over -= sum(give)
                if over <= 0:
                    break
            return natural
        growing = [i for i, child in enumerate(self.children) if isinstance(child, Grow)]
        for left, i in zip(range(len(growing), 0, -1), growing, strict=True):
            share = -over // left
            natural[i] += share
            over += share
        return natural

    def height(self, kit: Kit, width: int) -> int:
        widths = self.widths(kit, width)
        return max((kit.height(c, w) for c, w in zip(self.children, widths, strict=True)), default=0)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        widths = self.widths(kit, rect.w)
        starts = accumulate(widths, lambda x, w: x + w + kit.px(self.gap), initial=rect.x)
        for child, wide, x in zip(self.children, widths, starts, strict=False):
            tall = rect.h if self.align is Align.STRETCH else min(rect.h, kit.height(child, wide))
            y = rect.y + {Align.START: 0, Align.END: rect.h - tall}.get(self.align, (rect.h - tall) // 2)
            child.place(kit, Rect(x, y, wide, tall), sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Fold(Layout):
    """`first` beside `second`; below each other where `first` would get less than `comfort` design px.

    `comfort` 0 asks for the natural width of both. The second keeps its side (`end`) when folded.
    """

    first: Layout
    second: Layout
    gap: int = 16
    comfort: int = 0
    end: bool = True
    below_gap: int = 12
    align: Align = Align.CENTRE

    def folded(self, kit: Kit, width: int) -> bool:
        room = width - kit.px(self.gap) - kit.width(self.second)
        wanted = min(kit.px(self.comfort), kit.width(self.first)) if self.comfort else kit.width(self.first)
        return room < max(wanted, kit.least(self.first))

    def width(self, kit: Kit) -> int:
        return kit.width(self.first) + kit.px(self.gap) + kit.width(self.second)

    def least(self, kit: Kit) -> int:
        return max(kit.least(self.first), kit.least(self.second))

    def height(self, kit: Kit, width: int) -> int:
        return kit.height(self._arranged(kit, width), width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        self._arranged(kit, rect.w).place(kit, rect, sheet)

    def _arranged(self, kit: Kit, width: int) -> Layout:
        if not self.folded(kit, width):
            return Row((Grow(self.first), self.second), gap=self.gap, align=self.align)
        below = Hug(self.second, Align.END) if self.end else self.second
        return Column((self.first, below), gap=self.below_gap)


@dataclass(frozen=True, slots=True, eq=False)
class Wrap(Layout):
    """One after the other, at their natural widths, in as many lines as it takes."""

    children: Sequence[Layout]
    gap: int = 20
    line_gap: int = 0

    def width(self, kit: Kit) -> int:
        return Row(self.children, self.gap).width(kit)

    def least(self, kit: Kit) -> int:
        return max(kit.least(child) for child in self.children)

    def height(self, kit: Kit, width: int) -> int:
        return kit.height(self._arranged(kit, width), width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        self._arranged(kit, rect.w).place(kit, rect, sheet)

    def _arranged(self, kit: Kit, width: int) -> Layout:
        lines: list[list[Layout]] = [[]]
        for child in self.children:
            if lines[-1] and Row([*lines[-1], child], self.gap).width(kit) > width:
                lines.append([])
            lines[-1].append(child)
        rows = [line[0] if len(line) == 1 else Row(line, self.gap) for line in lines]
        return Column(rows, self.line_gap)


@dataclass(frozen=True, slots=True, eq=False)
class Hug(Layout):
    """Keeps its natural width inside a wider place."""

    child: Layout
    align: Align = Align.START

    def width(self, kit: Kit) -> int:
        return kit.width(self.child)

    def least(self, kit: Kit) -> int:
        return kit.least(self.child)

    def height(self, kit: Kit, width: int) -> int:
        return kit.height(self.child, min(width, kit.width(self.child)))

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        wide = min(rect.w, kit.width(self.child))
        self.child.place(kit, Rect(aligned(self.align, rect, wide), rect.y, wide, rect.h), sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Grid(Layout):
    """Equal cells, `columns` of them where the words fit, else fewer; rows share the height they get."""

    children: Sequence[Layout]
    columns: int
    gap: int = 12
    fixed: bool = False

    def width(self, kit: Kit) -> int:
        cell = max(kit.width(child) for child in self.children)
        return cell * self.columns + kit.px(self.gap) * (self.columns - 1)

    def least(self, kit: Kit) -> int:
        cell = max(kit.least(child) for child in self.children)
        return cell if not self.fixed else cell * self.columns + kit.px(self.gap) * (self.columns - 1)

    def count(self, kit: Kit, width: int) -> int:
        least = max(kit.least(child) for child in self.children)
        count = self.columns
        while count > 1 and not self.fixed and self._cell(kit, width, count) < least:
            count -= 1
        return count

    def height(self, kit: Kit, width: int) -> int:
        heights = self._heights(kit, width)
        return sum(heights) + kit.px(self.gap) * (len(heights) - 1)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        count, gap = self.count(kit, rect.w), kit.px(self.gap)
        heights = self._heights(kit, rect.w)
        spare = max(0, rect.h - self.height(kit, rect.w)) // len(heights)
        y = rect.y
        for i, tall in enumerate(heights):
            row = self.children[i * count : (i + 1) * count]
            for j, child in enumerate(row):
                x = rect.x + round(j * (rect.w + gap) / count)
                wide = round((j + 1) * (rect.w + gap) / count) - round(j * (rect.w + gap) / count) - gap
                child.place(kit, Rect(x, y, wide, tall + spare), sheet)
            y += tall + spare + gap

    def _cell(self, kit: Kit, width: int, count: int) -> int:
        return (width - kit.px(self.gap) * (count - 1)) // count

    def _heights(self, kit: Kit, width: int) -> list[int]:
        count = self.count(kit, width)
        cell = self._cell(kit, width, count)
        rows = [self.children[i : i + count] for i in range(0, len(self.children), count)]
        return [max(kit.height(child, cell) for child in row) for row in rows]


@dataclass(frozen=True, slots=True, eq=False)
class Pad(Layout):
    """Room around: left and right `x`, above `top`, below `bottom`, in design px."""

    child: Layout
    x: int = 0
    top: int = 0
    bottom: int = 0

    def width(self, kit: Kit) -> int:
        return kit.width(self.child) + 2 * kit.px(self.x)

    def least(self, kit: Kit) -> int:
        return kit.least(self.child) + 2 * kit.px(self.x)

    def height(self, kit: Kit, width: int) -> int:
        inner = kit.height(self.child, width - 2 * kit.px(self.x))
        return inner + kit.px(self.top) + kit.px(self.bottom)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        x, top, bottom = kit.px(self.x), kit.px(self.top), kit.px(self.bottom)
        inner = Rect(rect.x + x, rect.y + top, rect.w - 2 * x, rect.h - top - bottom)
        self.child.place(kit, inner, sheet)


@dataclass(frozen=True, slots=True, eq=False)
class AtLeast(Layout):
    """At least so tall and wide, in design px; `control` lets large text enlarge it."""

    child: Layout
    h: int = 0
    w: int = 0
    control: bool = False

    def width(self, kit: Kit) -> int:
        return max(kit.width(self.child), self._px(kit, self.w))

    def least(self, kit: Kit) -> int:
        return max(kit.least(self.child), self._px(kit, self.w))

    def height(self, kit: Kit, width: int) -> int:
        return max(kit.height(self.child, width), self._px(kit, self.h))

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        self.child.place(kit, rect, sheet)

    def _px(self, kit: Kit, design: int) -> int:
        return kit.control(design) if self.control else kit.px(design)


@dataclass(frozen=True, slots=True, eq=False)
class Middle(Layout):
    """Its child at its own height, in the middle of a taller place."""

    child: Layout

    def width(self, kit: Kit) -> int:
        return kit.width(self.child)

    def least(self, kit: Kit) -> int:
        return kit.least(self.child)

    def height(self, kit: Kit, width: int) -> int:
        return kit.height(self.child, width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        tall = min(rect.h, kit.height(self.child, rect.w))
        self.child.place(kit, Rect(rect.x, rect.y + (rect.h - tall) // 2, rect.w, tall), sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Stack(Layout):
    """One on top of the other, in the same place."""

    children: Sequence[Layout]

    def width(self, kit: Kit) -> int:
        return max(kit.width(child) for child in self.children)

    def least(self, kit: Kit) -> int:
        return max(kit.least(child) for child in self.children)

    def height(self, kit: Kit, width: int) -> int:
        return max(kit.height(child, width) for child in self.children)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        for child in self.children:
            child.place(kit, rect, sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Themed(Layout):
    """Another palette for what is inside."""

    child: Layout
    palette: Palette

    def width(self, kit: Kit) -> int:
        return kit.width(self.child)

    def least(self, kit: Kit) -> int:
        return kit.least(self.child)

    def height(self, kit: Kit, width: int) -> int:
        with kit.wearing(self.palette):
            return kit.height(self.child, width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        with kit.wearing(self.palette):
            self.child.place(kit, rect, sheet)


def _less(widths: list[int], give: list[int], over: int) -> list[int]:
    """`over` taken from the widths, in proportion to what each can give."""
    total = sum(give)
    if total <= 0:
        return widths
    over = min(over, total)
    return [w - -(-over * g // total) if g else w for w, g in zip(widths, give, strict=True)]
