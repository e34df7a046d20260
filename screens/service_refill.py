"""Filling one hopper, or counting it: choose, say how many, report."""

from __future__ import annotations

from kiosk.cash import RefillReport
from kiosk.maintenance.events import (
    ExchangeGivenUp,
    HopperFilled,
    PageOpened,
    RefillBegun,
    ReportWanted,
)
from kiosk.maintenance.states import Exchange, ExchangeKind, Page, Session
from kiosk.money import ZERO
from kiosk.visit.events import HopperCounted
from kiosk.visit.payout import HopperState
from screens.actions import CountInto, CountWhole
from screens.boxes import Card, Look, Text, Touch
from screens.figures import entry, keypad
from screens.frame import actions
from screens.kit import Align, Layout
from screens.layout import AtLeast, Column, Fold, Grow, Row, Rule
from screens.nodes import Role
from screens.service_frame import page, slip_note, to_menu
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Icon, Kind, Tone, banner, button, plain, segmented

SHOWS = (Page.REFILL,)
KEY = "service.page.refill"


def build(view: View, state: Session) -> Layout:
    exchange = view.machine.service.exchange
    if isinstance(state.report, RefillReport):
        return _reported(view, state, state.report)
    if exchange is None:
        return _choosing(view, state)
    hopper = next((h for h in view.machine.hoppers if h.name == exchange.unit), None)
    if exchange.kind is not ExchangeKind.REFILL or hopper is None:
        words = view.texts("service.exchange.collection")
        notice = banner(Tone.WARN, words, view.texts("service.exchange.first"))
        return page(view, state, KEY, [notice], to_menu(view))
    return _filling(view, state, exchange, hopper)


def _choosing(view: View, state: Session) -> Layout:
    texts = view.texts
    body: list[Layout] = [Text(texts("service.refill.which"), Size.BODY)]
    body += [_hopper(view, hopper) for hopper in view.machine.hoppers]
    if not view.machine.hoppers:
        body = [banner(Tone.INFO, texts("service.refill.none"))]
    return page(view, state, KEY, body, to_menu(view))


def _hopper(view: View, hopper: HopperState) -> Touch:
    texts = view.texts
    name = texts("service.coin", value=hopper.value.amount)
    held = texts("service.pieces", n=hopper.level)
    words = Column(
        (
            Text(name, Size.H3, True),
            Text(texts(f"service.accuracy.{hopper.accuracy.value}"), Size.NOTE, False, "ink2"),
        )
    )
    row = Row((Icon("coin", 52, "prim"), Grow(words), Text(held, Size.H3, True), Icon("chev", 40)), gap=20)
    look = Look("surface", stroke="edge", stroke_w=2, radius=30)
    pressed = Look("tint", stroke="prim", stroke_w=5)
    return Touch(row, Role.BUTTON, name, RefillBegun(hopper.name), look, pressed, value=held, pad_x=28,
                 min_h=112)  # fmt: skip


def _filling(view: View, state: Session, exchange: Exchange, hopper: HopperState) -> Layout:
    texts, ui = view.texts, view.ui
    how = segmented(
        (
            (texts("service.refill.added"), CountWhole(False), not ui.whole),
            (texts("service.refill.whole"), CountWhole(True), ui.whole),
        )
    )
    figure = (Text(ui.figure, Size.H2, True),) if ui.figure else ()
    label = texts("service.refill.count" if ui.whole else "service.refill.add", value=hopper.value.amount)
    pieces = int(ui.figure or 0)
    body: list[Layout] = [
        plain(texts("service.refill.how"), "wrench", "prim", Size.BODY),
        how,
        entry(label, figure, ui.figure, CountInto(0), active=True),
    ]
    if not ui.whole:
        body.append(Text(texts("service.refill.now", n=hopper.level), Size.BODY, False, "ink2"))
    body.append(Grow(keypad(view) if view.display.compact else AtLeast(keypad(view), h=400)))
    deed = HopperCounted(exchange.unit, pieces) if ui.whole else HopperFilled(exchange.unit, pieces)
    nothing = button(texts("service.refill.nothing"), ExchangeGivenUp(), size=Size.BODY)
    take = button(texts("service.refill.take"), deed, Kind.PRIMARY, icon="check", off=not ui.figure)
    return page(view, state, KEY, body, actions(nothing, take))


def _reported(view: View, state: Session, report: RefillReport) -> Layout:
    texts = view.texts
    rows = [
        (texts("service.refill.before"), texts("service.pieces", n=report.journal - report.in_doubt)),
        (texts("service.refill.added"), texts("service.pieces", n=report.added)),
        (texts("service.refill.after"), texts("service.pieces", n=report.after)),
    ]
    if report.counted is not None:
        rows[1] = (texts("service.column.difference"), f"NT${report.difference.amount:+,}")
    number = texts("service.report.number", number=report.number)
    name = texts("service.coin", value=report.value.amount)
    done_words = texts("service.refill.done", name=name)
    body: list[Layout] = [banner(Tone.GOOD, done_words, number), *slip_note(view, state.slip)]
    if report.difference != ZERO:
        body.append(banner(Tone.WARN, texts("service.refill.differs"), texts("service.count.posted")))
    table: list[Layout] = []
    for what, value in rows:
        if table:
            table.append(Rule())
        figure = Text(value, Size.LEAD, True, align=Align.END)
        table.append(Fold(Text(what, Size.LEAD, False, "ink2"), figure, below_gap=0))
    body.append(Card(Column(table, gap=12), Look("surface", radius=36, elevation=CARD), 28, 24))
    waits = state.slip is not None and state.slip.outcome is None
    again = button(texts("service.report.again"), ReportWanted(), left="receipt", size=Size.H3, off=waits)
    done = button(texts("service.done"), PageOpened(Page.OVERVIEW), Kind.PRIMARY, icon="check")
    return page(view, state, KEY, body, actions(again, done))
