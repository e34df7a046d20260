"""The acceptor's driver: read before it serves, every coin once, closed when the last coin has landed."""

from __future__ import annotations

import pytest

from kiosk.devices import (
    AcceptorClosed,
    AcceptorCursor,
    AcceptorOpened,
    CoinRefused,
    CoinsRead,
    Condition,
    DeviceStatusChanged,
    Trouble,
)
from kiosk.money import COINS, Money
from simulator.explorer.coin_driver import CoinDriver
from simulator.explorer.coin_mechanism import CoinMechanism
from tests.simulator.explorer.bench import Ear, world_and_dice


class Bench:
    def __init__(self, seed: int = 1) -> None:
        self.world, self.dice = world_and_dice(seed)
        self.coins = CoinMechanism(self.world)
        self.begin(None)

    def begin(self, cursor: AcceptorCursor | None) -> None:
        self.ear = Ear()
        self.driver = CoinDriver(self.world, self.coins, self.dice, self.ear, cursor)
        self.driver.start()
        self.run(3.0)

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)

    def open(self) -> None:
        self.driver.accept(COINS)
        self.run(1.0)

    def insert(self, *values: int) -> None:
        for value in values:
            self.coins.insert(value, "v")
            self.run(0.5)

    @property
    def credited(self) -> list[int]:
        return [c.value.amount for read in self.ear.all(CoinsRead) for c in read.credits]

    @property
    def condition(self) -> Condition:
        return self.ear.last(DeviceStatusChanged).status.condition


def test_it_is_found_read_and_opened() -> None:
    bench = Bench()
    assert bench.condition is Condition.READY
    assert bench.coins.accepts == frozenset()
    bench.open()
    assert bench.ear.last(AcceptorOpened).values == COINS
    bench.insert(10, 50)
    assert bench.credited == [10, 50]


@pytest.mark.parametrize("seed", range(20))
def test_closed_is_said_after_the_last_coin_has_landed(seed: int) -> None:
    bench = Bench(seed)
    bench.open()
    bench.coins.insert(10, "v")
    bench.run(0.15)
    bench.driver.inhibit()
    bench.run(3.0)
    assert bench.credited == [10]
    kinds = [type(event) for event in bench.ear.heard]
    assert kinds.index(CoinsRead) < kinds.index(AcceptorClosed)
    bench.insert(10)
    assert bench.credited == [10]
    assert bench.ear.last(CoinRefused).code == 2


def test_coins_from_around_a_crash_are_found_from_the_cursor() -> None:
    bench = Bench()
    bench.open()
    bench.insert(10)
    cursor = bench.ear.last(CoinsRead).cursor
    bench.driver.stop()
    bench.coins.insert(50, "v")  # the watchdog has not barked yet
    bench.run(30.0)
    assert bench.coins.box_total == 60
    bench.begin(cursor)
    assert bench.credited == [50]
    assert bench.coins.accepts == frozenset()


def test_a_reset_in_the_middle_is_told_and_it_opens_again() -> None:
    bench = Bench()
    bench.open()
    bench.insert(10)
    bench.coins.lose_power()
    bench.run(0.3)
    bench.coins.get_power()
    bench.run(5.0)
    assert bench.ear.last(CoinsRead).reset
    assert len(bench.ear.all(AcceptorOpened)) == 2
    bench.insert(50)
    assert bench.credited == [10, 50]


def test_a_reset_before_the_first_coin_shows_nowhere_but_in_the_inhibits() -> None:
    bench = Bench()
    bench.open()
    bench.coins.lose_power()
    bench.run(0.3)
    bench.coins.get_power()
    bench.run(5.0)
    assert not any(read.reset for read in bench.ear.all(CoinsRead))
    assert len(bench.ear.all(AcceptorOpened)) == 2
    assert bench.coins.accepts


def test_a_cable_out_for_a_moment_loses_nothing() -> None:
    bench = Bench()
    bench.open()
    bench.coins.unplug()
    bench.insert(10)
    bench.coins.plug()
    bench.run(3.0)
    assert bench.credited == [10]
    assert bench.condition is Condition.READY


def test_a_cable_out_for_longer_is_offline_and_then_read_before_it_serves() -> None:
    bench = Bench()
    bench.open()
    bench.coins.unplug()
    bench.insert(10)
    bench.run(5.0)
    assert bench.condition is Condition.OFFLINE
    bench.driver.inhibit()
    bench.run(20.0)
    assert not bench.ear.all(AcceptorClosed)
    bench.coins.plug()
    bench.run(5.0)
    tail = [type(event) for event in bench.ear.heard[-3:]]
    assert tail == [CoinsRead, DeviceStatusChanged, AcceptorClosed]
    assert bench.credited == [10]


def test_more_than_five_coins_unread_are_counted_as_unvalued() -> None:
    bench = Bench()
    bench.open()
    bench.coins.unplug()
    for _ in range(7):
        bench.coins.insert(1, "v")
        bench.run(0.13)
    bench.coins.plug()
    bench.run(3.0)
    unvalued = sum(read.unvalued for read in bench.ear.all(CoinsRead))
    assert unvalued > 0
    assert len(bench.credited) + unvalued == 7


def test_trouble_stops_it_and_passes() -> None:
    bench = Bench()
    bench.open()
    bench.coins.get_trouble(Trouble.RETURN_LEVER)
    bench.run(2.0)
    assert bench.condition is Condition.STOPPED
    bench.insert(10)
    assert bench.credited == []
    bench.coins.get_trouble(None)
    bench.run(2.0)
    assert bench.ear.last(DeviceStatusChanged).status.serves


def test_after_its_death_it_says_nothing_more() -> None:
    bench = Bench()
    bench.open()
    bench.coins.insert(10, "v")
    bench.driver.stop()
    heard = len(bench.ear.heard)
    bench.run(10.0)
    assert len(bench.ear.heard) == heard
    assert Money(10).amount == bench.coins.box_total
