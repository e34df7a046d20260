"""The parts that screens are put together from: buttons, counters, keys, banners, coins, the machine map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.money import Money
from screens.actions import Action
from screens.art import (
    COIN,
    COIN_MM,
    MACHINE,
    METALS,
    NOT_TAKEN,
    NOT_TAKEN_NOTE,
    NOTE,
    PRINTS,
    RING,
    Front,
    Part,
    blinking_machine,
    coin,
    note,
    ring,
    stripes,
)
from screens.boxes import Card, Look, Phrase, Picture, Text, Touch
from screens.icons import BOX, icon
from screens.kit import Align, Kit, Layout, Sheet
from screens.layout import AtLeast, Column, Grid, Grow, Hug, Middle, Row, Space, Stack
from screens.nodes import NO_STATES, Box, Drawing, Node, Rect, Role, State
from screens.theme import CARD, PAPER, PRIMARY, Palette, Size

SHORT_LABEL = 8


class Kind(StrEnum):
    """What a button is for. PRIMARY is filled and there is one of it."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TINTED = "tinted"
    KRAFT = "kraft"


_LOOKS = {
    Kind.PRIMARY: (
        Look("prim_hi", "prim", radius=36, elevation=PRIMARY, line=""),
        Look("prim_dn", radius=32, line=""),
        "on_prim",
    ),
    Kind.SECONDARY: (
        Look("surface", stroke="edge", stroke_w=3, radius=36),
        Look("sunken", stroke="ink", stroke_w=3, radius=32),
        "ink",
    ),
    Kind.TINTED: (
        Look("surface", stroke="prim", stroke_w=3),
        Look("tint", stroke="prim", stroke_w=3),
        "prim",
    ),
    Kind.KRAFT: (
        Look("surface", stroke="kraft", stroke_w=3),
        Look("kraft_tint", stroke="kraft", stroke_w=3),
        "kraft",
    ),
}
_OFF = Look("disabled_bg", stroke="edge", stroke_w=2, radius=36, dash="2 12")


