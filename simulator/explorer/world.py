"""The world's time: a heap of what is to happen next, and the story of what has happened."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kiosk.clock import ClockQuality, Reading

MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)


class Violation(Exception):
    """A promise is broken. `what` is short and the same each time; `detail` belongs to this one."""

    def __init__(self, what: str, detail: str = "") -> None:
        super().__init__(f"{what}: {detail}" if detail else what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story; made into words only when somebody wants to read it."""

    at: float
    who: str
    words: str
    parts: tuple[object, ...]

    def __str__(self) -> str:
        day, rest = divmod(self.at, 86_400)
        hours, rest = divmod(rest, 3600)
        minutes, seconds = divmod(rest, 60)
        clock = f"day {day + 1:.0f} {hours:02.0f}:{int(minutes):02d}:{seconds:06.3f}"
        return f"{clock}  {self.who:<16} {self.words.format(*self.parts)}"


class World:
    """Nothing happens between two entries of the heap, so that no time is spent on silence."""

    def __init__(self, telling: bool = False) -> None:
        self.now = 0.0
        self.story: list[Told] = []
        self.telling = telling
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0

    def at(self, moment: float, deed: Callable[[], None]) -> None:
        """Entries of one moment happen in the order in which they were made."""
        self._count += 1
        heapq.heappush(self._heap, (moment, self._count, deed))

    def after(self, seconds: float, deed: Callable[[], None]) -> None:
        self.at(self.now + seconds, deed)

    def run_until(self, moment: float) -> None:
        heap = self._heap
        while heap and heap[0][0] <= moment:
            self.now, _, deed = heapq.heappop(heap)
            deed()
        self.now = moment

    def tell(self, who: str, words: str, *parts: object) -> None:
        if self.telling:
            self.story.append(Told(self.now, who, words, parts))


class VirtualClock:
    """kiosk.loop.Clock on the world's time; `set_back_s` is by how much the wall clock is wrong."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.set_back_s = 0.0

    def now(self) -> float:
        return self._world.now

    def read(self) -> Reading:
        now = self._world.now
        wall = MIDNIGHT + timedelta(seconds=now - self.set_back_s)
        return Reading(int(now * 1e9), wall, ClockQuality.PLAUSIBLE)
