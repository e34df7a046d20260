"""A hopper as a thing: coins out one by one, and counters that a power cut may take."""

from __future__ import annotations

from random import Random

from kiosk.devices import Trouble
from simulator.explorer.hopper_mechanism import COIN_S, DRY_S, HopperMechanism, HopperProfile
from simulator.explorer.world import World


class Bench:
    def __init__(self, level: int = 20, lifetime: bool = True, keeps: bool = True, seed: int = 1) -> None:
        self.world = World()
        self.out: list[tuple[str, int]] = []
        profile = HopperProfile(lifetime, keeps)
        self.hopper = HopperMechanism(
            self.world, Random(seed), "hopper_10", 10, level, profile, lambda i, v: self.out.append((i, v))
        )
        self.hopper.enabled = True

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)


def test_it_pays_what_it_is_asked_for() -> None:
    bench = Bench()
    assert bench.hopper.dispense("p", 3)
    assert not bench.hopper.dispense("q", 1)
    bench.run(COIN_S * 1.5)
    assert bench.out == [("p", 10)]
    assert (bench.hopper.reading().remaining, bench.hopper.reading().paid) == (2, 1)
    bench.run(5.0)
    assert bench.out == [("p", 10)] * 3
    assert bench.hopper.level == 17
    assert bench.hopper.reading().lifetime == 3
    assert bench.hopper.reading().events == 1


def test_it_refuses_when_it_is_disabled_or_in_trouble() -> None:
    bench = Bench()
    bench.hopper.enabled = False
    assert not bench.hopper.dispense("p", 1)
    bench.hopper.enabled = True
    bench.hopper.get_trouble(Trouble.JAM)
    assert not bench.hopper.dispense("p", 1)


def test_it_runs_dry_in_the_middle() -> None:
    bench = Bench(level=1)
    bench.hopper.dispense("p", 3)
    bench.run(DRY_S + 2.0)
    reading = bench.hopper.reading()
    assert (reading.remaining, reading.paid, reading.unpaid, len(bench.out)) == (0, 1, 2, 1)


def test_what_it_knows_without_power() -> None:
    for lifetime, keeps in ((True, True), (False, False)):
        bench = Bench(lifetime=lifetime, keeps=keeps)
        bench.hopper.dispense("p", 5)
        bench.run(COIN_S * 2.5)
        bench.hopper.lose_power()
        bench.run(1.0)
        bench.hopper.get_power()
        reading = bench.hopper.reading()
        assert (reading.events, reading.remaining) == (0, 0)
        assert reading.lifetime == (2 if lifetime else None)
        assert reading.paid == (2 if keeps else 0)
        assert not bench.hopper.enabled


def test_a_coin_in_the_throw_may_come_out_uncounted() -> None:
    out = set()
    for seed in range(20):
        bench = Bench(seed=seed)
        bench.hopper.dispense("p", 5)
        bench.run(COIN_S * 2.5)
        bench.hopper.lose_power()
        assert bench.hopper.level == 20 - len(bench.out)
        out.add(len(bench.out))
    assert out == {2, 3}


def test_what_was_stolen_is_remembered_beside_what_came_out() -> None:
    bench = Bench()
    bench.hopper.rob(5)
    assert (bench.hopper.level, bench.hopper.robbed, bench.out) == (5, 15, [])
    bench.hopper.fill(30)
    assert (bench.hopper.level, bench.hopper.robbed) == (30, 0)
