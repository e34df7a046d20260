"""What is the same on every screen of a visit: head, steps, title, place for content, actions, access bar.

    portrait                 landscape
    +------------------+     +-------------------------------+
    | mark school time |     | mark school   steps      time |
    | steps            |     | title             | aside     |
    | title            |     | body              |           |
    | body             |     |                   |           |
    | aside            |     |                   | foot      |
    | foot             |     +-------------------------------+
    +------------------+     | access bar                    |
    | access bar       |     +-------------------------------+
    +------------------+

The access bar is never covered and never moves. Body and aside are paged when they do not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screens.actions import EnlargeText, RaiseContrast, Speak, TurnPage
from screens.art import MARK, mark
from screens.boxes import Card, Look, Picture, Text, Touch
from screens.kit import Align, Kit, Layout, Sheet
from screens.layout import AtLeast, Column, Fold, Grid, Grow, Middle, Pad, Row, Space
from screens.nodes import NO_STATES, Blend, Fill, Node, Rect, Role, State
from screens.pages import Paged
from screens.theme import DIALOG, SHEET, Palette, Size
from screens.view import View
from screens.widgets import Icon, Kind, button

STEPS = ("step.identity", "step.choose", "step.pay", "step.collect")
SCRIM_ALPHA = 176


def bar_height(kit: Kit) -> int:
    """Of the access bar at the lower end of every screen."""
    return kit.px(112 if kit.metrics.display.compact else 144)


def margin(kit: Kit) -> int:
    """Left and right of plates; what stands freely is 16 px further in."""
    return kit.px(16 if kit.metrics.display.compact and not kit.metrics.display.wide else 32)


# ---- Head --------------------------------------------------------------------------------------------


def header(view: View, palette: Palette, *, clock: bool = True) -> Layout:
    """Whose machine this is, and the time."""
    flat = palette.flat
    sign = mark(palette.prim, palette.on_prim, palette.on_prim if flat else "")
    names: list[Layout] = [Text(view.name(view.site.school), Size.NOTE, True, cap=38)]
    if not clock or not view.display.compact:  # a low panel says it on the first screen only
        names.append(Text(view.texts("service.name"), Size.NOTE, False, "ink2", cap=38))
    row: list[Layout] = [Picture((sign,), MARK, 64, 64), Grow(Column(names))]
    if clock:
        row.append(Text(view.clock(), Size.H2, True, align=Align.END, cap=56))
    return AtLeast(Row(tuple(row), gap=20), h=64 if view.display.compact else 96)


def steps(view: View, current: int) -> Layout:
    """Done has a check, now is bold, later is grey: never by colour alone. `current` 4: all done."""
    return Grid([_step(view, i, current) for i in range(len(STEPS))], len(STEPS), fixed=False)


def _step(view: View, index: int, current: int) -> Layout:
    done, now = index < current, index == current
    label = view.texts(STEPS[index])
    states = frozenset({State.DONE if done else State.ACTIVE if now else State.WAITING})
    word = Text(label, Size.NOTE, now, "ink" if now else "ink2", role=Role.STEP, states=states, cap=38)
    line: Layout = Row((Icon("check", 28, "prim", 2.8), Grow(word)), gap=6) if done else word
    fill = "prim" if done or now else "track"
    height = 10 if now else 8 if done else 4 if view.ui.contrast else 8
    segment = AtLeast(Card(Space(), Look(fill, radius=5, line=""), 0, 0), h=height)
    return Column((AtLeast(Middle(segment), h=10), line), gap=8)


# ---- Access bar --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class AccessBar(Layout):
    """Language, text size, contrast. Voice, lower screen and help get their places when they work."""

    view: View

    def height(self, kit: Kit, width: int) -> int:
        return bar_height(kit)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        sheet.mark(Fill(rect, kit.palette.bar))
        sheet.mark(Fill(Rect(rect.x, rect.y, rect.w, 2), kit.palette.line))
        view, texts = self.view, self.view.texts
        other = view.next_language
        cells = (
            self._cell("globe", other.name, Speak(other.language), False),
            self._cell("textsize", texts("access.large"), EnlargeText(not view.ui.large), view.ui.large),
            self._cell(
                "contrast", texts("access.contrast"), RaiseContrast(not view.ui.contrast), view.ui.contrast
            ),
        )
        inner = rect.inset(margin(kit), kit.px(12))
        Grid(cells, len(cells), fixed=True).place(kit, inner, sheet)

    def _cell(self, sign: str, label: str, action: Speak | EnlargeText | RaiseContrast, on: bool) -> Touch:
        ink = "on_prim" if on else "ink"
        low = self.view.display.compact
        # On a low panel there is no room for a check after the word, so it takes the sign's place.
        picture = Icon("check" if on and low else sign, 48, ink, 1.9, control=False)
        parts: list[Layout] = [Grow(), picture, Text(label, Size.NOTE, True, ink, cap=34, whole=True)]
        if on and not low:
            parts.append(Icon("check", 32, ink, 3.4, control=False))
        parts.append(Grow())
        look = Look("prim", radius=24, line="") if on else Look("", radius=24)
        states = frozenset({State.SELECTED}) if on else NO_STATES
        return Touch(
            Row(parts, gap=10), Role.SWITCH, label, action, look, Look("sunken", radius=24),
            states=states, pad_x=8,
        )  # fmt: skip


# ---- Frame -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Frame(Layout):
    """One screen of a visit."""

    view: View
    step: int
    title: str
    body: Sequence[Layout]
    aside: Sequence[Layout] = ()
    foot: Layout | None = None
    side: Layout | None = None  # right of the title
    sheet_foot: bool = False  # the foot stands on a plate of its own, as the cart does
    follow: int = 0

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        palette = kit.palette
        if palette.flat:
            sheet.mark(Fill(rect, palette.bg))
        else:
            sheet.mark(Blend(rect, (palette.bg2, palette.bg)))
        bar = bar_height(kit)
        inner = Rect(rect.x, rect.y, rect.w, rect.h - bar)
        if kit.metrics.display.wide:
            self._landscape(kit, inner, sheet)
        else:
            self._portrait(kit, inner, sheet)
        AccessBar(self.view).place(kit, Rect(rect.x, rect.bottom - bar, rect.w, bar), sheet)

    def _portrait(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        edge = margin(kit)
        inner = rect.inset(edge, 0)
        top = Column(
            (Space(0, 8), self._free(header(self.view, kit.palette)), self._free(steps(self.view, self.step)),
             Space(0, 4), self._free(self._title())),
            gap=12,
        )  # fmt: skip
        y = _put(kit, top, inner, rect.y, sheet)
        foot_y = self._foot(kit, rect, edge, sheet)
        room = Rect(inner.x, y + kit.px(20), inner.w, foot_y - y - kit.px(40))
        self._paged((*self.body, *self.aside)).place(kit, room, sheet)

    def _landscape(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        edge = margin(kit)
        inner = rect.inset(edge, 0)
        head = Row((Grow(header(self.view, kit.palette)), Space(24)), gap=24)
        y = _put(kit, Pad(head, 16, 4), inner, rect.y, sheet)
        right_w = round(inner.w * 0.38)
        gap = kit.px(24)
        left = Rect(inner.x, y, inner.w - right_w - gap, rect.bottom - y)
        right = Rect(left.right + gap, y, right_w, rect.bottom - y - kit.px(24))
        y = _put(kit, Pad(self._title(), 16), left, y, sheet) + kit.px(12)
        step_end = _put(kit, Pad(steps(self.view, self.step), 16, 16), right, right.y, sheet)
        tall = kit.height(self.foot, right.w) if self.foot is not None else 0
        aside = Column(tuple(self.aside), gap=24)
        fits = kit.height(aside, right.w) <= right.bottom - step_end - tall - kit.px(48)
        blocks = self.body if fits else (*self.body, *self.aside)
        self._paged(blocks).place(kit, Rect(left.x, y, left.w, rect.bottom - y - kit.px(20)), sheet)
        if fits and self.aside:
            room = right.bottom - tall - step_end - kit.px(40)
            aside.place(kit, Rect(right.x, step_end + kit.px(20), right.w, room), sheet)
        if self.foot is not None:
            self.foot.place(kit, Rect(right.x, right.bottom - tall, right.w, tall), sheet)

    def _title(self) -> Layout:
        words = Text(self.title, Size.H1, True, role=Role.TITLE)
        if self.side is None:
            return words
        return Fold(words, self.side, gap=24, below_gap=8)

    def _free(self, child: Layout) -> Layout:
        """What stands without a plate is 16 px further in."""
        return Pad(child, 16)

    def _foot(self, kit: Kit, rect: Rect, edge: int, sheet: Sheet) -> int:
        """Place the actions at the lower end; where they begin."""
        if self.foot is None:
            return rect.bottom
        inner = rect.inset(edge + kit.px(16), 0)
        tall = kit.height(self.foot, inner.w)
        y = rect.bottom - tall - kit.px(32)
        if self.sheet_foot:
            y_plate = y - kit.px(24)
            plate = Rect(rect.x - 40, y_plate, rect.w + 80, rect.bottom - y_plate + 40)
            Look("surface", radius=0, elevation=SHEET).draw(kit, plate, sheet)
            self.foot.place(kit, Rect(inner.x, y, inner.w, tall), sheet)
            return y_plate
        self.foot.place(kit, Rect(inner.x, y, inner.w, tall), sheet)
        return y

    def _paged(self, blocks: Sequence[Layout]) -> Paged:
        gap = 16 if self.view.display.compact else 24
        return Paged(blocks, Pager(self.view), self.view.ui.page, self.follow, gap)


class Pager:
    """The two buttons that turn pages, with the count between them."""

    def __init__(self, view: View) -> None:
        self.view = view

    def __call__(self, page: int, pages: int) -> Layout:
        texts = self.view.texts
        back = button(
            texts("page.previous"), TurnPage(max(0, page - 1)), Kind.TINTED, left="up", size=Size.BODY,
            name=texts("page.previous.name"), off=page == 0,
        )  # fmt: skip
        on = button(
            texts("page.next"), TurnPage(min(pages - 1, page + 1)), Kind.TINTED, icon="down", size=Size.BODY,
            name=texts("page.next.name"), off=page >= pages - 1,
        )  # fmt: skip
        count = Text(texts("page.count", page=page + 1, pages=pages), Size.BODY, align=Align.CENTRE)
        return Pad(Row((back, Grow(count), on), gap=16), 16)


def actions(*buttons: Touch) -> Layout:
    """Back on the left, the one that goes on on the right; below each other where their words are long."""
    if len(buttons) == 1:
        return buttons[0]
    first, last = buttons[0], buttons[-1]
    return _Actions(first, last)


@dataclass(frozen=True, slots=True, eq=False)
class _Actions(Layout):
    """Two buttons in a row with the second growing, or the second above the first."""

    first: Touch
    second: Touch

    def _arranged(self, kit: Kit, width: int) -> Layout:
        together = self.first.width(kit) + self.second.width(kit) + kit.px(24)
        if together <= width:
            return Row((AtLeast(self.first, w=248), Grow(self.second)), gap=24, align=Align.STRETCH)
        return Column((self.second, self.first), gap=16)

    def width(self, kit: Kit) -> int:
        return self.first.width(kit) + self.second.width(kit) + kit.px(24)

    def least(self, kit: Kit) -> int:
        return max(self.first.least(kit), self.second.least(kit))

    def height(self, kit: Kit, width: int) -> int:
        return kit.height(self._arranged(kit, width), width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        self._arranged(kit, rect.w).place(kit, rect, sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Dialog(Layout):
    """One question over everything but the access bar. What lies under it cannot be touched."""

    name: str
    child: Layout
    wide: int = 872

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        under = Rect(rect.x, rect.y, rect.w, rect.h - bar_height(kit))
        sheet.mark(Fill(under, kit.palette.scrim, SCRIM_ALPHA if not kit.palette.flat else 235))
        sheet.node(Node(Role.DIALOG, self.name, under))
        look = Look("surface", radius=48, elevation=DIALOG)
        card = Card(self.child, look, 40, 40)
        w = min(kit.px(self.wide), under.w - 2 * margin(kit))
        h = kit.height(card, w)
        # A little below the middle, where hands are, but never out of the picture.
        y = min(under.y + round((under.h - h) * 0.62), under.bottom - h - margin(kit))
        card.place(kit, Rect(under.x + (under.w - w) // 2, max(under.y, y), w, h), sheet)


def _put(kit: Kit, child: Layout, place: Rect, y: int, sheet: Sheet) -> int:
    """Place `child` at `y` with its own height; where it ends."""
    tall = kit.height(child, place.w)
    child.place(kit, Rect(place.x, y, place.w, tall), sheet)
    return y + tall
