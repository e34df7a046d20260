"""Nothing is bought; the money goes back, here on a slip that the counter pays. How much, and why."""

from __future__ import annotations

from kiosk.money import ZERO
from kiosk.visit.states import Refunding
from screens import things
from screens.art import Part
from screens.boxes import Card, Look, Phrase, Text
from screens.frame import Frame
from screens.kit import Layout
from screens.layout import Column, Grow, Hug, Pad, Row
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import machine_map, plain

SHOWS = (Refunding,)


def build(view: View, state: Refunding) -> Layout:
    texts = view.texts
    total = sum((claim.amount for claim in state.claims), ZERO)
    reasons = [Text(texts(f"claim.{claim.reason.value}"), Size.LEAD) for claim in state.claims]
    figure = Column(
        (
            Text(texts("refund.back"), Size.ACTION, False, "ink2"),
            Phrase(
                (Text("NT$", Size.H1, True, "prim"), Text(f"{total.amount:,}", Size.CLOCK, True, "prim")), 12
            ),
            *reasons,
        )
    )
    height = 260 if view.display.compact else 480
    lit = frozenset({Part.RECEIPT})
    where = machine_map(view.palette, view.site.front, lit, height, texts("refund.picture"))
    body = (
        Card(Row((Grow(figure), Hug(where)), gap=24), Look("surface", radius=40, elevation=CARD), 40, 40),
        things.rows(view, things.slips(view, state.slips, state.claims)),
    )
    aside = (
        Pad(
            Column(
                (
                    plain(texts("refund.why-slip"), "ticket", "prim", Size.BODY, True),
                    plain(texts("claim.where", place=view.name(view.site.counter)), "pin", "kraft"),
                ),
                gap=12,
            ),
            16,
        ),
    )
    return Frame(view, 2, texts("refund.title"), body, aside)
