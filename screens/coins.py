"""Money in pictures: the one huge figure, the pieces that are in or out, and how much of a sum that is."""

from __future__ import annotations

from enum import Enum, auto

from kiosk.change import make_change
from kiosk.money import COINS, Money, Tally
from kiosk.visit.machine import Machine
from kiosk.visit.payout import available
from screens.art import COIN_MM, NOTE
from screens.boxes import Card, Look, Phrase, Said, Text
from screens.kit import Kit, Layout, Sheet
from screens.layout import AtLeast, Column, Grow, Row
from screens.nodes import Box, Node, Rect, Role, State
from screens.theme import DESIGN_PX_PER_MM, Size
from screens.view import View
from screens.widgets import coin_picture, note_picture

GAP_MM = 4.0  # between two pieces in the groove
SIZES = ((Size.PAY, 100), (Size.PAY_LONG, 1000))  # more figures are set smaller, in fixed steps


def figure(label: str, shown: Money, *, smaller: bool = False) -> Layout:
    """The one amount that a screen is about, and above it which amount that is."""
    sizes = SIZES[1:] if smaller else SIZES
    size = next((size for size, below in sizes if shown.amount < below), Size.CLOCK)
    parts = (Text("NT$", Size.UNIT, True, "prim"), Text(f"{shown.amount:,}", size, True, "prim"))
    return Column((Text(label, Size.ACTION, False, "ink2"), Phrase(parts, 12)))


class Share(Layout):
    """How much of a sum is there, as a bar; the figures stand beside it in words."""

    __slots__ = ("name", "share")

    def __init__(self, part: Money, whole: Money, name: str) -> None:
        self.share = min(1.0, part.amount / max(1, whole.amount))
        self.name = name

    def height(self, kit: Kit, width: int) -> int:
        return kit.px(28)

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        radius = rect.h // 2
        states = frozenset({State.DONE if self.share >= 1 else State.RUNNING})
        sheet.node(Node(Role.PROGRESS, self.name, rect, states=states))
        sheet.mark(Box(rect, radius, kit.palette.track))
        filled = round(rect.w * self.share)
        if filled >= rect.h:
            sheet.mark(Box(Rect(rect.x, rect.y, filled, rect.h), radius, kit.palette.prim))


def groove(view: View, pieces_in: Tally, nothing: str) -> Layout:
    """Coins at life size, notes as pictures, the largest first; `nothing` is said while there are none."""
    texts = view.texts
    pieces = [money.amount for money, count in reversed(pieces_in.counts) for _ in range(count)]
    most = _fitting(view, pieces)
    shown: list[Layout] = [cash_picture(value) for value in pieces[:most]]
    if len(pieces) > most:
        shown.append(Text(f"+{len(pieces) - most}", Size.BODY, True))
    if not pieces:
        shown.append(Text(nothing, Size.BODY, False, "ink2"))
    look = Look("sunken", stroke="line", stroke_w=3, radius=68)
    said = texts("list.comma").join(texts("pay.coin", value=value) for value in pieces)
    row = Card(Row((*shown, Grow()), gap=14), look, 18, 10)
    return Said(AtLeast(row, h=136), said or nothing)


def cash_picture(value: int) -> Layout:
    return coin_picture(value, True) if Money(value) in COINS else note_picture(value, True)


def _fitting(view: View, pieces: list[int]) -> int:
    """How many of the pieces the groove holds, beside a figure for the rest; at least the first."""
    display = view.display
    room = display.width * (0.58 if display.wide else 1.0) / display.px_per_mm - 56
    fitting = 0
    for value in pieces:
        room -= (COIN_MM[50] if Money(value) in COINS else NOTE[0] / DESIGN_PX_PER_MM) + GAP_MM
        if room < 0:
            break
        fitting += 1
    return max(1, fitting)


class InCoins(Enum):
    """Whether a sum can leave the machine as coins now."""

    ALL = auto()
    PART = auto()
    NONE = auto()


def in_coins(machine: Machine, amount: Money) -> InCoins:
    held = available(machine.hoppers)
    if make_change(amount, held) is not None:
        return InCoins.ALL if held.counts else InCoins.NONE
    return InCoins.PART if held.counts else InCoins.NONE
