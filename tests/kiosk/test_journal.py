"""The journal: durable, exclusive, tamper-evident, and able to forget a person."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import journal as journal_module
from kiosk.clock import ClockQuality
from kiosk.devices import Outcome
from kiosk.errors import JournalBusy, JournalDamaged, JournalError, JournalTooNew, JournalUncertain
from kiosk.journal import GENESIS, PRAGMAS, VERSION, Journal, Row, exported, verify
from kiosk.money import Money
from kiosk.snapshots import fold
from kiosk.visit.events import IdentityEntered, NetworkChanged, StartTouched, SyncAcknowledged
from kiosk.visit.facts import Account, ClaimIssued, CopyDelivered, Posted
from kiosk.visit.states import ClaimReason, Paying
from tests.kiosk.rig import NAME, NUMBER, FakeClock, rig
from tests.kiosk.scripts import two_papers_overpaid
from tests.kiosk.visit.samples import coins

HOUSE = Path(__file__).parents[2]
DATABASES = HOUSE / "tests" / "databases"
AT = FakeClock().read()
COIN = Posted(Account.CASH_BOX, Account.VISIT, Money(10))


def fill(path: Path, rows: int = 6) -> None:
    with closing(Journal(path, "b1")) as journal:
        for number in range(rows):
            journal.append(StartTouched(f"v{number}"), (), f"v{number}", AT)


def raw(path: Path, *statements: str) -> None:
    """What somebody with the file and sqlite3 can do."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


# ---- How it is opened ------------------------------------------------------------------------------------


def test_it_is_opened_as_the_measurements_demand() -> None:
    assert PRAGMAS["journal_mode"] == "wal"
    assert PRAGMAS["synchronous"] == 2
    assert PRAGMAS["locking_mode"] == "exclusive"
    assert PRAGMAS["secure_delete"] == 1


def test_a_pragma_that_does_not_take_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "j")
    monkeypatch.setitem(journal_module.PRAGMAS, "encoding", "'UTF-16'")  # cannot be changed any more
    with pytest.raises(JournalError, match="PRAGMA encoding is UTF-8"):
        Journal(tmp_path / "j", "b2")
    monkeypatch.undo()
    Journal(tmp_path / "j", "b3").close()  # and the file was let go


def test_a_second_opener_is_refused(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "j", "b1")) as first:
        first.append(StartTouched("v1"), (), "v1", AT)
        with pytest.raises(JournalBusy):
            Journal(tmp_path / "j", "b2")
        with pytest.raises(JournalBusy):
            verify(tmp_path / "j")
        first.append(StartTouched("v2"), (), "v2", AT)
    assert verify(tmp_path / "j") == 2


def in_another_process(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


OPEN = """
import sys, pathlib
from kiosk.errors import JournalBusy
from kiosk.journal import Journal
try:
    Journal(pathlib.Path(sys.argv[1]), "other").close()
    print("opened")
except JournalBusy as error:
    print("busy", error)
"""


def test_a_second_process_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "j", "b1")):
        said, trouble = in_another_process(OPEN, str(tmp_path / "j")).communicate(timeout=60)
        assert said.startswith("busy"), trouble
    said, trouble = in_another_process(OPEN, str(tmp_path / "j")).communicate(timeout=60)
    assert said == "opened\n", trouble


def test_a_newer_schema_is_not_touched(tmp_path: Path) -> None:
    fill(tmp_path / "j")
    raw(tmp_path / "j", f"PRAGMA user_version = {VERSION + 1}")
    before = (tmp_path / "j").read_bytes()
    with pytest.raises(JournalTooNew):
        Journal(tmp_path / "j", "b2")
    assert (tmp_path / "j").read_bytes() == before


def test_what_is_no_journal_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("dear diary, " * 500)
    with pytest.raises(JournalError):
        Journal(tmp_path / "j", "b1")
    with pytest.raises(JournalDamaged):
        verify(tmp_path / "j")
    with pytest.raises(JournalError):
        Journal(tmp_path / "no such folder" / "j", "b1")


