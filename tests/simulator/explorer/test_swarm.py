"""Seeds: the same one is the same again, and different ones differ."""

from __future__ import annotations

from simulator.explorer.mishaps import CRASH, MISHAPS
from simulator.explorer.swarm import CLOSES_S, DAY_S, HOPPERS, OPENS_S, VISITOR, dice_of, plan_of, swarm_of
from simulator.explorer.visitor import Temper


def plan(seed: int, days: int = 3) -> object:
    return plan_of(seed, days, swarm_of(seed, len(MISHAPS), len(Temper)), tuple(MISHAPS), CRASH)


def test_a_seed_is_the_same_again_and_another_is_not() -> None:
    assert swarm_of(3, 20, 9) == swarm_of(3, 20, 9)
    assert swarm_of(3, 20, 9) != swarm_of(4, 20, 9)
    assert plan(3) == plan(3)
    assert plan(3) != plan(4)


def test_over_some_seeds_every_kind_of_machine_is_met() -> None:
    swarms = [swarm_of(seed, len(MISHAPS), len(Temper)) for seed in range(1, 60)]
    assert {swarm.hoppers for swarm in swarms} == set(HOPPERS)
    assert {swarm.keeps_queue for swarm in swarms} == {True, False}
    assert {swarm.lifetime for swarm in swarms} == {True, False}
    assert any(swarm.crashes == 0 for swarm in swarms)


def test_a_plan_is_in_order_and_lies_within_the_days() -> None:
    swarm = swarm_of(2, len(MISHAPS), len(Temper))
    entries = plan_of(2, 4, swarm, tuple(MISHAPS), CRASH)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert {entry.at // DAY_S for entry in entries} == {0, 1, 2, 3}
    assert all(OPENS_S <= entry.at % DAY_S < CLOSES_S + 90 for entry in entries)
    assert {entry.kind for entry in entries} <= {VISITOR, CRASH, *MISHAPS}
    assert len({entry.seed for entry in entries}) == len(entries)


def test_every_subsystem_has_dice_of_its_own() -> None:
    one, same, other = dice_of(1), dice_of(1), dice_of(2)
    throws = [dice.random() for dice in one.values()]
    assert throws == [dice.random() for dice in same.values()]
    assert len({*throws, *(dice.random() for dice in other.values())}) == 2 * len(throws)
