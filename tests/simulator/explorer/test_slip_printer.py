"""The receipt printer: what comes out and what is said of it."""

from __future__ import annotations

import pytest

from kiosk.devices import Condition, DeviceStatusChanged, Outcome, SlipFinished, Trouble
from simulator.explorer.slip_printer import SlipDriver, SlipEngine
from tests.simulator.explorer.bench import Ear, world_and_dice


class Bench:
    def __init__(self, proof_lost: float = 0.0) -> None:
        self.world, self.dice = world_and_dice()
        self.out: list[str] = []
        self.torn: list[str] = []
        self.engine = SlipEngine(self.world, 4.0, self.out.append, self.torn.append)
        self.ear = Ear()
        self.driver = SlipDriver(self.world, self.engine, self.dice, self.ear, proof_lost)
        self.driver.start()
        self.run(4.0)

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)

    def outcome(self, job_id: str = "j") -> Outcome:
        return next(e.outcome for e in self.ear.all(SlipFinished) if e.job_id == job_id)

    @property
    def condition(self) -> Condition:
        return self.ear.last(DeviceStatusChanged).status.condition


def test_a_slip_comes_out_and_is_delivered() -> None:
    bench = Bench()
    bench.driver.print_slip("j")
    bench.run(10.0)
    assert (bench.out, bench.torn, bench.outcome()) == (["j"], [], Outcome.DELIVERED)


def test_while_it_is_starting_a_slip_waits() -> None:
    bench = Bench()
    bench.driver.stop()
    driver = SlipDriver(bench.world, bench.engine, bench.dice, bench.ear, 0.0)
    driver.start()
    driver.print_slip("j")
    bench.run(15.0)
    assert bench.outcome() is Outcome.DELIVERED


def test_without_paper_nothing_is_begun() -> None:
    bench = Bench()
    bench.engine.get_trouble(Trouble.PAPER_OUT)
    bench.run(2.0)
    assert bench.condition is Condition.STOPPED
    bench.driver.print_slip("j")
    bench.run(5.0)
    assert (bench.out, bench.torn, bench.outcome()) == ([], [], Outcome.NOT_DELIVERED)


@pytest.mark.parametrize(
    "mishap",
    [
        lambda engine: engine.get_trouble(Trouble.PAPER_OUT),
        lambda engine: engine.lose_power(),
        lambda engine: engine.unplug(),
    ],
    ids=["paper out", "power", "cable"],
)
def test_what_was_begun_and_did_not_end_is_unknown(mishap: object) -> None:
    bench = Bench()
    bench.driver.print_slip("j")
    bench.run(1.0)
    assert callable(mishap)
    mishap(bench.engine)
    bench.run(10.0)
    assert (bench.out, bench.torn, bench.outcome()) == ([], ["j"], Outcome.UNKNOWN)


def test_what_has_left_the_computer_is_printed_without_it() -> None:
    bench = Bench()
    bench.driver.print_slip("j")
    while not bench.engine._all_here:
        bench.run(0.05)
    bench.driver.stop()
    bench.run(5.0)
    assert (bench.out, bench.torn) == (["j"], [])
    assert not bench.ear.all(SlipFinished)


def test_a_dead_program_leaves_half_a_slip() -> None:
    bench = Bench()
    bench.driver.print_slip("j")
    bench.run(1.0)
    bench.driver.stop()
    bench.run(5.0)
    assert (bench.out, bench.torn) == ([], ["j"])


def test_a_lost_proof_is_unknown_though_the_slip_is_out() -> None:
    bench = Bench(proof_lost=1.0)
    bench.driver.print_slip("j")
    bench.run(10.0)
    assert (bench.out, bench.outcome()) == (["j"], Outcome.UNKNOWN)
    assert bench.condition is Condition.READY


def test_one_at_a_time() -> None:
    bench = Bench()
    bench.driver.print_slip("j")
    bench.driver.print_slip("k")
    bench.run(10.0)
    assert bench.outcome("k") is Outcome.NOT_DELIVERED
    assert bench.out == ["j"]


def test_the_last_word_can_be_kept_back() -> None:
    bench = Bench()
    bench.driver.mute_s = 50.0
    bench.driver.print_slip("j")
    bench.run(40.0)
    assert not bench.ear.all(SlipFinished)
    bench.run(20.0)
    assert bench.outcome() is Outcome.DELIVERED
