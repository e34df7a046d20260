"""What was met, and what must be met."""

from __future__ import annotations

import pytest

from simulator.explorer import coverage
from simulator.explorer.coverage import SOMETIMES, Coverage, demanded, missing
from simulator.explorer.mishaps import MISHAPS


def test_things_are_counted_by_name() -> None:
    seen = Coverage()
    seen.seen("a coin of nobody")
    seen.seen("a coin of nobody")
    assert seen.counts == {"a coin of nobody": 2}


def test_what_is_too_rare_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "SOMETIMES", {"fault disk full*": 100, "claim left": 4})
    assert (
        missing({"fault disk full in Paying": 66, "fault disk full in Attract": 4, "claim left": 1}, 1.0)
        == []
    )
    assert missing({"fault disk full in Paying": 69}, 1.0) == [
        "fault disk full*: 69 of 70",
        "claim left: 0 of 1",
    ]
    assert missing({"fault disk full in Paying": 100, "claim left": 4}, 4.0) == [
        "fault disk full*: 100 of 340",
    ]


@pytest.mark.parametrize(("expected", "least"), [(0.2, 1), (4.0, 1), (90.0, 61), (900.0, 810)])
def test_chance_alone_is_no_reason_to_fail(expected: float, least: int) -> None:
    assert demanded(expected) == least


def test_every_mishap_and_every_way_to_die_must_sometimes_be_met() -> None:
    for name in MISHAPS:
        assert any(demanded.startswith(f"fault {name}") for demanded in SOMETIMES), name
    for death in ("process", "computer", "both"):
        for moment in ("before-commit", "after-commit", "between-effects", "at-rest"):
            assert any(demanded.startswith(f"crash {death} {moment}") for demanded in SOMETIMES)
    assert all(least > 0 for least in SOMETIMES.values())
