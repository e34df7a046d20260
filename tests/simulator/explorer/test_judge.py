"""The judge over all: what comes out in another visit, what stands open, whether it serves again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.devices import OFFLINE
from kiosk.money import Money
from kiosk.visit.events import ProgramFault, StartTouched
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract
from simulator.explorer.judge import PLANNED
from simulator.explorer.paper_engine import Job
from simulator.explorer.world import Violation
from tests.simulator.explorer.rig import Rig


@pytest.mark.parametrize("what", ["slip", "paper", "coin"])
def test_what_belongs_to_another_visit_is_noticed(what: str) -> None:
    rig = Rig()
    comes: dict[str, Callable[[], None]] = {
        "slip": lambda: rig.judge.slip_out("k-b1-1-s1"),
        "paper": lambda: rig.judge.sheet_out(Job("k-b1-1-d1-1", "S1", 1, 1, out=1)),
        "coin": lambda: rig.judge.coin_out("k-b1-1-h1", 10),
    }
    rig.judge.open_visit = "k-b1-2"
    with pytest.raises(Violation, match="came out in another visit"):
        comes[what]()


def test_an_empty_room_is_only_counted() -> None:
    rig = Rig()
    rig.judge.slip_out("k-b1-1-s1")
    assert rig.computer.coverage.counts["a slip came out when nobody was there"] == 1


def test_a_mistake_of_our_own_is_noticed_and_a_planned_one_is_not() -> None:
    rig = Rig()
    rig.judge.committed(ProgramFault(PLANNED, "SerialException"), (), "")
    with pytest.raises(Violation, match="the program itself failed"):
        rig.judge.committed(ProgramFault("step:7", "ValueError"), (), "")


def test_a_machine_that_stays_closed_is_noticed() -> None:
    rig = Rig()
    rig.judge.healed(rig.program)
    with pytest.raises(Violation, match="not back in service"):
        rig.judge.healed(None)
    rig.program.loop.machine = replace(rig.program.machine, receipt_printer=OFFLINE)
    with pytest.raises(Violation, match="not back in service: Attract, closed: receipt-printer"):
        rig.judge.healed(rig.program)


def test_a_visit_that_does_not_end_is_noticed() -> None:
    rig = Rig()
    rig.program.put(StartTouched("k-b1-1"))
    with pytest.raises(Violation, match="not back in service: Identifying"):
        rig.judge.healed(rig.program)


def test_another_state_than_the_journals_is_noticed() -> None:
    rig = Rig()
    live = rig.program.machine
    rig.judge.same_as_replayed(live, rig.computer.journal.fold())
    with pytest.raises(Violation, match="replay is not what was lived"):
        rig.judge.same_as_replayed(live, replace(live, next_receipt=9))


def test_at_a_quiet_moment_every_sum_must_agree() -> None:
    for wrong, says in (
        ({"suspense": Money(5)}, "suspense differs"),
        ({"next_receipt": 2}, "the next receipt"),
    ):
        rig = Rig()
        rig.judge.quiet(rig.program)
        rig.program.loop.machine = replace(rig.program.machine, **wrong)
        with pytest.raises(Violation, match=says):
            rig.judge.quiet(rig.program)


def test_a_state_without_a_timer_is_noticed() -> None:
    rig = Rig()
    rig.program.put(StartTouched("k-b1-1"))
    rig.program.loop._timers.clear()
    with pytest.raises(Violation, match="a state without a time-out"):
        rig.judge.stepped(rig.program, rig.program.machine, None)


def test_an_acceptor_that_is_open_for_nobody_is_noticed() -> None:
    rig = Rig()
    rig.program.acceptor.wanted = (Money(10),)
    with pytest.raises(Violation, match="open while nobody pays"):
        rig.judge.stepped(rig.program, Machine(visit=Attract()), None)


def test_papers_in_the_spool_of_nobody_are_noticed() -> None:
    rig = Rig()
    rig.computer.spool.add("S1")
    with pytest.raises(Violation, match="left behind: S1"):
        rig.judge.stepped(rig.program, rig.program.machine, None)
