"""Crashes the kiosk in every way we know and judges what it comes back as; the last line is JSON.

    python -m simulator.crash                            everything, a few minutes on one core
    python -m simulator.crash --effort thorough          each error at each point, more images: an hour
    python -m simulator.crash replay "blows 51:cancels kill@57"

Exit codes: 0 no promise broken, 1 one is, 2 wrong call.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from dataclasses import asdict

from simulator.crash.stories import WANTED, stories
from simulator.crash.sweeps import FULL, QUICK, THOROUGH, Sweeps, replay
from simulator.explorer.world import Violation

EFFORTS = {"quick": QUICK, "full": FULL, "thorough": THOROUGH}
MOST_TOLD = 20


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.CRITICAL)  # a thousand crashes have a thousand warnings
    if chosen.command == "replay":
        return _replay(chosen.case)
    return _crash(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator.crash", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("command", nargs="?", choices=("run", "replay"), default="run")
    parser.add_argument("case", nargs="?", default="", help="what a violation printed")
    parser.add_argument("--seed", type=int, default=1, help="the first seed that is looked at for stories")
    parser.add_argument("--stories", type=int, choices=range(1, len(WANTED) + 1), default=len(WANTED))
    parser.add_argument("--effort", choices=EFFORTS, default="full")
    return parser


def _crash(chosen: argparse.Namespace) -> int:
    began = time.monotonic()
    told = 0

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {words}", file=sys.stderr, flush=True)

    def broken(case: str, violation: Violation) -> None:
        nonlocal told
        told += 1
        if told <= MOST_TOLD:
            print(f"VIOLATION {violation}")
            print(f'  replay: python -m simulator.crash replay "{case}"', flush=True)

    played = stories(chosen.seed, chosen.stories)
    figures = Sweeps(chosen.seed, EFFORTS[chosen.effort], say, broken).run(played)
    for reason in figures.skipped:
        say(f"SKIPPED {reason}")
    result = asdict(figures)
    result["violations"] = len(figures.violations)
    result["longest_recovery_s"] = round(figures.longest_recovery_s, 3)
    result["longest_start_s"] = round(figures.longest_start_s, 4)
    result |= {"seed": chosen.seed, "stories": {name: str(story) for name, story in played.items()}}
    result["seconds"] = round(time.monotonic() - began, 1)
    print(json.dumps(result, ensure_ascii=False))
    return 1 if figures.violations else 0


def _replay(case: str) -> int:
    try:
        replay(case)
    except Violation as found:
        print(f"VIOLATION {found}")
        return 1
    except (ValueError, KeyError) as error:
        print(f"{case!r} is no case: {error}", file=sys.stderr)
        return 2
    print("no promise is broken")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
