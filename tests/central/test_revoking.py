"""A paper is taken back, once, by somebody, for a reason."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from central.checking import PaperState, check_paper
from central.models import Copy, CopyState
from central.revoking import CannotRevoke, revocation_of, revoke
from tests.central.bench import Bench


def test_revoked_copy_is_void_whatever_machines_tell_later(bench: Bench) -> None:
    document = bench.order().json()["documents"][0]
    serial, code = document["copy_serial"], document["data"]["paper"]["code"]
    with bench.database.writing() as session:
        revoke(session, serial, " 範例 ", "issued from a wrong record", bench.clock.now())
    with bench.database.writing() as session:
        session.execute(update(Copy).values(state=CopyState.DELIVERED))
    with bench.database.reading() as session:
        found = revocation_of(session, serial)
        checked = check_paper(session, bench.services, serial, code, None)
    assert found is not None
    assert (found.at, found.clerk, found.reason) == (
        bench.clock.now(),
        "範例",
        "issued from a wrong record",
    )
    assert checked is not None
    assert checked.state is PaperState.VOID


def test_first_revocation_stays_on_record(sqlite_bench: Bench) -> None:
    serial = sqlite_bench.order().json()["documents"][0]["copy_serial"]
    with sqlite_bench.database.writing() as session:
        revoke(session, serial, "one", "first", sqlite_bench.clock.now())
        with pytest.raises(CannotRevoke, match="by one: first"):
            revoke(session, serial, "two", "second", sqlite_bench.clock.now())


@pytest.mark.parametrize(
    ("serial", "clerk", "reason", "words"),
    [
        ("115T9999999", "one", "why", "no copy"),
        ("115T0000001", " ", "why", "must be said"),
        ("115T0000001", "one", "", "must be said"),
        ("115T0000001", "one", "x" * 201, "must be said"),
    ],
)
def test_what_is_not_revoked(sqlite_bench: Bench, serial: str, clerk: str, reason: str, words: str) -> None:
    sqlite_bench.order()
    with sqlite_bench.database.writing() as session, pytest.raises(CannotRevoke, match=words):
        revoke(session, serial, clerk, reason, sqlite_bench.clock.now())
