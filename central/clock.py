"""The only file here that reads a clock; everything else is given one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")  # no daylight saving time since 1979


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the place


def local_day(moment: datetime) -> date:
    """The calendar day in Taiwan, where fees begin and papers are dated."""
    return moment.astimezone(TAIPEI).date()


def wire_time(moment: datetime) -> str:
    """As it stands in answers: 2026-01-26T08:15:30.123Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
