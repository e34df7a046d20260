"""Each device: how it is, what its counters show, and a try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.devices import DeviceStatus
from kiosk.maintenance.events import DeviceAsked, TrialWanted
from kiosk.maintenance.states import Page, Session
from kiosk.visit.payout import HopperState
from screens.actions import Action
from screens.boxes import Card, Look, Text
from screens.kit import Layout
from screens.layout import Column, Fold, Grow, Row
from screens.service_frame import light, page, slip_note, to_menu, troubles
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Kind, button, plain

SHOWS = (Page.DEVICES,)


def build(view: View, state: Session) -> Layout:
    body = [*slip_note(view, state.slip), *_cards(view, state)]
    return page(view, state, "service.page.devices", body, to_menu(view))


def _cards(view: View, state: Session) -> Iterator[Layout]:
    texts, machine = view.texts, view.machine
    yield _card(view, texts("service.document-printer"), machine.document_printer)
    waits = state.slip is not None and state.slip.outcome is None
    trial = _Try(texts("service.test.print"), TrialWanted(), waits)
    yield _card(view, texts("service.receipt-printer"), machine.receipt_printer, (), trial)
    name = texts("service.coin-acceptor")
    yield _card(view, name, machine.acceptor, _acceptor(view), _ask(view, state, "coin_acceptor", name))
    if machine.validator is not None:
        yield _card(view, texts("service.validator"), machine.validator)
    for hopper in machine.hoppers:
        name = texts("service.hopper", value=hopper.value.amount)
        ask = _ask(view, state, hopper.name, name)
        yield _card(view, name, hopper.status, _hopper(view, hopper), ask)


@dataclass(frozen=True, slots=True)
class _Try:
    """A button that tries the device, and what came of the last try."""

    name: str
    action: Action
    off: bool
    answer: Layout | None = None


def _ask(view: View, state: Session, device: str, name: str) -> _Try:
    texts = view.texts
    label, asked = texts("service.test.ask", name=name), DeviceAsked(device)
    if state.asked != device:
        return _Try(label, asked, False)
    if not state.answered:
        return _Try(label, asked, True, plain(texts("service.test.waiting"), "wait", "ink2", Size.NOTE))
    return _Try(label, asked, False, plain(texts("service.test.answered"), "check", "ok", Size.NOTE))


def _acceptor(view: View) -> list[str]:
    cursor = view.machine.cursor
    if cursor is None:
        return []
    return [
        view.texts("service.counter.serial", serial=cursor.serial),
        view.texts("service.counter.events", count=cursor.counter, resets=cursor.epoch),
    ]


def _hopper(view: View, hopper: HopperState) -> list[str]:
    texts, reading = view.texts, hopper.reading
    words = [texts("service.refill.now", n=hopper.level)]
    if reading is not None:
        words.append(texts("service.counter.serial", serial=reading.serial))
        words.append(texts("service.counter.last", paid=reading.paid, unpaid=reading.unpaid))
    if reading is not None and reading.lifetime is not None:
        words.append(texts("service.counter.lifetime", n=reading.lifetime))
    if hopper.level_by_device is not None:
        words.append(texts("service.counter.level", n=hopper.level_by_device))
    return words


def _card(
    view: View, name: str, status: DeviceStatus, counters: Sequence[str] = (), tried: _Try | None = None
) -> Layout:
    words = Column((Text(name, Size.LEAD, True), Text(troubles(view, status), Size.BODY, False, "ink2")))
    head: Layout = Row((light(status.condition), Grow(words)), gap=20)
    if tried is not None:
        label = view.texts("service.test.go")
        go = button(label, tried.action, Kind.TINTED, size=Size.BODY, name=tried.name, off=tried.off)
        head = Fold(head, go, gap=16, comfort=420)
    lines: list[Layout] = [Text(line, Size.NOTE, False, "ink2") for line in counters]
    if tried is not None and tried.answer is not None:
        lines.append(tried.answer)
    look = Look("surface", radius=32, elevation=CARD)
    return Card(Column((head, *lines), gap=6), look, 24, 20)
