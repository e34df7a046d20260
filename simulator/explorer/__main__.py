"""The explorer's command line.

    python -m simulator.explorer --years 1 --seed 1      explore; the last line is JSON
    python -m simulator.explorer defects                 is each planted defect found, and how soon
    python -m simulator.explorer story --seed 7          what happened in a seed

Exit codes: 0 no promise broken, 1 one is (or a defect was not found, or too little was met), 2 wrong call.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from simulator.explorer.defects import DEFECTS
from simulator.explorer.explore import Exploration, Report
from simulator.explorer.planting import planted, search
from simulator.explorer.report import figures, seeds_for
from simulator.explorer.shrink import shrink

DAYS = 5
MOST_STORIES = 3
LINES = 120
DEFECT_DAYS = 2


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    match chosen.command:
        case "defects":
            return _defects(chosen)
        case "story":
            return _story(chosen)
        case _:
            return _explore(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator.explorer", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("command", nargs="?", choices=("explore", "defects", "story"), default="explore")
    parser.add_argument("--years", type=float, default=1.0, help="kiosk-years to explore")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument(
        "--days", type=int, default=0, help=f"of each seed; {DAYS}, for defects {DEFECT_DAYS}"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--defect", choices=sorted(DEFECTS), default="", help="plant this one first")
    parser.add_argument("--seeds", type=int, default=0, help="most seeds for one defect; else its own number")
    parser.add_argument("--coverage", action="store_true", help="print everything that was met")
    return parser


# ---- Exploring ---------------------------------------------------------------------------------------


def run_seed(days: int, defect: str, seed: int) -> Report:
    """One seed, in a process of its own where there are several."""
    with planted(defect):
        return Exploration(seed, days).run()


def _explore(chosen: argparse.Namespace) -> int:
    days = chosen.days or DAYS
    seeds = range(chosen.seed, chosen.seed + seeds_for(chosen.years, days))
    reports = []
    for report in _reports(seeds, days, chosen.defect, chosen.jobs):
        reports.append(report)
        if report.violation is not None and sum(r.violation is not None for r in reports) <= MOST_STORIES:
            with planted(chosen.defect):
                _tell_shrunk(report)
    whole = len(seeds) * days >= 365 and not chosen.defect
    result = figures(reports, demand_coverage=whole)
    if chosen.coverage:
        _print_coverage(reports)
    print(json.dumps(result, ensure_ascii=False))
    return 1 if result["violations"] or result["coverage_missing"] else 0


def _reports(seeds: range, days: int, defect: str, jobs: int) -> Iterator[Report]:
    work = partial(run_seed, days, defect)
    if jobs <= 1:
        yield from map(work, seeds)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(work, seeds, chunksize=4)


def _tell_shrunk(report: Report) -> None:
    assert report.violation is not None
    print(f"seed {report.seed}: {report.violation.words}")
    small = shrink(report.seed, report.violation, Exploration(report.seed, report.days).plan)
    print(f"shrunk to {len(small.plan)} people and mishaps in {small.runs} runs:")
    for told in small.report.story[-LINES:]:
        print(f"  {told}")


def _print_coverage(reports: list[Report]) -> None:
    names = sorted({name for report in reports for name in report.coverage.counts})
    for name in names:
        print(f"{sum(report.coverage.counts[name] for report in reports):8} {name}")


# ---- Stories and defects ---------------------------------------------------------------------------------


def _story(chosen: argparse.Namespace) -> int:
    with planted(chosen.defect):
        report = Exploration(chosen.seed, chosen.days or DAYS, telling=True).run()
    for told in report.story:
        print(told)
    print(json.dumps(figures([report], demand_coverage=False), ensure_ascii=False))
    return 0 if report.violation is None else 1


def _defects(chosen: argparse.Namespace) -> int:
    names = [chosen.defect] if chosen.defect else list(DEFECTS)
    results = {}
    for name in names:
        began = time.process_time()
        most = chosen.seeds or DEFECTS[name].within
        found = search(name, chosen.seed, most, chosen.days or DEFECT_DAYS)
        seconds = round(time.process_time() - began, 2)
        results[name] = {"seeds": found.seeds, "seconds": seconds, "what": found.what}
        print(f"{name}: {f'seed {found.seeds}, {seconds} s: {found.what}' if found.what else 'NOT FOUND'}")
    missed = [name for name, result in results.items() if not result["what"]]
    summary = {"planted": len(names), "found": len(names) - len(missed), "missed": missed, "defects": results}
    print(json.dumps(summary, ensure_ascii=False))
    return 1 if missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
