"""Migrations make exactly the tables that the models describe, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, inspect

from central.database import Database
from central.models import Base
from tests.central.bench import Bench


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = list(compare_metadata(context, Base.metadata))
        return found


def test_models_and_migrations_agree(bench: Bench) -> None:
    assert differences(bench.database) == []


def test_the_comparison_sees_a_column_without_migration(sqlite_bench: Bench) -> None:
    table = Base.metadata.tables["visit"]
    extra: Column[int] = Column("forgotten", Integer)
    table.append_column(extra)
    try:
        assert len(differences(sqlite_bench.database)) == 1
    finally:
        table._columns.remove(extra)  # nothing public takes a column back
    assert differences(sqlite_bench.database) == []


def test_upgrade_is_idempotent_and_keeps_what_is_there(bench: Bench) -> None:
    person_id = bench.person_id()
    bench.database.upgrade()
    assert bench.person_id() == person_id


def test_failed_upgrade_leaves_no_half_made_tables(tmp_path: Path) -> None:
    """One transaction: a cut in the middle of it leaves the database as it was."""
    database = Database(f"sqlite:///{tmp_path / 'c.sqlite'}")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE visit (x INTEGER)")  # in the way of one of ours
    with pytest.raises(Exception, match="visit"):
        database.upgrade()
    assert inspect(database.engine).get_table_names() == ["visit"]
    database.dispose()
