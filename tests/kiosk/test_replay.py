"""Replay equals live: what the journal says, folded again, is what the loop had arrived at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.codec import EVENTS, decode
from kiosk.journal import Journal, verify
from kiosk.snapshots import fold
from kiosk.visit.effects import ForgetVisit
from kiosk.visit.facts import Fact
from kiosk.visit.machine import Machine
from kiosk.visit.step import step
from tests.kiosk.rig import NAME, NUMBER, Rig, rig
from tests.kiosk.scripts import SCRIPTS, two_papers_overpaid

# visit, inserted, price of what came out, paid out, owed, suspense: what each script is about.
ENDS: dict[str, list[tuple[object, ...]]] = {
    "one_paper": [("v1", 20, 20, 0, 0, 0)],
    "two_papers_overpaid": [("v1", 50, 40, 0, 10, 0)],
    "cancelled": [("v1", 10, 0, 0, 10, 0)],
    "changed_the_order": [("v1", 40, 40, 0, 0, 0)],
    "paper_out": [("v1", 20, 0, 0, 20, 0)],
    "printer_out_for_a_while": [("v1", 40, 40, 0, 0, 0)],
    "nobody_knows": [("v1", 20, 0, 0, 20, 0)],
    "late_coins": [("v1", 25, 20, 0, 5, 0), ("v2", 2, 0, 0, 2, 0)],
    "walked_away": [("v1", 5, 0, 0, 5, 0)],
    "printer_out_while_paying": [("v1", 5, 0, 0, 5, 0)],
    "answer_for_nobody": [("v1", 0, 0, 0, 0, 0), ("v3", 0, 0, 0, 0, 0)],
}


@pytest.fixture(params=SCRIPTS, ids=lambda script: script.__name__)
def script(request: pytest.FixtureRequest) -> Callable[[Rig], None]:
    chosen: Callable[[Rig], None] = request.param
    return chosen


def facts_implied(journal: Journal) -> tuple[list[Fact], list[Fact]]:
    """The facts that stand in the journal, and those that its events imply."""
    on_record: list[Fact] = []
    derived: list[Fact] = []
    machine = Machine()
    for row in journal.rows(0):
        item = decode(row.kind, row.body)
        if row.kind in EVENTS:
            decision = step(machine, item)  # type: ignore[arg-type]
            machine = decision.machine
            derived += decision.facts
        else:
            on_record.append(item)  # type: ignore[arg-type]
    return on_record, derived


def test_the_folded_journal_is_the_live_machine(script: Callable[[Rig], None], in_memory: Path) -> None:
    with rig(in_memory / "j.sqlite") as live:
        script(live)
        assert live.state == "Attract", "every script ends with the visit"
        assert live.journal.projections()["closed_visit"] == ENDS[script.__name__]
        assert fold(live.journal) == live.machine


def test_in_the_middle_of_a_visit_even_the_person_comes_back(in_memory: Path) -> None:
    with rig(in_memory / "j.sqlite") as live:
        live.identify("v1")
        live.order()
        assert fold(live.journal) == live.machine
        assert live.machine.visit.person.name_zh == NAME  # type: ignore[union-attr]


def test_the_facts_on_record_are_those_the_events_imply(
    script: Callable[[Rig], None], in_memory: Path
) -> None:
    with rig(in_memory / "j.sqlite") as live:
        script(live)
        on_record, derived = facts_implied(live.journal)
        assert on_record == derived
        assert on_record, "a visit without a single fact"


def test_projections_rebuilt_equal_the_live_ones(script: Callable[[Rig], None], in_memory: Path) -> None:
    with rig(in_memory / "j.sqlite") as live:
        script(live)
        before = live.journal.projections()
        live.journal.rebuild()
        assert live.journal.projections() == before
        assert before["closed_visit"]


def test_a_visit_leaves_no_name_and_no_number(script: Callable[[Rig], None], in_memory: Path) -> None:
    with rig(in_memory / "j.sqlite") as live:
        script(live)
        while_open = b"".join(path.read_bytes() for path in in_memory.iterdir())
        visits = [e.visit_id for e in live.performer.effects if isinstance(e, ForgetVisit)]
        assert visits
        for trace in (NAME, NUMBER):
            assert trace.encode() not in while_open
    verify(in_memory / "j.sqlite")


def test_the_names_were_there_before(in_memory: Path) -> None:
    """The search itself: while the visit is open, the bytes it looks for are in the files."""
    with rig(in_memory / "j.sqlite") as live:
        live.identify("v1")
        files = b"".join(path.read_bytes() for path in in_memory.iterdir())
        assert NAME.encode() in files
        assert NUMBER.encode() in files


def test_two_runs_of_one_script_write_the_same_rows(in_memory: Path) -> None:
    journals = []
    for name in ("a", "b"):
        with rig(in_memory / name) as live:
            two_papers_overpaid(live)
            journals.append(live.journal.rows(0))
    assert journals[0] == journals[1]
