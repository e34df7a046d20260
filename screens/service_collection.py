"""Taking the cash out: begin, count by hand without seeing the books, compare, confirm, report."""

from __future__ import annotations

from kiosk.cash import CollectionReport, CountLine
from kiosk.maintenance.counting import lines, uncounted
from kiosk.maintenance.events import (
    CollectionBegun,
    CollectionConfirmed,
    CountFinished,
    ExchangeGivenUp,
    PageOpened,
    PiecesCounted,
    ReportWanted,
)
from kiosk.maintenance.states import Exchange, ExchangeKind, Page, Session
from kiosk.money import ZERO, Money
from screens.actions import CountInto
from screens.boxes import Card, Look, Text
from screens.figures import entry, keypad
from screens.frame import actions
from screens.kit import Align, Layout
from screens.layout import AtLeast, Column, Grid, Grow, Row, Rule
from screens.service_frame import page, slip_note, to_menu
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Kind, Tone, banner, button, plain

SHOWS = (Page.COLLECTION,)
KEY = "service.page.collection"


def build(view: View, state: Session) -> Layout:
    exchange = view.machine.service.exchange
    if isinstance(state.report, CollectionReport):
        return _reported(view, state, state.report)
    if exchange is None:
        return _before(view, state)
    if exchange.kind is not ExchangeKind.COLLECTION:
        texts = view.texts
        notice = banner(Tone.WARN, texts("service.exchange.refill"), texts("service.exchange.first"))
        return page(view, state, KEY, [notice], to_menu(view))
    if exchange.comparing:
        return _comparing(view, state, exchange)
    return _counting(view, state, exchange)


def _before(view: View, state: Session) -> Layout:
    texts = view.texts
    body: list[Layout] = [
        plain(texts(f"service.collection.{number}"), sign, "prim", Size.LEAD)
        for number, sign in (("first", "slot"), ("second", "tray"), ("third", "list"))
    ]
    body.append(banner(Tone.INFO, texts("service.collection.closed")))
    begin = button(texts("service.collection.begin"), CollectionBegun(), Kind.PRIMARY, icon="arrow")
    return page(view, state, KEY, body, actions(to_menu(view), begin))


def _counting(view: View, state: Session, exchange: Exchange) -> Layout:
    texts, ui = view.texts, view.ui
    missing = uncounted(view.machine, exchange)
    chosen = Money(ui.coin) if ui.coin else next(iter(missing), ZERO)
    counted = dict(exchange.counted)
    fields = []
    for value in view.machine.cash.values:
        active = value == chosen
        figure = ui.figure if active else str(counted.get(value, ""))
        shown = (Text(figure, Size.H3, True),) if figure else ()
        fields.append(
            entry(texts("service.coin", value=value.amount), shown, figure, CountInto(value.amount),
                  active=active, done=value in counted)
        )  # fmt: skip
    keys: list[Layout] = [
        keypad(view) if view.display.compact else Grow(AtLeast(keypad(view), h=400), most=1.5)
    ]
    keys.append(
        button(
            texts("service.count.take"), PiecesCounted(chosen, int(ui.figure or 0)), Kind.TINTED,
            icon="check", size=Size.H3, off=not ui.figure or chosen == ZERO, height=96,
        )
    )  # fmt: skip
    body = (
        Text(texts("service.count.how"), Size.BODY),
        Grid(fields, 2 if len(fields) > 5 else 1, gap=14),
        Grow(Column(keys, gap=16)),
    )
    nothing = button(texts("service.count.nothing"), ExchangeGivenUp(), size=Size.BODY)
    compare = button(
        texts("service.count.compare"), CountFinished(True), Kind.PRIMARY, icon="arrow", off=bool(missing)
    )
    return page(view, state, KEY, body, actions(nothing, compare))


def _comparing(view: View, state: Session, exchange: Exchange) -> Layout:
    texts = view.texts
    found = lines(view.machine, exchange)
    difference = sum((line.difference for line in found), ZERO)
    box = view.machine.cash.coin_box
    device = texts("service.lost-count") if box.device_pieces is None else texts(
        "service.pieces", n=box.device_pieces
    )  # fmt: skip
    body = (
        _agrees(view, difference),
        _table(view, found),
        Text(texts("service.device-count", count=device), Size.BODY, False, "ink2"),
        Text(texts(f"service.accuracy.{box.accuracy.value}"), Size.NOTE, False, "ink2"),
    )
    again = button(texts("service.count.again"), CountFinished(False), left="refresh", size=Size.H3)
    confirm = button(texts("service.count.confirm"), CollectionConfirmed(), Kind.PRIMARY, icon="check")
    return page(view, state, KEY, body, actions(again, confirm))


def _reported(view: View, state: Session, report: CollectionReport) -> Layout:
    texts = view.texts
    number = texts("service.report.number", number=report.number)
    body = (
        banner(Tone.GOOD, texts("service.collection.done"), number),
        *slip_note(view, state.slip),
        _agrees(view, report.difference),
        _table(view, report.lines),
    )
    waits = state.slip is not None and state.slip.outcome is None
    again = button(texts("service.report.again"), ReportWanted(), left="receipt", size=Size.H3, off=waits)
    done = button(texts("service.done"), PageOpened(Page.OVERVIEW), Kind.PRIMARY, icon="check")
    return page(view, state, KEY, body, actions(again, done))


def _agrees(view: View, difference: Money) -> Layout:
    texts = view.texts
    if difference == ZERO:
        return banner(Tone.GOOD, texts("service.count.agrees"))
    key = "service.count.more" if difference > ZERO else "service.count.less"
    amount = difference if difference > ZERO else ZERO - difference
    return banner(Tone.WARN, texts(key, amount=amount), texts("service.count.posted"))


def _table(view: View, found: tuple[CountLine, ...]) -> Layout:
    texts = view.texts
    heads = [texts(f"service.column.{name}") for name in ("value", "books", "counted", "difference")]
    rows: list[Layout] = [_row(heads, Size.NOTE, False)]
    for line in found:
        if not line.journal and not line.counted:
            continue
        cells = [f"NT${line.value.amount:,}", f"{line.journal:,}", f"{line.counted:,}"]
        cells.append(_signed(line.difference))
        rows += [Rule(), _row(cells, Size.BODY, line.difference != ZERO)]
    journal = sum((line.value * line.journal for line in found), ZERO)
    counted = sum((line.value * line.counted for line in found), ZERO)
    sums = [texts("service.column.sum"), f"{journal.amount:,}", f"{counted.amount:,}",
            _signed(counted - journal)]  # fmt: skip
    rows += [Rule("ink"), _row(sums, Size.LEAD, True)]
    return Card(Column(rows, gap=10), Look("surface", radius=36, elevation=CARD), 28, 24)


def _signed(amount: Money) -> str:
    return f"{amount.amount:+,}" if amount != ZERO else "0"


def _row(cells: list[str], size: Size, bold: bool) -> Layout:
    words = [
        Text(cell, size, bold, align=Align.START if i == 0 else Align.END, cap=40)
        for i, cell in enumerate(cells)
    ]
    return Row((Grow(Grid(words, len(words), fixed=True)),))
