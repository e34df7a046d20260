"""What was met, and what must be met."""

from __future__ import annotations

import pytest

from simulator.explorer import coverage
from simulator.explorer.coverage import SOMETIMES, Coverage, missing
from simulator.explorer.mishaps import MISHAPS


def test_things_are_counted_by_name() -> None:
    seen = Coverage()
    seen.seen("a coin of nobody")
    seen.seen("a coin of nobody")
    assert seen.counts == {"a coin of nobody": 2}


def test_what_is_too_rare_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "SOMETIMES", {"fault disk full*": 10, "claim left": 4})
    assert (
        missing({"fault disk full in Paying": 6, "fault disk full in Attract": 4, "claim left": 4}, 1.0) == []
    )
    assert missing({"fault disk full in Paying": 9, "claim left": 3}, 1.0) == [
        "fault disk full*: 9 of 10",
        "claim left: 3 of 4",
    ]
    assert missing({"fault disk full in Paying": 10, "claim left": 4}, 2.0)[0].endswith("of 20")


def test_every_mishap_and_every_way_to_die_must_sometimes_be_met() -> None:
    for name in MISHAPS:
        assert any(demanded.startswith(f"fault {name}") for demanded in SOMETIMES), name
    for death in ("process", "computer", "both"):
        for moment in ("before-commit", "after-commit", "between-effects", "at-rest"):
            assert any(demanded.startswith(f"crash {death} {moment}") for demanded in SOMETIMES)
    assert all(least > 0 for least in SOMETIMES.values())
