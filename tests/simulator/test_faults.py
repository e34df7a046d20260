from __future__ import annotations

import random

import pytest

from simulator.faults import Fault, Faults

REPLY = b"\x01\x00\x02\x00\xfd"


def test_a_sound_cable_changes_nothing() -> None:
    assert Faults().apply(REPLY, now=5.0) == [(5.0, REPLY)]


def test_each_fault_strikes_the_next_replies_and_then_ends() -> None:
    faults = Faults(late_s=0.4)
    faults.next(Fault.LOST, 2)
    assert [faults.apply(REPLY, 0.0) for _ in range(3)] == [[], [], [(0.0, REPLY)]]
    faults.next(Fault.LATE)
    assert faults.apply(REPLY, 1.0) == [(1.4, REPLY)]
    faults.next(Fault.DOUBLED)
    assert faults.apply(REPLY, 1.0) == [(1.0, REPLY)] * 2
    assert faults.struck == {Fault.LOST: 2, Fault.LATE: 1, Fault.DAMAGED: 0, Fault.DOUBLED: 1}


def test_damage_changes_exactly_one_byte() -> None:
    faults = Faults(random.Random(1))
    faults.chance(Fault.DAMAGED, 1.0)
    for _ in range(200):
        [(_, reply)] = faults.apply(REPLY, 0.0)
        assert sum(a != b for a, b in zip(reply, REPLY, strict=True)) == 1


def test_a_share_is_struck_at_random_and_the_seed_repeats_it() -> None:
    def lost(seed: int) -> list[int]:
        faults = Faults(random.Random(seed))
        faults.chance(Fault.LOST, 0.2)
        return [turn for turn in range(1000) if not faults.apply(REPLY, 0.0)]

    assert lost(7) == lost(7)
    assert lost(7) != lost(8)
    assert 150 < len(lost(7)) < 250


def test_clearing_makes_the_cable_sound_again() -> None:
    faults = Faults()
    faults.chance(Fault.LOST, 1.0)
    faults.next(Fault.LOST, 9)
    faults.echo_missing = True
    faults.clear()
    assert faults.apply(REPLY, 0.0) == [(0.0, REPLY)]
    assert not faults.echo_missing


def test_a_share_above_one_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Faults().chance(Fault.LOST, 1.5)
