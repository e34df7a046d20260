"""What is known of the hoppers, whoever is standing there: fitted, found, read, counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.devices import OFFLINE, DeviceStatus, HopperReading
from kiosk.money import Money
from kiosk.visit.decision import Decision, moved
from kiosk.visit.facts import Account, Fact
from kiosk.visit.machine import Machine
from kiosk.visit.payout import FittedHopper, HopperState


def fitted(machine: Machine, hoppers: tuple[FittedHopper, ...]) -> Machine:
    """The hoppers of the configuration; one that holds the same coin as before keeps its level."""
    known = {(hopper.name, hopper.value): hopper.level for hopper in machine.hoppers}
    return replace(
        machine,
        hoppers=tuple(
            HopperState(hopper.name, hopper.value, OFFLINE, known.get((hopper.name, hopper.value), 0))
            for hopper in hoppers
        ),
    )


def status(machine: Machine, device: str, now: DeviceStatus) -> Machine:
    return _changed(machine, device, lambda hopper: replace(hopper, status=now))


def read(machine: Machine, device: str, reading: HopperReading) -> Machine:
    return _changed(machine, device, lambda hopper: replace(hopper, reading=reading))


def counted(machine: Machine, name: str, level: int) -> Decision:
    """A person's count wins; the difference is the university's own money coming or going."""
    hopper = next((hopper for hopper in machine.hoppers if hopper.name == name), None)
    if hopper is None or level < 0:
        return Decision(machine)
    after = _changed(machine, name, lambda hopper: replace(hopper, level=level))
    return Decision(after, _difference(hopper.value, level - hopper.level))


def _difference(value: Money, pieces: int) -> tuple[Fact, ...]:
    if pieces >= 0:
        return moved(Account.HOPPERS, Account.FLOAT, value * pieces)
    return moved(Account.FLOAT, Account.HOPPERS, value * -pieces)


def _changed(machine: Machine, name: str, change: Callable[[HopperState], HopperState]) -> Machine:
    return replace(
        machine,
        hoppers=tuple(change(hopper) if hopper.name == name else hopper for hopper in machine.hoppers),
    )
