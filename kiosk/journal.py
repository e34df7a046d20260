"""The journal: what happened and what followed from it, on disk before anything is done about it.

One SQLite file, one connection, held exclusively. `WAL` with `synchronous=FULL` lost no acknowledged row in
any power-cut image tried; a failed commit may be on disk all the same, so after one the journal is
`JournalUncertain` for good and must be opened anew. Each row's hash covers the row before it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from kiosk.clock import ClockQuality, Reading
from kiosk.codec import EVENTS, FACTS, canonical, decode, encode
from kiosk.errors import JournalBusy, JournalDamaged, JournalError, JournalTooNew, JournalUncertain
from kiosk.projections import clear, dump, project
from kiosk.visit.events import Event, SyncAcknowledged
from kiosk.visit.facts import Fact

SCHEMA = Path(__file__).parent / "schema"
VERSION = 1
GENESIS = "0" * 64
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "locking_mode": "exclusive",
    "foreign_keys": 1,
    "trusted_schema": 0,
    "secure_delete": 1,  # erased personal data must not stay behind in free pages
}

INSERT = text(
    "INSERT INTO entry VALUES (:seq, :boot_id, :mono_ns, :wall_utc, :clock_quality,"
    " :kind, :visit_id, :body, :prev_hash, :hash)"
)
INSERT_PERSONAL = text("INSERT INTO personal VALUES (:seq, :visit_id, :body)")
SELECT = (
    "SELECT seq, boot_id, mono_ns, wall_utc, clock_quality, kind, visit_id, body, prev_hash, hash FROM entry"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it lies in the file and as it is sent to the central system."""

    seq: int
    boot_id: str
    mono_ns: int
    wall_utc: str
    clock_quality: str
    kind: str
    visit_id: str
    body: str
    prev_hash: str
    hash: str = ""

    def sealed(self) -> Row:
        # Every field but the hash, in their order; spelt out because this runs for each row at every check.
        whole = (
            *(self.seq, self.boot_id, self.mono_ns, self.wall_utc, self.clock_quality),
            *(self.kind, self.visit_id, self.body, self.prev_hash),
        )
        return replace(self, hash=hashlib.sha256(canonical(whole).encode()).hexdigest())


