"""Taking money: the acceptor is open, coins become credit, and the price, cancelling or silence ends it.

Closing takes two steps: the acceptor is told to close, and only when it says that it is closed and read out
is the sum settled, so that a coin that was already falling still counts.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices import (
    AcceptorClosed,
    AcceptorOpened,
    CoinRefused,
    CoinsRead,
    DeviceStatusChanged,
    HopperRead,
)
from kiosk.gate import coins_to_take, while_paying
from kiosk.money import ZERO
from kiosk.visit import give_back
from kiosk.visit.decision import (
    ATTENTION_S,
    Decision,
    attention,
    become,
    coins_in,
    enter,
    leave,
    taken,
)
from kiosk.visit.effects import CloseAcceptor, Effect, OpenAcceptor
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    ClockChanged,
    Event,
    JournalRoomChanged,
    Timer,
    TimerFired,
)
from kiosk.visit.facts import Account
from kiosk.visit.machine import Machine
from kiosk.visit.states import Choosing, ClaimReason, Closing, Paying

CLOSING_S = 8.0

REASONS = {
    Closing.CANCELLED: ClaimReason.CANCELLED,
    Closing.LEFT: ClaimReason.LEFT,
    Closing.BACK: ClaimReason.CANCELLED,
    Closing.INTERRUPTED: ClaimReason.INTERRUPTED,
    Closing.GONE: ClaimReason.INTERRUPTED,
}


def paying(machine: Machine, state: Paying, event: Event) -> Decision:
    match event:
        case CoinsRead():
            return _coins(machine, state, event)
        case AcceptorClosed():
            return _settled(machine, replace(state, coins_open=()))
        case TimerFired(Timer.CLOSING) if state.closing is not None:
            return _settled(machine, replace(state, coins_open=()))
        case AcceptorOpened(values=values) if state.closing is None and not state.blocked:
            return become(machine, replace(state, coins_open=values))
        case CoinRefused(code=code):
            return become(machine, replace(state, refused_code=code))
        case DeviceStatusChanged() | HopperRead() | JournalRoomChanged() | ClockChanged():
            return _still_allowed(machine, state)
        case CancelTouched() if state.closing is None:
            return close(machine, state, Closing.CANCELLED)
        case BackTouched() if state.closing is None:
            return close(machine, state, Closing.BACK if state.credit == ZERO else Closing.CANCELLED)
        case _ if state.closing is None:
            return attention(machine, event, gone=close(machine, state, Closing.LEFT))
        case _:
            return become(machine, state)


def close(machine: Machine, state: Paying, why: Closing, within_s: float = CLOSING_S) -> Decision:
    return enter(machine, replace(state, closing=why), {Timer.CLOSING: within_s}, effects=(CloseAcceptor(),))


def wait_for_devices(machine: Machine, state: Paying) -> Decision:
    """After a restart of the program: no coin goes in before all that the gate asks for is found again."""
    waiting = replace(state, closing=None, coins_open=(), waiting_for_devices=True)
    return enter(machine, waiting, {Timer.ATTENTION: ATTENTION_S})


def _coins(machine: Machine, state: Paying, event: CoinsRead) -> Decision:
    credited = replace(state, inserted=state.inserted + coins_in(event), refused_code=None)
    facts = taken(event, Account.VISIT)
    if state.closing is not None:
        return Decision(replace(machine, visit=credited), facts)
    if credited.due == ZERO:
        closed = close(machine, credited, Closing.PAID)
        return replace(closed, facts=facts)
    offered, effects = _offer(machine, credited)
    # Whoever puts a coin in is there.
    return enter(machine, offered, {Timer.ATTENTION: ATTENTION_S}, effects, facts)


def _offer(machine: Machine, state: Paying) -> tuple[Paying, tuple[Effect, ...]]:
    """Tell the acceptor which coins it may take now, where that has changed."""
    values = coins_to_take(machine, state.order.price, state.credit)
    hindered = state.blocked or state.waiting_for_devices or not machine.acceptor.serves
    if values == state.offered or hindered or while_paying(machine):
        return state, ()
    return replace(state, offered=values), (OpenAcceptor(values),)


def _still_allowed(machine: Machine, state: Paying) -> Decision:
    """What fails while money is taken stays failed for this visit: no coin goes in on a hope."""
    problems = while_paying(machine)
    if state.waiting_for_devices and state.closing is None:
        if problems or not machine.acceptor.serves:
            return become(machine, state)
        values = coins_to_take(machine, state.order.price, state.credit)
        found = replace(state, waiting_for_devices=False, offered=values)
        return enter(machine, found, {Timer.ATTENTION: ATTENTION_S}, effects=(OpenAcceptor(values),))
    new = tuple(problem for problem in problems if problem not in state.blocked)
    if not machine.acceptor.serves:
        state = replace(state, coins_open=(), offered=())  # asked again when it serves, it says what it takes
    if state.closing is not None:
        return become(machine, state)
    if not new:
        offered, effects = _offer(machine, state)
        return replace(become(machine, offered), effects=effects)
    blocked = replace(state, blocked=state.blocked + new, coins_open=())
    return Decision(replace(machine, visit=blocked), effects=(CloseAcceptor(),))


def _settled(machine: Machine, state: Paying) -> Decision:
    match state.closing:
        case None:
            return become(machine, state)
        case Closing.PAID:
            return give_back.sold(machine, state)
        case Closing.BACK if state.credit == ZERO:
            choosing = Choosing(state.visit_id, state.person, state.offers, state.cart, state.orders)
            return enter(machine, choosing, {Timer.ATTENTION: ATTENTION_S})
        case closing:
            if state.credit == ZERO:
                return leave(machine, state.visit_id)
            return give_back.cancelled(machine, state, REASONS[closing], present=closing != Closing.GONE)
