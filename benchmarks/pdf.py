"""How long one transcript takes: ours beside WeasyPrint and ReportLab, in the same run on the same machine.

    python -m benchmarks.pdf          a table, and JSON as the last line

Cold: a new process from start to finished PDF. Warm: one process, different students one after the other.
The peers come from requirements-bench.lock in .cache/bench-venv (`make bench`); one that is not there, or
WeasyPrint without the system's pango, is reported as unavailable with the reason.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BENCH_PYTHON = ROOT / ".cache" / "bench-venv" / "bin" / "python"
COLD_RUNS = 3
WARM_PAPERS = 15
LONGEST_S = 120

Figures = dict[str, Any]


def main(arguments: list[str]) -> None:
    if arguments:
        print(json.dumps(worker(arguments[0], int(arguments[1]))))
        return
    figures = measure()
    for name, figure in figures["engines"].items():
        print(_line(name, figure))
    print(json.dumps(figures))


def measure() -> Figures:
    """{"engines": {name: figures or {"unavailable": reason}}, "times_slower": {peer: {"warm", "cold"}}}"""
    from benchmarks.pdf_engines import ENGINES

    engines: dict[str, Figures] = {name: _engine(name) for name in ENGINES}
    ours = engines["typst"]
    slower = {
        name: {kind: round(figure[f"{kind}_ms"] / ours[f"{kind}_ms"], 1) for kind in ("warm", "cold")}
        for name, figure in engines.items()
        if name != "typst" and "unavailable" not in figure and "unavailable" not in ours
    }
    return {"benchmark": "pdf", "papers": WARM_PAPERS, "engines": engines, "times_slower": slower}


def worker(engine: str, count: int) -> Figures:
    """Runs in its own process: makes `count` papers with one engine and says how long each took."""
    from benchmarks.pdf_engines import ENGINES, papers

    try:
        make = ENGINES[engine]()
    except (ImportError, OSError) as error:  # OSError: WeasyPrint does not find pango
        return {"unavailable": " ".join(str(error).split())[:160]}
    spent, pdf = [], b""
    for data in papers(count):
        start = time.perf_counter()
        pdf = make(data)
        spent.append((time.perf_counter() - start) * 1000)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"spent_ms": spent, "bytes": len(pdf), "peak_mb": round(peak_mb)}


def _engine(name: str) -> Figures:
    warm, _ = _process(name, WARM_PAPERS + 1)
    if "unavailable" in warm:
        return warm
    spent = sorted(warm["spent_ms"][1:])  # the first still fills caches
    cold = [_process(name, 1)[1] for _ in range(COLD_RUNS)]
    return {
        "warm_ms": round(statistics.median(spent), 1),
        "warm_worst_ms": round(spent[-1], 1),
        "cold_ms": round(statistics.median(cold) * 1000),
        "peak_mb": warm["peak_mb"],
        "kB": warm["bytes"] // 1000,
    }


def _process(name: str, count: int) -> tuple[Figures, float]:
    """What the worker said, and the seconds from its start to its end."""
    python = str(BENCH_PYTHON) if BENCH_PYTHON.exists() else sys.executable
    command = [python, "-m", "benchmarks.pdf", name, str(count)]
    start = time.perf_counter()
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    spent_s = time.perf_counter() - start
    if ended.returncode != 0:
        reason = ended.stderr.strip().splitlines()[-1:] or [f"ended with {ended.returncode}"]
        return {"unavailable": reason[0][:160]}, spent_s
    said: Figures = json.loads(ended.stdout.splitlines()[-1])
    return said, spent_s


def _line(name: str, figure: Figures) -> str:
    if "unavailable" in figure:
        return f"{name:12} unavailable: {figure['unavailable']}"
    return (
        f"{name:12} warm {figure['warm_ms']:7.1f} ms (worst {figure['warm_worst_ms']:.1f})"
        f"   cold {figure['cold_ms']:5d} ms   {figure['peak_mb']:4d} MB   {figure['kB']:4d} kB"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
