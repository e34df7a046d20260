"""The kiosk's own clock and ballast in a scene; a ghost hears what the disk said the first time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from kiosk.clock import ClockQuality
from simulator.crash.surroundings import RememberedBallast, SteppedClock
from simulator.explorer.world import MIDNIGHT, World

SIZE = 64 * 1024


def test_the_wall_clock_can_be_set_and_the_kiosk_sees_it() -> None:
    world = World()
    clock = SteppedClock(world)
    world.run_until(100.0)
    assert clock.read().wall == MIDNIGHT + timedelta(seconds=100)
    assert clock.read().quality is ClockQuality.PLAUSIBLE
    clock.ahead_s = 3600.0
    assert clock.read().quality is ClockQuality.JUMPED
    assert clock.now() == 100.0
    clock.started(MIDNIGHT + timedelta(days=1))
    assert clock.read().quality is ClockQuality.BACKWARDS


def test_a_ghost_hears_the_same_and_touches_nothing(tmp_path: Path) -> None:
    ballast = RememberedBallast(tmp_path, SIZE, spare=0)

    def use() -> list[object]:
        before = ballast.held
        ballast.make_room()
        ballast.lay_down()
        return [before, ballast.held, ballast.free_bytes()]

    first = use()
    assert first[:2] == [False, True]
    (tmp_path / "ballast").unlink()
    ballast.ghost, ballast._place = True, 0
    assert use() == first
    assert not (tmp_path / "ballast").exists()
