"""Moments, days in Taiwan, and how moments are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from central.clock import SystemClock, local_day, wire_time


def test_day_begins_eight_hours_before_utc() -> None:
    assert local_day(datetime(2026, 7, 31, 15, 59, 59, tzinfo=UTC)) == date(2026, 7, 31)
    assert local_day(datetime(2026, 7, 31, 16, 0, tzinfo=UTC)) == date(2026, 8, 1)


def test_wire_time() -> None:
    assert wire_time(datetime(2026, 1, 26, 8, 15, 30, 123456, tzinfo=UTC)) == "2026-01-26T08:15:30.123Z"


def test_system_clock_is_aware_and_runs() -> None:
    clock = SystemClock()
    first = clock.now()
    assert first.utcoffset() == timedelta(0)
    assert clock.now() >= first
