"""The only file that reads a clock.

Timers and distances in time use the monotonic clock. The wall clock is for people and papers, and every
reading of it carries how far it is to be believed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

JUMP_S = 2.0
NOT_BEFORE = datetime(2026, 11, 1, tzinfo=UTC)  # no build of this program is older


class ClockQuality(StrEnum):
    PLAUSIBLE = "plausible"  # not before the last journal row, no jump seen since start
    JUMPED = "jumped"  # moved against the monotonic clock by more than JUMP_S
    BACKWARDS = "backwards"  # before the last journal row or before this program was built


@dataclass(frozen=True, slots=True)
class Reading:
    mono_ns: int
    wall: datetime
    quality: ClockQuality

    @property
    def wall_utc(self) -> str:
        return self.wall.isoformat(timespec="milliseconds")


class SystemClock:
    """Monotonic and wall time of this computer, watched against each other.

    `mono_ns` and `wall_ns` are its two sources, in nanoseconds; a simulation brings its own.
    """

    def __init__(
        self,
        last_seen: datetime | None = None,
        mono_ns: Callable[[], int] | None = None,
        wall_ns: Callable[[], int] | None = None,
    ) -> None:
        self._mono_ns, self._wall_ns = mono_ns or time.monotonic_ns, wall_ns or time.time_ns
        self._floor = max(NOT_BEFORE, last_seen) if last_seen else NOT_BEFORE
        self._offset_ns = self._wall_ns() - self._mono_ns()
        self._jumped = False

    def now(self) -> float:
        """Monotonic seconds."""
        return self._mono_ns() / 1e9

    def read(self) -> Reading:
        mono_ns, wall_ns = self._mono_ns(), self._wall_ns()
        offset_ns = wall_ns - mono_ns
        if abs(offset_ns - self._offset_ns) > JUMP_S * 1e9:
            self._jumped, self._offset_ns = True, offset_ns
        wall = datetime.fromtimestamp(wall_ns / 1e9, tz=UTC)
        if wall < self._floor:
            quality = ClockQuality.BACKWARDS
        else:
            quality = ClockQuality.JUMPED if self._jumped else ClockQuality.PLAUSIBLE
        return Reading(mono_ns, wall, quality)
