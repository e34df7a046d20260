"""What is seen: text, boxes, pictures, and what answers a finger."""

from __future__ import annotations

from dataclasses import dataclass

from screens.actions import Action
from screens.kit import Align, Kit, Layout, Sheet, aligned
from screens.layout import Column, Middle, Pad
from screens.nodes import NO_STATES, Box, Drawing, Node, Rect, Role, Shadow, State, Words
from screens.theme import Elevation, Size, TypeSize


@dataclass(frozen=True, slots=True, eq=False)
class Text(Layout):
    """One paragraph. `role` None: drawn, but said elsewhere."""

    text: str
    size: Size = Size.BODY
    bold: bool = False
    colour: str = "ink"
    align: Align = Align.START
    role: Role | None = Role.TEXT
    cap: int = 0
    states: frozenset[State] = NO_STATES
    whole: bool = False  # a short label that must stay in one line

    def type(self, kit: Kit) -> TypeSize:
        return kit.type(self.size, self.cap)

    def width(self, kit: Kit) -> int:
        px = self.type(kit).px
        return max(kit.lettering.width(line, px, self.bold) for line in self.text.split("\n"))

    def least(self, kit: Kit) -> int:
        if self.whole:
            return self.width(kit)
        return kit.lettering.least(self.text, self.type(kit).px, self.bold)

    def lines(self, kit: Kit, width: int) -> tuple[str, ...]:
        return kit.lettering.lines(self.text, self.type(kit).px, self.bold, width)

    def height(self, kit: Kit, width: int) -> int:
        return len(self.lines(kit, width)) * self.type(kit).line if self.text else 0

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        if not self.text.strip():
            return
        size = self.type(kit)
        lines = self.lines(kit, rect.w)
        y = rect.y + max(0, rect.h - len(lines) * size.line) // 2
        if self.role is not None:
            box = Rect(rect.x, y, rect.w, len(lines) * size.line)
            sheet.node(Node(self.role, self.text.replace("\n", " "), box, states=self.states))
        for line in lines:
            wide = kit.lettering.width(line, size.px, self.bold)
            at = aligned(self.align, rect, wide)
            colour = kit.palette.of(self.colour)
            sheet.mark(Words(Rect(at, y, wide, size.line), line, size.px, self.bold, colour))
            y += size.line