class Icon(Layout):
    """A sign of 24 units at `px` design px. It is never alone: the word beside it is what is said."""

    __slots__ = ("cap", "colour", "control", "name", "px", "stroke")

    def __init__(
        self, name: str, px: float = 44, colour: str = "ink", stroke: float = 2.0, *, control: bool = True
    ) -> None:
        self.name = name
        self.px = px
        self.colour = colour
        self.stroke = stroke
        self.control = control

    def width(self, kit: Kit) -> int:
        return kit.control(self.px) if self.control else kit.px(self.px)

    def height(self, kit: Kit, width: int) -> int:
        return self.width(kit)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        px = self.width(kit)
        at = Rect(rect.x + (rect.w - px) // 2, rect.y + (rect.h - px) // 2, px, px)
        body = icon(self.name, kit.palette.of(self.colour), self.stroke)
        sheet.mark(Drawing(at, (body,), BOX))


def disc(name: str, px: int, fill: str, colour: str, share: float = 0.6, stroke: float = 2.1) -> Layout:
    """A sign in a filled circle. Where there are no fills, the sign is drawn in the circle's colour."""
    sign = Icon(name, px * share, colour, stroke)
    return AtLeast(Card(Middle(Hug(sign, Align.CENTRE)), Look(fill, radius=999, line=""), 0, 0), px, px, True)


def badge(name: str, px: int, fill: str, colour: str = "surface", stroke: float = 3.4) -> Layout:
    """A strong mark: filled circle, thick sign. Readable without its colour."""
    return disc(name, px, fill, colour, 0.66, stroke)


def button(
    label: str,
    action: Action,
    kind: Kind = Kind.SECONDARY,
    *,
    icon: str = "",
    left: str = "",
    size: Size | None = None,
    name: str = "",
    off: bool = False,
    height: int = 0,
    speech: str = "",
) -> Touch:
    """A button with its word, and a sign before or after it."""
    large = kind in (Kind.PRIMARY, Kind.SECONDARY)
    size = size or (Size.ACTION if kind is Kind.PRIMARY else Size.H3 if large else Size.LEAD)
    look, pressed, colour = _LOOKS[kind]
    if off:
        look, colour = _OFF, "disabled"
    sign = 48 if size in (Size.ACTION, Size.H1) else 40
    parts: list[Layout] = [Grow()]
    if left:
        parts.append(Icon(left, sign, colour, 2.3))
    parts.append(Text(label, size, True, colour, Align.CENTRE, whole=len(label) <= SHORT_LABEL))
    if icon:
        parts.append(Icon(icon, sign, colour, 2.3))
    parts.append(Grow())
    return Touch(
        Row(tuple(parts), gap=16),
        Role.BUTTON,
        name or label,
        action,
        look,
        pressed,
        states=frozenset({State.DISABLED}) if off else NO_STATES,
        speech=speech,
        filled=kind is Kind.PRIMARY and not off,
        min_h=height or (120 if large else 88),
        min_w=88,
        pad_x=8,
    )


def round_key(sign: str, name: str, action: Action, kind: str, *, filled: bool, off: bool = False) -> Touch:
    """A plus or minus key of 22 mm."""
    ink = "on_" + kind if filled else kind
    look = Look(kind, line="") if filled else Look("surface", stroke=kind, stroke_w=3)
    down = Look("ink", line="") if filled else Look("sunken", stroke=kind, stroke_w=3)
    if off:
        look, ink = Look("surface", stroke="edge", stroke_w=3, dash="2 9"), "disabled"
    return Touch(
        Hug(Icon(sign, 44, ink, 2.6), Align.CENTRE), Role.BUTTON, name, action, look, down,
        states=frozenset({State.DISABLED}) if off else NO_STATES,
        pad_x=8, min_h=88, min_w=88,
    )  # fmt: skip


def segmented(options: Sequence[tuple[str, Action, bool]], size: Size = Size.BODY) -> Layout:
    """One of a few. The chosen one has a check, a frame and bold letters."""
    cells: list[Layout] = []
    for label, action, chosen in options:
        sign: tuple[Layout, ...] = (Icon("check", 30, "prim", 3.0),) if chosen else ()
        word = Text(label, size, chosen, "prim" if chosen else "ink", Align.CENTRE, whole=True)
        look = Look("surface", stroke="prim", stroke_w=3, radius=19, elevation=CARD) if chosen else None
        cells.append(
            Touch(
                Row((Grow(), *sign, word, Grow()), gap=8), Role.OPTION, label, action, look,
                Look("tint", stroke="prim", stroke_w=3, radius=19),
                states=frozenset({State.SELECTED}) if chosen else NO_STATES,
                pad_x=10, min_h=72, inset=6,
            )
        )  # fmt: skip
    frame = Look("sunken", stroke="edge", stroke_w=2, radius=24)
    return Card(Grid(tuple(cells), len(cells), gap=0, fixed=True), frame, 6, 6)


class Tone(StrEnum):
    INFO = "info"
    WARN = "warn"
    BAD = "bad"
    GOOD = "good"


_TONES = {
    Tone.INFO: ("info", "info_tint", "", "info"),
    Tone.WARN: ("warn", "warn_tint", "warn_line", "warn"),
    Tone.BAD: ("stop", "bad_tint", "bad_line", "bad"),
    Tone.GOOD: ("check", "tint", "", "ok"),
}


def banner(tone: Tone, head: str, body: str = "") -> Layout:
    """A notice: its sign says what kind it is, its first line says all."""
    sign, fill, line, colour = _TONES[tone]
    words: tuple[Layout, ...] = (Text(head, Size.LEAD, True),)
    if body:
        words = (*words, Text(body, Size.BODY))
    look = Look(fill, stroke=line, stroke_w=2, radius=28, line=colour)
    return Card(Row((Icon(sign, 56, colour, 2.1), Grow(Column(words))), gap=24), look, 28, 20,
                Role.STATUS, head)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class OnLine(Layout):
    """Its child in the middle of a line of text: a sign beside the first line of a paragraph."""

    child: Layout
    size: Size

    def width(self, kit: Kit) -> int:
        return self.child.width(kit)

    def height(self, kit: Kit, width: int) -> int:
        return max(kit.height(self.child, width), kit.metrics.type(self.size).line)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        Middle(self.child).place(kit, rect, sheet)


def plain(text: str, sign: str, colour: str = "ink2", size: Size = Size.BODY, bold: bool = False) -> Layout:
    """A sentence with its sign before it."""
    mark = OnLine(Icon(sign, 40, colour, 2.1), size)
    return Row((mark, Grow(Text(text, size, bold, "ink"))), gap=16, align=Align.START)


@dataclass(frozen=True, slots=True, eq=False)
class Dots(Layout):
    """What stands for typed characters that are not shown."""

    count: int

    def width(self, kit: Kit) -> int:
        return self.count * kit.control(28)

    def height(self, kit: Kit, width: int) -> int:
        return kit.control(20)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        size, step = kit.control(18), kit.control(28)
        for i in range(self.count):
            at = Rect(rect.x + i * step + (step - size) // 2, rect.y, size, size)
            sheet.mark(Box(at, size // 2, kit.palette.ink))


def amount(money: Money, size: Size, unit: Size, colour: str = "ink", align: Align = Align.START) -> Layout:
    """NT$ and the figure, on one baseline."""
    parts = (Text("NT$", unit, True, colour), Text(f"{money.amount:,}", size, True, colour))
    return Phrase(parts, 4, align)


def coin_picture(value: int, taken: bool, palette_ink: str = "") -> Layout:
    """A coin at life size with its figure."""
    metal = METALS[value] if taken else NOT_TAKEN
    size = Size.H2 if value >= 10 else Size.H3
    disk = Picture((coin(metal),), COIN, COIN_MM[value], COIN_MM[value], mm=True,
                   shadow=PAPER if taken else None)  # fmt: skip
    figure = Text(str(value), size, True, palette_ink or metal.ink, Align.CENTRE, None, cap=44)
    return Stack((disk, Middle(figure)))


def note_picture(value: int, taken: bool) -> Layout:
    """A note with its figure, much smaller than life."""
    print_ = PRINTS[value] if taken else NOT_TAKEN_NOTE
    sheet = Picture((note(print_),), NOTE, *NOTE, shadow=PAPER if taken else None, radius=7)
    figure = Text(str(value), Size.H3, True, print_.ink, Align.CENTRE, None, cap=44)
    return Stack((sheet, Middle(figure)))


@dataclass(frozen=True, slots=True, eq=False)
class Marked(Layout):
    """A picture with a badge on its lower right edge."""

    child: Layout
    mark: Layout

    def width(self, kit: Kit) -> int:
        return self.child.width(kit) + self.mark.width(kit) // 2

    def height(self, kit: Kit, width: int) -> int:
        return kit.height(self.child, width) + kit.px(8)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        w, h = self.child.width(kit), kit.height(self.child, rect.w)
        at = Rect(rect.x + (rect.w - w) // 2, rect.y, w, h)
        self.child.place(kit, at, sheet)
        size = self.mark.width(kit)
        place = Rect(at.right - round(size * 0.72), at.bottom - round(size * 0.78), size, size)
        self.mark.place(kit, place, sheet)


def machine_map(palette: Palette, front: Front, lit: frozenset[Part], height: int, name: str) -> Picture:
    """Where it is on the machine."""
    bodies = blinking_machine(palette, front, lit)
    return Picture(bodies, MACHINE, height * 140 / 320, height, name, period_s=1.0)


def countdown(palette: Palette, seconds: int, of_s: int) -> Layout:
    """A ring that empties, with the seconds in it."""
    picture = Picture((ring(seconds / max(1, of_s), palette.track, palette.prim),), RING, 208, 208)
    figure = Text(str(seconds), Size.DISPLAY, True, "ink", Align.CENTRE)
    return Stack((picture, Middle(figure)))


class Bar(Layout):
    """A short bar for one thing: full when it is reported done, stripes while it works, empty before."""

    __slots__ = ("name", "state", "tall")

    def __init__(self, state: State, name: str = "", tall: int = 20) -> None:
        self.state = state
        self.name = name
        self.tall = tall

    def width(self, kit: Kit) -> int:
        return kit.px(40)

    def height(self, kit: Kit, width: int) -> int:
        return kit.px(self.tall)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        palette, radius = kit.palette, rect.h // 2
        if self.name:
            sheet.node(Node(Role.PROGRESS, self.name, rect, states=frozenset({self.state})))
        fill = {State.DONE: "prim", State.FAILED: "bad_tint"}.get(self.state, "surface")
        edge = {State.DONE: "", State.RUNNING: "prim", State.FAILED: "bad"}.get(self.state, "edge")
        if self.state is State.RUNNING:
            bodies = stripes(rect.w, rect.h, palette.prim, palette.of("tint"))
            if palette.flat:
                bodies = bodies[:1]
            sheet.mark(Drawing(rect, bodies, (rect.w, rect.h), period_s=0.75, radius=radius))
            Look("", stroke=edge, stroke_w=3, radius=radius).draw(kit, rect, sheet)
            return
        Look(fill, stroke=edge, stroke_w=3 if edge else 0, radius=radius, line="").draw(kit, rect, sheet)


def filler(h: int = 0) -> Layout:
    return Grow(Space(0, h))
