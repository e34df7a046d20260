"""Getting in: number and PIN, checked elsewhere because that is slow, and counted here."""

from __future__ import annotations

from dataclasses import replace

from kiosk.maintenance.events import PinConfirmed, PinEntered, PinRefused, SignedOut
from kiosk.maintenance.locks import after_right, after_wrong, locked_until
from kiosk.maintenance.moves import leave, numbered, show, watched
from kiosk.maintenance.states import CheckingPin, Session, SigningIn, SignInProblem, Staff
from kiosk.visit.decision import Decision, stay
from kiosk.visit.effects import CheckPin
from kiosk.visit.events import Event, Timer, TimerFired
from kiosk.visit.facts import StaffActed
from kiosk.visit.machine import Machine

CHECK_S = 20.0  # argon2 on a small computer takes a second


def called(machine: Machine) -> Decision:
    return show(machine, SigningIn())


def signing_in(machine: Machine, event: Event) -> Decision:
    match event:
        case PinEntered(number, pin):
            asked, request_id = numbered(machine)
            checking = show(asked, CheckingPin(request_id), {Timer.REQUEST: CHECK_S})
            return replace(checking, effects=(*checking.effects, CheckPin(request_id, number, pin)))
        case SignedOut():
            return leave(machine)
        case _:
            return watched(machine, event, gone=leave(machine))


def checking_pin(machine: Machine, state: CheckingPin, event: Event) -> Decision:
    match event:
        case PinConfirmed(request_id, staff_id, role, wall_s) if request_id == state.request_id:
            until_s = locked_until(machine.service.locks, staff_id, wall_s)
            if until_s:
                return show(machine, SigningIn(SignInProblem.LOCKED, until_s))
            locks = after_right(machine.service.locks, staff_id)
            known = replace(machine, service=replace(machine.service, locks=locks))
            inside = show(known, Session(Staff(staff_id, role)))
            return replace(inside, facts=(StaffActed(staff_id, "SignedIn"),))
        case PinRefused(request_id=request_id) if request_id == state.request_id:
            return _refused(machine, event)
        case TimerFired(Timer.REQUEST):
            return show(machine, SigningIn(SignInProblem.WRONG))
        case SignedOut():
            return leave(machine)
        case _:
            return stay(machine)


def _refused(machine: Machine, event: PinRefused) -> Decision:
    if event.nobody:
        return show(machine, SigningIn(SignInProblem.NOBODY))
    locks = after_wrong(machine.service.locks, event.staff_id, event.wall_s)
    known = replace(machine, service=replace(machine.service, locks=locks))
    until_s = locked_until(locks, event.staff_id, event.wall_s)
    if until_s:
        return show(known, SigningIn(SignInProblem.LOCKED, until_s))
    return show(known, SigningIn(SignInProblem.WRONG))
