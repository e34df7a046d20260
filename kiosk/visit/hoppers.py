"""What is known of the hoppers, whoever is standing there: fitted, found, read, counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.cash import RELIABLE, Accuracy, after_troubles
from kiosk.devices import OFFLINE, DeviceStatus, HopperReading
from kiosk.money import Money
from kiosk.visit.decision import Decision, moved
from kiosk.visit.facts import Account, Fact
from kiosk.visit.machine import Machine
from kiosk.visit.payout import FittedHopper, HopperState


def fitted(machine: Machine, hoppers: tuple[FittedHopper, ...]) -> Machine:
    """The hoppers of the configuration; one that holds the same coin as before keeps its level."""
    known = {(hopper.name, hopper.value): hopper for hopper in machine.hoppers}
    return replace(machine, hoppers=tuple(_refitted(known, hopper) for hopper in hoppers))


def _refitted(known: dict[tuple[str, Money], HopperState], hopper: FittedHopper) -> HopperState:
    before = known.get((hopper.name, hopper.value), HopperState(hopper.name, hopper.value, OFFLINE))
    return replace(before, status=OFFLINE, reading=None)


def status(machine: Machine, device: str, now: DeviceStatus) -> Machine:
    return _changed(
        machine,
        device,
        lambda hopper: replace(hopper, status=now, accuracy=after_troubles(hopper.accuracy, now.troubles)),
    )


def read(machine: Machine, device: str, reading: HopperReading) -> Machine:
    return _changed(machine, device, lambda hopper: _read(hopper, reading))


def _read(hopper: HopperState, reading: HopperReading) -> HopperState:
    """The device's own count begins with the first reading after a person's."""
    begins = hopper.filled_at is None and hopper.level == hopper.filled and hopper.in_doubt == 0
    return replace(hopper, reading=reading, filled_at=reading.lifetime if begins else hopper.filled_at)


def counted(machine: Machine, name: str, level: int) -> Decision:
    """A first count, or one outside the service menu: the difference is the university's own coins."""
    hopper = next((hopper for hopper in machine.hoppers if hopper.name == name), None)
    if hopper is None or level < 0:
        return Decision(machine)
    after = _changed(machine, name, lambda hopper: replace(_set(hopper, level), in_doubt=hopper.in_doubt))
    return Decision(after, _difference(hopper.value, level - hopper.level))


def recounted(machine: Machine, name: str, level: int) -> Machine:
    """A person has counted everything that is in it: what was in doubt is doubtful no more."""
    return _changed(machine, name, lambda hopper: _set(hopper, level))


def filled(machine: Machine, name: str, added: int) -> Machine:
    """Coins were put in on top; what was known of the rest is known as well as before."""
    return _changed(machine, name, lambda hopper: _filled(hopper, added))


def _set(hopper: HopperState, level: int) -> HopperState:
    lifetime = None if hopper.reading is None else hopper.reading.lifetime
    return replace(
        hopper, level=level, accuracy=Accuracy.ACCURATE_SET, in_doubt=0, filled=level, filled_at=lifetime
    )


def _filled(hopper: HopperState, added: int) -> HopperState:
    accuracy = Accuracy.ACCURATE_SET if hopper.accuracy in RELIABLE else hopper.accuracy
    return replace(hopper, level=hopper.level + added, accuracy=accuracy, filled=hopper.filled + added)


def _difference(value: Money, pieces: int) -> tuple[Fact, ...]:
    if pieces >= 0:
        return moved(Account.HOPPERS, Account.FLOAT, value * pieces)
    return moved(Account.FLOAT, Account.HOPPERS, value * -pieces)


def _changed(machine: Machine, name: str, change: Callable[[HopperState], HopperState]) -> Machine:
    return replace(
        machine,
        hoppers=tuple(change(hopper) if hopper.name == name else hopper for hopper in machine.hoppers),
    )
