"""The fourth migration goes both ways; a claim from before is held by the machine that issued it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import Connection, text

from central.database import Database, alembic_config

ROWS = (
    "INSERT INTO kiosk VALUES ('YT01', 'place', 'a', 'b', 0, 'c', NULL, NULL)",
    "INSERT INTO claim (kiosk_id, claim_id, seq, person_id, amount, reason, code_sha256, state, opened_at)"
    " VALUES ('YT01', 'c1', 7, 'P1', 30, 'overpaid', 'x', 'open', '2026-08-03')",
    "INSERT INTO visit VALUES ('YT01', 'v1', 9, 50, 20, 0, 30, 0, 1)",
)


def rows(connection: Connection, words: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(words))]


def test_up_and_down(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'c.sqlite'}")
    with database.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0003")
        for row in ROWS:
            connection.execute(text(row))
    with database.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0004")
        held = "SELECT claim_id, state, holder, wanted_by, given_at, blocked FROM claim"
        assert rows(connection, held) == [("c1", "open", "YT01", "", None, 0)]
        assert rows(connection, "SELECT inserted, redeemed FROM visit") == [(50, 0)]
        assert rows(connection, "SELECT kiosk_id, seen_at FROM kiosk") == [("YT01", None)]
        connection.execute(text("UPDATE claim SET state = 'wanted', wanted_by = '@counter'"))
        deed = "INSERT INTO claim_deed VALUES (1, 'YT01', 'c1', '2026-08-03', 'wanted', 'lin', 1, NULL, '')"
        connection.execute(text(deed))
    with database.engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0003")
        assert rows(connection, "SELECT claim_id, state, amount FROM claim") == [("c1", "open", 30)]
        columns = list(connection.execute(text("SELECT * FROM claim")).keys())
        assert "holder" not in columns
    database.dispose()
