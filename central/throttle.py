"""Counts failed tries per key in fixed windows, in the database: it survives a restart and is shared."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.orm import Session

from central.database import upsert
from central.models import Throttle


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` failures of `key` in a window that opens with the first of them."""

    key: str
    tries: int
    window_s: int


def hashed_key(kind: str, value: str) -> str:
    """A key that does not spell out whose number or address it counts."""
    return f"{kind}:{hashlib.sha256(value.encode()).hexdigest()[:32]}"


def take(session: Session, limits: tuple[Limit, ...], now: datetime) -> int:
    """Book one try on every limit before it is known how it ends, so that tries at the same time all count.

    Returns 0 when it may go on, else the seconds until the last window ends that is full.
    """
    wait_s = 0
    for limit in sorted(limits, key=lambda limit: limit.key):  # one order for all: no deadlock
        _book(session, limit, now)
        row = session.get_one(Throttle, limit.key, populate_existing=True)
        if row.tries > limit.tries:
            wait_s = max(wait_s, math.ceil((row.window_ends - now).total_seconds()))
    _forget_some(session, now)
    return wait_s


def give_back(session: Session, limits: tuple[Limit, ...]) -> None:
    """The try that was just taken succeeded, so it does not count. Earlier failures still do."""
    for limit in limits:
        session.get_one(Throttle, limit.key).tries -= 1


def _book(session: Session, limit: Limit, now: datetime) -> None:
    ends = now + timedelta(seconds=limit.window_s)
    over = Throttle.window_ends <= now
    session.execute(
        upsert(session, Throttle)
        .values(key=limit.key, window_ends=ends, tries=1)
        .on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "tries": case((over, 1), else_=Throttle.tries + 1),
                "window_ends": case((over, ends), else_=Throttle.window_ends),
            },
        )
    )


def _forget_some(session: Session, now: datetime) -> None:
    """Drop windows that are over, a few at a time; rows that another transaction holds wait for next time."""
    stale = select(Throttle.key).where(Throttle.window_ends <= now).limit(20)
    session.execute(delete(Throttle).where(Throttle.key.in_(stale.with_for_update(skip_locked=True))))