def test_every_schema_there_ever_was_still_opens(tmp_path: Path) -> None:
    """One database per version; they are never made anew, or a migration would have nothing to migrate."""
    kept = sorted(DATABASES.glob("journal_v*.sqlite"))
    assert [path.name for path in kept] == [f"journal_v{n + 1}.sqlite" for n in range(VERSION)]
    for path in kept:
        copy = tmp_path / path.name
        shutil.copy(path, copy)
        rows = verify(copy)
        with closing(Journal(copy, "later")) as journal:
            assert journal.last_seq == rows > 20
            machine = fold(journal)
            assert isinstance(machine.visit, Paying)  # somebody was in the middle of it
            assert machine.visit.inserted.total == Money(5)  # and what an earlier visit is owed counts too
            before = journal.projections()
            assert before["balance"] == [("cash-box", 55), ("owed", 10), ("revenue", 40), ("visit", 5)]
            journal.rebuild()
            assert journal.projections() == before
            journal.append(StartTouched("later"), (), "later", AT)
        assert verify(copy) == rows + 1


def test_a_migrated_journal_has_the_schema_of_a_new_one(tmp_path: Path) -> None:
    fill(tmp_path / "new")
    shutil.copy(DATABASES / "journal_v1.sqlite", tmp_path / "old")
    Journal(tmp_path / "old", "b1").close()
    schemas = []
    for name in ("new", "old"):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            schemas.append(
                connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
            )
    assert schemas[0] == schemas[1], "a schema file was edited: write the next version's instead"


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    folder = tmp_path / "a?b #1%20 機"
    folder.mkdir()
    fill(folder / "j", 2)
    assert verify(folder / "j") == 2
    with pytest.raises(JournalDamaged):
        verify(folder / "another")


# ---- Appending -------------------------------------------------------------------------------------------


def test_event_and_facts_are_one_commit_and_one_chain(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "j", "b1")) as journal:
        journal.append(coins(10), (COIN,), "v1", AT)
        first, second = journal.rows(0)
        assert (first.seq, first.kind, first.prev_hash) == (1, "CoinsRead", GENESIS)
        assert (second.seq, second.kind, second.prev_hash) == (2, "Posted", first.hash)
        assert (first.boot_id, first.visit_id, first.mono_ns) == ("b1", "v1", AT.mono_ns)
        assert (first.wall_utc, first.clock_quality) == (AT.wall_utc, "plausible")
        assert journal.hash_of(2) == second.hash
        assert journal.hash_of(3) == journal.hash_of(0) == ""
        assert journal.last_wall() == AT.wall
        assert journal.projections()["balance"] == [("cash-box", 10), ("visit", 10)]


def test_the_chain_goes_on_over_every_start(tmp_path: Path) -> None:
    for boot in ("b1", "b2", "b3"):
        with closing(Journal(tmp_path / "j", boot)) as journal:
            journal.append(StartTouched(boot), (), boot, AT)
    rows = list(exported(tmp_path / "j"))
    assert [row.boot_id for row in rows] == ["b1", "b2", "b3"]
    assert [row.prev_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert verify(tmp_path / "j") == 3


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("rows", "believed"),
    [
        ([(0, "plausible"), (1, "plausible")], 1),
        ([(0, "plausible"), (365, "jumped")], 0),  # set wrong while it ran, and perhaps right again by now
        ([(365, "plausible"), (0, "jumped")], 0),  # started wrong, and was then set right
        ([(5, "jumped"), (4, "backwards")], 4),  # no row was ever sure
        ([(0, "plausible"), (9, "jumped"), (3, "plausible")], 3),
    ],
)
def test_what_time_it_must_be_by_now(tmp_path: Path, rows: list[tuple[int, str]], believed: int) -> None:
    with closing(Journal(tmp_path / "j", "b1")) as journal:
        assert journal.believed_wall() is None
        for days, quality in rows:
            at = replace(AT, wall=AT.wall + days * DAY, quality=ClockQuality(quality))
            journal.append(StartTouched("v"), (), "", at)
        assert journal.believed_wall() == AT.wall + believed * DAY


