from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.ipp.jobs import JobReport, JobState, judge, read_job
from drivers.ipp.messages import Group, GroupTag, ValueTag, attribute
from kiosk.devices import Outcome

DONE = JobReport(
    7, "urn:uuid:1", "j", "kiosk", JobState.COMPLETED, ("job-completed-successfully",), (2, 2), True
)


@pytest.mark.parametrize(
    ("state", "counts", "outcome"),
    [
        (JobState.COMPLETED, (2, 2), Outcome.DELIVERED),
        (JobState.COMPLETED, (2,), Outcome.DELIVERED),
        (JobState.COMPLETED, (3,), Outcome.DELIVERED),
        (JobState.COMPLETED, (1, 2), Outcome.UNKNOWN),  # both sides marked, one sheet stacked
        (JobState.COMPLETED, (1,), Outcome.UNKNOWN),
        (JobState.COMPLETED, (0,), Outcome.UNKNOWN),  # so says also a printer that does not count
        (JobState.COMPLETED, (), Outcome.UNKNOWN),
        (JobState.CANCELED, (0, 0), Outcome.NOT_DELIVERED),
        (JobState.ABORTED, (0,), Outcome.NOT_DELIVERED),
        (JobState.CANCELED, (0, 1), Outcome.UNKNOWN),
        (JobState.CANCELED, (1,), Outcome.UNKNOWN),
        (JobState.CANCELED, (2,), Outcome.UNKNOWN),
        (JobState.ABORTED, (), Outcome.UNKNOWN),
        (JobState.PROCESSING, (2,), Outcome.UNKNOWN),
        (JobState.PENDING, (0,), Outcome.UNKNOWN),
    ],
)
def test_what_a_last_report_proves(state: JobState, counts: tuple[int, ...], outcome: Outcome) -> None:
    job = replace(DONE, state=state, counts=counts)
    assert judge(job, 2, same_boot=True, doubtful=False) is outcome
    assert judge(job, 2, same_boot=False, doubtful=False) is Outcome.UNKNOWN


def test_doubt_takes_delivery_back_and_nothing_else() -> None:
    assert judge(DONE, 2, same_boot=True, doubtful=True) is Outcome.UNKNOWN
    flawed = replace(DONE, reasons=("job-completed-with-errors",))
    assert judge(flawed, 2, same_boot=True, doubtful=False) is Outcome.UNKNOWN
    nothing = replace(DONE, state=JobState.CANCELED, counts=(0,))
    assert judge(nothing, 2, same_boot=True, doubtful=True) is Outcome.NOT_DELIVERED


def test_nothing_expected_is_not_delivered_by_nothing() -> None:
    assert judge(replace(DONE, counts=(0,)), 0, same_boot=True, doubtful=False) is Outcome.UNKNOWN


def job_group(**numbers: int) -> Group:
    attributes = [attribute(name.replace("_", "-"), ValueTag.INTEGER, n) for name, n in numbers.items()]
    return Group(GroupTag.JOB, tuple(attributes))


def test_counts_are_those_the_printer_keeps() -> None:
    job = read_job(
        job_group(job_id=1, job_state=5, job_impressions_completed=4, job_media_sheets_completed=2)
    )
    assert job is not None
    assert (job.counts, job.stacked) == ((2, 4), 2)
    job = read_job(job_group(job_id=1, job_state=5, job_impressions_completed=-2))
    assert job is not None
    assert (job.counts, job.nothing_came_out) == ((), False)


def test_a_job_without_number_or_state_is_none() -> None:
    assert read_job(job_group(job_id=1)) is None
    assert read_job(job_group(job_state=5)) is None


@pytest.mark.parametrize(
    ("created", "up_time", "this_boot"),
    [(5, 9, True), (9, 9, True), (0, 9, False), (-4, 9, False), (12, 9, False)],
)
def test_jobs_of_an_earlier_boot_show_by_their_time(created: int, up_time: int, this_boot: bool) -> None:
    job = read_job(job_group(job_id=1, job_state=9, time_at_creation=created, job_printer_up_time=up_time))
    assert job is not None
    assert job.created_this_boot is this_boot
    without = read_job(job_group(job_id=1, job_state=9))
    assert without is not None
    assert not without.created_this_boot
