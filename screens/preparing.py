"""Something slow is under way: looking the person up, or getting the papers ready. No money is in yet."""

from __future__ import annotations

from kiosk.visit.events import BackTouched
from kiosk.visit.states import CheckingIdentity, OrderLine, Preparing
from screens.boxes import Card, Look, Text
from screens.frame import Frame, actions
from screens.kit import Align, Layout
from screens.layout import Column, Fold, Hug, Pad, Rule
from screens.nodes import State
from screens.theme import CARD, Size
from screens.view import View, local
from screens.widgets import Bar, button, disc, plain

SHOWS = (CheckingIdentity, Preparing)


def build(view: View, state: CheckingIdentity | Preparing) -> Layout:
    match state:
        case CheckingIdentity():
            back = actions(button(view.texts("back"), BackTouched(), left="back"))
            return _waiting(view, 0, "checking", (), back)
        case Preparing():
            return _waiting(view, 1, "preparing", (_order(view, state.order.lines),), None)


def _waiting(view: View, step: int, key: str, more: tuple[Layout, ...], foot: Layout | None) -> Layout:
    texts = view.texts
    big = not view.display.compact and not view.display.wide
    sign = disc("wait", 280 if big else 120, "tint", "prim", 0.5, 1.8)
    card = Card(
        Column(
            (
                Hug(sign, Align.CENTRE),
                Text(texts(f"{key}.now"), Size.H2, True, align=Align.CENTRE),
                Bar(State.RUNNING, texts(f"{key}.now"), 28),
                Text(texts(f"{key}.then"), Size.BODY, False, "ink2", Align.CENTRE),
            ),
            gap=36 if big else 20,
        ),
        Look("surface", radius=40, elevation=CARD),
        40,
        64 if big else 28,
    )
    money = Pad(plain(texts("waiting.money"), "shield", "prim", Size.LEAD, True), 16)
    return Frame(view, step, texts(f"{key}.title"), (card, *more), (money,), foot)


def _order(view: View, lines: tuple[OrderLine, ...]) -> Layout:
    rows: list[Layout] = []
    for line in lines:
        if rows:
            rows.append(Rule())
        name = Text(local(view.texts, line.name_zh, line.name_en), Size.LEAD, True)
        sum_up = Text(
            view.texts("preparing.line", n=line.copies, amount=line.price), Size.BODY, False, "ink2"
        )
        rows.append(Fold(name, sum_up, gap=24, below_gap=0))
    return Card(Column(rows, gap=16), Look("surface", radius=40, elevation=CARD), 32, 28)
