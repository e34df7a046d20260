"""From a coin on the wire to durable credit to a changed pixel, beside what the wire and the poll allow.

    python -m benchmarks.coin          JSON as the last line

Real driver, RFC 2217 line at 9600 baud, journal on disk, the pay screen drawn headless; all in one process,
so that one clock sees both ends. The coin is recognised by the twin at a random moment between two polls.
"""

from __future__ import annotations

import json
import logging
import os
import random
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

COINS = 24
COPIES = 10
POLL_MS = 200.0
# A poll and its answer, 5 + 16 bytes of 10 bits at 9600 baud: cctalk header 229.
WIRE_MS = (5 + 16) * 10 / 9600 * 1000


def main() -> None:
    logging.disable(logging.CRITICAL)
    print(json.dumps(measure()))


def measure() -> dict[str, Any]:
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    from kiosk.config import load
    from kiosk.front import Behind, screen_app
    from screens.window import Window
    from simulator.in_process import whole_machine

    with tempfile.TemporaryDirectory() as folder, whole_machine(Path(folder)) as whole:
        behind = Behind(whole.kiosk.clock)
        behind.kiosk = whole.kiosk
        window = Window(screen_app(load(whole.config), behind), time.monotonic, headless=True)
        durable: list[float] = []
        pixels: list[float] = []
        stop = threading.Event()
        append = whole.kiosk._journal.append

        def timed(*arguments: Any) -> None:
            append(*arguments)
            if type(arguments[0]).__name__ == "CoinsRead" and arguments[0].credits:
                durable.append(time.monotonic())

        whole.kiosk._journal.append = timed  # type: ignore[method-assign, assignment]

        def insert() -> None:
            chance = random.Random(1)
            whole.to_payment(COPIES)
            for number in range(COINS):
                whole.insert(5)
                until = time.monotonic() + 5
                while len(pixels) <= number and time.monotonic() < until:
                    time.sleep(0.005)
                time.sleep(0.35 + chance.random() * 0.2)
            stop.set()

        hands = threading.Thread(target=insert, daemon=True)
        hands.start()
        pace = time.monotonic()
        while not stop.is_set():
            shown = window.app.view.machine
            window.frame()
            if window.app.view.machine is not shown and len(durable) > len(pixels):
                pixels.append(time.monotonic())
            pace += 1 / 60
            time.sleep(max(0.0, pace - time.monotonic()))
        hands.join()
        seen = whole.acceptor.recognised_at[:COINS]
        return _figures(seen, durable, pixels)


def _figures(seen: list[float], durable: list[float], pixels: list[float]) -> dict[str, Any]:
    to_durable = [(b - a) * 1000 for a, b in zip(seen, durable, strict=True)]
    to_pixel = [(b - a) * 1000 for a, b in zip(seen, pixels, strict=True)]
    after = [(b - a) * 1000 for a, b in zip(durable, pixels, strict=True)]
    limit = POLL_MS / 2 + WIRE_MS  # on average half a poll interval passes before anybody asks
    return {
        "benchmark": "coin",
        "coins": len(seen),
        "wire_limit_ms": round(WIRE_MS, 1),
        "poll_interval_ms": POLL_MS,
        "mean_limit_ms": round(limit, 1),
        "recognised_to_durable_ms": _spread(to_durable),
        "recognised_to_pixel_ms": _spread(to_pixel),
        "durable_to_pixel_ms": _spread(after),
        "mean_over_limit": round(statistics.mean(to_pixel) / limit, 2),
    }


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "max": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    main()