def test_an_empty_journal_is_whole(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "j", "b1")) as journal:
        assert (journal.last_seq, journal.last_wall(), journal.rows(0)) == (0, None, [])
    assert verify(tmp_path / "j") == 0


def test_after_a_failed_commit_nothing_is_appended_until_it_is_opened_again(tmp_path: Path) -> None:
    fill(tmp_path / "j", 3)
    failing = "SELECT RAISE(ABORT, 'the disk is ill')"
    raw(tmp_path / "j", f"CREATE TRIGGER ill BEFORE INSERT ON balance BEGIN {failing}; END")
    journal = Journal(tmp_path / "j", "b2")
    with pytest.raises(JournalUncertain, match="the disk is ill"):
        journal.append(coins(10), (COIN,), "v1", AT)
    with pytest.raises(JournalUncertain):
        journal.append(StartTouched("v2"), (), "v2", AT)  # would succeed, and must not be tried
    journal.close()
    raw(tmp_path / "j", "DROP TRIGGER ill")
    with closing(Journal(tmp_path / "j", "b3")) as again:
        assert again.last_seq == 3
        again.append(coins(10), (COIN,), "v1", AT)
    assert verify(tmp_path / "j") == 5


def test_a_claim_on_record_twice_stops_the_journal(tmp_path: Path) -> None:
    claim = ClaimIssued("v1-c1", Money(10), ClaimReason.OVERPAID, "P1")
    with closing(Journal(tmp_path / "j", "b1")) as journal:
        journal.append(coins(10), (claim,), "v1", AT)
        with pytest.raises(JournalUncertain):
            journal.append(coins(10), (claim,), "v1", AT)
    assert verify(tmp_path / "j") == 2


FULL_DISK = """
import resource, signal, sys, pathlib
from kiosk.errors import JournalUncertain
from kiosk.journal import Journal
from kiosk.visit.events import StartTouched
from tests.kiosk.rig import FakeClock
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = Journal(pathlib.Path(sys.argv[1]), "full")
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
failures = 0
for number in range(1000):
    try:
        journal.append(StartTouched(f"v{number}"), (), "v", FakeClock().read())
    except JournalUncertain:
        failures += 1
        if failures == 3:
            break
print(journal.last_seq, failures)
"""


def test_a_full_disk_stops_the_journal_and_loses_nothing_acknowledged(tmp_path: Path) -> None:
    said, trouble = in_another_process(FULL_DISK, str(tmp_path / "j")).communicate(timeout=60)
    assert said, trouble
    acknowledged, failures = map(int, said.split())
    assert failures == 3
    assert 10 < acknowledged < 1000
    assert verify(tmp_path / "j") >= acknowledged  # a failed commit may be there all the same
    with closing(Journal(tmp_path / "j", "b2")) as journal:
        journal.append(StartTouched("after"), (), "after", AT)


APPEND_FOR_EVER = """
import sys, pathlib
from kiosk.journal import Journal
from kiosk.visit.events import StartTouched
from tests.kiosk.rig import FakeClock
journal = Journal(pathlib.Path(sys.argv[1]), "killed")
while True:
    journal.append(StartTouched("v"), (), "v", FakeClock().read())
    print(journal.last_seq, flush=True)
"""


def test_killed_at_any_moment_every_acknowledged_row_is_there(tmp_path: Path) -> None:
    process = in_another_process(APPEND_FOR_EVER, str(tmp_path / "j"))
    assert process.stdout is not None
    for _ in range(25):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    # Not communicate(): it does not see the lines that readline() has already taken into its buffer.
    said = process.stdout.read().split()
    process.communicate(timeout=60)
    acknowledged = int(said[-1]) if said and said[-1].isdecimal() else 25
    assert acknowledged <= verify(tmp_path / "j") <= acknowledged + 1
    with closing(Journal(tmp_path / "j", "b2")) as journal:
        assert journal.last_seq >= acknowledged


# ---- What goes to the central system ---------------------------------------------------------------------


