"""From a touch on the keypad to changed pixels, in the window's own loop, headless.

    python -m benchmarks.touch         JSON as the last line

The limit beside it is the loop's own rhythm: a touch that comes at a random moment waits half a turn for it,
and then for nothing but a blit of the whole screen.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

TOUCHES = 40


def main() -> None:
    print(json.dumps(measure()))


def measure() -> dict[str, Any]:
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    import pygame

    from kiosk.clock import SystemClock
    from kiosk.config import load
    from kiosk.devices import Condition, DeviceStatus
    from kiosk.front import Behind, screen_app
    from kiosk.visit.machine import Machine
    from kiosk.visit.states import Identifying
    from screens.window import FRAMES_PER_S, Window

    ready = DeviceStatus(Condition.READY)

    class Standing(Behind):
        """A machine that waits at the keypad and never moves."""

        machine = Machine(
            visit=Identifying("v"),
            acceptor=ready,
            receipt_printer=ready,
            document_printer=ready,
            online=True,
        )

    clock = SystemClock()
    config = load(Path(__file__).parents[1] / "config" / "demo.toml")
    window = Window(screen_app(config, Standing(clock)), clock.now, headless=True)
    window.frame()
    key = next(node for node in window.app.scene.nodes if node.name == "5")
    took: list[float] = []
    for number in range(TOUCHES):
        kind = pygame.MOUSEBUTTONUP if number % 2 else pygame.MOUSEBUTTONDOWN
        pygame.event.post(pygame.event.Event(kind, pos=key.rect.centre, button=1, touch=False))
        begun = time.perf_counter()
        assert window.frame(), "the touch changed nothing"
        took.append((time.perf_counter() - begun) * 1000)
    copy = window.surface.copy()
    begun = time.perf_counter()
    for _ in range(20):
        window.surface.blit(copy, (0, 0))
    blit_ms = (time.perf_counter() - begun) / 20 * 1000
    wait_ms = 1000 / FRAMES_PER_S / 2
    median = statistics.median(took)
    return {
        "benchmark": "touch",
        "touches": TOUCHES,
        "drawn_after_ms": {"median": round(median, 1), "p95": round(sorted(took)[int(TOUCHES * 0.95)], 1)},
        "mean_wait_for_the_loop_ms": round(wait_ms, 1),
        "blit_of_the_whole_screen_ms": round(blit_ms, 1),
        "touch_to_pixel_ms": round(wait_ms + median, 1),
        "over_limit": round((wait_ms + median) / (wait_ms + blit_ms), 2),
    }


if __name__ == "__main__":
    main()
