"""So much more, into that slot; these coins are taken now, and this is what happens to what is too much."""

from __future__ import annotations

from kiosk.money import ZERO, Money
from kiosk.visit.events import BackTouched, CancelTouched
from kiosk.visit.states import Closing, Paying
from screens.art import Part
from screens.boxes import Card, Look, Phrase, Said, Text
from screens.frame import Frame, actions
from screens.kit import Align, Kit, Layout, Sheet
from screens.layout import AtLeast, Column, Fold, Grid, Grow, Hug, Middle, Pad, Row
from screens.nodes import Box, Node, Rect, Role, State
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import (
    Marked,
    Tone,
    badge,
    banner,
    button,
    coin_picture,
    machine_map,
    plain,
)

SHOWS = (Paying,)
SHOWN_COINS = (1, 5, 10, 50)

FIGURES = ((Size.PAY, 100), (Size.PAY_LONG, 1000))  # more figures are set smaller, in fixed steps

# Codes of the acceptor, in groups that mean something to the person with the coin in hand.
NOT_TAKEN = frozenset({2, *range(128, 160)})
TOO_FAST = frozenset({8, 18, 33, 37})
UNKNOWN = frozenset({1, 3, 12, 22, 24, 25, 38})
LEVER = frozenset({254})


def refusal(code: int) -> str:
    """The text key for a coin that was not credited."""
    groups = (
        (NOT_TAKEN, "not-taken"),
        (TOO_FAST, "too-fast"),
        (UNKNOWN, "unknown"),
        (LEVER, "lever"),
    )
    return "pay.refused." + next((name for codes, name in groups if code in codes), "other")


def build(view: View, state: Paying) -> Layout:
    texts = view.texts
    over = state.closing is not None or bool(state.blocked)  # no coin goes in any more
    notice = _notice(view, state)
    body: list[Layout] = [notice] if notice is not None else []
    body.append(_due(view, state))
    if not over or state.credit > state.order.price:
        body.append(Pad(_no_change(view, state), 16))
    body.append(_inserted(view, state))
    aside: list[Layout] = [] if over else [_coins(view, state)]
    if state.closing is None:
        aside.append(Pad(plain(texts("pay.cancel.slip"), "ticket", "ink2"), 16))
    foot = None if state.closing is not None else _foot(view, state)
    return Frame(view, 2, texts(_title(state)), body, aside, foot)


def _title(state: Paying) -> str:
    match state.closing:
        case Closing.PAID:
            return "pay.title.paid"
        case None:
            return "pay.title.blocked" if state.blocked else "pay.title"
        case _:
            return "pay.title.closing"


def _foot(view: View, state: Paying) -> Layout:
    """Nothing is filled here: to put in coins is the action. The button names what comes back."""
    texts = view.texts
    if state.credit == ZERO:
        back = button(texts("pay.back"), BackTouched(), left="back")
        return actions(back, button(texts("pay.cancel"), CancelTouched(), left="close"))
    label = texts("pay.cancel.refund", amount=state.credit)
    return button(label, CancelTouched(), left="refund", size=Size.H2)


# ---- The one figure ----------------------------------------------------------------------------------


def _due(view: View, state: Paying) -> Layout:
    texts = view.texts
    front = view.site.front
    lit = frozenset({Part.COIN_SLOT}) if state.coins_open and state.closing is None else frozenset()
    label, shown = _one_figure(state)
    size = next((s for s, below in FIGURES if shown.amount < below), Size.CLOCK)
    figure = Column(
        (
            Text(texts(label), Size.ACTION, False, "ink2"),
            Phrase(
                (
                    Text("NT$", Size.UNIT, True, "prim"),
                    Text(f"{shown.amount:,}", size, True, "prim"),
                ),
                12,
            ),
        )
    )
    height = 250 if view.display.compact else 384
    where = Column(
        (
            machine_map(view.palette, front, lit, height, texts("pay.slot.picture")),
            Text(texts("pay.slot"), Size.BODY, True, align=Align.CENTRE),
        ),
        gap=12,
        align=Align.CENTRE,
    )
    price = state.order.price
    said = texts("pay.share", credit=state.credit, price=price)
    bar = _Share(min(1.0, state.credit.amount / max(1, price.amount)), said)
    return Pad(Column((Row((Grow(figure), Hug(where)), gap=16), bar), gap=16), 16)


def _one_figure(state: Paying) -> tuple[str, Money]:
    """What the figure is about: what is missing, what was paid, or what goes back."""
    if state.closing is Closing.PAID:
        return "pay.inserted", state.credit
    if state.closing is not None or state.blocked:
        return "pay.returns", state.credit
    return "pay.due", state.due


