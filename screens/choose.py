"""What comes out here, what is fetched at the counter, how many of each, and what it costs."""

from __future__ import annotations

from kiosk.money import ZERO
from kiosk.visit.events import BackTouched, CancelTouched, CopiesChosen, OrderConfirmed
from kiosk.visit.states import Choosing, Delivery, Offer
from screens import credit
from screens.boxes import Card, Look, Phrase, Text, Touch
from screens.frame import Frame, actions
from screens.kit import Align, Layout
from screens.layout import AtLeast, Column, Fold, Grow, Pad, Row, Wrap
from screens.nodes import Role, State
from screens.pages import Section
from screens.theme import CARD, Size
from screens.view import View, local, masked
from screens.widgets import Icon, Kind, Tone, amount, badge, banner, button, round_key

SHOWS = (Choosing,)
TITLES = {
    Delivery.PRINTED_NOW: "choose.now",
    Delivery.COUNTER: "choose.counter",
    Delivery.MAIL: "choose.mail",
}


def build(view: View, state: Choosing) -> Layout:
    texts = view.texts
    body: list[Layout] = []
    if state.problem is not None:
        key = f"choose.{state.problem.value}"
        body.append(banner(Tone.WARN, texts(key), texts("choose.problem.money")))
    owed = credit.owed(view, state.person)
    if owed > ZERO:
        body.append(credit.block(view, owed))
    cart = dict(state.cart)
    for delivery in Delivery:
        offers = [offer for offer in state.offers if offer.delivery is delivery]
        if offers:
            body.append(_section(view, delivery, offers, cart))
    return Frame(
        view, 1, texts("choose.title"), body, (), _foot(view, state), _chip(view, state), sheet_foot=True
    )


def kind_of(delivery: Delivery) -> str:
    """The colour token of everything that is handed over there."""
    return "prim" if delivery is Delivery.PRINTED_NOW else "kraft"


def _chip(view: View, state: Choosing) -> Layout:
    """Whom the machine takes this person for, and the way out if it is wrong."""
    texts = view.texts
    name = masked(texts, state.person.name_zh, state.person.name_en)
    row = Row(
        (
            Icon("user", 34, "prim", 2.1, control=False),
            Text(name, Size.NOTE, True, cap=34),
            Text(texts("choose.not-you"), Size.NOTE, False, "prim", cap=34),
        ),
        gap=16,
    )
    look = Look("surface", stroke="edge", stroke_w=2, radius=36)
    down = Look("sunken", stroke="ink", stroke_w=3, radius=36)
    return Touch(
        row, Role.BUTTON, texts("choose.not-you"), CancelTouched(), look, down, value=name, pad_x=20, min_h=72
    )


# ---- The offers --------------------------------------------------------------------------------------


def _section(view: View, delivery: Delivery, offers: list[Offer], cart: dict[str, int]) -> Layout:
    texts, ink = view.texts, kind_of(delivery)
    now = delivery is Delivery.PRINTED_NOW
    title = Row(
        (
            Icon("printer" if now else "counter", 52, ink, 2.1),
            Grow(Text(texts(TITLES[delivery]), Size.H3, True, ink)),
        ),
        gap=14,
    )
    where = Text(texts(f"{TITLES[delivery]}.where"), Size.NOTE, align=Align.END)
    head = Pad(Fold(title, where, gap=16, end=False, below_gap=0), 12)
    items = [_offer(view, offer, cart.get(offer.code, 0)) for offer in offers]
    fill = "tint" if now else "kraft_tint"
    return Section(head, items, Look(fill, radius=40, line="ink" if now else "kraft"))


def _offer(view: View, offer: Offer, copies: int) -> Layout:
    if offer.why_not or offer.why_not_zh:
        return _closed(view, offer)
    return _chosen(view, offer, copies) if copies else _open(view, offer)


def _closed(view: View, offer: Offer) -> Layout:
    """Stays in its place, flat, with the reason; there is nothing to touch."""
    texts = view.texts
    name = local(texts, offer.name_zh, offer.name_en)
    reason = local(texts, offer.why_not_zh, offer.why_not_en) or texts("why-not.other")
    fill = "off" if kind_of(offer.delivery) == "prim" else "kraft_off"
    words = Text(name, Size.LEAD, True, "ink2")
    why = Row((Icon("info", 32, "ink", 2.2), Text(reason, Size.NOTE)), gap=10)
    row = Fold(words, why, gap=20, end=False, below_gap=4)
    states = frozenset({State.CLOSED})
    look = Look(fill, radius=26, dash="2 9")
    return AtLeast(Card(row, look, 28, 16, Role.STATUS, f"{name}: {reason}", states), h=84)


