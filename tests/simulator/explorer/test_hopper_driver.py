"""A hopper's driver: physical truth always lies between what is certain and what may be."""

from __future__ import annotations

from random import Random

import pytest

from kiosk.devices import CoinsDispensed, Condition, DeviceStatusChanged, HopperRead, PayoutFinished, Trouble
from simulator.explorer.hopper_driver import HopperDriver
from simulator.explorer.hopper_mechanism import HopperMechanism, HopperProfile
from simulator.explorer.world import World
from tests.simulator.explorer.bench import Ear


class Bench:
    def __init__(
        self, level: int = 20, lifetime: bool = True, keeps_last_payout: bool = True, seed: int = 1
    ) -> None:
        self.world, self.dice = World(), Random(seed)
        self.out = 0
        profile = HopperProfile(lifetime, keeps_last_payout)
        self.hopper = HopperMechanism(
            self.world, self.dice, "hopper_10", 10, level, profile, lambda *_: self.coin()
        )
        self.begin()
        self.run(3.0)

    def coin(self) -> None:
        self.out += 1

    def begin(self) -> None:
        self.ear = Ear()
        self.driver = HopperDriver(self.world, self.hopper, self.dice, self.ear)
        self.driver.start()

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)

    def pay(self, count: int) -> None:
        self.driver.dispense("p", count, self.ear.last(HopperRead).reading)

    @property
    def finished(self) -> PayoutFinished:
        (finished,) = self.ear.all(PayoutFinished)
        return finished


def test_it_is_found_and_read() -> None:
    bench = Bench()
    assert bench.ear.last(DeviceStatusChanged).status.condition is Condition.READY
    assert bench.ear.last(HopperRead).reading == bench.hopper.reading()


def test_a_payout_is_paid_and_told_exactly() -> None:
    bench = Bench()
    bench.pay(4)
    bench.run(10.0)
    assert (bench.finished.paid, bench.finished.doubtful, bench.out) == (4, 0, 4)
    assert bench.finished.after == bench.hopper.reading()
    assert bench.ear.all(CoinsDispensed)


def test_a_hopper_that_shows_something_else_than_before_pays_nothing() -> None:
    bench = Bench()
    before = bench.ear.last(HopperRead).reading
    bench.hopper.enabled = True
    bench.hopper.dispense("somebody else's", 1)
    bench.run(2.0)
    bench.out = 0
    bench.driver.dispense("p", 4, before)
    bench.run(10.0)
    assert (bench.finished.paid, bench.finished.doubtful, bench.out) == (0, 0, 0)


def test_running_dry_is_short_and_certain() -> None:
    bench = Bench(level=2)
    bench.pay(4)
    bench.run(20.0)
    assert (bench.finished.paid, bench.finished.doubtful, bench.out) == (2, 0, 2)


def test_a_jam_before_it_begins_pays_nothing() -> None:
    bench = Bench()
    bench.hopper.get_trouble(Trouble.JAM)
    bench.pay(4)
    bench.run(20.0)
    assert (bench.finished.paid, bench.finished.doubtful, bench.out) == (0, 0, 0)


@pytest.mark.parametrize("keeps", [(True, True), (True, False), (False, True), (False, False)])
@pytest.mark.parametrize("cut_after_s", [0.1, 0.6, 1.3, 2.0, 3.1])
@pytest.mark.parametrize("whole", [False, True], ids=["hopper", "everything"])
def test_whatever_loses_power_the_truth_lies_within(
    keeps: tuple[bool, bool], cut_after_s: float, whole: bool
) -> None:
    for seed in range(6):
        bench = Bench(20, *keeps, seed=seed)
        before = bench.ear.last(HopperRead).reading
        bench.pay(6)
        bench.run(cut_after_s)
        bench.hopper.lose_power()
        if whole:
            bench.driver.stop()
        bench.run(2.0)
        bench.hopper.get_power()
        if whole:
            bench.begin()
            bench.driver.reconcile("p", 6, before)
        bench.run(60.0)
        told = bench.finished
        assert told.paid <= bench.out <= told.paid + told.doubtful <= 6


def test_a_program_that_died_finds_what_the_hopper_paid_meanwhile() -> None:
    bench = Bench()
    before = bench.ear.last(HopperRead).reading
    bench.pay(6)
    bench.run(1.0)
    bench.driver.stop()
    bench.run(1.0)
    bench.begin()
    bench.driver.reconcile("p", 6, before)
    bench.run(20.0)
    assert (bench.finished.paid, bench.finished.doubtful, bench.out) == (6, 0, 6)


def test_out_of_reach_for_too_long_leaves_the_rest_in_doubt() -> None:
    bench = Bench()
    bench.pay(6)
    bench.run(1.3)
    bench.hopper.unplug()
    bench.run(60.0)
    assert bench.finished.paid + bench.finished.doubtful == 6
    assert bench.finished.doubtful > 0
    assert bench.out == 6
