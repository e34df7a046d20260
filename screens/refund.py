"""Nothing is bought; what the hoppers could not give back is printed on a slip that the counter pays."""

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
    coins = things.coins(view, state.paid_out, sold=False)
    body: list[Layout] = [*things.in_doubt(view, state)]
    body.append(_on_a_slip(view, state))
    body.append(things.rows(view, [*coins, *things.slips(view, state.slips, state.claims)]))
    why = texts("refund.why-rest") if view.machine.hoppers else texts("refund.why-slip")
    aside = (
        Pad(
            Column(
                (
                    *things.redeemed(view, state.redeemed, spent=False),
                    plain(why, "ticket", "prim", Size.BODY, True),
                    plain(texts("claim.where", place=view.name(view.site.counter)), "pin", "kraft"),
                ),
                gap=12,
            ),
            16,
        ),
    )
    return Frame(view, 2, texts("refund.title"), body, aside)


def _on_a_slip(view: View, state: Refunding) -> Layout:
    """How much is owed, why, and where its slip comes out; coins that are out lie in the coin return."""
    texts, out = view.texts, bool(state.paid_out.counts)
    total = sum((claim.amount for claim in state.claims), ZERO)
    reasons = [Text(things.reason(view, state, claim), Size.LEAD) for claim in state.claims]
    figure = Column(
        (
            Text(texts("refund.rest") if out else texts("refund.back"), Size.ACTION, False, "ink2"),
            Phrase(
                (Text("NT$", Size.H1, True, "prim"), Text(f"{total.amount:,}", Size.CLOCK, True, "prim")), 12
            ),
            *reasons,
        )
    )
    height = 260 if view.display.compact else 480
    lit = frozenset({Part.RECEIPT, Part.COIN_RETURN} if out else {Part.RECEIPT})
    said = texts("refund.picture.coins") if out else texts("refund.picture")
    where = machine_map(view.palette, view.front, lit, height, said)
    return Card(Row((Grow(figure), Hug(where)), gap=24), Look("surface", radius=40, elevation=CARD), 40, 40)
