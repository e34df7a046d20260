"""The figures of a run."""

from __future__ import annotations

import json

from simulator.explorer.explore import Found, Report
from simulator.explorer.report import core_version, figures, seeds_for


def report(seed: int, violated: bool = False) -> Report:
    one = Report(seed, 5, trace=seed, coins=100, coins_value=1000, suspense=5, seconds=0.3)
    one.coverage.visits, one.coverage.cuts = 40, 7
    one.coverage.seen("copy delivered")
    if violated:
        one.violation = Found("a claim issued twice", "a claim issued twice: c1", 9.0)
    return one


def test_years_become_seeds() -> None:
    assert seeds_for(1.0, 5) == 73
    assert seeds_for(0.001, 5) == 1


def test_seeds_are_added_up() -> None:
    result = figures([report(1), report(2)], demand_coverage=False)
    assert (result["seeds"], result["days"], result["visits"], result["cuts"]) == (2, 10, 80, 14)
    assert (result["suspense_rate"], result["violations"]) == (0.005, 0)
    assert result["kiosk_days_per_minute_per_core"] == 1000
    assert result["trace"] == "00000003"
    assert json.loads(json.dumps(result)) == result


def test_what_was_violated_is_named() -> None:
    result = figures([report(1), report(2, violated=True)], demand_coverage=False)
    assert result["violations"] == 1
    assert result["violated"] == [{"seed": 2, "what": "a claim issued twice"}]


def test_too_little_coverage_is_named_where_it_is_demanded() -> None:
    assert figures([report(1)], demand_coverage=True)["coverage_missing"]
    assert not figures([report(1)], demand_coverage=False)["coverage_missing"]


def test_the_version_names_what_was_explored() -> None:
    assert core_version() == core_version()
    assert "+" in core_version()