def test_its_own_acknowledgements_alone_are_not_worth_sending(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "j", "b1")) as journal:
        journal.append(StartTouched("v"), (), "v", AT)
        assert [row.seq for row in journal.unsent(0, 200)] == [1]
        journal.append(SyncAcknowledged(1, journal.hash_of(1), ""), (), "", AT)
        assert journal.unsent(1, 200) == []
        journal.append(NetworkChanged(online=True), (), "", AT)
        assert [row.seq for row in journal.unsent(1, 200)] == [2, 3]
        assert [row.seq for row in journal.unsent(0, 2)] == [1, 2]


# ---- Somebody else's hand --------------------------------------------------------------------------------


@pytest.fixture
def visited(in_memory: Path) -> Path:
    """The journal of one whole visit."""
    path = in_memory / "j"
    with rig(path) as live:
        two_papers_overpaid(live)
    return path


def test_rows_cannot_be_changed_or_deleted_by_accident(visited: Path) -> None:
    for statement in ("UPDATE entry SET body = '{}' WHERE seq = 3", "DELETE FROM entry WHERE seq = 3"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw(visited, statement)


def test_every_change_of_every_field_of_every_row_is_seen(visited: Path) -> None:
    raw(visited, "DROP TRIGGER entry_is_never_changed")
    rows = list(exported(visited))
    tried = 0
    with closing(sqlite3.connect(visited)) as connection:
        for row in rows:
            for column in Row.__dataclass_fields__:
                if column == "seq":
                    continue
                old = row.__getattribute__(column)
                new = old + 1 if isinstance(old, int) else old + " "
                connection.execute(f"UPDATE entry SET {column} = ? WHERE seq = ?", (new, row.seq))
                connection.commit()
                with pytest.raises(JournalDamaged) as seen:
                    verify(visited)
                assert seen.value.seq in (row.seq, row.seq + 1)
                connection.execute(f"UPDATE entry SET {column} = ? WHERE seq = ?", (old, row.seq))
                connection.commit()
                tried += 1
    assert tried == 9 * len(rows)
    assert verify(visited) == len(rows)


def test_a_row_that_was_sealed_anew_does_not_carry_the_next_one(visited: Path) -> None:
    raw(visited, "DROP TRIGGER entry_is_never_changed")
    rows = list(exported(visited))
    forged = replace(rows[4], body="{}").sealed()
    with closing(sqlite3.connect(visited)) as connection:
        connection.execute("UPDATE entry SET body = ?, hash = ? WHERE seq = 5", (forged.body, forged.hash))
        connection.commit()
    with pytest.raises(JournalDamaged) as seen:
        verify(visited)
    assert seen.value.seq == 6


def swap(connection: sqlite3.Connection, one: int, other: int) -> None:
    for old, new in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE entry SET seq = ? WHERE seq = ?", (new, old))


def double(connection: sqlite3.Connection, seq: int) -> None:
    connection.execute("UPDATE entry SET seq = -seq WHERE seq > ?", (seq,))
    connection.execute("UPDATE entry SET seq = 1 - seq WHERE seq < 0")
    columns = "boot_id, mono_ns, wall_utc, clock_quality, kind, visit_id, body, prev_hash, hash"
    connection.execute(f"INSERT INTO entry SELECT {seq + 1}, {columns} FROM entry WHERE seq = {seq}")


@pytest.mark.parametrize(
    ("deed", "first_wrong"),
    [
        (lambda c: c.execute("DELETE FROM entry WHERE seq = 5"), 5),
        (lambda c: c.execute("DELETE FROM entry WHERE seq = 1"), 1),
        (lambda c: c.execute("DELETE FROM entry WHERE seq BETWEEN 4 AND 9"), 4),
        (lambda c: swap(c, 6, 7), 6),
        (lambda c: double(c, 4), 5),
        (lambda c: c.execute("UPDATE entry SET seq = seq + 100 WHERE seq > 9"), 10),
    ],
    ids=["deleted", "the first deleted", "many deleted", "two swapped", "one doubled", "a gap"],
)
def test_missing_added_and_moved_rows_are_seen(
    visited: Path, deed: Callable[[sqlite3.Connection], object], first_wrong: int
) -> None:
    raw(visited, "DROP TRIGGER entry_is_never_changed", "DROP TRIGGER entry_is_never_deleted")
    with closing(sqlite3.connect(visited)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        deed(connection)
        connection.commit()
    with pytest.raises(JournalDamaged) as seen:
        verify(visited)
    assert seen.value.seq == first_wrong


def test_a_flipped_byte_is_seen_or_changes_no_row(visited: Path) -> None:
    """Bytes of free space, indexes and projections may flip unseen; a row never reads differently."""
    whole = visited.read_bytes()
    rows = list(exported(visited))
    seen = 0
    for at in range(0, len(whole), 193):
        visited.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        try:
            verify(visited)
        except JournalDamaged:
            seen += 1
            continue
        assert list(exported(visited)) == rows, f"byte {at} changed a row unseen"
    assert seen > 50


def test_a_cut_off_tail_is_seen_by_the_central_system_alone(visited: Path) -> None:
    """And so is a tail that was sealed anew: the hashes have no key. Its watermark knows better."""
    last = verify(visited)
    raw(visited, "DROP TRIGGER entry_is_never_deleted", f"DELETE FROM entry WHERE seq > {last - 5}")
    assert verify(visited) == last - 5


# ---- Forgetting ------------------------------------------------------------------------------------------


def test_forgetting_leaves_no_trace_in_any_file(in_memory: Path) -> None:
    with rig(in_memory / "j") as live:
        live.identify("v1")
        assert NAME.encode() in bytes_of(in_memory)
        assert NUMBER.encode() in bytes_of(in_memory)
        live.journal.forget("v1")
        assert NAME.encode() not in bytes_of(in_memory)
        assert NUMBER.encode() not in bytes_of(in_memory)
    assert NAME.encode() not in bytes_of(in_memory)
    verify(in_memory / "j")


def test_forgetting_one_keeps_the_other(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "j", "b1")) as journal:
        for visit_id in ("v1", "v2", "v3"):
            journal.append(IdentityEntered(f"number of {visit_id}"), (), visit_id, AT)
        journal.forget("v1")
        assert [event.number for event in journal.events()] == ["", "number of v2", "number of v3"]  # type: ignore[union-attr]
        journal.forget_all_but("v2")
        assert [event.number for event in journal.events()] == ["", "number of v2", ""]  # type: ignore[union-attr]


def test_what_belongs_to_no_visit_is_not_kept_because_nobody_would_erase_it(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "j", "b1")) as journal:
        journal.append(IdentityEntered(NUMBER, "0930505"), (), "", AT)
    assert NUMBER.encode() not in (tmp_path / "j").read_bytes()


