"""Whole seeds: no promise is broken, the same seed is the same again, and enough is met."""

from __future__ import annotations

from collections import Counter

import pytest

from simulator.explorer.explore import Exploration, Report
from simulator.explorer.swarm import VISITOR

SEEDS = range(1, 13)
# Over the seeds above, two days each: far less than is really met, so that only a cut is noticed.
LEAST = {
    "copy delivered": 100,
    "copy unknown": 1,
    "claim overpaid": 20,
    "claim not-printed": 3,
    "payout whole": 5,
    "reconciles a paper": 2,
    "the acceptor was reset": 5,
    "crash": 60,
    "fault": 60,
}


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [Exploration(seed, 2).run() for seed in SEEDS]


def test_no_promise_is_broken(reports: list[Report]) -> None:
    assert [report.violation for report in reports if report.violation is not None] == []


def test_enough_is_met(reports: list[Report]) -> None:
    seen: Counter[str] = Counter()
    for report in reports:
        for name, count in report.coverage.counts.items():
            seen[name] += count
            seen[name.split()[0]] += count
    for name, least in LEAST.items():
        assert seen[name] >= least, (name, seen[name])
    assert sum(report.coins for report in reports) > 300
    assert sum(report.coverage.visits for report in reports) > 300


def test_the_same_seed_is_the_same_again_and_another_is_not(reports: list[Report]) -> None:
    again = Exploration(3, 2).run()
    assert (again.trace, again.commits) == (reports[2].trace, reports[2].commits)
    assert len({report.trace for report in reports}) == len(reports)


def test_telling_the_story_changes_nothing(reports: list[Report]) -> None:
    told = Exploration(3, 2, telling=True).run()
    assert told.trace == reports[2].trace
    assert any("is in the cash box" in str(line) for line in told.story)


def test_a_plan_with_less_in_it_is_another_history() -> None:
    whole = Exploration(3, 1)
    without = Exploration(3, 1, tuple(entry for entry in whole.plan if entry.kind == VISITOR))
    assert len(without.plan) < len(whole.plan)
    calm = without.run()
    assert calm.violation is None
    assert calm.coverage.faults == 0
    assert calm.trace != whole.run().trace
