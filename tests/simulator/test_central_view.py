from __future__ import annotations

from pathlib import Path

from central.auth import add_kiosk
from central.database import Database
from simulator.central_view import CentralView


def test_a_fresh_central_has_nothing_of_the_kiosk_yet(tmp_path: Path) -> None:
    file = tmp_path / "central.sqlite"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    with database.writing() as session:
        add_kiosk(session, "YT01", "here")
    database.dispose()
    view = CentralView(file, "YT01")
    seen = view.look()
    assert (seen.acked_seq, seen.quarantined, seen.alarms) == (0, False, ())
    assert (seen.orders, seen.claims, seen.visits) == ((), (), ())
    assert view.rows() == []
    shown = view.as_json()
    assert shown is not None
    assert shown["alarms"] == 0
    view.close()


def test_without_a_database_there_is_nothing_to_show(tmp_path: Path) -> None:
    view = CentralView(tmp_path / "missing.sqlite", "YT01")
    assert view.as_json() is None
    view.close()
