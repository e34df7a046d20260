"""Filling the cart, and having the order issued and its papers fetched before any money is taken."""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices import CoinsRead, NoteStacked
from kiosk.gate import before_payment
from kiosk.money import ZERO
from kiosk.visit import claims, give_back, pay
from kiosk.visit.decision import ATTENTION_S, Decision, attention, become, cash_of_nobody, enter, leave, stay
from kiosk.visit.effects import PrepareOrder
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    CashTouched,
    CopiesChosen,
    Event,
    OrderConfirmed,
    PapersReady,
    PapersRefused,
    Timer,
    TimerFired,
)
from kiosk.visit.machine import Machine
from kiosk.visit.states import (
    ChooseProblem,
    Choosing,
    Offer,
    Order,
    OrderLine,
    Paper,
    Paying,
    Preparing,
)

PREPARE_S = 60.0


def choosing(machine: Machine, state: Choosing, event: Event) -> Decision:
    match event:
        case CopiesChosen(code, copies):
            return become(machine, _with_copies(state, code, copies))
        case OrderConfirmed() if state.cart:
            return _prepare(machine, state)
        case CashTouched():
            return give_back.cashed(machine, state)
        case BackTouched() | CancelTouched():
            return leave(machine, state.visit_id)
        case CoinsRead() | NoteStacked():
            return cash_of_nobody(machine, event)
        case _:
            return attention(machine, event, gone=leave(machine, state.visit_id))


def preparing(machine: Machine, state: Preparing, event: Event) -> Decision:
    match event:
        case PapersReady(request_id, papers) if request_id == state.request_id:
            return _ready(machine, state, papers)
        case PapersRefused(request_id, problem) if request_id == state.request_id:
            return _back_to_choosing(machine, state, problem)
        case TimerFired(Timer.REQUEST):
            return _back_to_choosing(machine, state, ChooseProblem.OFFLINE)
        case CoinsRead() | NoteStacked():
            return cash_of_nobody(machine, event)
        case _:
            return stay(machine)


def _with_copies(state: Choosing, code: str, copies: int) -> Choosing:
    """The cart in the order of the offers; what may not be had, or not so often, changes nothing."""
    offer = next((offer for offer in state.offers if offer.code == code), None)
    if offer is None or offer.why_not or not 0 <= copies <= offer.most_copies:
        return state
    wanted = {**dict(state.cart), code: copies}
    cart = tuple((o.code, wanted[o.code]) for o in state.offers if wanted.get(o.code, 0) > 0)
    return replace(state, cart=cart, problem=None)


def _prepare(machine: Machine, state: Choosing) -> Decision:
    number = state.orders + 1
    order = Order(f"{state.visit_id}-o{number}", _lines(state.offers, state.cart))
    request_id = f"{state.visit_id}-p{number}"
    return enter(
        machine,
        Preparing(state.visit_id, state.person, state.offers, state.cart, number, order, request_id),
        {Timer.REQUEST: PREPARE_S},
        effects=(PrepareOrder(request_id, state.visit_id, state.person, order),),
    )


def _lines(offers: tuple[Offer, ...], cart: tuple[tuple[str, int], ...]) -> tuple[OrderLine, ...]:
    by_code = {offer.code: offer for offer in offers}
    return tuple(
        OrderLine(code, by_code[code].name_zh, by_code[code].name_en, copies, by_code[code].fee)
        for code, copies in cart
    )


def _ready(machine: Machine, state: Preparing, papers: tuple[Paper, ...]) -> Decision:
    problem = before_payment(machine, state.person, state.order, papers)
    if problem is None and state.order.price <= ZERO:
        problem = ChooseProblem.REFUSED
    if problem is not None:
        return _back_to_choosing(machine, state, problem)
    paying = Paying(
        state.visit_id,
        state.person,
        state.order,
        papers,
        offers=state.offers,
        cart=state.cart,
        orders=state.orders,
        brought=claims.owed_to(machine, state.person.person_id),
    )
    return pay.begin(machine, paying)


def _back_to_choosing(machine: Machine, state: Preparing, problem: ChooseProblem) -> Decision:
    choosing_again = Choosing(state.visit_id, state.person, state.offers, state.cart, state.orders, problem)
    return enter(machine, choosing_again, {Timer.ATTENTION: ATTENTION_S})
