"""One run of the program: journal first, then effects; timers at their time; dead means silent."""

from __future__ import annotations

from kiosk.money import COINS
from kiosk.visit.events import (
    CancelTouched,
    IdentityEntered,
    NetworkChanged,
    StartTouched,
    Timer,
)
from kiosk.visit.states import CheckingIdentity
from simulator.explorer.central import BIRTHDAY
from tests.simulator.explorer.rig import Rig

NUMBER = "B10000007"


def test_what_is_put_in_is_journalled_and_handled() -> None:
    rig = Rig()
    commits = rig.computer.journal.commits
    rig.program.put(StartTouched("k-b1-1"))
    rig.program.put(IdentityEntered(NUMBER, BIRTHDAY))
    assert isinstance(rig.program.machine.visit, CheckingIdentity)
    assert rig.computer.journal.commits == commits + 2
    rig.run(15.0)
    assert rig.state == "Choosing"


def test_timers_fire_at_their_time_and_lead_back() -> None:
    rig = Rig()
    rig.program.put(StartTouched("k-b1-1"))
    rig.run(59.0)
    assert not rig.program.machine.asking_still_there
    rig.program.hands_are_busy()
    rig.run(59.0)
    assert not rig.program.machine.asking_still_there
    rig.run(2.0)
    assert rig.program.machine.asking_still_there
    assert rig.program.loop.remaining_s(Timer.STILL_THERE) is not None
    rig.run(30.0)
    assert rig.state == "Attract"


def test_a_dead_program_hears_nothing() -> None:
    rig = Rig()
    program = rig.program
    program.die()
    commits = rig.computer.journal.commits
    program.put(NetworkChanged(False))
    rig.run(100.0)
    assert rig.computer.journal.commits == commits
    assert program.machine.online


def test_what_a_visit_left_behind_is_seen_until_it_is_forgotten() -> None:
    rig = Rig()
    rig.program.put(StartTouched("k-b1-1"))
    rig.program.put(IdentityEntered(NUMBER, BIRTHDAY))
    rig.run(15.0)
    assert rig.program.has_leftovers
    assert rig.program.leftovers == "k-b1-1"
    rig.program.put(CancelTouched())
    assert not rig.program.has_leftovers


def test_hoppers_are_told_once_with_what_was_filled_in() -> None:
    rig = Rig()
    levels = {hopper.name: hopper.level for hopper in rig.program.machine.hoppers}
    assert levels == {name: hopper.level for name, hopper in rig.computer.hoppers.items()}
    assert levels
    assert {value.amount for value in COINS} >= {h.value.amount for h in rig.program.machine.hoppers}


def test_new_visits_have_new_names_over_restarts() -> None:
    rig = Rig()
    first = rig.program.new_visit_id()
    assert rig.program.new_visit_id() != first
    rig.program.die()
    rig.computer.program = None
    rig.computer.start()
    assert rig.program.new_visit_id() not in (first, "")
    assert rig.program.boot_id == "b2"
