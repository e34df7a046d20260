"""A machine with staff in front of it, driven through the real core; what the menu's tests share."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from kiosk.devices import HopperReading, Outcome, SlipFinished
from kiosk.maintenance.events import PinConfirmed, PinEntered, PinRefused, ServiceCalled
from kiosk.maintenance.states import CheckingPin, Role, Session
from kiosk.money import Money
from kiosk.visit.decision import Decision
from kiosk.visit.effects import Effect
from kiosk.visit.events import Event
from kiosk.visit.facts import Fact
from kiosk.visit.machine import Machine
from kiosk.visit.payout import HopperState
from kiosk.visit.step import step
from tests.kiosk.visit.samples import IN_SERVICE, READY

CASHIER, TECHNICIAN = "7001", "7002"
NOON_S = 1_800_000_000
READING = HopperReading(7, 1, 0, 0, 0, lifetime=1000)
STOCKED = replace(
    IN_SERVICE,
    hoppers=(
        HopperState("hopper_10", Money(10), READY, 40, READING),
        HopperState("hopper_50", Money(50), READY, 20, READING),
    ),
)


def happen(machine: Machine, *events: Event) -> Machine:
    return reduce(lambda before, event: step(before, event).machine, events, machine)


def facts_of(machine: Machine, *events: Event) -> tuple[Fact, ...]:
    """Everything that goes on record with these."""
    found: list[Fact] = []
    for event in events:
        decision = step(machine, event)
        machine = decision.machine
        found += decision.facts
    return tuple(found)


def checking(machine: Machine) -> str:
    """The request that the machine waits for after a PIN was entered."""
    state = machine.service.state
    assert isinstance(state, CheckingPin)
    return state.request_id


def signed_in(machine: Machine = STOCKED, role: Role = Role.CASHIER, staff_id: str = CASHIER) -> Machine:
    machine = happen(machine, ServiceCalled(), PinEntered(staff_id, "246802"))
    return happen(machine, PinConfirmed(checking(machine), staff_id, role, NOON_S))


def wrong_pin(machine: Machine, staff_id: str = CASHIER, at_s: int = NOON_S) -> Machine:
    machine = happen(machine, PinEntered(staff_id, "000000"))
    return happen(machine, PinRefused(checking(machine), staff_id, at_s))


def session(machine: Machine) -> Session:
    state = machine.service.state
    assert isinstance(state, Session)
    return state


def printed(machine: Machine, outcome: Outcome = Outcome.DELIVERED) -> Machine:
    slip = session(machine).slip
    assert slip is not None
    return happen(machine, SlipFinished("receipt_printer", slip.job_id, outcome))


def wanted(decision: Decision, kind: type[Effect]) -> list[Effect]:
    return [effect for effect in decision.effects if isinstance(effect, kind)]
