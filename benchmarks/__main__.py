"""Every benchmark in a process of its own; the last line is one JSON object with all figures."""

from __future__ import annotations

import json
import subprocess
import sys

BENCHMARKS = ("idle", "coin", "touch", "pdf", "journal")
LONGEST_S = 600


def main() -> None:
    figures = {}
    for name in BENCHMARKS:
        print(f"measuring {name} ...", file=sys.stderr)
        # A process of its own each time: the system's peak memory is inherited by what a process starts.
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=LONGEST_S,
        )
        figures[name] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
