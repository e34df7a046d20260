"""What is known of the hoppers, whoever is standing there."""

from __future__ import annotations

from kiosk.devices import OFFLINE, DeviceStatusChanged, HopperRead, HopperReading
from kiosk.money import Money
from kiosk.visit.events import HopperCounted, HoppersFitted
from kiosk.visit.facts import Account, Posted
from kiosk.visit.payout import FittedHopper
from kiosk.visit.step import step
from tests.kiosk.visit.samples import IN_SERVICE, READY
from tests.kiosk.visit.walking import with_hoppers

READING = HopperReading(7, 1, 0, 0, 0)
TEN = FittedHopper("hopper_10", Money(10))


def test_a_hopper_is_offline_and_empty_until_it_was_found_and_counted() -> None:
    machine = step(IN_SERVICE, HoppersFitted((TEN,))).machine
    (hopper,) = machine.hoppers
    assert (hopper.status, hopper.level, hopper.reading) == (OFFLINE, 0, None)
    machine = step(machine, DeviceStatusChanged("hopper_10", READY)).machine
    machine = step(machine, HopperRead("hopper_10", READING)).machine
    machine = step(machine, HopperCounted("hopper_10", 40)).machine
    assert machine.hoppers[0].can_pay


def test_a_count_moves_the_difference_between_float_and_hopper() -> None:
    machine = with_hoppers(n10=5)
    assert step(machine, HopperCounted("hopper_10", 8)).facts == (
        Posted(Account.HOPPERS, Account.FLOAT, Money(30)),
    )
    assert step(machine, HopperCounted("hopper_10", 1)).facts == (
        Posted(Account.FLOAT, Account.HOPPERS, Money(40)),
    )
    assert step(machine, HopperCounted("hopper_10", 5)).facts == ()


def test_nonsense_counts_change_nothing() -> None:
    machine = with_hoppers(n10=5)
    assert step(machine, HopperCounted("hopper_99", 8)).machine == machine
    assert step(machine, HopperCounted("hopper_10", -1)).machine == machine


def test_a_hopper_that_stays_keeps_its_level_and_one_with_another_coin_does_not() -> None:
    machine = with_hoppers(n10=5)
    same = step(machine, HoppersFitted((TEN, FittedHopper("hopper_5", Money(5))))).machine
    assert [hopper.level for hopper in same.hoppers] == [5, 0]
    other = step(machine, HoppersFitted((FittedHopper("hopper_10", Money(50)),))).machine
    assert [hopper.level for hopper in other.hoppers] == [0]
