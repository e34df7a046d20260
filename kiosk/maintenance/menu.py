"""Somebody of the staff is signed in: every touch is legal everywhere, and everything done bears a name."""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices import DeviceStatusChanged, HopperRead, Outcome, SlipFinished
from kiosk.maintenance import counting
from kiosk.maintenance.events import (
    BooksRead,
    CollectionBegun,
    CollectionConfirmed,
    CountFinished,
    DeviceAsked,
    ExchangeGivenUp,
    HopperFilled,
    MachineClosed,
    PageOpened,
    PiecesCounted,
    RefillBegun,
    ReportWanted,
    SignedOut,
    TrialWanted,
)
from kiosk.maintenance.moves import become, leave, numbered, show, watched
from kiosk.maintenance.states import (
    MAY_SEE,
    Exchange,
    ExchangeKind,
    Page,
    ServiceSlip,
    ServiceSlipKind,
    Session,
)
from kiosk.visit.decision import Decision, stay
from kiosk.visit.effects import AskDevice, Effect, PrintReport, PrintTrial, ReadBooks
from kiosk.visit.events import Event, HopperCounted, Timer, TimerFired
from kiosk.visit.facts import Fact, SlipIntended, StaffActed
from kiosk.visit.machine import Machine
from kiosk.visit.states import SlipKind

SLIP_S = 60.0


def session(machine: Machine, state: Session, event: Event) -> Decision:
    match event:
        case SignedOut():
            return leave(machine)
        case SlipFinished(job_id=job_id, outcome=outcome):
            return _slip_ended(machine, state, job_id, outcome)
        case TimerFired(Timer.SLIP) if state.slip is not None:
            return _slip_ended(machine, state, state.slip.job_id, Outcome.UNKNOWN)
        case BooksRead(request_id, books) if request_id == state.request_id:
            return Decision(become(machine, replace(state, books=books)))
        case DeviceStatusChanged(device=device) | HopperRead(device=device) if device == state.asked:
            return Decision(become(machine, replace(state, answered=True)))
        case PageOpened(page) if state.staff.role in MAY_SEE[page]:
            return _acted(_page(machine, state, page), state, event)
        case MachineClosed(closed):
            shut = replace(machine, service=replace(machine.service, closed=closed))
            return _acted(show(shut, replace(state, report=None), _timers(state)), state, event)
        case TrialWanted() if not _printing(state):
            return _acted(_test_slip(machine, state), state, event)
        case ReportWanted() if state.report is not None and not _printing(state):
            return _acted(_report(machine, state, copy=True), state, event)
        case DeviceAsked(device):
            asked = become(machine, replace(state, asked=device, answered=False))
            return _acted(Decision(asked, effects=(AskDevice(device),)), state, event)
        case _:
            return _exchange(machine, state, event) or watched(
                machine, event, gone=leave(machine, "TimedOut")
            )


def _acted(decision: Decision, state: Session, event: Event) -> Decision:
    """On record with who did it."""
    who = StaffActed(state.staff.staff_id, type(event).__name__)
    return replace(decision, facts=(who, *decision.facts))


# ---- Pages -----------------------------------------------------------------------------------------


def _page(machine: Machine, state: Session, page: Page) -> Decision:
    opened = Session(state.staff, page, slip=state.slip if _printing(state) else None)
    if page not in (Page.VISITS, Page.CLAIMS):
        return show(machine, opened, _timers(opened))
    asked, request_id = numbered(machine)
    shown = show(asked, replace(opened, request_id=request_id), _timers(opened))
    return replace(shown, effects=(*shown.effects, ReadBooks(request_id)))


def _timers(state: Session) -> dict[Timer, float]:
    return {Timer.SLIP: SLIP_S} if _printing(state) else {}


# ---- Cash ------------------------------------------------------------------------------------------


def _exchange(machine: Machine, state: Session, event: Event) -> Decision | None:
    """What a person does with his hands in the cash; None: it has nothing to do with that, or is not his."""
    exchange = machine.service.exchange
    if exchange is None:
        return _begin(machine, state, event)
    if exchange.kind is ExchangeKind.COLLECTION:
        return _collecting(machine, state, exchange, event)
    return _refilling(machine, state, exchange, event)


