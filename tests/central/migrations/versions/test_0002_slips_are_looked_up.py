"""The second migration goes both ways and keeps the claims that are there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import Connection, inspect, text

from central.database import Database, alembic_config

KIOSK = "INSERT INTO kiosk VALUES ('YT01', 'place', 'a', 'b', 0, 'c', NULL, NULL)"
CLAIM = """INSERT INTO claim
    (kiosk_id, claim_id, seq, person_id, amount, reason, code_sha256, state, opened_at)
    VALUES ('YT01', 'c1', 1, '', 10, 'overpaid', 'd', 'open', '2026-08-03')"""


def found(connection: Connection) -> tuple[set[str], set[str | None], int]:
    inspected = inspect(connection)
    columns = {column["name"] for column in inspected.get_columns("claim")}
    indexes = {index["name"] for index in inspected.get_indexes("orders")}
    return columns, indexes, connection.execute(text("SELECT count(*) FROM claim")).scalar_one()


def test_up_and_down(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'c.sqlite'}")
    with database.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        connection.execute(text(KIOSK))
        connection.execute(text(CLAIM))
    with database.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0002")
        columns, indexes, claims = found(connection)
    assert "paid_at" in columns
    assert "ix_orders_kiosk_id_receipt_no" in indexes
    assert claims == 1
    with database.engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0001")
        columns, indexes, claims = found(connection)
    assert "paid_at" not in columns
    assert "ix_orders_kiosk_id_receipt_no" not in indexes
    assert claims == 1
    database.dispose()
