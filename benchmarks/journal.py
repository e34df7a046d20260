"""Durable commits per second beside raw SQLite, and how long a start takes beside the journal's length.

    python -m benchmarks.journal       JSON as the last line
    python -m benchmarks.journal 50000   starts on journals of other lengths; this one takes minutes

Commits: a coin's event and its posting as the kiosk journals them, beside the same two rows inserted by the
sqlite3 module into a table of the same columns with the same pragmas, in turns on the same disk; and beside
what that disk does in the least: append 4 KiB and fdatasync. A start: from opening the file to the state
being there, from the newest snapshot and, on the same file, from the first row.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.clock import ClockQuality, Reading
from kiosk.codec import encode
from kiosk.devices import (
    AcceptorClosed,
    AcceptorCursor,
    AcceptorOpened,
    CoinCredit,
    CoinsRead,
    Condition,
    DeviceStatus,
    DeviceStatusChanged,
    DocumentFinished,
    Outcome,
    PrintJobCreated,
    SheetsPrinted,
    SlipFinished,
)
from kiosk.journal import GENESIS, PRAGMAS, Journal, Row
from kiosk.money import Money
from kiosk.snapshots import KIND, ROWS_BETWEEN, fold, recovered, written
from kiosk.visit.events import (
    CopiesChosen,
    DoneTouched,
    Event,
    IdentityConfirmed,
    IdentityEntered,
    NetworkChanged,
    OrderConfirmed,
    PapersReady,
    StartTouched,
)
from kiosk.visit.facts import Account, Posted
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract, Delivery, Offer, Paper, Person
from kiosk.visit.step import step

ROUNDS, COMMITS = 9, 100
VISITS = (1_000, 10_000)
READY = DeviceStatus(Condition.READY)
START = datetime(2026, 12, 1, tzinfo=UTC)
COLUMNS = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?"


def main(arguments: list[str]) -> None:
    lengths = tuple(int(given) for given in arguments) or VISITS
    cache = Path(__file__).parents[1] / ".cache"  # and not /tmp, which may lie in memory
    cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="journals-") as folder:
        figures: dict[str, Any] = {"benchmark": "journal", "commits": commits(Path(folder))}
        figures["starts"] = [start(Path(folder) / f"{visits}", visits) for visits in lengths]
    print(json.dumps(figures))


# ---- Commits -----------------------------------------------------------------------------------------------


def coin(number: int) -> tuple[CoinsRead, Posted]:
    credit = CoinCredit(Money(10), 12345678, 1, number % 255 + 1)
    cursor = AcceptorCursor(12345678, 1, number % 255 + 1, "03010008000000000000")
    event = CoinsRead("coin_acceptor", (credit,), 0, False, cursor)
    return event, Posted(Account.CASH_BOX, Account.VISIT, Money(10))


def commits(folder: Path) -> dict[str, Any]:
    figures: dict[str, list[float]] = {"ours": [], "raw_sqlite": [], "disk": []}
    with closing(Journal(folder / "ours", "b1")) as journal:
        journal.append(*_split(coin(0)), "v1", reading(0))
        rows = [astuple(row) for row in journal.rows(0)]
        with closing(raw(folder / "raw")) as connection, (folder / "disk").open("wb", buffering=0) as disk:
            for turn in range(ROUNDS):
                first = turn * COMMITS
                took = _per_commit(lambda n: journal.append(*_split(coin(n)), "v1", reading(n)), first)
                figures["ours"].append(took)
                figures["raw_sqlite"].append(_per_commit(lambda n: insert(connection, rows, n), first))
                figures["disk"].append(_per_commit(lambda _: append_and_sync(disk), first))
    per_s = {name: 1 / statistics.median(took) for name, took in figures.items()}
    return {
        "rows_per_commit": 2,
        "bytes_per_row": round(statistics.mean(sum(len(str(value)) for value in row) for row in rows)),
        "ours_per_s": round(per_s["ours"]),
        "raw_sqlite_per_s": round(per_s["raw_sqlite"]),
        "disk_per_s": round(per_s["disk"]),
        "ours_ms": round(1000 / per_s["ours"], 2),
        "ours_over_raw_sqlite": _ratio(figures["raw_sqlite"], figures["ours"]),
        "ours_over_disk": _ratio(figures["disk"], figures["ours"]),
    }


def _split(happened: tuple[CoinsRead, Posted]) -> tuple[CoinsRead, tuple[Posted]]:
    return happened[0], happened[1:]


def _ratio(peer: list[float], ours: list[float]) -> float:
    """Of the speeds, turn by turn: a disk that others use too is slow for both at once."""
    return round(statistics.median(b / a for a, b in zip(ours, peer, strict=True)), 2)


def _per_commit(commit: Callable[[int], None], first: int) -> float:
    begun = time.perf_counter()
    for number in range(first + 1, first + COMMITS + 1):
        commit(number)
    return (time.perf_counter() - begun) / COMMITS


def raw(path: Path) -> sqlite3.Connection:
    """The same pragmas, the same columns, nothing else."""
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in sorted(PRAGMAS.items(), key=lambda pragma: pragma[0] != "locking_mode"):
        connection.execute(f"PRAGMA {name} = {value}").close()
    connection.execute(f"CREATE TABLE entry (seq INTEGER PRIMARY KEY, {', '.join('abcdefghi')})")
    return connection


def insert(connection: sqlite3.Connection, rows: list[tuple[Any, ...]], number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    numbered = [(number * len(rows) + place, *row[1:]) for place, row in enumerate(rows)]
    connection.executemany(f"INSERT INTO entry VALUES ({COLUMNS})", numbered)
    connection.execute("COMMIT")


def append_and_sync(disk: Any) -> None:
    disk.write(b"\0" * 4096)
    os.fdatasync(disk.fileno())


# ---- Starts ------------------------------------------------------------------------------------------------


def start(path: Path, visits: int) -> dict[str, Any]:
    """On one file: from its newest snapshot, and from the first row as if there were none."""
    begun = time.perf_counter()
    rows, snapshots = write_journal(path, visits)
    made_s = time.perf_counter() - begun
    from_snapshot = [timed(path, lambda journal: recovered(journal).machine) for _ in range(3)]
    whole_s, whole = timed(path, fold)
    assert all(machine == whole for _, machine in from_snapshot)
    with_s = statistics.median(took for took, _ in from_snapshot)
    return {
        "visits": visits,
        "rows": rows,
        "snapshots": snapshots,
        "MB": round(path.stat().st_size / 1e6),
        "made_s": round(made_s, 1),
        "from_snapshot_s": round(with_s, 3),
        "from_the_first_row_s": round(whole_s, 2),
        "times_faster": round(whole_s / with_s),
    }


def timed(path: Path, state: Callable[[Journal], Machine]) -> tuple[float, Machine]:
    begun = time.perf_counter()
    with closing(Journal(path, "again")) as journal:
        machine = state(journal)
        return time.perf_counter() - begun, machine


def write_journal(path: Path, visits: int) -> tuple[int, int]:
    """What the loop would have written, without a sync for each commit; how many rows and snapshots."""
    with closing(Journal(path, "b0")):
        pass
    counts = {"rows": 0, "snapshots": 0}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF").close()
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO entry VALUES ({COLUMNS})", _values(visits, counts))
        connection.execute("COMMIT")
    return counts["rows"], counts["snapshots"]


def _values(visits: int, counts: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    machine, prev, seq, kept = Machine(), GENESIS, 0, 0
    for visit_id, event in life(visits):
        decision = step(machine, event)
        machine = decision.machine
        assert not isinstance(event, DoneTouched) or isinstance(machine.visit, Attract), machine
        items = [encode(item)[:2] for item in (event, *decision.facts)]
        if seq - kept >= ROWS_BETWEEN and isinstance(machine.visit, Attract):
            items.append((KIND, written(machine)))
            kept = seq + len(items)
            counts["snapshots"] += 1
        at = reading(seq)
        for kind, body in items:
            seq += 1
            row = Row(
                seq, "b0", at.mono_ns, at.wall_utc, at.quality.value, kind, visit_id, body, prev
            ).sealed()
            prev = row.hash
            yield astuple(row)
    counts["rows"] = seq


def reading(number: int) -> Reading:
    return Reading(number * 10**9, START + timedelta(seconds=number), ClockQuality.PLAUSIBLE)


OFFERS = (Offer("TR-ZH", "中文歷年成績單", "Chinese transcript", Money(20), Delivery.PRINTED_NOW, 10),)


def life(visits: int) -> Iterator[tuple[str, Event]]:
    """A machine in service, and so many people who pay two coins for a paper and take it."""
    for device in ("coin_acceptor", "receipt_printer", "document_printer"):
        yield "", DeviceStatusChanged(device, READY)
    yield "", NetworkChanged(online=True)
    for number in range(1, visits + 1):
        visit_id = f"YT01-b0-{number}"
        yield from ((visit_id, event) for event in visit(visit_id, number))
    yield "last", StartTouched("last")


def visit(visit_id: str, number: int) -> Iterator[Event]:
    person = Person(f"P{number:016d}")
    paper = Paper(
        f"115T{number:07d}", "TR-ZH", "中文歷年成績單", "Chinese transcript", 1, "00" * 32, person.person_id
    )
    yield StartTouched(visit_id)
    yield IdentityEntered()
    yield IdentityConfirmed(f"{visit_id}-i1", person, OFFERS)
    yield CopiesChosen("TR-ZH", 1)
    yield OrderConfirmed()
    yield PapersReady(f"{visit_id}-p1", (paper,))
    yield AcceptorOpened("coin_acceptor", (Money(10),))
    for place in (2 * number, 2 * number + 1):
        yield coin(place)[0]
    yield AcceptorClosed("coin_acceptor")
    yield SlipFinished("receipt_printer", f"{visit_id}-s1", Outcome.DELIVERED)
    job = f"{visit_id}-d1-1"
    yield PrintJobCreated("document_printer", job, number, "urn:uuid:0", number)
    yield SheetsPrinted("document_printer", job, 1)
    yield DocumentFinished("document_printer", job, Outcome.DELIVERED, 1)
    yield DoneTouched()


if __name__ == "__main__":
    main(sys.argv[1:])
