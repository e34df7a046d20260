"""Moments and words in the tables."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from central.models import CopyState, OrderState, Throttle
from tests.central.bench import NOW, Bench


def test_moment_comes_back_aware_and_the_same(bench: Bench) -> None:
    taipei = NOW.astimezone(timezone(timedelta(hours=8)))
    with bench.database.writing() as session:
        session.add(Throttle(key="k", window_ends=taipei, tries=1))
    with bench.database.reading() as session:
        found = session.get_one(Throttle, "k").window_ends
    assert found == NOW
    assert found.utcoffset() == timedelta(0)


def test_moment_without_a_zone_is_refused(bench: Bench) -> None:
    with pytest.raises(StatementError, match="without a zone"), bench.database.writing() as session:
        session.add(Throttle(key="k", window_ends=datetime(2026, 1, 1), tries=1))  # noqa: DTZ001


def test_states_are_stored_as_their_words(bench: Bench) -> None:
    bench.order()
    with bench.database.reading() as session:
        assert (
            session.execute(text("SELECT state FROM orders")).scalar() == OrderState.ISSUED.value == "issued"
        )
        assert session.execute(text("SELECT state FROM copy")).scalar() == CopyState.ISSUED.value
