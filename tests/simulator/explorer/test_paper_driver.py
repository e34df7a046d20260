"""The document printer's driver: printed once, told honestly, cleared before the next visit."""

from __future__ import annotations

from kiosk.devices import (
    Condition,
    DeviceStatusChanged,
    DocumentFinished,
    Outcome,
    PrintJobCreated,
    SheetsPrinted,
    Trouble,
)
from simulator.explorer.paper_driver import PaperDriver
from simulator.explorer.paper_engine import Job, PaperEngine
from tests.simulator.explorer.bench import Ear, world_and_dice


class Bench:
    def __init__(self, keeps_queue: bool = False) -> None:
        self.world, self.dice = world_and_dice()
        self.sheets: list[str] = []
        self.engine = PaperEngine(self.world, 6.0, 2.0, keeps_queue, self.out)
        self.begin()

    def begin(self) -> None:
        self.ear = Ear()
        self.driver = PaperDriver(self.world, self.engine, self.dice, self.ear)
        self.driver.start()

    def out(self, job: Job) -> None:
        self.sheets.append(job.job_id)

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)

    def finished(self, job_id: str = "j") -> DocumentFinished:
        return next(e for e in self.ear.all(DocumentFinished) if e.job_id == job_id)

    @property
    def condition(self) -> Condition:
        return self.ear.last(DeviceStatusChanged).status.condition


def test_a_paper_is_created_comes_out_and_is_delivered() -> None:
    bench = Bench()
    bench.run(3.0)
    assert bench.condition is Condition.READY
    bench.driver.print_document("j", "S1", 2)
    bench.run(30.0)
    assert bench.sheets == ["j", "j"]
    assert (bench.finished().outcome, bench.finished().sheets) == (Outcome.DELIVERED, 2)
    kinds = [type(event) for event in bench.ear.heard[-4:]]
    assert kinds == [PrintJobCreated, SheetsPrinted, SheetsPrinted, DocumentFinished]


def test_a_paper_waits_for_its_printer_but_not_for_ever() -> None:
    bench = Bench()
    bench.run(3.0)
    bench.engine.get_trouble(Trouble.PAPER_OUT)
    bench.driver.print_document("j", "S1", 1)
    bench.run(30.0)
    assert not bench.ear.all(DocumentFinished)
    bench.run(30.0)
    assert (bench.finished().outcome, bench.sheets) == (Outcome.NOT_DELIVERED, [])


def test_a_stopped_job_is_cancelled_and_known_not_to_have_come_out() -> None:
    bench = Bench()
    bench.run(3.0)
    bench.driver.print_document("j", "S1", 1)
    bench.run(3.0)
    bench.engine.get_trouble(Trouble.PAPER_OUT)
    bench.run(70.0)
    assert (bench.finished().outcome, bench.sheets) == (Outcome.NOT_DELIVERED, [])
    bench.engine.get_trouble(None)
    bench.run(30.0)
    assert bench.sheets == []


def test_after_a_power_cut_of_the_printer_nobody_knows() -> None:
    bench = Bench()
    bench.run(3.0)
    bench.driver.print_document("j", "S1", 1)
    bench.run(4.0)
    bench.engine.lose_power()
    bench.run(5.0)
    bench.engine.get_power()
    bench.run(20.0)
    assert bench.finished().outcome is Outcome.UNKNOWN


def test_a_printer_out_of_reach_for_too_long_is_unknown_though_it_prints() -> None:
    bench = Bench()
    bench.run(3.0)
    bench.driver.print_document("j", "S1", 1)
    bench.run(4.0)
    bench.engine.unplug()
    bench.run(80.0)
    assert (bench.finished().outcome, bench.sheets) == (Outcome.UNKNOWN, ["j"])
    assert bench.condition is Condition.OFFLINE


def test_after_a_restart_the_printer_is_asked() -> None:
    for later_s, outcome in ((1.0, Outcome.NOT_DELIVERED), (10.0, Outcome.DELIVERED)):
        bench = Bench()
        bench.run(3.0)
        bench.driver.print_document("j", "S1", 1)
        bench.run(1.5)
        bench.driver.stop()
        bench.run(later_s)
        bench.begin()
        bench.driver.reconcile("j", 1)
        bench.run(40.0)
        assert bench.finished().outcome is outcome
        assert bench.sheets == ["j"] * (outcome is Outcome.DELIVERED)


def test_of_a_job_that_nobody_remembers_nothing_is_known() -> None:
    bench = Bench()
    bench.driver.reconcile("j", 1)
    bench.run(20.0)
    assert bench.finished().outcome is Outcome.UNKNOWN


def test_what_an_earlier_run_left_in_the_queue_is_cancelled_before_it_serves() -> None:
    bench = Bench(keeps_queue=True)
    bench.run(3.0)
    bench.driver.print_document("j", "S1", 2)
    bench.run(3.0)
    bench.driver.stop()
    bench.engine.lose_power()
    bench.engine.get_power()
    bench.begin()
    bench.run(20.0)
    assert bench.sheets == []
    assert bench.engine.unended == []
    assert bench.condition is Condition.READY


def test_after_its_death_it_says_nothing_more() -> None:
    bench = Bench()
    bench.run(3.0)
    bench.driver.print_document("j", "S1", 1)
    bench.run(2.0)
    bench.driver.stop()
    heard = len(bench.ear.heard)
    bench.run(60.0)
    assert len(bench.ear.heard) == heard
    assert bench.sheets == ["j"]
