"""The tokens of the look: colours, type scale, distances. Nothing here draws.

Design sizes are in px at 4.03 px/mm (21.5 inch portrait panel) and become real px through Metrics, so that a
letter or a button has the same size in millimetres on every display.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum

DESIGN_PX_PER_MM = 4.03
LARGE_TEXT = 1.35
LARGE_TEXT_COMPACT = 1.15  # a low panel is stood closer to, and must still hold a whole row
LARGE_CONTROL = 1.18  # controls grow less than their words: they are large already


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by purpose. Measured contrasts are in tests/screens/test_theme.py."""

    name: str
    bg: str
    bg2: str
    surface: str
    page: str  # a white card, also at night
    sunken: str
    ink: str
    ink2: str
    line: str
    edge: str
    track: str
    prim: str
    prim_dn: str
    prim_hi: str
    on_prim: str
    tint: str
    tint2: str
    off: str
    kraft: str
    kraft_tint: str
    kraft_tint2: str
    kraft_off: str
    on_kraft: str
    ok: str
    warn: str
    warn_fill: str
    warn_tint: str
    warn_line: str
    on_warn: str
    bad: str
    bad_tint: str
    bad_line: str
    info: str
    info_tint: str
    disabled: str
    disabled_bg: str
    scrim: str
    bar: str

    @property
    def flat(self) -> bool:
        """No shadows, no tints; every box gets a line instead."""
        return self.name == "high-contrast"

    def of(self, token: str) -> str:
        """The colour behind a token; a literal #RRGGBB passes through."""
        return token if token.startswith("#") else _TOKENS[self.name][token]


LIGHT = Palette(
    name="light", bg="#F1F5F3", bg2="#F8FAF8", surface="#FFFFFF", page="#FFFFFF", sunken="#E6EDEA",
    ink="#10231F", ink2="#364843", line="#D3DDD9", edge="#6B7F79", track="#CFDAD6",
    prim="#0A5A4C", prim_dn="#063D34", prim_hi="#0E6A5A", on_prim="#FFFFFF",
    tint="#DDEDE7", tint2="#EEF6F3", off="#EBF5F1",
    kraft="#6E420F", kraft_tint="#F2E3CA", kraft_tint2="#FBF4E8", kraft_off="#F7EEDF", on_kraft="#FFFFFF",
    ok="#0A6B3D", warn="#8A5200", warn_fill="#FFC845", warn_tint="#FFEFC2", warn_line="#E0A93A",
    on_warn="#3A2400", bad="#A8201A", bad_tint="#FBE6E3", bad_line="#E3A29D",
    info="#0B4F8A", info_tint="#E1EDF7", disabled="#55655F", disabled_bg="#E6EDEA",
    scrim="#0A1A17", bar="#FFFFFF",
)  # fmt: skip

HIGH_CONTRAST = Palette(
    name="high-contrast", bg="#000000", bg2="#000000", surface="#000000", page="#000000", sunken="#000000",
    ink="#FFFFFF", ink2="#FFFFFF", line="#FFFFFF", edge="#FFFFFF", track="#6A6A6A",
    prim="#FFD60A", prim_dn="#C9A800", prim_hi="#FFD60A", on_prim="#000000",
    tint="#000000", tint2="#1C1A00", off="#000000",
    kraft="#7FE7FF", kraft_tint="#000000", kraft_tint2="#000000", kraft_off="#000000", on_kraft="#000000",
    ok="#7CFF9B", warn="#FFD60A", warn_fill="#FFD60A", warn_tint="#000000", warn_line="#FFD60A",
    on_warn="#FFFFFF", bad="#FF9A92", bad_tint="#000000", bad_line="#FF9A92",
    info="#7FE7FF", info_tint="#000000", disabled="#C4C4C4", disabled_bg="#000000",
    scrim="#000000", bar="#000000",
)  # fmt: skip

