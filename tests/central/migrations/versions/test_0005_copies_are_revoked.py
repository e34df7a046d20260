"""The fifth migration goes both ways; it touches no copy."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import inspect, text

from central.database import Database, alembic_config


def test_up_and_down(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'c.sqlite'}")
    with database.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0004")
        before = inspect(connection).get_columns("copy")
    with database.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0005")
        columns = [column["name"] for column in inspect(connection).get_columns("revoked_copy")]
        assert columns == ["serial", "at", "clerk", "reason"]
        assert connection.execute(text("SELECT count(*) FROM revoked_copy")).scalar_one() == 0
        assert [column["name"] for column in inspect(connection).get_columns("copy")] == [
            column["name"] for column in before
        ]
    with database.engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0004")
        assert "revoked_copy" not in inspect(connection).get_table_names()
    database.dispose()
