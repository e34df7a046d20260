"""Not now: do not insert coins, this is why, and there is another way. In two languages at once."""

from __future__ import annotations

from kiosk.devices import OFFLINE, DeviceStatus
from kiosk.visit.machine import closed_reasons
from kiosk.visit.states import Attract, ClosedReason
from screens.boxes import Card, Look, Text
from screens.frame import Pager
from screens.kit import Layout
from screens.layout import Column, Grow, Pad, Row, Rule, Space, Themed
from screens.pages import Paged, Section
from screens.skyline import Skyline
from screens.theme import HIGH_CARD, LIGHT, Size
from screens.view import View, local
from screens.widgets import Icon, disc

SHOWS = (Attract,)

SIGNS = {
    ClosedReason.COIN_ACCEPTOR: "coin",
    ClosedReason.RECEIPT_PRINTER: "receipt",
    ClosedReason.DOCUMENT_PRINTER: "printer",
    ClosedReason.JOURNAL: "db",
    ClosedReason.CLOCK: "clock",
    ClosedReason.CENTRAL: "net",
    ClosedReason.STARTING: "refresh",
    ClosedReason.PROGRAM_FAULT: "wrench",
    ClosedReason.STAFF: "hand",
    ClosedReason.EXCHANGE: "coins",
}


def build(view: View) -> Layout:
    texts, other = view.texts, view.next_language
    reasons = closed_reasons(view.machine)
    title = "closed.title"
    if starting(view):
        title, reasons = "closed.starting", ()
    pager = Pager(view)
    whole = [Paged(_blocks(view, reasons, both=both), pager, view.ui.page) for both in (True, False)]
    return Skyline(view, True, texts(title), other(title), whole)


def starting(view: View) -> bool:
    """Devices have not said anything yet: the first seconds after switching on."""
    machine = view.machine
    devices = (machine.acceptor, machine.receipt_printer, machine.document_printer)
    return not machine.fault and not machine.online and all(d == OFFLINE for d in devices)


def _blocks(view: View, reasons: tuple[ClosedReason, ...], *, both: bool) -> tuple[Layout, ...]:
    rows: list[Layout] = []
    for reason in reasons:
        rows.append(Column((Rule(), _reason(view, reason, both)), gap=16))
    card = Look("page", radius=40, elevation=HIGH_CARD)
    first = Section(_slot(view), [Themed(row, LIGHT) for row in rows], card, 40, 28)
    blocks: list[Layout] = [first if rows else Card(_slot(view), card, 40, 28)]
    elsewhere = view.site.elsewhere
    if elsewhere.zh or elsewhere.en:
        blocks.append(_elsewhere(view))
    return (*blocks, _claims(view))


def _slot(view: View) -> Layout:
    words = Column(
        (
            Text(view.texts("closed.no-coins"), Size.H2, True),
            Text(view.next_language("closed.no-coins"), Size.BODY, False, "ink2"),
        )
    )
    row = Row((disc("slot", 104, "bad_tint", "bad", 0.62), Grow(words)), gap=28)
    return Themed(row, LIGHT)


def _reason(view: View, reason: ClosedReason, both: bool) -> Layout:
    texts, other = view.texts, view.next_language
    key = f"closed.{reason.value}"
    words: list[Layout] = [Text(texts(key), Size.LEAD, True)]
    if both:
        words.append(Text(other(key), Size.NOTE, False, "ink2"))
    status = _status(view, reason)
    for trouble in status.troubles if status is not None else ():
        line = texts(f"trouble.{trouble.value}")
        second = other(f"trouble.{trouble.value}") if both else ""
        words.append(Text(f"{line}　{second}".strip(), Size.NOTE, False, "ink2"))
    return Row((Icon(SIGNS[reason], 48, "ink2", 2.0), Grow(Column(words))), gap=28)


def _status(view: View, reason: ClosedReason) -> DeviceStatus | None:
    machine = view.machine
    return {
        ClosedReason.COIN_ACCEPTOR: machine.acceptor,
        ClosedReason.RECEIPT_PRINTER: machine.receipt_printer,
        ClosedReason.DOCUMENT_PRINTER: machine.document_printer,
    }.get(reason)


def _elsewhere(view: View) -> Layout:
    place = view.site.elsewhere
    words = (
        Text(local(view.texts, place.zh, place.en), Size.LEAD, True),
        Text(local(view.next_language, place.zh, place.en), Size.NOTE, False, "ink2"),
    )
    row = Row((Icon("pin", 48, "ink", 2.0), Grow(Column(words))), gap=28)
    return Card(row, Look("surface", stroke="line", stroke_w=2, radius=32), 32, 20)


def _claims(view: View) -> Layout:
    words = (
        Text(view.texts("closed.claims"), Size.BODY),
        Text(view.next_language("closed.claims"), Size.NOTE, False, "ink2"),
    )
    row = Row((Icon("ticket", 40, "ink2", 2.0), Grow(Column(words))), gap=20)
    return Column((Pad(row, 16), Space(0, 4)))
