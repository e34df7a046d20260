"""Coins are coming out: how much in all, how much the hoppers have reported, and what they cannot pay."""

from __future__ import annotations

from kiosk.change import make_change
from kiosk.money import ZERO
from kiosk.visit.payout import available
from kiosk.visit.states import PayingOut
from screens import things
from screens.art import Part
from screens.boxes import Card, Look, Phrase, Text
from screens.coins import Share, figure, groove
from screens.frame import Frame
from screens.kit import Align, Layout
from screens.layout import Column, Fold, Grow, Hug, Pad, Row, Space
from screens.nodes import State
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Bar, Tone, banner, machine_map, plain

SHOWS = (PayingOut,)


def build(view: View, state: PayingOut) -> Layout:
    texts, kind = view.texts, _kind(state)
    body: list[Layout] = [_in_all(view, state), _so_far(view, state)]
    if state.notes_in_doubt > ZERO:
        body.insert(0, things.note_in_doubt(view, state.notes_in_doubt, state.visit_id))
    if state.payout.doubtful > ZERO:
        body.insert(0, things.doubtful(view, state.payout.doubtful, state.visit_id))
    if state.waiting_for_hoppers:
        body.append(banner(Tone.INFO, texts("payout.restarted"), texts("payout.restarted.then")))
    elif _falls_short(view, state):
        place = view.name(view.site.counter)
        body.append(banner(Tone.INFO, texts("payout.short"), texts("payout.short.then", place=place)))
    return Frame(view, 3 if state.receipt_no else 2, texts(f"payout.title.{kind}"), body, _aside(view, state))


def _kind(state: PayingOut) -> str:
    """What the coins are: the change of a sale, what an earlier visit left, or a payment given back."""
    if state.receipt_no:
        return "change"
    return "earlier" if state.redeemed > ZERO else "refund"


def _in_all(view: View, state: PayingOut) -> Layout:
    """The whole sum, and where its coins fall."""
    texts, payout = view.texts, state.payout
    height = 250 if view.display.compact else 384
    lit = frozenset({Part.COIN_RETURN})
    where = Column(
        (
            machine_map(view.palette, view.front, lit, height, texts("payout.picture")),
            Text(texts("payout.return"), Size.BODY, True, align=Align.CENTRE),
        ),
        gap=12,
        align=Align.CENTRE,
    )
    amount = figure(texts(f"payout.all.{_kind(state)}"), payout.amount)
    said = texts("payout.share", paid=payout.paid.total, amount=payout.amount)
    bar = Share(payout.paid.total, payout.amount, said)
    return Pad(Column((Row((Grow(amount), Hug(where)), gap=16), bar), gap=16), 16)


def _so_far(view: View, state: PayingOut) -> Layout:
    """What a hopper has counted out; nothing is moved on between two reports."""
    texts, payout = view.texts, state.payout
    sums = Fold(
        Phrase(
            (
                Text(texts("payout.out"), Size.LEAD, False, "ink2"),
                Text(str(payout.paid.total), Size.H2, True),
            ),
            16,
        ),
        Text(texts("payout.left", amount=payout.left), Size.LEAD, False, "ink2"),
        gap=16,
    )
    rows: list[Layout] = [Pad(sums, 12), groove(view, payout.paid, texts("payout.nothing-yet"))]
    if payout.batch is not None:
        rows.append(Pad(Bar(State.RUNNING, texts("payout.running"), 28), 12))
    return Card(Column(rows, gap=20), Look("surface", radius=40, elevation=CARD))


def _falls_short(view: View, state: PayingOut) -> bool:
    """It is known now that the coins there are will not make up the rest."""
    held = available(view.machine.hoppers, state.payout.failed)
    return make_change(state.payout.left, held) is None


def _aside(view: View, state: PayingOut) -> tuple[Layout, ...]:
    texts = view.texts
    lines = [plain(texts("payout.wait"), "hand", "prim", Size.BODY, True)]
    if state.receipt_no:
        lines += things.redeemed(view, state.redeemed, spent=True)
    if state.receipt_no:
        lines.append(plain(texts("pay.paid.then"), "printer"))
    if not state.waiting_for_hoppers and not _falls_short(view, state):
        lines.append(plain(texts("payout.if-short", place=view.name(view.site.counter)), "ticket"))
    return (Grow(Space(0, 8)), Pad(Column(lines, gap=12), 16), Grow(Space(0, 8)))