def test_a_birthday_is_never_written(in_memory: Path) -> None:
    with closing(Journal(in_memory / "j", "b1")) as journal:
        journal.append(IdentityEntered(NUMBER, "1993-05-05"), (), "v1", AT)
        assert NUMBER.encode() in bytes_of(in_memory)
        assert b"1993-05-05" not in bytes_of(in_memory)


def test_names_that_cannot_be_erased_stop_the_journal(tmp_path: Path) -> None:
    fill(tmp_path / "j", 1)
    failing = "SELECT RAISE(ABORT, 'the disk is ill')"
    raw(tmp_path / "j", f"CREATE TRIGGER ill BEFORE DELETE ON personal BEGIN {failing}; END")
    with closing(Journal(tmp_path / "j", "b2")) as journal:
        journal.append(IdentityEntered(NUMBER), (), "v1", AT)
        with pytest.raises(JournalUncertain):
            journal.forget("v1")
        with pytest.raises(JournalUncertain):
            journal.append(StartTouched("v2"), (), "v2", AT)


def test_facts_without_a_projection_are_kept_all_the_same(tmp_path: Path) -> None:
    fact = CopyDelivered("v1-o1", "S1", Outcome.DELIVERED)
    with closing(Journal(tmp_path / "j", "b1")) as journal:
        journal.append(StartTouched("v1"), (fact,), "v1", AT)
        assert journal.rows(1)[0].kind == "CopyDelivered"
