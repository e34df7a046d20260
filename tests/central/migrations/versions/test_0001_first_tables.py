"""The first migration goes both ways."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import inspect

from central.database import Database, alembic_config


def test_up_and_down(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'c.sqlite'}")
    database.upgrade()
    assert {"student", "orders", "journal"} <= set(inspect(database.engine).get_table_names())
    with database.engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.dispose()
