"""Every benchmark, one after the other; the last line is one JSON object with all figures."""

from __future__ import annotations

import json
import logging
import sys

from benchmarks import coin, idle, pdf


def main() -> None:
    logging.disable(logging.CRITICAL)
    figures = {}
    for benchmark in (idle, coin, pdf):
        name = benchmark.__name__.rpartition(".")[2]
        print(f"measuring {name} ...", file=sys.stderr)
        figures[name] = benchmark.measure()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
