from __future__ import annotations

import pytest

from drivers.ipp.jobs import JobState
from simulator.devices.laser_engine import INCOMING_S, OUTPUT_SHEETS, LaserEngine, PrintJob


def engine_with(pages: int, *, paper: int = 100) -> tuple[LaserEngine, PrintJob]:
    engine = LaserEngine(8.0, 2.0, paper=paper)
    engine.run_to(100.0)
    job = PrintJob(1, "job", "kiosk", created_at=100.0)
    engine.add(job)
    engine.load(job, b"%PDF", pages)
    return engine, job


@pytest.mark.parametrize(
    ("after_s", "sheets", "paper"), [(5.9, 0, 100), (6.1, 0, 99), (8.1, 1, 98), (10.1, 2, 97), (12.1, 3, 97)]
)
def test_sheets_take_their_time(after_s: float, sheets: int, paper: int) -> None:
    engine, job = engine_with(3)
    engine.run_to(100.0 + after_s)
    assert (job.sheets, engine.paper) == (sheets, paper)
    assert job.ended == (sheets == 3)


def test_one_long_look_sees_the_same_as_many_short_ones() -> None:
    engine, job = engine_with(20, paper=7)
    for step in range(1000):
        engine.run_to(100.0 + step * 0.05)
    other, other_job = engine_with(20, paper=7)
    other.run_to(150.0)
    assert (job.sheets, job.state, engine.paper) == (other_job.sheets, other_job.state, other.paper)


def test_an_empty_tray_stops_and_paper_lets_it_go_on() -> None:
    engine, job = engine_with(3, paper=1)
    engine.run_to(130.0)
    assert (job.state, job.sheets, engine.troubles) == (JobState.PROCESSING_STOPPED, 1, ["media-empty"])
    engine.paper = 50
    engine.run_to(140.0)
    assert (job.state, job.sheets, engine.paper) == (JobState.COMPLETED, 3, 48)


@pytest.mark.parametrize("what", ["jammed", "door_open"])
def test_a_sheet_in_the_path_is_lost_to_jam_and_door(what: str) -> None:
    engine, job = engine_with(2)
    engine.run_to(107.0)
    engine.jammed, engine.door_open = what == "jammed", what == "door_open"
    engine.stop_path()
    engine.run_to(120.0)
    assert (job.state, job.sheets, engine.lost_in_path, engine.tray()) == (
        JobState.PROCESSING_STOPPED,
        0,
        1,
        [],
    )
    engine.jammed = engine.door_open = False
    engine.run_to(140.0)
    assert (job.sheets, engine.paper) == (2, 97)
    assert [tuple(item) for item in engine.tray()] == [("job", 2, b"%PDF")]


def test_a_cancelled_job_lets_the_sheet_in_the_path_come_out() -> None:
    engine, job = engine_with(3)
    engine.run_to(107.0)
    engine.cancel(job)
    assert (job.state, job.reasons) == (JobState.PROCESSING, ("processing-to-stop-point",))
    engine.run_to(120.0)
    assert (job.state, job.sheets) == (JobState.CANCELED, 1)


@pytest.mark.parametrize("at", [103.0, 101.0])
def test_a_job_cancelled_while_it_warms_up_prints_nothing(at: float) -> None:
    engine, job = engine_with(3)
    engine.run_to(at)
    engine.cancel(job)
    engine.run_to(200.0)
    assert (job.state, job.sheets, engine.paper) == (JobState.CANCELED, 0, 100)


def test_a_cancelled_job_that_jams_ends_with_what_it_had() -> None:
    engine, job = engine_with(3)
    engine.run_to(109.0)
    engine.cancel(job)
    engine.jammed = True
    engine.stop_path()
    assert (job.state, job.sheets) == (JobState.CANCELED, 1)


def test_jobs_wait_for_each_other() -> None:
    engine, first = engine_with(1)
    second = PrintJob(2, "next", "kiosk", created_at=100.0)
    engine.add(second)
    engine.load(second, b"%PDF-2", 1)
    engine.run_to(109.0)
    assert (first.ended, second.state) == (True, JobState.PROCESSING)
    engine.run_to(117.0)
    assert [item.job_name for item in engine.tray()] == ["job", "next"]


def test_a_full_output_tray_stops_until_somebody_takes_the_sheets() -> None:
    engine, job = engine_with(OUTPUT_SHEETS + 1, paper=500)
    engine.run_to(1000.0)
    assert (job.sheets, engine.troubles) == (OUTPUT_SHEETS, ["output-area-full"])
    engine.empty_tray()
    engine.run_to(1010.0)
    assert job.ended
    assert sum(item.pages for item in engine.tray()) == 1


def test_a_job_without_its_document_is_dropped() -> None:
    engine = LaserEngine(8.0, 2.0)
    job = PrintJob(1, "job", "kiosk", created_at=0.0)
    engine.add(job)
    states = []
    for moment in (INCOMING_S - 1, INCOMING_S):
        engine.run_to(moment)
        states.append(job.state)
    assert states == [JobState.PENDING_HELD, JobState.ABORTED]


def test_power_off_forgets_jobs_and_what_came_out_stays_out() -> None:
    engine, _ = engine_with(3)
    engine.run_to(109.0)
    engine.power_off(keeps_queue=False)
    assert (engine.jobs, engine.lost_in_path) == ([], 1)
    assert sum(item.pages for item in engine.tray()) == 1


def test_a_kept_queue_prints_from_the_start() -> None:
    engine, job = engine_with(2)
    engine.run_to(109.0)
    engine.power_off(keeps_queue=True)
    engine.power_on(200.0)
    engine.run_to(205.0)
    assert (job.state, job.sheets) == (JobState.PROCESSING, 0)
    engine.run_to(220.0)
    assert sum(item.pages for item in engine.tray()) == 3  # one from before, two again
