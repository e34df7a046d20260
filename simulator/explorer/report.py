"""The figures of a run, added up over its seeds; the last line of the command's output."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kiosk import VERSION
from simulator.explorer.coverage import SOMETIMES, missing
from simulator.explorer.explore import Report

DAYS_OF_A_YEAR = 365
CORE = Path(__file__).parents[2] / "kiosk"


def seeds_for(years: float, days: int) -> int:
    """How many seeds of so many days make at least so many kiosk-years."""
    return max(1, math.ceil(years * DAYS_OF_A_YEAR / days))


def core_version() -> str:
    """The program's version and a digest of what was explored: the same core gives the same traces."""
    digest = hashlib.sha256()
    explored = [*sorted((CORE / "visit").glob("*.py"))]
    explored += [CORE / name for name in ("gate.py", "loop.py", "money.py", "change.py", "devices.py")]
    for source in explored:
        digest.update(source.read_bytes())
    return f"{VERSION}+{digest.hexdigest()[:10]}"


def figures(reports: Iterable[Report], demand_coverage: bool) -> dict[str, Any]:
    """One JSON object. `demand_coverage` False: too short a run to have met everything."""
    seen: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    violations, trace = [], 0
    for report in reports:
        seen.update(report.coverage.counts)
        sums.update(
            seeds=1,
            days=report.days,
            visits=report.coverage.visits,
            coins=report.coins,
            coins_value=report.coins_value,
            coins_paid_out=report.coins_paid_out,
            notes=report.notes,
            notes_value=report.notes_value,
            notes_in_doubt=report.notes_in_doubt,
            payouts=report.payouts,
            cuts=report.coverage.cuts,
            faults=report.coverage.faults,
            claims=report.claims,
            suspense=report.suspense,
            uncertain_coins=report.admitted_coins,
            unseeable_coins=report.beyond_coins,
            commits=report.commits,
        )
        sums["milliseconds"] += round(report.seconds * 1000)
        trace ^= report.trace
        if report.violation is not None:
            violations.append({"seed": report.seed, "what": report.violation.what})
    years = sums["days"] / DAYS_OF_A_YEAR
    short = missing(seen, years) if demand_coverage else []
    minutes = max(sums.pop("milliseconds"), 1) / 60_000
    value = max(sums["coins_value"] + sums["notes_value"], 1)
    return {
        "years": round(years, 3),
        **dict(sums),
        "suspense_rate": round(sums["suspense"] / value, 6),
        "violations": len(violations),
        "violated": violations[:20],
        "coverage": {name: _met(seen, name) for name in SOMETIMES},
        "coverage_names": len(seen),
        "coverage_missing": short,
        "kiosk_days_per_minute_per_core": round(sums["days"] / minutes),
        "trace": f"{trace:08x}",
        "core": core_version(),
    }


def _met(seen: Counter[str], name: str) -> int:
    if not name.endswith("*"):
        return seen[name]
    return sum(count for other, count in seen.items() if other.startswith(name[:-1]))
