"""The third migration goes both ways and keeps students with everything that hangs on them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import Connection, text

from central.database import Database, alembic_config

ROWS = (
    "INSERT INTO kiosk VALUES ('YT01', 'place', 'a', 'b', 0, 'c', NULL, NULL)",
    "INSERT INTO student VALUES (1, 'P1', 'B1', '2004-05-05', '林範例', '', 'enrolled', 'bachelor', '', '',"
    " '', '', '', '', 4, '', '2022-09-01', NULL, 1, '', '', '', '', '', '', '', '', 1)",
    "INSERT INTO semester VALUES (1, 1, 0, 111, 1, NULL, '', '')",
    "INSERT INTO orders (order_id, kiosk_id, visit_id, student_id, body_sha256, price, state, created_at)"
    " VALUES ('o1', 'YT01', 'v1', 1, 'x', 20, 'issued', '2026-08-03')",
    "INSERT INTO order_line VALUES ('o1', 0, 'TR-ZH', 1, 20)",
    "INSERT INTO copy VALUES ('114T0000001', 'o1', 0, 1, 'TR-ZH', 'transcript-zh', 'K7QF2M9X', '2026-08-03',"
    " '2026-08-03', '林O例', '{}', 'a', 'b', 'c', 'issued')",
)


def rows(connection: Connection, words: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(words))]


def test_up_and_down(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'c.sqlite'}")
    with database.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0002")
        for row in ROWS:
            connection.execute(text(row))
    with database.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0003")
        needed = "SELECT number, needed_required, needed_elective, needed_general FROM student"
        assert rows(connection, needed) == [("B1", 0, 0, 0)]
        assert rows(connection, "SELECT code, choice FROM order_line") == [("TR-ZH", "")]
        assert rows(connection, "SELECT serial, choice FROM copy") == [("114T0000001", "")]
        assert rows(connection, "SELECT year FROM semester") == [(111,)]
    with database.engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0002")
        columns = list(connection.execute(text("SELECT * FROM copy")).keys())
        assert "choice" not in columns
        assert rows(connection, "SELECT year FROM semester JOIN student ON student_id = student.id") == [
            (111,)
        ]
    database.dispose()
