"""The acceptor as a thing: where coins physically are, and what its memory can tell of them."""

from __future__ import annotations

from kiosk.devices import Trouble
from simulator.explorer.coin_mechanism import FOREIGN, CoinMechanism, Fate
from simulator.explorer.world import World


def open_one() -> tuple[World, CoinMechanism]:
    world = World()
    coins = CoinMechanism(world)
    coins.polling(True)
    coins.accepts = frozenset({10, 50})
    return world, coins


def test_a_coin_that_is_taken_is_in_the_box_and_in_the_memory() -> None:
    world, coins = open_one()
    coin = coins.insert(10, "v")
    world.run_until(0.2)
    assert (coin.fate, coins.box_total) == (Fate.FALLING, 0)
    world.run_until(0.5)
    assert (coin.fate, coins.box_total, coins.falling) == (Fate.COUNTED, 10, 0)
    assert coins.buffer()[:3] == bytes((1, 3, 1))
    assert coins.life.events == [coin]


def test_what_is_not_taken_comes_back_and_tells_why() -> None:
    for value, code in ((FOREIGN, 1), (5, 2)):
        world, coins = open_one()
        coin = coins.insert(value, "v")
        world.run_until(1.0)
        assert (coin.fate, coins.box_total, coins.returned_coins) == (Fate.RETURNED, 0, 1)
        assert coins.buffer()[:3] == bytes((1, 0, code))


def test_two_coins_at_once_the_second_comes_back() -> None:
    world, coins = open_one()
    fates = [coins.insert(10, "v"), coins.insert(10, "v")]
    world.run_until(1.0)
    assert [coin.fate for coin in fates] == [Fate.COUNTED, Fate.RETURNED]


def test_it_takes_nothing_when_nobody_reads_it_or_it_is_in_trouble() -> None:
    world, coins = open_one()
    coins.polling(False)
    world.run_until(0.5)
    kept = coins.insert(10, "v")  # the watchdog has not barked yet
    world.run_until(2.0)
    late = coins.insert(10, "v")
    coins.polling(True)
    coins.get_trouble(Trouble.FRAUD)
    world.run_until(2.2)
    assert (kept.fate, late.fate) == (Fate.COUNTED, Fate.RETURNED)
    coins.polling(True)


def test_power_loss_forgets_the_memory_and_drops_what_is_falling_into_the_box_unseen() -> None:
    world, coins = open_one()
    counted = coins.insert(10, "v")
    world.run_until(0.5)
    falling = coins.insert(50, "v")
    world.run_until(0.65)
    coins.lose_power()
    coins.get_power()
    world.run_until(2.0)
    assert (counted.fate, falling.fate) == (Fate.COUNTED, Fate.LOST)
    assert coins.box_total == 60
    assert coins.buffer() == bytes(11)
    assert coins.accepts == frozenset()
    assert [life.number for life in coins.lives] == [1, 2]
    assert coins.lives[0].lost == [falling]


def test_only_five_events_are_remembered() -> None:
    world, coins = open_one()
    for _ in range(7):
        coins.insert(10, "v")
        world.run_until(world.now + 0.5)
    assert coins.buffer()[0] == 7
    assert coins.buffer()[1:] == bytes((3, 1)) * 5
    assert len(coins.life.events) == 7


def test_a_coin_can_stick_and_fall_late() -> None:
    world, coins = open_one()
    coins.sticks_s = 5.0
    late, next_one = coins.insert(10, "v"), None
    world.run_until(0.2)
    next_one = coins.insert(50, "v")
    world.run_until(4.0)
    assert (late.fate, next_one.fate) == (Fate.FALLING, Fate.COUNTED)
    world.run_until(6.0)
    assert late.fate is Fate.COUNTED
    assert late.stuck


def test_another_device_counts_from_the_beginning() -> None:
    world, coins = open_one()
    coins.insert(10, "v")
    world.run_until(1.0)
    before = coins.serial
    coins.swap()
    coins.get_power()
    assert coins.serial != before
    assert coins.buffer() == bytes(11)
