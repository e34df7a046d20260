"""Transactions, and what SQLite is told."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from central.database import Database
from central.models import Alarm, Kiosk, SerialCounter
from tests.central.bench import NOW, Bench


def test_sqlite_is_told_to_be_safe(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'c.sqlite'}")
    wanted = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "trusted_schema": 0}
    with database.writing() as session:
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
    assert found == wanted
    database.dispose()


def test_plain_postgresql_address_gets_the_driver_that_is_here() -> None:
    for url in ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"):
        assert Database(url).engine.driver == "psycopg"


def test_foreign_keys_hold(bench: Bench) -> None:
    with pytest.raises(IntegrityError), bench.database.writing() as session:
        session.add(Alarm(kiosk_id="KIOSK-9", seq=1, kind="x", detail="", raised_at=NOW))


def test_error_rolls_back(bench: Bench) -> None:
    def fail() -> None:
        with bench.database.writing() as session:
            session.add(SerialCounter(prefix="X", last=1))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with bench.database.reading() as session:
        assert session.get(SerialCounter, "X") is None


def test_readers_do_not_wait_for_the_writer(bench: Bench) -> None:
    with bench.database.writing() as writer:
        writer.add(SerialCounter(prefix="X", last=1))
        writer.flush()
        with bench.database.reading() as reader:
            assert reader.get(SerialCounter, "X") is None
            assert reader.scalars(select(Kiosk)).first() is not None


def test_reading_then_writing_loses_nothing(bench: Bench) -> None:
    """Two that read a number and write one more: with BEGIN IMMEDIATE, or FOR UPDATE, both count."""
    with bench.database.writing() as session:
        session.add(SerialCounter(prefix="X", last=0))

    def count() -> None:
        for _ in range(10):
            with bench.database.writing() as session:
                chosen = select(SerialCounter).where(SerialCounter.prefix == "X").with_for_update()
                session.scalars(chosen).one().last += 1

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with bench.database.reading() as session:
        assert session.get_one(SerialCounter, "X").last == 30
