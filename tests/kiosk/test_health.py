"""Room and clock: told at each start, then when they change, and not all the time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import health as health_module
from kiosk.clock import ClockQuality
from kiosk.health import LOOK_EVERY_S, Health
from kiosk.visit.events import ClockChanged, Event, JournalRoomChanged
from tests.kiosk.rig import FakeClock

GOOD = FakeClock().read()
BACKWARDS = replace(GOOD, quality=ClockQuality.BACKWARDS)


class Teller:
    def __init__(self, folder: Path) -> None:
        self.told: list[Event] = []
        self.health = Health(folder, self.told.append)

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


def test_a_disk_without_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    teller = Teller(tmp_path)
    teller.look(0.0)
    monkeypatch.setattr(health_module, "ROOM_BYTES", 2**62)
    assert teller.look(LOOK_EVERY_S) == [JournalRoomChanged(enough=False)]
    monkeypatch.undo()
    assert teller.look(2 * LOOK_EVERY_S) == [JournalRoomChanged(enough=True)]


def test_a_disk_that_is_gone_has_no_room(tmp_path: Path) -> None:
    assert Teller(tmp_path / "gone").look(0.0)[0] == JournalRoomChanged(enough=False)
