"""Nobody here, then somebody: from the attract screen to a person the central system knows."""

from __future__ import annotations

from kiosk.devices import CoinsRead, NoteStacked
from kiosk.visit.decision import ATTENTION_S, Decision, attention, cash_of_nobody, enter, leave, stay
from kiosk.visit.effects import AskIdentity, FetchClaims
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    Event,
    IdentityConfirmed,
    IdentityEntered,
    IdentityRefused,
    StartTouched,
    Timer,
    TimerFired,
)
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.states import Attract, CheckingIdentity, Choosing, Identifying, IdentityProblem

IDENTITY_S = 20.0
MOST_TRIES = 5


def attract(machine: Machine, _state: Attract, event: Event) -> Decision:
    match event:
        case StartTouched(visit_id) if not closed_reasons(machine):
            return enter(machine, Identifying(visit_id), {Timer.ATTENTION: ATTENTION_S})
        case CoinsRead() | NoteStacked():
            return cash_of_nobody(machine, event)
        case _:
            return stay(machine)


def identifying(machine: Machine, state: Identifying, event: Event) -> Decision:
    match event:
        case IdentityEntered(number, birthday):
            tries = state.tries + 1
            request_id = f"{state.visit_id}-i{tries}"
            return enter(
                machine,
                CheckingIdentity(state.visit_id, tries, request_id),
                {Timer.REQUEST: IDENTITY_S},
                effects=(AskIdentity(request_id, state.visit_id, number, birthday),),
            )
        case BackTouched() | CancelTouched():
            return leave(machine, state.visit_id)
        case CoinsRead() | NoteStacked():
            return cash_of_nobody(machine, event)
        case _:
            return attention(machine, event, gone=leave(machine, state.visit_id))


def checking_identity(machine: Machine, state: CheckingIdentity, event: Event) -> Decision:
    match event:
        case IdentityConfirmed(request_id, person, offers) if request_id == state.request_id:
            fetch = FetchClaims(state.visit_id, person.person_id)
            return enter(
                machine, Choosing(state.visit_id, person, offers), {Timer.ATTENTION: ATTENTION_S}, (fetch,)
            )
        case IdentityRefused(request_id, problem) if request_id == state.request_id:
            return _refused(machine, state, problem)
        case TimerFired(Timer.REQUEST):
            return _refused(machine, state, IdentityProblem.OFFLINE)
        case BackTouched() | CancelTouched():
            return leave(machine, state.visit_id)
        case CoinsRead() | NoteStacked():
            return cash_of_nobody(machine, event)
        case _:
            return stay(machine)


def _refused(machine: Machine, state: CheckingIdentity, problem: IdentityProblem) -> Decision:
    if state.tries >= MOST_TRIES:
        problem = IdentityProblem.TOO_MANY
    return enter(machine, Identifying(state.visit_id, state.tries, problem), {Timer.ATTENTION: ATTENTION_S})
