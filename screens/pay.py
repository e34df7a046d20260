"""So much more, into that slot; these coins are taken now, and this is what happens to what is too much."""

from __future__ import annotations

from kiosk.change import make_change
from kiosk.money import COINS, ZERO, Money
from kiosk.visit.events import BackTouched, CancelTouched
from kiosk.visit.payout import available
from kiosk.visit.states import Closing, Paying
from screens.art import Part
from screens.boxes import Card, Look, Phrase, Said, Text
from screens.coins import Share, figure, groove
from screens.frame import Frame, actions
from screens.kit import Align, Layout
from screens.layout import AtLeast, Column, Fold, Grid, Grow, Hug, Middle, Pad, Row
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
        body.append(Pad(_too_much(view, state), 16))
    body.append(_inserted(view, state))
    aside: list[Layout] = [] if over else [_coins(view, state)]
    if state.closing is None:
        aside.append(Pad(_if_cancelled(view, state), 16))
    foot = None if state.closing is not None else _foot(view, state)
    return Frame(view, 2, texts(_title(view, state)), body, aside, foot)


def _title(view: View, state: Paying) -> str:
    match state.closing:
        case Closing.PAID:
            return "pay.title.paid"
        case None:
            if state.blocked:
                return "pay.title.blocked"
            return "pay.title.notes" if view.machine.validator is not None else "pay.title"
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
    height = 250 if view.display.compact else 384
    where = Column(
        (
            machine_map(view.palette, front, lit, height, texts("pay.slot.picture")),
            Text(texts("pay.slot"), Size.BODY, True, align=Align.CENTRE),
        ),
        gap=12,
        align=Align.CENTRE,
    )
    said = texts("pay.share", credit=state.credit, price=state.order.price)
    bar = Share(state.credit, state.order.price, said)
    top = Row((Grow(figure(texts(label), shown)), Hug(where)), gap=16)
    return Pad(Column((top, bar), gap=16), 16)


def _one_figure(state: Paying) -> tuple[str, Money]:
    """What the figure is about: what is missing, what was paid, or what goes back."""
    if state.closing is Closing.PAID:
        return "pay.inserted", state.credit
    if state.closing is not None or state.blocked:
        return "pay.returns", state.credit
    return "pay.due", state.due


# ---- What has been put in ----------------------------------------------------------------------------


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
    coins = groove(view, state.inserted, texts("pay.nothing-yet"))
    return Card(Column((Pad(sums, 12), coins), gap=20), Look("surface", radius=40, elevation=CARD))


# ---- What can be put in ------------------------------------------------------------------------------


def _coins(view: View, state: Paying) -> Layout:
    texts = view.texts
    open_now = {money.amount for money in state.coins_open}
    values = sorted({*SHOWN_COINS, *open_now})
    cells = [_coin(view, value, _why(view, state, value)) for value in values]
    only = Text(texts("pay.coins.only"), Size.NOTE, False, "ink2")
    head = Fold(Text(texts("pay.coins"), Size.H3, True), only, gap=16, end=False, below_gap=0)
    inside = Column((Pad(head, 12), Grid(cells, len(cells), gap=8)), gap=16)
    return Card(inside, Look("surface", radius=40, elevation=CARD))


def _coin(view: View, value: int, key: str) -> Layout:
    texts, taken = view.texts, key == "pay.coin.taken"
    sign = "check" if taken else "clock" if key == "pay.coin.wait" else "close"
    picture = Marked(coin_picture(value, taken), badge(sign, 40, "ok" if taken else "disabled"))
    ink, tone = ("ink", "ok") if taken else ("ink2", "ink2")
    coin, why = texts("pay.coin", value=value), texts(key)
    cell = Column(
        (
            AtLeast(Middle(Hug(picture, Align.CENTRE)), h=120),
            Text(coin, Size.LEAD, True, ink, Align.CENTRE),
            Text(why, Size.NOTE, False, tone, Align.CENTRE),
        ),
        gap=2,
    )
    return Said(cell, f"{coin}: {why}")


def _why(view: View, state: Paying, value: int) -> str:
    """What the core has decided about a coin comes before what the acceptor has confirmed so far."""
    coin = Money(value)
    if view.machine.hoppers and state.offered and coin in COINS and coin not in state.offered:
        return "pay.coin.no-change"
    if coin in state.coins_open:
        return "pay.coin.taken"
    return "pay.coin.not-taken" if state.coins_open else "pay.coin.wait"


# ---- Notices -----------------------------------------------------------------------------------------


def _notice(view: View, state: Paying) -> Layout | None:
    texts = view.texts
    if state.closing is Closing.PAID:
        change = bool(view.machine.hoppers) and state.credit > state.order.price
        then = texts("pay.paid.change") if change else texts("pay.paid.then")
        return banner(Tone.GOOD, texts("pay.paid"), then)
    if state.closing is not None:
        return banner(Tone.INFO, texts("pay.closing"), texts("pay.closing.then", amount=state.credit))
    if state.blocked:
        reasons = " ".join(texts(f"choose.{problem.value}") for problem in state.blocked)
        key = "pay.blocked.then" if state.credit != ZERO else "pay.blocked.nothing"
        return banner(Tone.WARN, reasons, texts(key, amount=state.credit))
    if state.notes_in_doubt > ZERO:
        then = texts("pay.note.doubt.then", amount=state.notes_in_doubt, visit=state.visit_id)
        return banner(Tone.WARN, texts("pay.note.doubt"), then)
    if not view.machine.acceptor.serves:
        return banner(Tone.WARN, texts("pay.stopped"), texts("pay.stopped.then"))
    if state.refused_code is not None:
        return banner(Tone.WARN, texts(refusal(state.refused_code)), texts("pay.refused.then"))
    return None


# ---- What becomes of the money -----------------------------------------------------------------------


def _too_much(view: View, state: Paying) -> Layout:
    """Said before the first coin: is there change, or a slip."""
    over = state.credit - state.order.price
    key = _too_much_key(view, over)
    words = view.texts(key, amount=over) if over > ZERO else view.texts(key)
    return plain(words, "info" if key == "pay.exact" else "shield", "prim", Size.BODY, True)


def _too_much_key(view: View, over: Money) -> str:
    hoppers = view.machine.hoppers
    held = available(hoppers)
    if over > ZERO:
        if make_change(over, held) is not None:
            return "pay.over.change"
        return "pay.over.part" if held.counts else "pay.over"
    if not hoppers:
        return "pay.no-change"
    return "pay.change" if held.counts else "pay.exact"


def _if_cancelled(view: View, state: Paying) -> Layout:
    """Whether what is in comes back as coins alone depends on the coins that the hoppers hold now."""
    hoppers = view.machine.hoppers
    held = available(hoppers)
    if not hoppers:
        return plain(view.texts("pay.cancel.slip"), "ticket", "ink2")
    if held.counts and make_change(state.credit, held) is not None:
        return plain(view.texts("pay.cancel.coins"), "refund", "ink2")
    return plain(view.texts("pay.cancel.part"), "ticket", "ink2")