# The light colours after sunset, and when the machine is closed: for what stands on the dark sky.
NIGHT = replace(
    LIGHT, name="night", bg="#0B2A30", bg2="#071D22", surface="#12363D", sunken="#0B2A30",
    ink="#FFFFFF", ink2="#E8F2F1", line="#2F6068", edge="#9FBFC2", track="#2F6068",
    prim="#FFFFFF", prim_hi="#FFFFFF", prim_dn="#CFE2E0", on_prim="#0A5A4C",
    tint="#1D4C54", tint2="#275A63", disabled="#B7C8C6", disabled_bg="#0B2A30", bar="#061A1F",
)  # fmt: skip

_TOKENS: dict[str, dict[str, str]] = {
    palette.name: asdict(palette) for palette in (LIGHT, HIGH_CONTRAST, NIGHT)
}


class Size(StrEnum):
    """The closed type scale. NOTE is the smallest there is: a capital letter of 5.1 mm."""

    NOTE = "note"
    BODY = "body"
    LEAD = "lead"
    H3 = "h3"
    H2 = "h2"
    ACTION = "action"
    H1 = "h1"
    DISPLAY = "display"
    UNIT = "unit"
    CLOCK = "clock"
    PAY = "pay"
    PAY_LONG = "pay-long"  # from three digits on


@dataclass(frozen=True, slots=True)
class TypeSize:
    px: int
    line: int


_TYPE = {
    Size.NOTE: (28, 40), Size.BODY: (32, 48), Size.LEAD: (36, 52), Size.H3: (40, 56), Size.H2: (44, 60),
    Size.ACTION: (48, 64), Size.H1: (60, 80), Size.DISPLAY: (80, 104), Size.UNIT: (96, 112),
    Size.CLOCK: (192, 200), Size.PAY: (384, 330), Size.PAY_LONG: (256, 224),
}  # fmt: skip
_COMPACT = {
    Size.H1: (48, 64),
    Size.DISPLAY: (60, 80),
    Size.UNIT: (60, 80),
    Size.CLOCK: (96, 112),
    Size.PAY: (192, 176),
    Size.PAY_LONG: (160, 152),
}
_ALREADY_LARGE = (
    Size.DISPLAY,
    Size.UNIT,
    Size.CLOCK,
    Size.PAY,
    Size.PAY_LONG,
)  # past 14 mm, growing helps nobody
SMALLEST_PX = 27  # at 4.03 px/mm: capital letters of 4.8 mm (ADA 707.7.2)


@dataclass(frozen=True, slots=True)
class Display:
    """The panel as it stands: px each way, and how many make a millimetre."""

    width: int
    height: int
    px_per_mm: float

    @property
    def wide(self) -> bool:
        return self.width > self.height

    @property
    def compact(self) -> bool:
        """Too low for the largest figures: less than 400 mm of height."""
        return self.height / self.px_per_mm < 400


@dataclass(frozen=True, slots=True)
class Metrics:
    """Turns design sizes into px of this display, for this person's choice of text size."""

    display: Display
    large: bool = False

    def px(self, design: float) -> int:
        return round(design * self.display.px_per_mm / DESIGN_PX_PER_MM)

    def control(self, design: float) -> int:
        return self.px(design * LARGE_CONTROL if self.large and not self.display.compact else design)

    def mm(self, millimetres: float) -> int:
        return round(millimetres * self.display.px_per_mm)

    def type(self, size: Size, cap: int = 0) -> TypeSize:
        """Glyph and line height in px; `cap` is the most that large text may make of it, in design px."""
        px, line = _TYPE[size]
        if self.display.compact:
            px, line = _COMPACT.get(size, (px, line))
        if self.large and size not in _ALREADY_LARGE:
            most = cap or (80 if size is Size.H1 else 1000)
            larger = LARGE_TEXT_COMPACT if self.display.compact else LARGE_TEXT
            factor = min(px * larger, most) / px
            px, line = round(px * factor), round(line * factor)
        return TypeSize(self.px(px), self.px(line))


@dataclass(frozen=True, slots=True)
class Elevation:
    dy: int
    blur: int
    alpha: int


CARD = Elevation(4, 14, 30)
HIGH_CARD = Elevation(10, 28, 44)
PRIMARY = Elevation(8, 18, 70)
SHEET = Elevation(-6, 28, 50)
PAPER = Elevation(6, 16, 60)
DIALOG = Elevation(24, 56, 84)
