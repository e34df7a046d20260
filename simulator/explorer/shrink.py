"""Makes a failing seed small: fewer days, people and mishaps, as long as the same promise breaks."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.explorer.explore import Exploration, Found, Report
from simulator.explorer.swarm import DAY_S, Plan

MOST_RUNS = 400


@dataclass(frozen=True, slots=True)
class Shrunk:
    """What is left of the plan, how many runs that took, and the report of the last, with its story."""

    plan: Plan
    runs: int
    report: Report


def shrink(seed: int, found: Found, plan: Plan, most_runs: int = MOST_RUNS) -> Shrunk:
    """Take out halves, quarters, and at last single entries until none can be spared."""
    days = int(found.at // DAY_S) + 1
    kept = tuple(entry for entry in plan if entry.at <= found.at)
    runs = 0
    size = max(len(kept) // 2, 1)
    while runs < most_runs:
        before, at = len(kept), 0
        while at < len(kept) and runs < most_runs:
            fewer = kept[:at] + kept[at + size :]
            runs += 1
            if _breaks(seed, days, fewer, found.what):
                kept = fewer
            else:
                at += size
        if size == 1 and len(kept) == before:
            break
        size = max(size // 2, 1)
    report = Exploration(seed, days, kept, telling=True).run()
    return Shrunk(kept, runs, report)


def _breaks(seed: int, days: int, plan: Plan, what: str) -> bool:
    violation = Exploration(seed, days, plan).run().violation
    return violation is not None and violation.what == what
