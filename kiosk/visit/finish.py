"""Take your things: shown until the person leaves; then the visit is closed and forgotten."""

from __future__ import annotations

from kiosk.money import ZERO, Money
from kiosk.visit.decision import Decision, enter, stay
from kiosk.visit.effects import ForgetVisit
from kiosk.visit.events import BackTouched, CancelTouched, DoneTouched, Event, Timer, TimerFired
from kiosk.visit.facts import Fact, VisitClosed
from kiosk.visit.machine import Machine
from kiosk.visit.states import ATTRACT, Delivering, Finished, Order, PaperProgress, PaperState, Refunding

FINISHED_S = 45.0


def of_delivery(machine: Machine, state: Delivering, facts: tuple[Fact, ...]) -> Decision:
    finished_now = Finished(
        state.visit_id,
        state.person,
        state.order,
        state.inserted,
        state.receipt_no,
        state.slips,
        state.papers,
        state.claims,
        state.paid_out,
        state.doubtful,
        state.redeemed,
        state.notes_in_doubt,
    )
    return enter(machine, finished_now, {Timer.FINISHED: FINISHED_S}, facts=facts)


def of_refund(machine: Machine, state: Refunding, facts: tuple[Fact, ...]) -> Decision:
    finished_now = Finished(
        state.visit_id,
        state.person,
        state.order,
        state.inserted,
        0,
        state.slips,
        (),
        state.claims,
        state.paid_out,
        state.doubtful,
        state.redeemed,
        state.notes_in_doubt,
    )
    return enter(machine, finished_now, {Timer.FINISHED: FINISHED_S}, facts=facts)


def finished(machine: Machine, state: Finished, event: Event) -> Decision:
    match event:
        case DoneTouched() | BackTouched() | CancelTouched() | TimerFired(Timer.FINISHED):
            return closed(machine, state)
        case _:
            return stay(machine)


def closed(machine: Machine, state: Finished) -> Decision:
    owed = sum((claim.amount for claim in state.claims), ZERO)
    total = VisitClosed(
        state.visit_id,
        inserted=state.inserted.total + state.notes_in_doubt,
        price=delivered_price(state.order, state.papers),
        paid_out=state.paid_out.total,
        owed=owed,
        suspense=state.doubtful + state.notes_in_doubt,
        redeemed=state.redeemed,
    )
    return enter(machine, ATTRACT, {}, effects=(ForgetVisit(state.visit_id),), facts=(total,))


def delivered_price(order: Order, papers: tuple[PaperProgress, ...]) -> Money:
    """What the papers that certainly came out cost."""
    fees = {line.code: line.fee for line in order.lines}
    out = (fees[p.paper.code] for p in papers if p.state == PaperState.DELIVERED)
    return sum(out, ZERO)
