"""What `step` answers, and the few moves that all flows share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from kiosk.devices import CoinsRead, NoteStacked
from kiosk.money import ZERO, Money, Tally
from kiosk.visit.effects import Effect, ForgetVisit, StartTimer, StopTimers
from kiosk.visit.events import Event, StillHereTouched, Timer, TimerFired
from kiosk.visit.facts import Account, CoinsUncertain, Fact, Posted, VisitClosed
from kiosk.visit.machine import Machine
from kiosk.visit.states import ATTRACT, VisitState

CashIn = CoinsRead | NoteStacked  # money that is certainly in the machine, whenever it comes

ATTENTION_S = 60.0
STILL_THERE_S = 25.0


@dataclass(frozen=True, slots=True)
class Decision:
    """The new state, what goes on record with the event, and what the shell then does."""

    machine: Machine
    facts: tuple[Fact, ...] = ()
    effects: tuple[Effect, ...] = ()


def stay(machine: Machine) -> Decision:
    return Decision(machine)


def become(machine: Machine, visit: VisitState) -> Decision:
    """Change what the visit knows, without timers or effects."""
    return Decision(replace(machine, visit=visit))


def enter(
    machine: Machine,
    visit: VisitState,
    timers: Mapping[Timer, float],
    effects: tuple[Effect, ...] = (),
    facts: tuple[Fact, ...] = (),
) -> Decision:
    """Begin a new stretch of the visit: only the timers named here run on."""
    started = tuple(StartTimer(timer, after_s) for timer, after_s in timers.items())
    return Decision(
        replace(machine, visit=visit, asking_still_there=False), facts, (StopTimers(), *started, *effects)
    )


def leave(machine: Machine, visit_id: str) -> Decision:
    """End a visit in which no money moved."""
    nothing = VisitClosed(visit_id, ZERO, ZERO, ZERO, ZERO, ZERO)
    return enter(machine, ATTRACT, {}, effects=(ForgetVisit(visit_id),), facts=(nothing,))


def attention(machine: Machine, event: Event, gone: Decision) -> Decision:
    """Ask whether somebody is still there; `gone` is what happens when nobody answers."""
    match event:
        case TimerFired(Timer.ATTENTION):
            return Decision(
                replace(machine, asking_still_there=True),
                effects=(StopTimers(), StartTimer(Timer.STILL_THERE, STILL_THERE_S)),
            )
        case TimerFired(Timer.STILL_THERE) if machine.asking_still_there:
            return gone
        case StillHereTouched():
            return Decision(
                replace(machine, asking_still_there=False),
                effects=(StopTimers(), StartTimer(Timer.ATTENTION, ATTENTION_S)),
            )
        case _:
            return stay(machine)


# ---- Coins and notes ---------------------------------------------------------------------------------


def cash_in(event: CashIn) -> Tally:
    match event:
        case CoinsRead(credits=credits):
            return Tally.of(credit.value for credit in credits)
        case NoteStacked(value=value):
            return Tally.of([value])
        case _:
            assert_never(event)


def taken(event: CashIn, whose: Account) -> tuple[Fact, ...]:
    """Put what came in on record: the money, and what is not certain about it."""
    if isinstance(event, NoteStacked):
        return moved(Account.NOTE_BOX, whose, event.value)
    facts: list[Fact] = []
    total = cash_in(event).total
    if total > ZERO:
        facts.append(Posted(Account.CASH_BOX, whose, total))
    if event.unvalued or event.reset:
        facts.append(CoinsUncertain(event.unvalued, event.reset))
    return tuple(facts)


def cash_of_nobody(machine: Machine, event: CashIn) -> Decision:
    """Money that arrived while nobody was paying goes to suspense for a person to look at."""
    held = machine.suspense + cash_in(event).total
    return Decision(replace(machine, suspense=held), facts=taken(event, Account.SUSPENSE))


def moved(debit: Account, credit: Account, amount: Money) -> tuple[Fact, ...]:
    return (Posted(debit, credit, amount),) if amount > ZERO else ()
