"""Nobody is here: it works now, this is what it costs, press to begin."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.gate import notes_to_take
from kiosk.money import ZERO, Money
from kiosk.texts import Texts
from kiosk.visit.payout import available
from kiosk.visit.states import Attract, Delivery
from screens.actions import Start
from screens.boxes import Card, Look, Phrase, Text, Touch
from screens.kit import Align, Layout
from screens.layout import AtLeast, Column, Fold, Grid, Grow, Hug, Pad, Row, Rule, Space, Stack, Wrap
from screens.skyline import Skyline
from screens.theme import HIGH_CARD, Size
from screens.view import PriceTag, View, local
from screens.widgets import Icon, Kind, Tone, badge, banner, button, disc

SHOWS = (Attract,)
MOST_PRICES = 3


def build(view: View) -> Layout:
    texts, other = view.texts, view.next_language
    below = (*(_below(view, rows) for rows in range(MOST_PRICES, -1, -1)), _shortest(view))
    return Skyline(
        view,
        view.night,
        texts("attract.title"),
        other("attract.title.second"),
        below,
        Start(),
        texts("attract.anywhere"),
    )


def _below(view: View, rows: int) -> Layout:
    blocks: list[Layout] = [_status(view)]
    if _exact_only(view):
        blocks.append(_exact(view))
    if rows:
        blocks.append(_prices(view, rows))
    blocks += [_buttons(view), _hint(view)]
    return Column(blocks, gap=24)


def _shortest(view: View) -> Layout:
    """Where there is no room for more: what goes on as always gives way to what is different now."""
    return Column((_exact(view) if _exact_only(view) else _status(view), _buttons(view)), gap=24)


def _status(view: View) -> Layout:
    coins = "attract.coins.change" if _has_change(view) else "attract.coins"
    tiles = [_tile(view, "printer", "attract.printing"), _tile(view, "coin", coins)]
    notes = _notes(view)
    if notes:
        tiles.append(_tile(view, "note", "attract.notes", notes))
    tiles.append(_tile(view, "net", "attract.online"))
    tiles = [Grow(tile) for tile in tiles]
    return Card(Wrap(tiles, gap=16, line_gap=16), Look("surface", radius=36, elevation=HIGH_CARD), 20, 32)


def _has_change(view: View) -> bool:
    return bool(available(view.machine.hoppers).counts)


def _notes(view: View) -> list[Money]:
    """The notes that can be had for at least one of the prices now; a dearer paper may take more of them."""
    machine = view.machine
    if machine.validator is None or not machine.validator.serves:
        return []
    prices = {tag.fee for tag in view.prices}
    taken = {note for price in prices for note in notes_to_take(machine, price, ZERO)}
    return [note for note in view.site.notes if note in taken]


def _exact_only(view: View) -> bool:
    """Change is what this machine gives, and now it has none."""
    return bool(view.machine.hoppers) and not _has_change(view)


def _exact(view: View) -> Layout:
    return banner(Tone.WARN, view.texts("attract.exact"), view.next_language("attract.exact"))


def _tile(view: View, sign: str, key: str, notes: Sequence[Money] = ()) -> Layout:
    mark = Stack(
        (
            Pad(disc(sign, 76, "tint", "prim", 0.58), 6, 0, 12),
            Column((Space(0, 52), Hug(badge("check", 36, "ok"), Align.END))),
        )
    )
    words = Column(
        (
            Text(_said(view.texts, key, notes), Size.LEAD, True),
            Text(_said(view.next_language, key, notes), Size.NOTE, False, "ink2"),
        )
    )
    return Row((mark, Grow(words)), gap=12)


def _said(texts: Texts, key: str, notes: Sequence[Money]) -> str:
    return texts(key, notes=texts("list.comma").join(str(note.amount) for note in notes))


def _prices(view: View, rows: int) -> Layout:
    plates = [
        _plate(view, delivery, tags[:rows])
        for delivery in Delivery
        if (tags := [tag for tag in view.prices if tag.delivery is delivery])
    ]
    return Grid(plates, len(plates), gap=16) if plates else Space()


def _plate(view: View, delivery: Delivery, tags: list[PriceTag]) -> Layout:
    now = delivery is Delivery.PRINTED_NOW
    sign, ink, fill = ("printer", "prim", "tint") if now else ("counter", "kraft", "kraft_tint")
    key = "choose.now" if now else "attract.counter"
    head = Row((Icon(sign, 48, ink, 2.1), Grow(Text(view.texts(key), Size.LEAD, True, ink))), gap=14)
    rows: list[Layout] = []
    for tag in tags:
        if rows:
            rows.append(Rule())
        rows.append(Pad(_price(view, tag), 0, 8, 8))
    inner = Card(Column(rows), Look("surface", radius=26, line=""), 24, 8)
    return Card(Column((Pad(head, 16), inner), gap=16), Look(fill, radius=36, line=ink), 12, 20)


def _price(view: View, tag: PriceTag) -> Layout:
    texts, other = view.texts, view.next_language
    names = Column(
        (
            Text(local(texts, tag.name.zh, tag.name.en), Size.BODY, True),
            Text(local(other, tag.name.zh, tag.name.en), Size.NOTE, False, "ink2"),
        )
    )
    fee = Phrase(
        (Text("NT$", Size.NOTE, False, "ink2"), Text(f"{tag.fee.amount:,}", Size.H3, True)), 2, Align.END
    )
    return Fold(names, fee, gap=12, below_gap=0)


def _buttons(view: View) -> Layout:
    texts, other = view.texts, view.next_language
    start = button(texts("attract.start"), Start(), Kind.PRIMARY, icon="arrow", size=Size.H1, height=152)
    if other is texts:
        return start
    second = button(
        other.name,
        Start(other.language),
        size=Size.ACTION,
        height=152,
        name=texts("attract.start.in", language=other.name),
    )
    return _side_by_side(start, second)


def _side_by_side(start: Touch, second: Touch) -> Layout:
    return Pad(Row((Grow(start), AtLeast(second, w=304)), gap=24, align=Align.STRETCH), 16)


def _hint(view: View) -> Layout:
    words = f"{view.texts('attract.anywhere')}　{view.next_language('attract.anywhere')}"
    return Text(words, Size.NOTE, False, "ink2", Align.CENTRE)
