"""A person of the staff before the screens, with the real core behind them."""

from __future__ import annotations

from dataclasses import replace

from kiosk.maintenance.events import PinConfirmed, ServiceCalled
from kiosk.maintenance.states import CheckingPin, Role
from kiosk.visit.machine import Machine
from screens import service_samples
from tests.screens.conftest import Person

NOON_S = 1_789_880_000


def arrived(person: Person, machine: Machine = service_samples.STOCKED) -> Person:
    """Before the sign-in."""
    person.app.setting = replace(person.app.setting, limits=service_samples.LIMITS)
    person.machine = machine
    person.happen(ServiceCalled())
    return person


def type_in(person: Person, number: str = "7001", pin: str = "246802") -> None:
    person.tap("員工編號")
    person.type(number)
    person.tap("密碼")
    person.type(pin)
    person.tap("登入")


def signed_in(
    person: Person, machine: Machine = service_samples.STOCKED, role: Role = Role.CASHIER
) -> Person:
    arrived(person, machine)
    type_in(person)
    state = person.machine.service.state
    assert isinstance(state, CheckingPin)
    person.happen(PinConfirmed(state.request_id, "7001", role, NOON_S))
    return person
