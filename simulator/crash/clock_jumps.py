"""The wall clock is set while a visit is open, or while the program is down; later somebody sets it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from simulator.crash.blows import finish, room
from simulator.crash.scene import MayStart, Story
from simulator.crash.surroundings import RememberedBallast, WatchfulScene
from simulator.explorer.computer import Crash, Death

YEAR_S, DAY_S = 365 * 86_400.0, 86_400.0
JUMPS_S = (YEAR_S, DAY_S, 3600.0, -1.0, -30.0, -DAY_S, -20 * YEAR_S)
MENDED_AFTER_S = 600.0
FIRST_CALL = 5  # before a first row has the right time on it nobody can know better
ROOM_BYTES = 1
BALLAST_BYTES = 4096


class Dies(StrEnum):
    """When the program dies as well."""

    NEVER = "never"
    AT_THE_JUMP = "at-the-jump"
    WHEN_MENDED = "when-mended"  # the clock is set right while it is down


@dataclass(frozen=True, slots=True)
class Jump:
    """After that journal call the wall clock is set by so much."""

    story: Story
    call: int
    by_s: float
    dies: Dies

    def __str__(self) -> str:
        return f"clock {self.story} {self.call} {self.by_s:g} {self.dies}"


def jumps(story: Story, calls: int) -> Iterator[Jump]:
    for call in range(FIRST_CALL, calls + 1):
        for number, by_s in enumerate(JUMPS_S):
            yield Jump(story, call, by_s, tuple(Dies)[(call + number) % 3])


def calls_of(story: Story) -> int:
    with room() as folder:
        scene = watchful(story, folder)
        finish(scene)
        return scene.journal.calls


def watchful(story: Story, folder: Path) -> WatchfulScene:
    return WatchfulScene(story, folder, RememberedBallast(folder, BALLAST_BYTES, spare=0), ROOM_BYTES)


def suffer(jump: Jump) -> None:
    """Raises Violation."""
    with room() as folder:
        scene = watchful(jump.story, folder)

        def strike(call: int) -> None:
            if call == jump.call:
                scene.clock.ahead_s = jump.by_s
                scene.world.after(MENDED_AFTER_S, mend)
                if jump.dies is Dies.AT_THE_JUMP:
                    scene.world.after(0.0, scene.dies_at_rest)

        def mend() -> None:
            scene.clock.ahead_s = 0.0
            if jump.dies is Dies.WHEN_MENDED:
                scene.dies_at_rest()

        scene.journal.called = strike
        scene.crash = Crash(Death.PROCESS, 5.0)
        while True:
            try:
                finish(scene)
            except MayStart:
                continue
            return
