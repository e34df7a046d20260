"""The few moves that all of the service menu shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.maintenance.states import ServiceState, Session
from kiosk.visit.decision import STILL_THERE_S, Decision, enter, stay
from kiosk.visit.effects import StartTimer, StopTimers
from kiosk.visit.events import Event, StillHereTouched, Timer, TimerFired
from kiosk.visit.facts import Fact, StaffActed
from kiosk.visit.machine import Machine
from kiosk.visit.states import ATTRACT

SIGN_IN_S = 60.0
SERVICE_S = 180.0
EXCHANGE_S = 900.0  # counting a full box takes its time; the machine is closed meanwhile


def show(
    machine: Machine, state: ServiceState | None, timers: Mapping[Timer, float] | None = None
) -> Decision:
    """Go to `state`; somebody who does nothing there is asked whether he still is."""
    shown = replace(machine, service=replace(machine.service, state=state))
    waits = {Timer.ATTENTION: _patience_s(shown), **(timers or {})}
    return enter(shown, ATTRACT, {} if state is None else waits)


def become(machine: Machine, state: Session) -> Machine:
    """Change what the session knows, without timers."""
    return replace(machine, service=replace(machine.service, state=state))


def leave(machine: Machine, what: str = "SignedOut") -> Decision:
    """Back to the visitors; what is open in the cash stays open."""
    facts: tuple[Fact, ...] = ()
    if isinstance(machine.service.state, Session):
        facts = (StaffActed(machine.service.state.staff.staff_id, what),)
    return replace(show(machine, None), facts=facts)


def numbered(machine: Machine) -> tuple[Machine, str]:
    """A name for what is asked for, never used again."""
    number = machine.service.requests + 1
    return replace(machine, service=replace(machine.service, requests=number)), f"service-{number}"


def watched(machine: Machine, event: Event, gone: Decision) -> Decision:
    """Ask whether somebody is still there; `gone` is what happens when nobody answers."""
    match event:
        case TimerFired(Timer.ATTENTION):
            asking = replace(machine, asking_still_there=True)
            return Decision(asking, effects=(StopTimers(), StartTimer(Timer.STILL_THERE, STILL_THERE_S)))
        case TimerFired(Timer.STILL_THERE) if machine.asking_still_there:
            return gone
        case StillHereTouched():
            here = replace(machine, asking_still_there=False)
            return Decision(here, effects=(StopTimers(), StartTimer(Timer.ATTENTION, _patience_s(machine))))
        case _:
            return stay(machine)


def _patience_s(machine: Machine) -> float:
    if not isinstance(machine.service.state, Session):
        return SIGN_IN_S
    return SERVICE_S if machine.service.exchange is None else EXCHANGE_S
