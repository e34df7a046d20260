"""Can it serve, what needs a hand, how much cash is where: the first page for staff, and the way on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk import VERSION
from kiosk.cash import Level, level
from kiosk.devices import Condition, DeviceStatus
from kiosk.maintenance.events import MachineClosed, PageOpened, SignedOut
from kiosk.maintenance.states import MAY_SEE, ExchangeKind, Page, Session
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.payout import HopperState
from kiosk.visit.states import ClosedReason
from screens.boxes import Card, Look, Text, Touch
from screens.frame import actions
from screens.gauge import Gauge
from screens.kit import Align, Layout
from screens.layout import AtLeast, Column, Fold, Grid, Grow, Row, Space
from screens.nodes import Role
from screens.pages import Section
from screens.service_frame import light, page, slip_note, troubles
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Icon, Kind, Tone, badge, banner, button

SHOWS = (Page.OVERVIEW,)
NEEDS_HAND = (Level.EMPTY, Level.LOW, Level.HIGH, Level.FULL)

PAGES = (
    (Page.REFILL, "coins"),
    (Page.COLLECTION, "list"),
    (Page.DEVICES, "wrench"),
    (Page.VISITS, "clock"),
    (Page.CLAIMS, "ticket"),
)


def build(view: View, state: Session) -> Layout:
    texts, service = view.texts, view.machine.service
    body: list[Layout] = [_verdict(view)]
    if service.exchange is not None:
        body.append(_still_open(view, state))
    body += slip_note(view, state.slip)
    body += [_lights(view), _cash(view), _ways(view, state), _about(view)]
    key = "service.open" if service.closed else "service.close"
    door = button(texts(key), MachineClosed(not service.closed), left="hand", size=Size.H3)
    out = button(texts("service.sign-out"), SignedOut(), Kind.PRIMARY, icon="exit")
    return page(view, state, "service.title", body, actions(door, out))


# ---- The verdict -----------------------------------------------------------------------------------


def _verdict(view: View) -> Layout:
    texts = view.texts
    reasons = closed_reasons(view.machine)
    wants = list(attention(view))
    if ClosedReason.STAFF in reasons:
        return banner(Tone.WARN, texts("service.closed"), texts("service.closed.then"))
    if reasons:
        words = texts("list.comma").join(texts(f"closed.{reason.value}") for reason in reasons)
        return banner(Tone.BAD, texts("service.stopped"), words)
    if wants:
        return banner(Tone.WARN, texts("service.serves.but", n=len(wants)), wants[0])
    return banner(Tone.GOOD, texts("service.serves"), texts("service.serves.then"))


def attention(view: View) -> Iterator[str]:
    """One sentence for everything that somebody should see to although the machine serves."""
    texts, machine = view.texts, view.machine
    for hopper in machine.hoppers:
        found = _level(view, hopper.name, hopper.level)
        if found in NEEDS_HAND:
            yield texts(f"service.hopper.{found.value}", value=hopper.value.amount, count=hopper.level)
        elif not hopper.status.serves:
            yield texts("service.hopper.trouble", value=hopper.value.amount)
    for name, box in (("coin_box", machine.cash.coin_box), ("note_box", machine.cash.note_box)):
        if _level(view, name, box.held.pieces) in (Level.HIGH, Level.FULL):
            yield texts("service.box.high")
    for status in (machine.receipt_printer, machine.document_printer):
        if status.condition is Condition.ATTENTION:
            yield troubles(view, status)


def _level(view: View, unit: str, pieces: int) -> Level:
    limits = next((limits for limits in view.limits if limits.unit == unit), None)
    return Level.GOOD if limits is None else level(pieces, limits)


def _still_open(view: View, state: Session) -> Layout:
    """Somebody began with the cash and did not end it; nobody is served until that is done."""
    texts, exchange = view.texts, view.machine.service.exchange
    assert exchange is not None
    collecting = exchange.kind is ExchangeKind.COLLECTION
    target = Page.COLLECTION if collecting else Page.REFILL
    key = "service.exchange.collection" if collecting else "service.exchange.refill"
    notice = banner(Tone.WARN, texts(key), texts("service.exchange.by", number=exchange.staff_id))
    if state.staff.role not in MAY_SEE[target]:
        return notice
    return Column((notice, button(texts("service.exchange.go-on"), PageOpened(target), icon="arrow")), gap=12)


# ---- Lights ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lamp:
    name: str
    condition: Condition
    words: str


def _lights(view: View) -> Layout:
    return Grid([_tile(lamp) for lamp in _lamps(view)], 3, gap=12)


def _lamps(view: View) -> Iterator[_Lamp]:
    texts, machine = view.texts, view.machine
    devices = [
        ("service.document-printer", machine.document_printer),
        ("service.receipt-printer", machine.receipt_printer),
        ("service.coin-acceptor", machine.acceptor),
    ]
    if machine.validator is not None:
        devices.append(("service.validator", machine.validator))
    for key, status in devices:
        yield _Lamp(texts(key), status.condition, troubles(view, status))
    if machine.hoppers:
        worst = _worst(machine)
        yield _Lamp(texts("service.hoppers"), worst.condition, troubles(view, worst))
    online = Condition.READY if machine.online else Condition.OFFLINE
    words = "service.online" if machine.online else "service.offline"
    yield _Lamp(texts("service.central"), online, texts(words))
    room = Condition.READY if machine.journal_room else Condition.STOPPED
    sent = texts("service.acknowledged", row=f"{machine.acknowledged:,}")
    yield _Lamp(texts("service.journal"), room, sent)
    clock = Condition.READY if machine.clock_sane else Condition.STOPPED
    yield _Lamp(texts("service.clock"), clock, f"{view.now:%Y-%m-%d} {view.clock()}")


def _worst(machine: Machine) -> DeviceStatus:
    order = (Condition.OFFLINE, Condition.STOPPED, Condition.ATTENTION, Condition.READY)
    return min((hopper.status for hopper in machine.hoppers), key=lambda s: order.index(s.condition))


def _tile(lamp: _Lamp) -> Layout:
    words = Column((Text(lamp.name, Size.BODY, True), Text(lamp.words, Size.NOTE, False, "ink2")))
    row = Row((light(lamp.condition), Grow(words)), gap=12)
    calm = lamp.condition is Condition.READY
    look = Look("surface" if calm else "warn_tint", stroke="line" if calm else "warn_line", stroke_w=2)
    return Card(row, look, 16, 14, Role.STATUS, f"{lamp.name}: {lamp.words}")


# ---- Cash ------------------------------------------------------------------------------------------


def _cash(view: View) -> Layout:
    texts, cash = view.texts, view.machine.cash
    rows = [_hopper(view, hopper) for hopper in view.machine.hoppers]
    boxes = [("coin_box", "service.coin-box", cash.coin_box)]
    if cash.takes_notes:
        boxes.append(("note_box", "service.note-box", cash.note_box))
    for unit, key, box in boxes:
        full = _full(view, unit)
        share = box.held.pieces / full if full else 0.0
        words = texts("service.box.held", amount=box.held.total, n=box.held.pieces)
        note = texts(f"service.accuracy.{box.accuracy.value}")
        rows.append(_unit(view, texts(key), share, 0.0, words, note, _level(view, unit, box.held.pieces)))
    head = Text(texts("service.cash"), Size.LEAD, True)
    pairs = [Grid(rows[i : i + 2], 2, gap=40) for i in range(0, len(rows), 2)]
    return Section(head, pairs, Look("surface", radius=36, elevation=CARD), 28, 24, 16)


def _hopper(view: View, hopper: HopperState) -> Layout:
    texts = view.texts
    full = _full(view, hopper.name)
    low = next((limits.low for limits in view.limits if limits.unit == hopper.name), 0)
    name = texts("service.coin", value=hopper.value.amount)
    words = texts("service.pieces", n=hopper.level)
    note = texts(f"service.accuracy.{hopper.accuracy.value}")
    if hopper.in_doubt:
        note = f"{note}{texts('list.comma')}{texts('service.in-doubt', n=hopper.in_doubt)}"
    share = hopper.level / full if full else 0.0
    return _unit(view, name, share, low / full if full else 0.0, words, note,
                 _level(view, hopper.name, hopper.level))  # fmt: skip


def _full(view: View, unit: str) -> int:
    return next((limits.full for limits in view.limits if limits.unit == unit), 0)


def _unit(view: View, name: str, share: float, low: float, words: str, note: str, found: Level) -> Layout:
    warns = found in NEEDS_HAND
    sign: tuple[Layout, ...] = (badge("warn", 40, "warn_fill", "on_warn", 2.4),) if warns else ()
    top = Fold(
        Row((*sign, Text(name, Size.BODY, True)), gap=12),
        Text(words, Size.BODY, True, align=Align.END),
        gap=16, below_gap=0,
    )  # fmt: skip
    said = f"{name}: {words}"
    gauge = Gauge(share, low, said, warns)
    return Column((top, AtLeast(gauge, h=24), Text(note, Size.NOTE, False, "ink2")), gap=6)


# ---- The ways on -----------------------------------------------------------------------------------


def _ways(view: View, state: Session) -> Layout:
    pages = [(to, sign) for to, sign in PAGES if state.staff.role in MAY_SEE[to]]
    return Grid([_way(view, to, sign) for to, sign in pages], 3, gap=16)


def _way(view: View, to: Page, sign: str) -> Touch:
    label = view.texts(f"service.page.{to.value}")
    row = Row((Icon(sign, 48, "prim", 2.1), Grow(Text(label, Size.LEAD, True))), gap=14)
    look = Look("surface", stroke="edge", stroke_w=2, radius=30)
    return Touch(row, Role.BUTTON, label, PageOpened(to), look, Look("tint", stroke="prim", stroke_w=5),
                 pad_x=20, min_h=104)  # fmt: skip


def _about(view: View) -> Layout:
    return Column((Space(0, 4), Text(view.texts("service.version", version=VERSION), Size.NOTE, False, "ink2",
                                     Align.CENTRE)))  # fmt: skip