class _Share(Layout):
    """How much of the price is in, as a bar; the figures stand below it."""

    __slots__ = ("name", "share")

    def __init__(self, share: float, name: str) -> None:
        self.share = share
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


# ---- What has been put in ----------------------------------------------------------------------------


def _fitting(view: View) -> int:
    """How many coins of the largest kind the groove holds, beside a figure for the rest."""
    display = view.display
    room = display.width * (0.58 if display.wide else 1.0) / display.px_per_mm - 56
    return max(1, int(room / 32))


def _inserted(view: View, state: Paying) -> Layout:
    texts = view.texts
    sums = Fold(
        Phrase(
            (Text(texts("pay.inserted"), Size.LEAD, False, "ink2"), Text(str(state.credit), Size.H2, True)),
            16,
        ),
        Text(texts("pay.price", amount=state.order.price), Size.LEAD, False, "ink2"),
        gap=16,
    )
    pieces = [money.amount for money, count in reversed(state.inserted.counts) for _ in range(count)]
    most = _fitting(view)
    coins: list[Layout] = [coin_picture(value, True) for value in pieces[:most]]
    if len(pieces) > most:
        coins.append(Text(f"+{len(pieces) - most}", Size.BODY, True))
    if not pieces:
        coins.append(Text(texts("pay.nothing-yet"), Size.BODY, False, "ink2"))
    look = Look("sunken", stroke="line", stroke_w=3, radius=68)
    said = texts("list.comma").join(texts("pay.coin", value=value) for value in pieces)
    row = Card(Row((*coins, Grow()), gap=14), look, 18, 10)
    groove = Said(AtLeast(row, h=136), said or texts("pay.nothing-yet"))
    return Card(Column((Pad(sums, 12), groove), gap=20), Look("surface", radius=40, elevation=CARD))


# ---- What can be put in ------------------------------------------------------------------------------


def _coins(view: View, state: Paying) -> Layout:
    texts = view.texts
    open_now = {money.amount for money in state.coins_open}
    values = sorted({*SHOWN_COINS, *open_now})
    cells = [_coin(view, state, value, value in open_now) for value in values]
    only = Text(texts("pay.coins.only"), Size.NOTE, False, "ink2")
    head = Fold(Text(texts("pay.coins"), Size.H3, True), only, gap=16, end=False, below_gap=0)
    inside = Column((Pad(head, 12), Grid(cells, len(cells), gap=8)), gap=16)
    return Card(inside, Look("surface", radius=40, elevation=CARD))


def _coin(view: View, state: Paying, value: int, taken: bool) -> Layout:
    texts = view.texts
    mark = badge("check", 40, "ok") if taken else badge("close", 40, "disabled")
    picture = Marked(coin_picture(value, taken), mark)
    ink, tone = ("ink", "ok") if taken else ("ink2", "ink2")
    coin, why = texts("pay.coin", value=value), texts(_why(state, taken))
    cell = Column(
        (
            AtLeast(Middle(Hug(picture, Align.CENTRE)), h=120),
            Text(coin, Size.LEAD, True, ink, Align.CENTRE),
            Text(why, Size.NOTE, False, tone, Align.CENTRE),
        ),
        gap=2,
    )
    return Said(cell, f"{coin}: {why}")


def _why(state: Paying, taken: bool) -> str:
    if taken:
        return "pay.coin.taken"
    if state.closing is not None or state.blocked:
        return "pay.coin.closed"
    return "pay.coin.not-taken" if state.coins_open else "pay.coin.wait"


# ---- Notices -----------------------------------------------------------------------------------------


def _notice(view: View, state: Paying) -> Layout | None:
    texts = view.texts
    if state.closing is Closing.PAID:
        return banner(Tone.GOOD, texts("pay.paid"), texts("pay.paid.then"))
    if state.closing is not None:
        return banner(Tone.INFO, texts("pay.closing"), texts("pay.closing.then", amount=state.credit))
    if state.blocked:
        reasons = " ".join(texts(f"choose.{problem.value}") for problem in state.blocked)
        key = "pay.blocked.then" if state.credit != ZERO else "pay.blocked.nothing"
        return banner(Tone.WARN, reasons, texts(key, amount=state.credit))
    if not view.machine.acceptor.serves:
        return banner(Tone.WARN, texts("pay.stopped"), texts("pay.stopped.then"))
    if state.refused_code is not None:
        return banner(Tone.WARN, texts(refusal(state.refused_code)), texts("pay.refused.then"))
    return None


def _no_change(view: View, state: Paying) -> Layout:
    """Said before the first coin: there is no change, there is a slip."""
    texts = view.texts
    over = state.credit - state.order.price
    more = texts("pay.over", amount=over) if over > ZERO else texts("pay.no-change")
    return plain(more, "shield", "prim", Size.BODY, True)
