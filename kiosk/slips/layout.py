"""The parts a slip is put together from, top to bottom; how they become dots is kiosk/slips/raster.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.slips.words import Label


class Size(StrEnum):
    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Title:
    """White on black: the kind of slip, known at arm's length."""

    label: Label


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, broken into as many lines as it needs."""

    words: str
    size: Size = Size.NORMAL
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Pair:
    """A name on the left and its value on the right, the value always bold.

    Where both do not fit, the English half of the name goes; then the value takes lines of its own.
    """

    label: Label
    value: str
    size: Size = Size.NORMAL
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the first cell starts left and may take several lines, the others end right.

    `shares` are parts of the width and add up to 1.
    """

    cells: tuple[str, ...]
    shares: tuple[float, ...]
    size: Size = Size.NORMAL
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    millimetres: float


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code with paragraphs on its right."""

    content: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A code to be read aloud or typed: its groups as large as the paper allows, in two lines if need be."""

    code: str


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Room to sign."""

    name: str


Block = Title | Text | Pair | Row | Rule | Space | Qr | Code | SignatureLine


def texts(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Every word that stands on the slip, in order; QR contents are not words."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Title(label):
                found += [label.zh, label.en]
            case Text(words):
                found.append(words)
            case Pair(label, value):
                found += [label.zh, label.en, value]
            case Row(cells):
                found += cells
            case Qr(_, words):
                found += words
            case Code(code):
                found.append(code)
            case SignatureLine(name):
                found.append(name)
            case Rule() | Space():
                pass
    return tuple(found)
