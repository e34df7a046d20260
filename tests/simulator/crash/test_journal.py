"""What the ghost believes is what lies in the file, and nothing of a half commit is believed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.clock import ClockQuality, Reading
from kiosk.codec import encode
from kiosk.visit.events import Event, NetworkChanged, StartTouched
from kiosk.visit.facts import Fact
from simulator.crash.journal import CrashJournal, Remains, Written, rows_of
from simulator.crash.tracer import Mark
from simulator.explorer.journal import Moment
from simulator.explorer.world import Violation

AT = Reading(1_000, datetime(2026, 12, 1, 8, 0, 0, 123456, tzinfo=UTC), ClockQuality.PLAUSIBLE)
ONLINE, START = NetworkChanged(True), StartTouched("v1")


class Died(Exception):
    """The ghost reached its death."""


def row(event: Event, visit_id: str = "") -> Written:
    kind, body, _ = encode(event)
    return kind, body, visit_id


def journal(path: Path, ghost: Remains | None = None) -> tuple[CrashJournal, list[Event], list[Moment]]:
    seen: list[Event] = []
    moments: list[Moment] = []

    def witness(event: Event, facts: Sequence[Fact], visit_id: str) -> None:
        seen.append(event)

    def dies(moment: Moment) -> None:
        moments.append(moment)
        raise Died

    made = CrashJournal(witness, path)
    made.ghost, made.dies = ghost, dies
    made.open("b1")
    made.fold()
    return made, seen, moments


def test_every_call_is_marked_before_and_after(tmp_path: Path) -> None:
    made, seen, _ = journal(tmp_path / "j")
    assert made.marks.read() == Mark(1, 1)
    made.append(ONLINE, (), "", AT)
    made.forget("v0")
    assert made.marks.read() == Mark(3, 3)
    assert made.rows_after == {0: 0, 1: 0, 2: 1, 3: 1}
    made.close()
    assert rows_of(tmp_path / "j") == (row(ONLINE),)
    assert seen == [ONLINE]


@pytest.mark.parametrize(
    ("rows", "moment", "seen"),
    [((), Moment.BEFORE_COMMIT, []), ((row(ONLINE),), Moment.AFTER_COMMIT, [ONLINE])],
)
def test_a_ghost_dies_in_the_call_that_was_not_done_and_believes_the_file(
    tmp_path: Path, rows: tuple[Written, ...], moment: Moment, seen: list[Event]
) -> None:
    ghost, witnessed, moments = journal(tmp_path / "j", Remains(Mark(2, 1), rows))
    with pytest.raises(Died):
        ghost.append(ONLINE, (), "", AT)
    assert moments == [moment]
    assert witnessed == seen
    assert len(ghost.written) == len(rows)
    assert not (tmp_path / "j").exists()


def test_a_ghost_whose_last_call_was_done_dies_in_none(tmp_path: Path) -> None:
    ghost, seen, _ = journal(tmp_path / "j", Remains(Mark(2, 2), (row(ONLINE),)))
    ghost.append(ONLINE, (), "", AT)
    ghost.append(START, (), "v1", AT)
    assert seen == [ONLINE, START]


def test_another_commit_than_the_one_that_was_begun_is_a_violation(tmp_path: Path) -> None:
    ghost, _, _ = journal(tmp_path / "j", Remains(Mark(2, 1), (row(START, "v1"),)))
    with pytest.raises(Violation, match="half a commit, or another"):
        ghost.append(ONLINE, (), "", AT)


def test_a_file_that_lost_what_was_committed_is_a_violation(tmp_path: Path) -> None:
    made, _, _ = journal(tmp_path / "j")
    made.append(ONLINE, (), "", AT)
    made.close()
    (tmp_path / "j").unlink()
    with pytest.raises(Violation, match="does not hold what was committed"):
        made.open("b2")


def test_time_is_remembered_as_the_file_keeps_it(tmp_path: Path) -> None:
    made, _, _ = journal(tmp_path / "j")
    made.append(ONLINE, (), "", AT)
    assert made.last_wall == made.real.last_wall() == AT.wall.replace(microsecond=123000)
    made.close()


def test_to_die_in_a_snapshot_is_to_die_between_two_events(tmp_path: Path) -> None:
    ghost, _, moments = journal(tmp_path / "j", Remains(Mark(3, 2), (row(ONLINE),)))
    rested: list[int] = []
    ghost.dies_at_rest = lambda: rested.append(ghost.calls)
    ghost.append(ONLINE, (), "", AT)
    ghost.record("SnapshotTaken", "{}", AT)
    assert (rested, moments, len(ghost.written)) == ([3], [], 1)
