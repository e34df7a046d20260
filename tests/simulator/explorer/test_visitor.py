"""People: each temper gets through its visit, and nobody stays for ever."""

from __future__ import annotations

from random import Random

import pytest

from simulator.explorer.visitor import Temper, Visitor
from tests.simulator.explorer.rig import Rig


def visit(temper: Temper, seed: int) -> Rig:
    rig = Rig()
    left: list[float] = []
    visitor = Visitor(rig.computer, Random(seed), temper, lambda: left.append(rig.world.now))
    rig.computer.look = visitor.look
    rig.run(3 * 3600.0)
    assert left, "never leaves"
    assert not visitor.here
    rig.run(600.0)
    assert rig.state == "Attract"
    return rig


def met(temper: Temper, seeds: int = 12) -> dict[str, int]:
    """What happened in some visits of this kind."""
    seen: dict[str, int] = {}
    for seed in range(seeds):
        rig = visit(temper, seed)
        for name, count in rig.computer.coverage.counts.items():
            seen[name] = seen.get(name, 0) + count
        seen["foreign"] = seen.get("foreign", 0) + rig.computer.coins.returned_coins
        seen["cuts"] = seen.get("cuts", 0) + rig.computer.coverage.cuts
    return seen


def test_who_pays_exactly_gets_papers_and_nothing_is_owed() -> None:
    seen = met(Temper.EXACT)
    assert seen["copy delivered"] > 5
    assert "claim overpaid" not in seen
    assert "payout whole" not in seen


def test_who_overpays_gets_change() -> None:
    seen = met(Temper.OVERPAYS)
    assert seen["payout whole"] > 3


def test_who_cancels_gets_the_money_back() -> None:
    seen = met(Temper.CANCELS, 40)
    assert any("Closed" in name and "Paying to PayingOut" in name for name in seen)


def test_who_walks_away_leaves_the_machine_to_find_out() -> None:
    seen = met(Temper.LEAVES, 20)
    assert any("by TimerFired" in name for name in seen)


def test_notes_are_put_in_where_they_are_taken() -> None:
    assert met(Temper.OVERPAYS)["a note stacked"] > 2


def test_who_is_owed_something_comes_back_for_it() -> None:
    seen: dict[str, int] = {}
    for seed in range(12):
        rig = Rig()
        for person in rig.computer.central.people.values():
            rig.computer.elsewhere.issue(person.person_id)
            rig.computer.elsewhere.fetch(person.person_id, 0)
            rig.run(12.0)
        assert len(rig.program.machine.claims) > 5
        visitor = Visitor(rig.computer, Random(seed), Temper.EXACT, lambda: None)
        rig.computer.look = visitor.look
        rig.run(3600.0)
        for name, count in rig.computer.coverage.counts.items():
            seen[name] = seen.get(name, 0) + count
    assert seen["a claim redeemed in a sale"] > 3
    assert seen["a claim cashed"] > 0


def test_foreign_coins_come_back() -> None:
    assert met(Temper.TOKENS)["foreign"] > 3


@pytest.mark.parametrize("temper", [Temper.HASTY, Temper.PRESSES_ALL, Temper.RETURNS])
def test_the_difficult_ones_do_not_break_it(temper: Temper) -> None:
    assert met(temper)["a quiet moment"] >= 12


def test_the_plug_is_really_pulled() -> None:
    assert met(Temper.PULLS_PLUG)["cuts"] > 3
