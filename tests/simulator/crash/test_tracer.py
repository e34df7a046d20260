"""A watched child is killed, or its disk fails, exactly where it is told; and everything it did is known."""

from __future__ import annotations

import os
import sqlite3
from errno import EIO, ENOSPC, EROFS
from pathlib import Path
from random import Random

import pytest

from simulator.crash.disk import Cut, Disk
from simulator.crash.tracer import Kind, Mark, Marks, Op, Strike, trace, why_not

pytestmark = pytest.mark.usefixtures("traced")


def three_writes(folder: Path, marks: Marks) -> int:
    """Five changes: create, two writes, a sync, a truncation."""
    descriptor = os.open(folder / "file", os.O_RDWR | os.O_CREAT)
    marks.begun(1)
    os.pwrite(descriptor, b"one", 0)
    marks.done(1)
    marks.begun(2)
    os.pwrite(descriptor, b"two", 3)
    os.fsync(descriptor)
    marks.done(2)
    os.ftruncate(descriptor, 5)
    return 7


@pytest.mark.parametrize(
    ("at", "left", "mark"),
    [
        (1, None, Mark(0, 0)),
        (2, b"", Mark(1, 0)),
        (3, b"one", Mark(2, 1)),
        (4, b"onetwo", Mark(2, 1)),
        (5, b"onetwo", Mark(2, 2)),
    ],
)
def test_a_kill_comes_right_before_its_change(
    tmp_path: Path, at: int, left: bytes | None, mark: Mark
) -> None:
    marks = Marks()
    ran = trace(lambda: three_writes(tmp_path, marks), tmp_path, marks, Strike(at))
    assert (ran.status, ran.mark, ran.changes) == (-9, mark, at)
    file = tmp_path / "file"
    assert (file.read_bytes() if file.exists() else None) == left


def test_without_a_strike_it_runs_to_its_end_and_all_is_counted(tmp_path: Path) -> None:
    marks = Marks()
    ran = trace(lambda: three_writes(tmp_path, marks), tmp_path, marks, Strike(6))
    assert (ran.status, ran.changes, ran.struck) == (7, 5, [])


def test_what_is_kept_of_it_is_what_it_did(tmp_path: Path) -> None:
    marks = Marks()
    ran = trace(lambda: three_writes(tmp_path, marks), tmp_path, marks, keep=True)
    assert ran.ops == [
        Op(Kind.CREATE, "file", Mark(0, 0)),
        Op(Kind.WRITE, "file", Mark(1, 0), 0, b"one"),
        Op(Kind.WRITE, "file", Mark(2, 1), 3, b"two"),
        Op(Kind.SYNC, "file", Mark(2, 1)),
        Op(Kind.TRUNCATE, "file", Mark(2, 2), size=5),
    ]


@pytest.mark.parametrize("error", [EIO, ENOSPC, EROFS])
def test_a_change_fails_with_the_error_and_does_not_happen(tmp_path: Path, error: int) -> None:
    def deed() -> int:
        descriptor = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
        try:
            os.pwrite(descriptor, b"one", 0)
        except OSError as failed:
            os.pwrite(descriptor, b"two", 3)
            return failed.errno or 0
        return 0

    ran = trace(deed, tmp_path, Marks(), Strike(2, error))
    assert ran.status == error
    assert ran.struck == [(Kind.WRITE, "file", Mark(0, 0))]
    assert (tmp_path / "file").read_bytes() == b"\0\0\0two"


def test_a_lasting_error_stays_and_spares_what_is_not_its_kind(tmp_path: Path) -> None:
    def deed() -> int:
        failed = 0
        descriptor = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
        for _ in range(3):
            try:
                os.pwrite(descriptor, b"one", 0)
            except OSError:
                failed += 1
            os.fsync(descriptor)
        return failed

    ran = trace(deed, tmp_path, Marks(), Strike(4, ENOSPC, lasting=True, kinds=frozenset({Kind.WRITE})))
    assert (ran.status, len(ran.struck)) == (2, 2)


def test_files_elsewhere_are_not_watched(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "inside").mkdir()
    ran = trace(lambda: three_writes(tmp_path / "inside", Marks()), tmp_path / "in", Marks(), Strike(1))
    assert (ran.status, ran.changes) == (7, 0)


def test_a_child_that_raises_does_not_end_well(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert trace(lambda: 1 // 0, tmp_path, Marks()).status == 70
    assert "ZeroDivisionError" in capfd.readouterr().err


@pytest.mark.parametrize("at", [5, 17, 30, 41])
def test_what_is_kept_leads_to_the_very_bytes_that_kill_minus_nine_leaves(tmp_path: Path, at: int) -> None:
    """The record that power cuts are made from, held against a real disk."""

    def deed() -> int:
        connection = sqlite3.connect(tmp_path / "db", isolation_level=None)
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")
        for number in range(9):
            connection.execute("INSERT INTO t VALUES (?)", (f"{number}" * 900,))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return 0

    ran = trace(deed, tmp_path, Marks(), Strike(at), keep=True)
    assert ran.status == -9
    disk = Disk()
    for op in ran.ops:
        disk.apply(op)
    found = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert disk.image(Cut.ALL, Random(1)) == found
    assert found


def test_marks_outlive_the_child(tmp_path: Path) -> None:
    marks = Marks()

    def deed() -> int:
        marks.begun(5)
        marks.done(4)
        return 0

    assert trace(deed, tmp_path, marks).mark == marks.read() == Mark(5, 4)


def test_strikes_have_names() -> None:
    assert [str(s) for s in (Strike(3), Strike(4, EIO), Strike(5, EROFS, lasting=True))] == [
        "kill@3",
        "EIO@4",
        "EROFS+@5",
    ]


def test_it_can_be_told_why_not() -> None:
    assert why_not() == ""
