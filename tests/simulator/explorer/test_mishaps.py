"""Every mishap strikes, is mended, and leaves a machine that serves."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from kiosk.visit.machine import closed_reasons
from simulator.explorer.mishaps import AFFAIRS, CRASH, MISHAPS, Strike, happens, heal
from tests.simulator.explorer.rig import Rig


@pytest.mark.parametrize("name", MISHAPS)
def test_it_strikes_and_the_machine_recovers_by_itself(name: str) -> None:
    rig = Rig()
    for seed in range(3):
        MISHAPS[name](Strike(rig.computer, Random(seed), lambda: False))
        rig.run(2.0)
        rig.run(3 * 3600.0)
        assert closed_reasons(rig.program.machine) == ()


@pytest.mark.parametrize("name", MISHAPS)
def test_healing_mends_it_at_once(name: str) -> None:
    rig = Rig()
    MISHAPS[name](Strike(rig.computer, Random(1), lambda: True))
    rig.run(5.0)
    heal(rig.computer)
    rig.run(120.0)
    assert closed_reasons(rig.program.machine) == ()


@pytest.mark.parametrize(
    ("name", "closes"),
    [
        ("acceptor unplugged", "coin-acceptor"),
        ("receipt paper out", "receipt-printer"),
        ("printer jam", "document-printer"),
        ("network down", "central"),
        ("disk full", "journal"),
        ("clock wrong", "clock"),
        ("thread ends", "program-fault"),
    ],
)
def test_while_it_lasts_the_machine_says_so(name: str, closes: str) -> None:
    rig = Rig()
    seen: set[str] = set()
    for seed in range(8):
        MISHAPS[name](Strike(rig.computer, Random(seed), lambda: False))
        for _ in range(20):
            rig.run(1.0)
            if rig.computer.program is not None:
                seen |= set(closed_reasons(rig.program.machine))
        rig.run(3 * 3600.0)
    assert closes in seen


def test_a_crash_is_planned_and_strikes_at_a_coming_commit() -> None:
    rig = Rig()
    for seed in range(6):
        happens(CRASH, Strike(rig.computer, Random(seed), lambda: False))
    assert len(rig.computer.journal.fuses) == 6


def test_in_a_calm_nothing_strikes() -> None:
    rig = Rig()
    for name in (CRASH, *MISHAPS, *AFFAIRS):
        happens(name, Strike(rig.computer, Random(1), lambda: True))
    assert rig.computer.journal.fuses == []
    assert rig.computer.coverage.faults == 0


def test_most_mishaps_wait_for_something_to_happen() -> None:
    rig = Rig()
    for seed in range(40):
        happens("disk full", Strike(rig.computer, Random(seed), lambda: False))
    assert 20 < len(rig.computer.journal.fuses) < 40
    kinds = {fuse.kind for fuse in rig.computer.journal.fuses}
    assert "" in kinds
    assert len(kinds) > 5


def test_affairs_are_no_faults_and_reach_the_machine() -> None:
    rig = Rig()
    person = next(iter(rig.computer.central.people.values()))
    for seed in range(30):
        for name in AFFAIRS:
            happens(name, Strike(rig.computer, Random(seed), lambda: False))
    rig.computer.journal.fuses.clear()
    rig.run(60.0)
    assert rig.computer.coverage.faults == 0
    assert any(name.startswith("affair owed elsewhere") for name in rig.computer.coverage.counts)
    rig.computer.elsewhere.issue(person.person_id)
    assert rig.judge.claims.owed[person.person_id] > 0


def test_notes_are_met_only_where_notes_are_taken() -> None:
    rig = Rig()
    kinds = {Strike(rig.computer, Random(seed), lambda: False).commits()[1] for seed in range(400)}
    assert any(kind.startswith("Note") for kind in kinds)
    rig.computer.swarm = replace(rig.computer.swarm, validator="")
    kinds = {Strike(rig.computer, Random(seed), lambda: False).commits()[1] for seed in range(400)}
    assert not any(kind.startswith("Note") for kind in kinds)