def _begin(machine: Machine, state: Session, event: Event) -> Decision | None:
    staff_id = state.staff.staff_id
    match event:
        case CollectionBegun() if state.staff.role in MAY_SEE[Page.COLLECTION]:
            begun = counting.begun(machine, counting.collecting(machine, staff_id))
            return _acted(_page(begun, state, Page.COLLECTION), state, event)
        case RefillBegun(hopper) if hopper in {known.name for known in machine.hoppers}:
            begun = counting.begun(machine, Exchange(ExchangeKind.REFILL, staff_id, hopper))
            return _acted(_page(begun, state, Page.REFILL), state, event)
        case _:
            return None


def _collecting(machine: Machine, state: Session, exchange: Exchange, event: Event) -> Decision | None:
    if state.staff.role not in MAY_SEE[Page.COLLECTION]:
        return None
    match event:
        case PiecesCounted(value, pieces) if value in machine.cash.values and not exchange.comparing:
            after = counting.counted(exchange, value, pieces)
        case CountFinished(done) if not done or not counting.uncounted(machine, exchange):
            after = replace(exchange, comparing=done)
        case ExchangeGivenUp() if not exchange.comparing:
            return _given_up(machine, state, event)
        case CollectionConfirmed() if exchange.comparing:
            done_machine, report, facts = counting.collected(machine, exchange, state.staff.staff_id)
            printed = _report(done_machine, replace(state, page=Page.COLLECTION, report=report))
            return _acted(replace(printed, facts=(*facts, *printed.facts)), state, event)
        case _:
            return None
    return _acted(show(counting.begun(machine, after), state, _timers(state)), state, event)


def _refilling(machine: Machine, state: Session, exchange: Exchange, event: Event) -> Decision | None:
    match event:
        case HopperFilled(hopper, added) if hopper == exchange.unit:
            ended = counting.refilled(machine, exchange, state.staff.staff_id, added, None)
        case HopperCounted(hopper, pieces) if hopper == exchange.unit:
            ended = counting.refilled(machine, exchange, state.staff.staff_id, 0, pieces)
        case ExchangeGivenUp():
            return _given_up(machine, state, event)
        case _:
            return None
    if ended is None:
        return stay(machine)
    after, report, facts = ended
    printed = _report(after, replace(state, page=Page.REFILL, report=report))
    return _acted(replace(printed, facts=(*facts, *printed.facts)), state, event)


def _given_up(machine: Machine, state: Session, event: Event) -> Decision:
    ended = replace(machine, service=replace(machine.service, exchange=None))
    return _acted(show(ended, Session(state.staff)), state, event)


# ---- Slips -----------------------------------------------------------------------------------------


def _printing(state: Session) -> bool:
    return state.slip is not None and state.slip.outcome is None


def _report(machine: Machine, state: Session, copy: bool = False) -> Decision:
    assert state.report is not None
    asked, job_id = numbered(machine)
    effect = PrintReport(job_id, state.report, copy)
    return _print(asked, state, job_id, ServiceSlipKind.REPORT, effect, state.report.number)


def _test_slip(machine: Machine, state: Session) -> Decision:
    asked, job_id = numbered(machine)
    effect = PrintTrial(job_id, state.staff.staff_id)
    return _print(asked, state, job_id, ServiceSlipKind.TEST, effect, 0)


def _print(
    machine: Machine, state: Session, job_id: str, kind: ServiceSlipKind, effect: Effect, number: int
) -> Decision:
    waiting = replace(state, slip=ServiceSlip(job_id, kind))
    shown = show(machine, waiting, {Timer.SLIP: SLIP_S})
    intent: tuple[Fact, ...] = (SlipIntended(job_id, SlipKind(kind.value), number),)
    return replace(shown, effects=(*shown.effects, effect), facts=intent)


def _slip_ended(machine: Machine, state: Session, job_id: str, outcome: Outcome) -> Decision:
    if state.slip is None or state.slip.job_id != job_id:
        return stay(machine)
    return Decision(become(machine, replace(state, slip=replace(state.slip, outcome=outcome))))
