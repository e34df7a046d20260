"""Room and clock: told at each start, then when they change, and not all the time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kiosk.ballast import Ballast
from kiosk.clock import ClockQuality
from kiosk.health import LOOK_EVERY_S, Health
from kiosk.visit.events import ClockChanged, Event, JournalRoomChanged
from tests.kiosk.rig import FakeClock

GOOD = FakeClock().read()
BACKWARDS = replace(GOOD, quality=ClockQuality.BACKWARDS)


class AskedBallast(Ballast):
    """On a disk whose room is set by hand."""

    free: int | None = None

    def free_bytes(self) -> int:
        return super().free_bytes() if self.free is None else self.free


class Teller:
    def __init__(self, folder: Path, room_bytes: int = 1) -> None:
        self.told: list[Event] = []
        self.ballast = AskedBallast(folder, size=4096, spare=0)
        self.health = Health(self.ballast, self.told.append, room_bytes)

    def look(self, now: float, reading: object = GOOD) -> list[Event]:
        self.told.clear()
        self.health.look(now, reading)  # type: ignore[arg-type]
        return list(self.told)


def test_the_first_look_tells_what_is_because_the_last_run_may_have_left_it_otherwise(tmp_path: Path) -> None:
    assert Teller(tmp_path).look(0.0) == [JournalRoomChanged(enough=True), ClockChanged(sane=True)]
    assert Teller(tmp_path).look(0.0, BACKWARDS)[1] == ClockChanged(sane=False)


def test_then_only_changes_are_told(tmp_path: Path) -> None:
    teller = Teller(tmp_path)
    teller.look(0.0)
    assert teller.look(LOOK_EVERY_S) == []
    assert teller.look(2 * LOOK_EVERY_S, BACKWARDS) == [ClockChanged(sane=False)]
    assert teller.look(3 * LOOK_EVERY_S, BACKWARDS) == []
    assert teller.look(4 * LOOK_EVERY_S) == [ClockChanged(sane=True)]


def test_a_clock_that_jumped_forwards_is_still_believed(tmp_path: Path) -> None:
    assert ClockChanged(sane=True) in Teller(tmp_path).look(0.0, replace(GOOD, quality=ClockQuality.JUMPED))


def test_it_does_not_look_all_the_time(tmp_path: Path) -> None:
    teller = Teller(tmp_path)
    teller.look(0.0)
    assert teller.look(LOOK_EVERY_S - 0.1, BACKWARDS) == []


def test_a_disk_without_room_is_told(tmp_path: Path) -> None:
    teller = Teller(tmp_path, room_bytes=100_000)
    teller.look(0.0)
    teller.ballast.free = 99_999
    assert teller.look(LOOK_EVERY_S) == [JournalRoomChanged(enough=False)]
    assert teller.ballast.held
    teller.ballast.free = 100_000
    assert teller.look(2 * LOOK_EVERY_S) == [JournalRoomChanged(enough=True)]


def test_a_full_disk_costs_the_ballast_and_nobody_begins_a_visit_until_it_is_back(tmp_path: Path) -> None:
    teller = Teller(tmp_path, room_bytes=100_000)
    teller.look(0.0)
    teller.ballast.free, teller.ballast.spare = 10, 11
    assert teller.look(LOOK_EVERY_S) == [JournalRoomChanged(enough=False)]
    assert not teller.ballast.held
    teller.ballast.free = 100_000 + 4095  # enough to sell, but not to lay the ballast down as well
    assert teller.look(2 * LOOK_EVERY_S) == []
    teller.ballast.free = 100_000 + 4096
    assert teller.look(3 * LOOK_EVERY_S) == [JournalRoomChanged(enough=True)]
    assert teller.ballast.held


def test_a_disk_that_is_gone_has_no_room(tmp_path: Path) -> None:
    assert Teller(tmp_path / "gone").look(0.0)[0] == JournalRoomChanged(enough=False)
