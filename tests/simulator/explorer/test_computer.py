"""The computer: what survives which death, and that the program always comes back."""

from __future__ import annotations

import pytest

from kiosk.visit.events import StartTouched
from kiosk.visit.machine import closed_reasons
from simulator.explorer.computer import Crash, Death
from simulator.explorer.journal import Moment
from tests.simulator.explorer.rig import Rig


def test_it_starts_and_finds_its_devices() -> None:
    rig = Rig()
    assert closed_reasons(rig.program.machine) == ()
    assert all(hopper.can_pay for hopper in rig.program.machine.hoppers)


@pytest.mark.parametrize("death", list(Death))
def test_after_any_death_it_serves_again(death: Death) -> None:
    rig = Rig()
    rig.computer.spool.add("S1")
    rig.program.put(StartTouched("k-b1-1"))
    assert rig.state == "Identifying"
    rig.computer.crash(Crash(death, 10.0))
    assert rig.computer.program is None
    assert ("S1" in rig.computer.spool) is (death is Death.PROCESS)
    assert rig.computer.coins.powered is (death is not Death.BOTH)
    assert rig.computer.papers.powered is (death is not Death.BOTH)
    rig.run(120.0)
    assert rig.state == "Attract"
    assert closed_reasons(rig.program.machine) == ()
    assert rig.computer.coverage.counts[f"crash {death} at-rest in Identifying"] == 1


@pytest.mark.parametrize("moment", [Moment.BEFORE_COMMIT, Moment.AFTER_COMMIT, Moment.BETWEEN_EFFECTS])
def test_a_fuse_kills_at_its_moment_and_the_journal_decides_what_was(moment: Moment) -> None:
    rig = Rig()
    rig.computer.fuse(1, moment, Crash(Death.PROCESS, 0.0), "StartTouched")
    commits = rig.computer.journal.commits
    rig.program.put(StartTouched("k-b1-1"))
    if moment is not Moment.BETWEEN_EFFECTS:  # a visit that begins has timers only
        assert rig.computer.program is None
    assert rig.computer.journal.commits == commits + (moment is not Moment.BEFORE_COMMIT)
    rig.run(60.0)
    assert rig.state == ("Identifying" if moment is Moment.BETWEEN_EFFECTS else "Attract")


def test_recovery_can_be_struck_again_and_again() -> None:
    rig = Rig()
    rig.computer.crash(Crash(Death.PROCESS, 0.0, again=(1, 2, 3)))
    rig.run(600.0)
    assert rig.computer.coverage.cuts == 4
    assert closed_reasons(rig.program.machine) == ()
