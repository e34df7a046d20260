"""What the kiosk's process costs while nobody is there: first frame, CPU, memory.

    python -m benchmarks.idle          JSON as the last line

The kiosk runs as a process of its own, its twins on real wires; the figures are the operating system's.
The physical limit beside the first frame is the same interpreter doing nothing.
"""

from __future__ import annotations

import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from simulator.in_process import WholeMachine, whole_machine
from simulator.processes import free_port

STARTS = 3
SETTLE_S = 25.0  # the window slows down when nothing was touched for 20 s
LOOK_S = 20.0
GOAL_CPU = 1.0


def main() -> None:
    logging.disable(logging.CRITICAL)
    print(json.dumps(measure()))


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, whole_machine(Path(folder), start=False) as whole:
        frames, readies = [], []
        for _ in range(STARTS):
            process, frame_s, ready_s = _start(whole)
            frames.append(frame_s)
            readies.append(ready_s)
            if len(frames) < STARTS:
                _stop(process)
        time.sleep(SETTLE_S)
        before, window_before = _cpu_s(process.pid), _cpu_s(process.pid, "window")
        time.sleep(LOOK_S)
        cpu = (_cpu_s(process.pid) - before) / LOOK_S * 100
        window = (_cpu_s(process.pid, "window") - window_before) / LOOK_S * 100
        memory = _memory_mb(process.pid)
        _stop(process)
    bare = statistics.median(_bare_start() for _ in range(STARTS))
    return {
        "benchmark": "idle",
        "first_frame_s": round(statistics.median(frames), 2),
        "everything_started_s": round(statistics.median(readies), 2),
        "bare_interpreter_s": round(bare, 3),
        "idle_cpu_percent": round(cpu, 2),
        "idle_cpu_of_the_window_percent": round(window, 2),
        "idle_cpu_goal_percent": GOAL_CPU,
        "rss_mb": round(memory),
    }


def _start(whole: WholeMachine) -> tuple[subprocess.Popen[str], float, float]:
    """The process, seconds to the first frame that can be seen, seconds until everything was started."""
    port = free_port()
    config = whole.config.with_name("process.toml")
    config.write_text(
        whole.config.read_text(encoding="utf-8") + f"\n[mirror]\nport = {port}\n", encoding="utf-8"
    )
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "run", "--config", str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")},
    )
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/tree", timeout=5):
                break
        except OSError:
            time.sleep(0.003)
    frame_s = time.monotonic() - begun
    assert process.stdout is not None
    process.stdout.readline()
    return process, frame_s, time.monotonic() - begun


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(20)


def _cpu_s(pid: int, thread: str = "") -> float:
    """Processor seconds of the process, or of its main thread, which is the window's."""
    place = f"/proc/{pid}/task/{pid}/stat" if thread else f"/proc/{pid}/stat"
    fields = Path(place).read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"no VmRSS for {pid}")


def _bare_start() -> float:
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
