"""Content that may be longer than the place: as many pages as it takes, turned with two buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from screens.boxes import Card, Look
from screens.kit import Kit, Layout, Sheet
from screens.layout import Column
from screens.nodes import Rect

Pager = Callable[[int, int], Layout]  # (page, pages) -> the two buttons and the count


@dataclass(frozen=True, slots=True, eq=False)
class Section(Layout):
    """A plate with a head and several items; may go on on the next page, where the head is said again."""

    head: Layout
    items: Sequence[Layout]
    look: Look
    pad_x: int = 16
    pad_y: int = 20
    gap: int = 16

    def _card(self) -> Layout:
        return Card(Column((self.head, *self.items), gap=self.gap), self.look, self.pad_x, self.pad_y)

    def width(self, kit: Kit) -> int:
        return self._card().width(kit)

    def least(self, kit: Kit) -> int:
        return self._card().least(kit)

    def height(self, kit: Kit, width: int) -> int:
        return self._card().height(kit, width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        self._card().place(kit, rect, sheet)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What must stay together: a block, or one item of a section."""

    block: Layout
    item: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Paged(Layout):
    """Shows all blocks where they fit, else the page asked for.

    `page` None shows the page that holds block or item number `follow` (counted over all pieces).
    """

    blocks: Sequence[Layout]
    pager: Pager
    page: int | None = 0
    follow: int = 0
    gap: int = 24

    def width(self, kit: Kit) -> int:
        return max(block.width(kit) for block in self.blocks)

    def least(self, kit: Kit) -> int:
        return max(block.least(kit) for block in self.blocks)

    def height(self, kit: Kit, width: int) -> int:
        return kit.height(self._column(self.blocks), width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        if kit.height(self, rect.w) <= rect.h:
            self._column(self.blocks).place(kit, rect, sheet)
            return
        foot = max(kit.height(self.pager(page, 9), rect.w) for page in (0, 1))
        room = rect.h - foot - kit.px(self.gap)
        pages = self._pages(kit, rect.w, room)
        page = self._shown(pages)
        self._column(_together(pages[page])).place(kit, Rect(rect.x, rect.y, rect.w, room), sheet)
        pager = self.pager(page, len(pages))
        pager.place(kit, Rect(rect.x, rect.bottom - foot, rect.w, foot), sheet)

    def _column(self, blocks: Sequence[Layout]) -> Layout:
        return Column(tuple(blocks), gap=self.gap)

    def _pieces(self) -> list[_Piece]:
        pieces: list[_Piece] = []
        for block in self.blocks:
            if isinstance(block, Section):
                pieces.extend(_Piece(block, i) for i in range(len(block.items)))
            else:
                pieces.append(_Piece(block))
        return pieces

    def _pages(self, kit: Kit, width: int, room: int) -> list[list[_Piece]]:
        pages: list[list[_Piece]] = [[]]
        for piece in self._pieces():
            with_it = self._column(_together([*pages[-1], piece]))
            if pages[-1] and kit.height(with_it, width) > room:
                pages.append([])
            pages[-1].append(piece)
        return pages

    def _shown(self, pages: list[list[_Piece]]) -> int:
        if self.page is not None:
            return min(self.page, len(pages) - 1)
        seen = 0
        for number, page in enumerate(pages):
            seen += len(page)
            if self.follow < seen:
                return number
        return len(pages) - 1


def _together(pieces: Sequence[_Piece]) -> list[Layout]:
    """Blocks again, each section with the items that are here."""
    blocks: list[Layout] = []
    last: Layout | None = None
    items: list[Layout] = []
    for piece in pieces:
        if not isinstance(piece.block, Section):
            blocks.append(piece.block)
            last = None
            continue
        section = piece.block
        if section is last:
            items.append(section.items[piece.item])
            blocks.pop()
        else:
            items = [section.items[piece.item]]
        blocks.append(
            Section(section.head, tuple(items), section.look, section.pad_x, section.pad_y, section.gap)
        )
        last = section
    return blocks
