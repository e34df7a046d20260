from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceStatus,
    HopperReading,
    PayoutFinished,
    Trouble,
)
from simulator.devices.hopper import COMMON, FLOW, OLD, SCH2, HopperTwin, Profile
from simulator.faults import Fault as Kind
from simulator.faults import Faults
from tests.drivers.cctalk.hopper_bench import HopperBench, settings_for

FORGETFUL = replace(COMMON, keeps_counters=False)


def command_frames(bench: HopperBench) -> list[bytes]:
    return [wire for wire in bench.sent if wire[3] == 167]


def paying(profile: Profile = COMMON, coins: int = 3, **changed: object) -> tuple[HopperBench, HopperReading]:
    """A bench in the middle of a payout of ten."""
    bench = HopperBench(HopperTwin(profile=profile), settings=settings_for(profile, **changed))
    before = bench.ready()
    bench.hopper.dispense("p1", 10, before)
    bench.run_until(lambda: bench.twin.paid_out == coins)
    return bench, before


def holds(finished: PayoutFinished, twin: HopperTwin) -> bool:
    return finished.paid <= twin.paid_out <= finished.paid + finished.doubtful


def test_power_of_the_hopper_fails() -> None:
    bench, _ = paying()
    bench.twin.power(False)
    bench.run(4.0)
    assert bench.status == OFFLINE
    bench.twin.power(True)
    finished = bench.answer()
    assert (finished.paid, finished.doubtful) == (3, 1)
    assert bench.twin.paid_out == 4, "one fell that it did not count"
    assert Trouble.POWER_LOST in finished.troubles


def test_power_of_one_that_remembers_nothing_fails() -> None:
    bench, _ = paying(FORGETFUL)
    bench.run(0.2)
    bench.twin.power(False)
    bench.twin.power(True)
    finished = bench.answer()
    assert 0 < finished.paid < 10
    assert finished.paid + finished.doubtful == 10
    assert holds(finished, bench.twin)


def test_power_fails_for_an_instant() -> None:
    bench, _ = paying()
    bench.twin.power(False)
    bench.twin.power(True)
    finished = bench.answer()
    assert (finished.paid, finished.doubtful) == (3, 1)


def test_noise_resets_it() -> None:
    bench, _ = paying(replace(COMMON, throws=False, late_coin=False))
    bench.twin.reset()
    finished = bench.answer()
    assert (finished.paid, finished.doubtful) == (3, 0)


def test_the_cable_is_out_while_it_pays_on() -> None:
    bench, _ = paying()
    bench.unplug()
    bench.stay_unplugged(6.0)
    assert bench.twin.paid_out == 10
    bench.plug()
    finished = bench.answer()
    assert (finished.paid, finished.doubtful, finished.troubles) == (10, 0, ())


def test_the_cable_is_out_for_too_long() -> None:
    bench, before = paying(patience_s=15)
    bench.run(0.2)
    bench.unplug()
    bench.stay_unplugged(30.0)
    (finished,) = bench.answers("p1")
    assert finished.paid + finished.doubtful == 10
    assert finished.paid > 0
    assert (finished.after, finished.troubles) == (None, (Trouble.NOT_RESPONDING,))
    bench.plug()
    bench.run(5.0)
    bench.hopper.reconcile("p1", 10, before)
    bench.run(5.0)
    assert (bench.answers("p1")[-1].paid, bench.answers("p1")[-1].doubtful) == (10, 0), "asked again it knows"


def test_the_program_dies_and_the_hopper_pays_on() -> None:
    bench, before = paying(coins=2)
    bench.die(0.3)
    bench.begin()
    bench.hopper.reconcile("p1", 10, before)
    finished = bench.answer()
    assert (finished.paid, finished.doubtful) == (10, 0)
    assert bench.twin.commands == [10]


def test_the_program_dies_before_the_command() -> None:
    bench = HopperBench()
    bench.pay(1, "older")
    before = bench.reading
    bench.die(0.3)
    bench.begin()
    bench.hopper.reconcile("p1", 10, before)
    finished = bench.answer()
    assert (finished.paid, finished.doubtful) == (0, 0)


@pytest.mark.parametrize("profile", [COMMON, FORGETFUL])
def test_everything_loses_power(profile: Profile) -> None:
    bench, before = paying(profile)
    bench.twin.power(False)
    bench.die(3.0)
    bench.twin.power(True)
    bench.begin()
    bench.hopper.reconcile("p1", 10, before)
    finished = bench.answer()
    assert holds(finished, bench.twin)
    assert finished.doubtful == (1 if profile is COMMON else 10)


def test_a_start_changes_nothing_that_a_payout_is_judged_by() -> None:
    bench, _ = paying(coins=2)
    bench.die(0.3)
    bench.sent.clear()
    bench.begin()
    bench.run(10.0)
    asked = {wire[3] for wire in bench.sent}
    assert asked.isdisjoint({1, 160, 164, 167, 172})
    assert bench.twin.paid_out == 10


def test_while_it_pays_for_a_dead_program_it_is_busy() -> None:
    bench, _ = paying(coins=2)
    bench.die(0.05)
    bench.events.clear()
    bench.begin()
    bench.run(0.8)
    assert bench.status == DeviceStatus(Condition.STOPPED, (Trouble.BUSY,))
    bench.run(5.0)
    assert bench.status == DeviceStatus(Condition.READY)
    assert bench.reading.paid == 10


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("profile", [COMMON, FLOW, OLD, SCH2], ids=["plain", "flow", "old", "sch2"])
def test_the_answer_to_the_command_suffers(kind: Kind, profile: Profile) -> None:
    """The command is sent once, and the coins are counted by what the hopper shows afterwards."""
    faults = Faults(late_s=1.3)
    bench = HopperBench(HopperTwin(profile=profile), back=faults.apply)
    bench.pay(2, "older")
    bench.run(3.0)
    bench.hopper.dispense("p1", 4, bench.reading)
    bench.run_until(lambda: len(command_frames(bench)) == 2)
    faults.next(kind)
    finished = bench.answer()
    assert faults.struck[kind] == 1
    assert (finished.paid, finished.doubtful, bench.twin.paid_out) == (4, 0, 6)
    assert bench.twin.commands == [2, 4]


@pytest.mark.parametrize("profile", [COMMON, FLOW], ids=["not counted", "counted"])
def test_a_refused_command_has_paid_nothing(profile: Profile) -> None:
    bench = HopperBench(HopperTwin(profile=profile))
    bench.pay(2, "older")
    bench.run(3.0)
    bench.hopper.dispense("p1", 2, bench.reading)
    bench.run_until(lambda: bench.twin.state()["enabled"] and bench.sent[-1][3] == 163)
    bench.twin.block(True)
    finished = bench.answer()
    assert bench.twin.complaints == ["refused to pay 2: it wants a reset first"]
    assert (finished.paid, finished.doubtful, finished.troubles) == (0, 0, (Trouble.OPTO,))
