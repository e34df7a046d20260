"""Which coins and notes go in now, each with its picture, and why another does not."""

from __future__ import annotations

from kiosk.money import COINS, ZERO, Money
from kiosk.visit.states import Paying
from screens.boxes import Card, Look, Said, Text
from screens.kit import Align, Layout
from screens.layout import AtLeast, Column, Fold, Grid, Hug, Middle, Pad, Rule
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Marked, badge, coin_picture, note_picture

SHOWN_COINS = (1, 5, 10, 50)
TAKEN = "pay.coin.taken"
WAIT = "pay.coin.wait"
NO_CHANGE = "pay.coin.no-change"


def slots(view: View, state: Paying) -> Layout:
    """Coins; where notes are fitted, notes below them."""
    texts = view.texts
    open_now = {money.amount for money in state.coins_open}
    values = sorted({*SHOWN_COINS, *open_now})
    with_notes = view.machine.validator is not None and state.notes_in_doubt == ZERO
    cells = [_coin(view, value, why_coin(view, state, value), named=not with_notes) for value in values]
    coins = Grid(cells, len(cells), gap=8)
    if with_notes:
        inside = Column((coins, Rule(), _notes(view, state)), gap=16)
    else:
        no_notes = "pay.coins.only" if view.machine.validator is None else "pay.note.closed"
        only = Text(texts(no_notes), Size.NOTE, False, "ink2")
        head = Fold(Text(texts("pay.coins"), Size.H3, True), only, gap=16, end=False, below_gap=0)
        inside = Column((Pad(head, 12), coins), gap=16)
    return Card(inside, Look("surface", radius=40, elevation=CARD))


def _notes(view: View, state: Paying) -> Layout:
    values = shown_notes(view, state)
    return Grid([_note(view, value, why_note(view, state, value)) for value in values], len(values), gap=8)


def shown_notes(view: View, state: Paying) -> list[int]:
    return sorted({money.amount for money in (*view.site.notes, *state.notes_open)})


def takes_notes(view: View, state: Paying) -> bool:
    """Whether a note may be asked for: also while the slot is still being opened."""
    return any(why_note(view, state, value) in (TAKEN, WAIT) for value in shown_notes(view, state))


# ---- One of them -------------------------------------------------------------------------------------


def _coin(view: View, value: int, key: str, *, named: bool) -> Layout:
    picture = AtLeast(Middle(Hug(_marked(coin_picture(value, key == TAKEN), key), Align.CENTRE)), h=120)
    return _cell(view, value, key, picture, named)


def _note(view: View, value: int, key: str) -> Layout:
    picture = Hug(_marked(note_picture(value, key == TAKEN), key), Align.CENTRE)
    return _cell(view, value, key, picture, named=False)


def _marked(picture: Layout, key: str) -> Layout:
    taken = key == TAKEN
    sign = "check" if taken else "clock" if key == WAIT else "close"
    return Marked(picture, badge(sign, 40, "ok" if taken else "disabled"))


def _cell(view: View, value: int, key: str, picture: Layout, named: bool) -> Layout:
    """The picture carries the figure; `named` says it again below."""
    texts, taken = view.texts, key == TAKEN
    name, why = texts("pay.coin", value=value), texts(key)
    rows: list[Layout] = [picture]
    if named:
        rows.append(Text(name, Size.LEAD, True, "ink" if taken else "ink2", Align.CENTRE))
    rows.append(Text(why, Size.NOTE, False, "ok" if taken else "ink2", Align.CENTRE))
    return Said(Column(rows, gap=2), f"{name}: {why}")


# ---- Why -------------------------------------------------------------------------------------------


def why_coin(view: View, state: Paying, value: int) -> str:
    """What the core has decided about a coin comes before what the acceptor has confirmed so far."""
    coin = Money(value)
    if view.machine.hoppers and state.offered and coin in COINS and coin not in state.offered:
        return NO_CHANGE
    if coin in state.coins_open:
        return TAKEN
    return "pay.coin.not-taken" if state.coins_open else WAIT


def why_note(view: View, state: Paying, value: int) -> str:
    """A note that is on its way keeps the others waiting; one in doubt keeps them out."""
    note, validator = Money(value), view.machine.validator
    if state.notes_in_doubt > ZERO:
        return "pay.note.closed"
    if validator is None or not validator.serves:
        return "pay.note.stopped"
    if state.offered and note not in state.notes_offered:
        return NO_CHANGE
    if state.note is not None:
        return WAIT
    if note in state.notes_open:
        return TAKEN
    return "pay.coin.not-taken" if state.notes_open else WAIT