class Journal:
    """The open journal. Use from one thread only."""

    def __init__(self, path: Path, boot_id: str) -> None:
        self._boot_id = boot_id
        self._engine = _engine(path)
        try:
            self._connection = self._engine.connect()
            self._migrate()
            self._check_pragmas()
            self._seq, self._hash = self._last()
        except DBAPIError as error:
            self._engine.dispose()
            if "locked" in str(error.orig):
                raise JournalBusy(f"{path} is in use by another kiosk") from error
            raise JournalError(f"{path} cannot be opened: {error.orig}") from error
        except JournalError:
            self.close()
            raise
        self._uncertain = False

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    @property
    def last_seq(self) -> int:
        return self._seq

    def append(self, happened: Event, facts: Sequence[Fact], visit_id: str, at: Reading) -> None:
        """Commit the event and the facts that follow from it, all or nothing.

        Raises JournalUncertain when the commit failed; nothing may be appended after that.
        """
        self._commit([encode(item) for item in (happened, *facts)], facts, visit_id, at)

    def record(self, kind: str, body: str, at: Reading) -> None:
        """Commit one row that is neither event nor fact, with nothing personal in it.

        Raises JournalUncertain when the commit failed; nothing may be appended after that.
        """
        self._commit([(kind, body, "")], (), "", at)

    def _commit(
        self, items: Sequence[tuple[str, str, str]], facts: Sequence[Fact], visit_id: str, at: Reading
    ) -> None:
        if self._uncertain:
            raise JournalUncertain("an earlier commit failed")
        rows, personal = self._rows(items, visit_id, at)
        try:
            with self._connection.begin():
                self._connection.execute(INSERT, [asdict(row) for row in rows])
                if personal:
                    self._connection.execute(INSERT_PERSONAL, personal)
                for fact in facts:
                    project(self._connection, fact)
        except DBAPIError as error:
            self._uncertain = True
            raise JournalUncertain(str(error.orig)) from error
        self._seq, self._hash = rows[-1].seq, rows[-1].hash

    def forget(self, visit_id: str) -> None:
        """Erase a visit's personal data, also from the write-ahead file. Raises JournalUncertain."""
        self._erase("DELETE FROM personal WHERE visit_id = :visit_id", visit_id)

    def forget_all_but(self, visit_id: str) -> None:
        """At start: the program may have died after a visit was closed and before it was forgotten."""
        self._erase("DELETE FROM personal WHERE visit_id <> :visit_id", visit_id)

    def _erase(self, statement: str, visit_id: str) -> None:
        try:
            with self._connection.begin():
                self._connection.execute(text(statement), {"visit_id": visit_id})
            raw = self._connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()  # not allowed inside a transaction
        except (DBAPIError, sqlite3.Error) as error:
            self._uncertain = True
            raise JournalUncertain(str(error)) from error

    def events(self) -> Iterator[Event]:
        """Everything that happened, oldest first, with what personal data is still kept."""
        for row, personal in self.entries(0):
            if row.kind in EVENTS:
                yield decode(row.kind, row.body, personal)  # type: ignore[misc]

    def entries(self, after: int) -> Iterator[tuple[Row, str]]:
        """The rows after `after`, oldest first and unchecked, each with its personal part or ""."""
        query = (
            "SELECT e.seq, e.boot_id, e.mono_ns, e.wall_utc, e.clock_quality, e.kind, e.visit_id, e.body,"
            " e.prev_hash, e.hash, p.body FROM entry e LEFT JOIN personal p ON p.seq = e.seq"
            " WHERE e.seq > :after ORDER BY e.seq"
        )
        with self._connection.begin():
            for *values, personal in self._connection.execute(text(query), {"after": after}):
                yield Row(*values), personal or ""

    def newest(self, kind: str, before: int) -> Row | None:
        """The last row of one kind that lies before row `before`."""
        query = f"{SELECT} WHERE kind = :kind AND seq < :before ORDER BY seq DESC LIMIT 1"
        with self._connection.begin():
            found = self._connection.execute(text(query), {"kind": kind, "before": before}).first()
        return None if found is None else Row(*found)

    def rows(self, after: int, limit: int = -1) -> list[Row]:
        with self._connection.begin():
            found = self._connection.execute(
                text(f"{SELECT} WHERE seq > :after ORDER BY seq LIMIT :limit"),
                {"after": after, "limit": limit},
            )
            return [Row(*row) for row in found]

    def unsent(self, after: int, limit: int) -> list[Row]:
        """The next rows for the central system; none while all that is new are its own answers."""
        rows = self.rows(after, limit)
        return rows if any(row.kind != SyncAcknowledged.__name__ for row in rows) else []

    def hash_of(self, seq: int) -> str:
        """The hash of a row; "" where there is none."""
        with self._connection.begin():
            found = self._connection.execute(text("SELECT hash FROM entry WHERE seq = :seq"), {"seq": seq})
            return next((row[0] for row in found), "")

    def last_wall(self) -> datetime | None:
        """When the last row was written, by the wall clock of that moment."""
        with self._connection.begin():
            row = self._connection.execute(
                text("SELECT wall_utc FROM entry ORDER BY seq DESC LIMIT 1")
            ).first()
        return datetime.fromisoformat(row[0]).astimezone(UTC) if row else None

    def believed_wall(self) -> datetime | None:
        """What the wall clock can hardly be before now.

        Of the last row and the last one before a jump of the clock the earlier: one is of a time that
        somebody set wrong, or has since set right, and nobody can say which.
        """
        query = "SELECT wall_utc FROM entry WHERE clock_quality = :plausible ORDER BY seq DESC LIMIT 1"
        with self._connection.begin():
            row = self._connection.execute(text(query), {"plausible": ClockQuality.PLAUSIBLE.value}).first()
        walls = [self.last_wall(), datetime.fromisoformat(row[0]).astimezone(UTC) if row else None]
        return min((wall for wall in walls if wall is not None), default=None)

    def projections(self) -> dict[str, list[tuple[object, ...]]]:
        with self._connection.begin():
            return dump(self._connection)

    def balances(self) -> list[tuple[str, int]]:
        """Every account that was ever posted to, and what stands on it."""
        with self._connection.begin():
            query = text("SELECT account, amount FROM balance ORDER BY account")
            return [(account, amount) for account, amount in self._connection.execute(query)]

    def rebuild(self) -> None:
        """Drop the projections and make them again from the rows."""
        with self._connection.begin():
            clear(self._connection)
            query = text("SELECT kind, body FROM entry ORDER BY seq")
            for kind, body in self._connection.execute(query).all():
                if kind in FACTS:
                    project(self._connection, decode(kind, body))  # type: ignore[arg-type]

    def _rows(
        self, items: Sequence[tuple[str, str, str]], visit_id: str, at: Reading
    ) -> tuple[list[Row], list[dict[str, Any]]]:
        rows: list[Row] = []
        personal: list[dict[str, Any]] = []
        seq, prev = self._seq, self._hash
        for kind, body, private in items:
            seq += 1
            row = Row(
                seq, self._boot_id, at.mono_ns, at.wall_utc, at.quality.value, kind, visit_id, body, prev
            ).sealed()
            rows.append(row)
            prev = row.hash
            if private and visit_id:  # an answer that came too late belongs to nobody: nobody would erase it
                personal.append({"seq": seq, "visit_id": visit_id, "body": private})
        return rows, personal

    def _last(self) -> tuple[int, str]:
        with self._connection.begin():
            row = self._connection.execute(
                text("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")
            ).first()
        return (row[0], row[1]) if row else (0, GENESIS)

    def _migrate(self) -> None:
        with self._connection.begin():
            version = self._connection.execute(text("PRAGMA user_version")).scalar_one()
        if version > VERSION:
            raise JournalTooNew(f"schema {version} is newer than this program's {VERSION}")
        for target in range(version + 1, VERSION + 1):
            with self._connection.begin():
                for statement in _statements((SCHEMA / f"journal_v{target}.sql").read_text(encoding="utf-8")):
                    self._connection.exec_driver_sql(statement)
                self._connection.exec_driver_sql(f"PRAGMA user_version = {target}")

    def _check_pragmas(self) -> None:
        with self._connection.begin():
            for name, wanted in PRAGMAS.items():
                found = self._connection.execute(text(f"PRAGMA {name}")).scalar_one()
                if found != wanted:
                    raise JournalError(f"PRAGMA {name} is {found}, not {wanted}")