@dataclass(frozen=True, slots=True, eq=False)
class Phrase(Layout):
    """Texts of different sizes on one baseline, such as NT$ before a large figure; below when too wide."""

    parts: tuple[Text, ...]
    gap: int = 0
    align: Align = Align.START
    role: Role | None = Role.TEXT
    breaks: bool = False  # may be put below each other; an amount never

    def width(self, kit: Kit) -> int:
        return sum(kit.width(part) for part in self.parts) + kit.px(self.gap) * (len(self.parts) - 1)

    def least(self, kit: Kit) -> int:
        return max(kit.least(part) for part in self.parts) if self.breaks else self.width(kit)

    def height(self, kit: Kit, width: int) -> int:
        if not self.breaks or self.width(kit) <= width:
            return max(part.type(kit).line for part in self.parts)
        return sum(kit.height(part, width) for part in self.parts)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        if self.role is not None:
            sheet.node(Node(self.role, " ".join(part.text for part in self.parts if part.text), rect))
        with sheet.inside():
            if not self.breaks or self.width(kit) <= rect.w:
                self._in_a_line(kit, rect, sheet)
            else:
                Column(self.parts).place(kit, rect, sheet)

    def _in_a_line(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        tallest = max((part.type(kit) for part in self.parts), key=lambda size: size.line)
        top = rect.y + max(0, rect.h - tallest.line) // 2
        bold = next(part.bold for part in self.parts if part.type(kit) == tallest)
        baseline = kit.lettering.baseline(top, tallest.line, tallest.px, bold)
        x = aligned(self.align, rect, self.width(kit))
        for part in self.parts:
            size = part.type(kit)
            y = top + baseline - kit.lettering.baseline(top, size.line, size.px, part.bold)
            wide = kit.width(part)
            colour = kit.palette.of(part.colour)
            sheet.mark(Words(Rect(x, y, wide, size.line), part.text, size.px, part.bold, colour))
            x += wide + kit.px(self.gap)


@dataclass(frozen=True, slots=True)
class Look:
    """How a box is drawn: colour tokens and design px. `line` is its frame where there are no tints."""

    fill: str = "surface"
    fill2: str = ""
    stroke: str = ""
    stroke_w: int = 0
    radius: int = 26
    elevation: Elevation | None = None
    dash: str = ""
    line: str = "ink"

    def draw(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        palette, radius = kit.palette, min(kit.px(self.radius), rect.w // 2, rect.h // 2)
        stroke, wide, dash = self.stroke, self.stroke_w, self.dash if palette.flat else ""
        if palette.flat and not stroke and self.line:
            stroke, wide = self.line, 3 if not dash else 2
        if self.elevation is not None and not palette.flat:
            lift = self.elevation
            sheet.mark(Shadow(rect, radius, kit.px(lift.dy), max(1, kit.px(lift.blur)), lift.alpha))
        fill = palette.of(self.fill) if self.fill else ""
        fill2 = palette.of(self.fill2) if self.fill2 and not palette.flat else ""
        edge = palette.of(stroke) if stroke else ""
        sheet.mark(Box(rect, radius, fill, fill2, edge, max(2, kit.px(wide)) if edge else 0, dash))


@dataclass(frozen=True, slots=True, eq=False)
class Card(Layout):
    """A box with something in it. With a `role` it is one thing for the ear too."""

    child: Layout
    look: Look = Look()
    pad_x: int = 24
    pad_y: int = 24
    role: Role | None = None
    name: str = ""
    states: frozenset[State] = NO_STATES

    def _padded(self) -> Pad:
        return Pad(self.child, self.pad_x, self.pad_y, self.pad_y)

    def width(self, kit: Kit) -> int:
        return self._padded().width(kit)

    def least(self, kit: Kit) -> int:
        return self._padded().least(kit)

    def height(self, kit: Kit, width: int) -> int:
        return self._padded().height(kit, width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        self.look.draw(kit, rect, sheet)
        if self.role is not None:
            sheet.node(Node(self.role, self.name, rect, states=self.states))
        self._padded().place(kit, rect, sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Said(Layout):
    """Several drawn things that are one thing for the ear."""

    child: Layout
    name: str
    role: Role = Role.STATUS
    states: frozenset[State] = NO_STATES

    def width(self, kit: Kit) -> int:
        return kit.width(self.child)

    def least(self, kit: Kit) -> int:
        return kit.least(self.child)

    def height(self, kit: Kit, width: int) -> int:
        return kit.height(self.child, width)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        sheet.node(Node(self.role, self.name, rect, states=self.states))
        with sheet.inside():
            self.child.place(kit, rect, sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Touch(Layout):
    """Something that answers a finger: its look, its look while it is pressed, and what it does."""

    child: Layout
    role: Role
    name: str
    action: Action
    look: Look | None = None
    pressed: Look | None = None
    value: str = ""
    states: frozenset[State] = NO_STATES
    speech: str = ""
    filled: bool = False
    pad_x: int = 16
    pad_y: int = 8
    min_h: int = 0
    min_w: int = 0
    inset: int = 0  # the hit area is this much narrower on both sides: a dead strip between neighbours

    def width(self, kit: Kit) -> int:
        return max(kit.width(self.child) + 2 * kit.px(self.pad_x), kit.control(self.min_w))

    def least(self, kit: Kit) -> int:
        return max(kit.least(self.child) + 2 * kit.px(self.pad_x), kit.control(self.min_w))

    def height(self, kit: Kit, width: int) -> int:
        inner = kit.height(self.child, width - 2 * kit.px(self.pad_x)) + 2 * kit.px(self.pad_y)
        return max(inner, kit.control(self.min_h))

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        down = kit.pressed == self.name and State.DISABLED not in self.states
        look = self.pressed if down and self.pressed is not None else self.look
        shown = rect.inset(kit.px(4), kit.px(4)) if down and self.pressed is not None else rect
        if look is not None:
            look.draw(kit, shown, sheet)
        hit = rect.inset(kit.px(self.inset), 0)
        sheet.node(
            Node(self.role, self.name, hit, self.action, self.value, self.states, self.speech, self.filled)
        )
        with sheet.inside():
            Middle(self.child).place(kit, rect.inset(kit.px(self.pad_x), kit.px(self.pad_y)), sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Picture(Layout):
    """A drawing in design px, or in mm where it shows a real thing at its size. `name` is what is said."""

    bodies: tuple[str, ...]
    viewbox: tuple[float, float]
    w: float
    h: float
    name: str = ""
    period_s: float = 0.0
    mm: bool = False
    shadow: Elevation | None = None
    radius: int = 0  # of its shadow; 0: round

    def size(self, kit: Kit) -> tuple[int, int]:
        if self.mm:
            return kit.metrics.mm(self.w), kit.metrics.mm(self.h)
        return kit.px(self.w), kit.px(self.h)

    def width(self, kit: Kit) -> int:
        return self.size(kit)[0]

    def height(self, kit: Kit, width: int) -> int:
        return self.size(kit)[1]

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        w, h = self.size(kit)
        at = Rect(rect.x + (rect.w - w) // 2, rect.y + (rect.h - h) // 2, w, h)
        if self.name:
            sheet.node(Node(Role.PICTURE, self.name, at))
        if self.shadow is not None and not kit.palette.flat:
            lift = self.shadow
            radius = kit.px(self.radius) or min(w, h) // 2
            sheet.mark(Shadow(at, radius, kit.px(lift.dy), max(1, kit.px(lift.blur)), lift.alpha))
        bodies = self.bodies[:1] if kit.palette.flat else self.bodies
        sheet.mark(Drawing(at, bodies, self.viewbox, self.period_s))
