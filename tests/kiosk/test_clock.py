"""The wall clock is believed only as far as it deserves; timers never ask it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk import clock as clock_module
from kiosk.clock import JUMP_S, NOT_BEFORE, ClockQuality, SystemClock

NOW = NOT_BEFORE + timedelta(days=400)


class FakeTime:
    """The two clocks of a computer, set by hand."""

    def __init__(self, wall: datetime) -> None:
        self.wall_ns = int(wall.timestamp()) * 10**9
        self.mono_ns = 5 * 10**9

    def time_ns(self) -> int:
        return self.wall_ns

    def monotonic_ns(self) -> int:
        return self.mono_ns

    def monotonic(self) -> float:
        return self.mono_ns / 1e9

    def pass_by(self, seconds: float) -> None:
        self.wall_ns += int(seconds * 1e9)
        self.mono_ns += int(seconds * 1e9)

    def set_wall(self, by_s: float) -> None:
        self.wall_ns += int(by_s * 1e9)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    fake = FakeTime(NOW)
    monkeypatch.setattr(clock_module, "time", fake)
    return fake


def test_an_ordinary_reading(fake: FakeTime) -> None:
    clock = SystemClock()
    fake.pass_by(2.5)
    reading = clock.read()
    assert clock.now() == 7.5
    assert reading.mono_ns == 7_500_000_000
    assert reading.wall == NOW + timedelta(seconds=2.5)
    assert reading.wall_utc == reading.wall.isoformat(timespec="milliseconds")
    assert reading.wall_utc.endswith("+00:00")
    assert reading.quality is ClockQuality.PLAUSIBLE


@pytest.mark.parametrize("by_s", [JUMP_S + 0.1, -JUMP_S - 0.1, 86_400.0])
def test_a_jump_is_noticed_and_remembered_and_moves_no_timer(fake: FakeTime, by_s: float) -> None:
    clock = SystemClock()
    before = clock.now()
    fake.set_wall(by_s)
    assert clock.read().quality is ClockQuality.JUMPED
    fake.pass_by(60)
    assert clock.read().quality is ClockQuality.JUMPED
    assert clock.now() - before == 60


def test_slewing_is_no_jump(fake: FakeTime) -> None:
    clock = SystemClock()
    fake.set_wall(JUMP_S - 0.1)
    assert clock.read().quality is ClockQuality.PLAUSIBLE


def test_before_the_last_row_of_the_journal_is_backwards_until_it_is_set_right(fake: FakeTime) -> None:
    clock = SystemClock(last_seen=NOW + timedelta(hours=1))
    assert clock.read().quality is ClockQuality.BACKWARDS
    fake.set_wall(2 * 3600)
    assert clock.read().quality is ClockQuality.JUMPED  # no longer backwards: sane again


def test_a_dead_battery_is_backwards_even_on_an_empty_journal(fake: FakeTime) -> None:
    fake.wall_ns = int(datetime(2009, 1, 1, tzinfo=UTC).timestamp()) * 10**9
    assert SystemClock().read().quality is ClockQuality.BACKWARDS
    assert SystemClock(last_seen=datetime(2008, 1, 1, tzinfo=UTC)).read().quality is ClockQuality.BACKWARDS


def test_a_simulation_brings_its_own_time() -> None:
    fake = FakeTime(NOW)
    clock = SystemClock(None, fake.monotonic_ns, fake.time_ns)
    fake.pass_by(10)
    assert clock.now() == 15.0
    assert clock.read().wall == NOW + timedelta(seconds=10)
    fake.set_wall(86_400)
    assert clock.read().quality is ClockQuality.JUMPED


def test_the_real_clock_moves() -> None:
    clock = SystemClock()
    assert clock.now() <= clock.now()
    assert clock.read().wall.tzinfo is UTC