def exported(path: Path) -> Iterator[Row]:
    """The rows of a journal file that nobody has open, oldest first, unchecked.

    Raises JournalBusy or JournalDamaged.
    """
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=0.2)) as connection:
            for values in connection.execute(f"{SELECT} ORDER BY seq"):
                yield Row(*values)
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise JournalBusy(f"{path} is in use; stop the kiosk first") from error
        raise JournalDamaged(0, f"the file cannot be read: {error}") from error


def verify(path: Path) -> int:
    """Walk the chain of a journal file that nobody has open; returns the number of rows.

    Raises JournalDamaged at the first row that does not fit: changed, missing, inserted or out of order.
    A tail that was cut off leaves a chain that holds: only the central system knows how far it had got.
    """
    return sum(1 for _ in chained(exported(path)))


def chained(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows from the first one on, each handed over when it has been checked. Raises JournalDamaged."""
    seq, prev = 0, GENESIS
    for row in rows:
        check_link(row, seq, prev)
        check_seal(row)
        seq, prev = row.seq, row.hash
        yield row


def check_link(row: Row, seq: int, prev_hash: str) -> None:
    """Does it follow row `seq`, whose hash is `prev_hash`? Raises JournalDamaged."""
    if row.seq != seq + 1:
        raise JournalDamaged(seq + 1, f"is missing, {row.seq} follows")
    if row.prev_hash != prev_hash:
        raise JournalDamaged(row.seq, "does not follow from the row before it")


def check_seal(row: Row) -> None:
    """Is it as it was written? Raises JournalDamaged."""
    if row.sealed().hash != row.hash:
        raise JournalDamaged(row.seq, "was changed after it was written")


def _engine(path: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        # check_same_thread off: opened by the main thread, then used by the loop's thread alone.
        connection = sqlite3.connect(path, isolation_level=None, timeout=0.2, check_same_thread=False)
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        for name, wanted in PRAGMAS.items():
            if name not in ("locking_mode", "journal_mode"):
                connection.execute(f"PRAGMA {name} = {wanted}")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _statements(script: str) -> Iterator[str]:
    """Single statements of a schema file, triggers kept whole."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
