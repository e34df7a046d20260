"""Seeds: the same one is the same again, and different ones differ."""

from __future__ import annotations

from simulator.explorer.mishaps import AFFAIRS, CRASH, MISHAPS
from simulator.explorer.swarm import (
    CLOSES_S,
    DAY_S,
    FORGETS,
    HOPPERS,
    NOTES,
    OPENS_S,
    REMEMBERS,
    VISITOR,
    Entry,
    Swarm,
    dice_of,
    plan_of,
    swarm_of,
)
from simulator.explorer.visitor import Temper


def swarm(seed: int) -> Swarm:
    return swarm_of(seed, len(MISHAPS), len(Temper))


def plan(seed: int, days: int = 3) -> tuple[Entry, ...]:
    return plan_of(seed, days, swarm(seed), tuple(MISHAPS), tuple(AFFAIRS), CRASH)


def test_a_seed_is_the_same_again_and_another_is_not() -> None:
    assert swarm_of(3, 20, 9) == swarm_of(3, 20, 9)
    assert swarm_of(3, 20, 9) != swarm_of(4, 20, 9)
    assert plan(3) == plan(3)
    assert plan(3) != plan(4)


def test_over_some_seeds_every_kind_of_machine_is_met() -> None:
    swarms = [swarm(seed) for seed in range(1, 60)]
    assert {one.hoppers for one in swarms} == set(HOPPERS)
    assert {one.keeps_queue for one in swarms} == {True, False}
    assert {one.lifetime for one in swarms} == {True, False}
    assert {one.validator for one in swarms} == {"", REMEMBERS, FORGETS}
    assert {one.notes for one in swarms} == set(NOTES)
    assert any(one.crashes == 0 for one in swarms)
    assert any(one.affairs == 0 for one in swarms)


def test_a_plan_is_in_order_and_lies_within_the_days() -> None:
    entries = plan(2, 4)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert {entry.at // DAY_S for entry in entries} == {0, 1, 2, 3}
    assert all(OPENS_S <= entry.at % DAY_S < CLOSES_S + 90 for entry in entries)
    assert {entry.kind for entry in entries} <= {VISITOR, CRASH, *MISHAPS, *AFFAIRS}
    assert len({entry.seed for entry in entries}) == len(entries)


def test_every_subsystem_has_dice_of_its_own() -> None:
    one, same, other = dice_of(1), dice_of(1), dice_of(2)
    throws = [dice.random() for dice in one.values()]
    assert throws == [dice.random() for dice in same.values()]
    assert len({*throws, *(dice.random() for dice in other.values())}) == 2 * len(throws)
