"""The document printer as a thing: sheets, jobs, and what it does when nobody watches."""

from __future__ import annotations

from kiosk.devices import Trouble
from simulator.explorer.paper_engine import Job, JobState, PaperEngine
from simulator.explorer.world import World


class Bench:
    def __init__(self, keeps_queue: bool = False) -> None:
        self.world = World()
        self.sheets: list[tuple[str, int]] = []
        self.engine = PaperEngine(self.world, 6.0, 2.0, keeps_queue, self.out)

    def out(self, job: Job) -> None:
        self.sheets.append((job.job_id, job.out))

    def job(self, job_id: str = "j", sheets: int = 2) -> Job:
        job = self.engine.create(job_id, f"copy of {job_id}", sheets)
        self.engine.send(job)
        return job

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)


def test_the_first_sheet_takes_longer() -> None:
    bench = Bench()
    job = bench.job()
    bench.run(6.5)
    assert bench.sheets == [("j", 1)]
    bench.run(2.0)
    assert bench.sheets == [("j", 1), ("j", 2)]
    assert job.state is JobState.COMPLETED


def test_jobs_come_one_after_the_other() -> None:
    bench = Bench()
    bench.job("a", 1)
    bench.job("b", 1)
    bench.run(20.0)
    assert bench.sheets == [("a", 1), ("b", 1)]


def test_without_paper_it_stops_and_goes_on_by_itself() -> None:
    bench = Bench()
    bench.engine.get_trouble(Trouble.PAPER_OUT)
    job = bench.job()
    bench.run(30.0)
    assert (job.state, bench.sheets) == (JobState.STOPPED, [])
    bench.engine.get_trouble(None)
    bench.run(10.0)
    assert job.state is JobState.COMPLETED


def test_a_jam_takes_the_sheet_with_it_and_another_is_fed() -> None:
    bench = Bench()
    job = bench.job(sheets=1)
    bench.run(5.0)
    bench.engine.get_trouble(Trouble.JAM)
    bench.run(10.0)
    assert (job.state, job.out) == (JobState.STOPPED, 0)
    bench.engine.get_trouble(None)
    bench.run(10.0)
    assert (job.state, bench.sheets) == (JobState.COMPLETED, [("j", 1)])


def test_a_sheet_on_its_way_comes_out_before_a_job_is_cancelled() -> None:
    bench = Bench()
    job = bench.job()
    bench.run(5.0)
    bench.engine.cancel(job)
    assert job.state is JobState.PROCESSING
    bench.run(5.0)
    assert (job.state, bench.sheets) == (JobState.CANCELED, [("j", 1)])


def test_before_a_sheet_is_on_its_way_a_cancelled_job_ends_at_once() -> None:
    bench = Bench()
    job = bench.job()
    bench.run(1.0)
    bench.engine.cancel(job)
    bench.run(20.0)
    assert (job.state, bench.sheets) == (JobState.CANCELED, [])


def test_without_power_jobs_are_forgotten_or_begin_again() -> None:
    for keeps_queue in (False, True):
        bench = Bench(keeps_queue)
        bench.job()
        bench.run(6.5)
        bench.engine.lose_power()
        bench.run(30.0)
        assert bench.sheets == [("j", 1)]
        bench.engine.get_power()
        bench.run(30.0)
        assert bench.sheets == [("j", 1)] + ([("j", 1), ("j", 2)] if keeps_queue else [])
        assert bench.engine.life == 2


def test_a_job_without_its_document_does_not_outlive_the_power() -> None:
    bench = Bench(keeps_queue=True)
    bench.engine.create("j", "copy", 1)
    bench.engine.lose_power()
    bench.engine.get_power()
    assert bench.engine.unended == []


def test_a_printer_that_hangs_does_nothing_until_it_goes_on() -> None:
    bench = Bench()
    bench.engine.stall(True)
    bench.job()
    bench.run(100.0)
    assert bench.sheets == []
    bench.engine.stall(False)
    bench.run(20.0)
    assert len(bench.sheets) == 2
