"""A scene in which the kiosk's own clock and its look at the disk and the clock are at work as well."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.ballast import Ballast
from kiosk.clock import Reading, SystemClock
from kiosk.health import LOOK_EVERY_S, Health
from simulator.crash.scene import Scene, Story
from simulator.explorer.world import MIDNIGHT, VirtualClock, World

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ANSWERS = 64 * mmap.PAGESIZE


class SteppedClock(VirtualClock):
    """The kiosk's SystemClock on the world's time; somebody else may set the wall clock by `ahead_s`."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.ahead_s = 0.0
        self._of_the_world = world
        self._watched = SystemClock(None, self._mono_ns, self._wall_ns)

    def started(self, last_seen: datetime | None) -> None:
        self._watched = SystemClock(last_seen, self._mono_ns, self._wall_ns)

    def read(self) -> Reading:
        return self._watched.read()

    def _mono_ns(self) -> int:
        return round(self._of_the_world.now * 1e9)

    def _wall_ns(self) -> int:
        return round(((MIDNIGHT - EPOCH).total_seconds() + self._of_the_world.now + self.ahead_s) * 1e9)


class RememberedBallast(Ballast):
    """The kiosk's, and what the disk answered it, in memory that outlives the process: a ghost asks there."""

    def __init__(self, folder: Path, size: int, spare: int) -> None:
        super().__init__(folder, size, spare)
        self.ghost = False
        self._answers = mmap.mmap(-1, ANSWERS)
        self._place = 0

    def _answer(self, ask: Callable[[], int]) -> int:
        place = self._place % ANSWERS
        self._place += 8
        if not self.ghost:
            struct.pack_into("q", self._answers, place, ask())
        return int(struct.unpack_from("q", self._answers, place)[0])

    @property
    def held(self) -> bool:
        return bool(self._answer(lambda: super(RememberedBallast, self).held))

    def free_bytes(self) -> int:
        return self._answer(super().free_bytes)

    def make_room(self) -> None:
        if self.ghost:
            self.free_bytes()
        else:
            super().make_room()

    def lay_down(self) -> None:
        if self.ghost:
            _ = self.held
        else:
            super().lay_down()


class WatchfulScene(Scene):
    """As kiosk/app.py: the ballast first, then the journal, then a clock that knows its last row."""

    def __init__(self, story: Story, folder: Path, ballast: RememberedBallast, room_bytes: int) -> None:
        super().__init__(story, folder)
        self.clock = SteppedClock(self.world)
        self.computer.clock = self.clock
        self._ballast, self._room_bytes = ballast, room_bytes
        self._starts = 0

    def boot(self) -> None:
        self._ballast.ghost = self.journal.ghost is not None
        self._ballast.make_room()
        self.journal.opened = self.clock.started
        super().boot()
        program = self.computer.program
        if program is not None:
            self._starts += 1
            self._look_at_disk(Health(self._ballast, program.put, self._room_bytes), self._starts)

    def _look_at_disk(self, health: Health, start: int) -> None:
        """While this start of the program lasts."""
        program = self.computer.program
        if start == self._starts and program is not None:
            health.look(self.clock.now(), self.clock.read())
            self.world.after(LOOK_EVERY_S, lambda: self._look_at_disk(health, start))