def _open(view: View, offer: Offer) -> Layout:
    """The whole card answers; the button in it says what will happen."""
    texts, ink = view.texts, kind_of(offer.delivery)
    name = local(texts, offer.name_zh, offer.name_en)
    label = texts("choose.add")
    look = Look("surface", stroke=ink, stroke_w=3)
    add = Card(Row((Icon("plus", 40, ink, 2.4), Text(label, Size.LEAD, True, ink)), gap=12), look, 24, 16)
    fill = "tint2" if ink == "prim" else "kraft_tint2"
    return Touch(
        Fold(_words(view, offer, name), add, gap=16, comfort=360),
        Role.BUTTON,
        texts("choose.add.name", name=name),
        CopiesChosen(offer.code, 1),
        Look("surface", radius=26, elevation=CARD),
        Look(fill, stroke=ink, stroke_w=3, radius=26),
        value=f"{offer.fee} {_note(view, offer)}".strip(),
        pad_x=24,
        pad_y=18,
        min_h=128,
    )


def _chosen(view: View, offer: Offer, copies: int) -> Layout:
    texts, ink = view.texts, kind_of(offer.delivery)
    name = local(texts, offer.name_zh, offer.name_en)
    fewer = round_key(
        "minus", texts("choose.fewer", name=name), CopiesChosen(offer.code, copies - 1), ink, filled=False
    )
    more = round_key(
        "plus", texts("choose.more", name=name), CopiesChosen(offer.code, copies + 1), ink,
        filled=True, off=copies >= offer.most_copies,
    )  # fmt: skip
    count = AtLeast(Text(str(copies), Size.ACTION, True, align=Align.CENTRE), w=64, control=True)
    counter = Row((fewer, count, more), gap=8)
    words: Layout = Row(
        (badge("check", 48, ink), Grow(_words(view, offer, name, most=copies >= offer.most_copies))),
        gap=14, align=Align.START,
    )  # fmt: skip
    look = Look("surface", stroke=ink, stroke_w=4, radius=26, elevation=CARD)
    states = frozenset({State.SELECTED})
    return AtLeast(
        Card(Fold(words, counter, gap=16, comfort=420), look, 24, 18, Role.STATUS, name, states), h=128
    )


def _words(view: View, offer: Offer, name: str, *, most: bool = False) -> Layout:
    texts, ink = view.texts, kind_of(offer.delivery)
    price = Phrase(
        (
            Text(str(offer.fee), Size.LEAD, True, ink),
            Text(texts("choose.each"), Size.NOTE, False, "ink2"),
        ),
        8,
    )
    note = texts("choose.most", n=offer.most_copies) if most else _note(view, offer)
    second = Wrap((price, Text(note, Size.NOTE, False, "ink2")), gap=20) if note else price
    return Column((Text(name, Size.LEAD, True), second))


def _note(view: View, offer: Offer) -> str:
    return local(view.texts, offer.note_zh, offer.note_en)


# ---- The sum -----------------------------------------------------------------------------------------


def _foot(view: View, state: Choosing) -> Layout:
    texts = view.texts
    offers = {offer.code: offer for offer in state.offers}
    total = sum((offers[code].fee * copies for code, copies in state.cart), ZERO)
    count = sum(copies for _, copies in state.cart)
    here = sum(c for code, c in state.cart if offers[code].delivery is Delivery.PRINTED_NOW)
    where = texts("choose.empty")
    if count:
        key = "choose.count.where" if count > here else "choose.count.here"
        where = texts(key, here=here, counter=count - here)
    words = Column(
        (Text(texts("choose.count", n=count), Size.LEAD, True), Text(where, Size.NOTE, False, "ink2"))
    )
    sum_up = Row(
        (Text(texts("choose.total"), Size.BODY, False, "ink2"), amount(total, Size.DISPLAY, Size.H2)), gap=20
    )
    go_on = button(
        texts("choose.pay"), OrderConfirmed(), Kind.PRIMARY, icon="arrow", off=not count,
        speech="" if count else texts("choose.empty"),
    )  # fmt: skip
    back = button(texts("choose.leave"), BackTouched(), left="exit")
    return Column((Fold(words, sum_up, gap=16, comfort=260), actions(back, go_on)), gap=16)
