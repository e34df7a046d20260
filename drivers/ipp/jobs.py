"""What a printer says about one job, and what may be believed of it: delivered, not delivered, unknown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from drivers.ipp.messages import Group
from kiosk.devices import Outcome


class JobState(IntEnum):
    """RFC 8011 section 5.3.7."""

    PENDING = 3
    PENDING_HELD = 4
    PROCESSING = 5
    PROCESSING_STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


ENDED = frozenset({JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED})


@dataclass(frozen=True, slots=True)
class JobReport:
    """One job as the printer describes it. `counts`: sheets stacked, then sides marked, where it counts."""

    number: int
    uuid: str
    name: str
    user: str
    state: int
    reasons: tuple[str, ...]
    counts: tuple[int, ...]
    created_this_boot: bool

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def stacked(self) -> int:
        """Sheets in the output tray by the count that proves most."""
        return self.counts[0] if self.counts else 0

    @property
    def nothing_came_out(self) -> bool:
        """The printer counts, and every count it keeps is zero."""
        return bool(self.counts) and not any(self.counts)


def read_job(group: Group) -> JobReport | None:
    """None when the answer lacks the number or the state of the job."""
    number, state = group.integer("job-id"), group.integer("job-state")
    if number is None or state is None:
        return None
    counts = (group.integer("job-media-sheets-completed"), group.integer("job-impressions-completed"))
    created = group.integer("time-at-creation")
    up_time = group.integer("job-printer-up-time")
    return JobReport(
        number=number,
        uuid=group.text("job-uuid") or "",
        name=group.text("job-name") or "",
        user=group.text("job-originating-user-name") or "",
        state=state,
        reasons=group.texts("job-state-reasons"),
        counts=tuple(count for count in counts if count is not None and count >= 0),
        # RFC 8011 section 5.3.14: times before the last power-up are zero or negative.
        created_this_boot=created is not None and created > 0 and (up_time is None or created <= up_time),
    )


def judge(job: JobReport, expected: int, *, same_boot: bool, doubtful: bool) -> Outcome:
    """What the last report of an ended job proves.

    A job that counts as completed with no sheets proves nothing: a printer that does not count says the
    same (and so did a spooler with an empty paper tray when we tried one).
    """
    if not same_boot or not job.ended:
        return Outcome.UNKNOWN
    flawed = doubtful or "job-completed-with-errors" in job.reasons
    if job.state == JobState.COMPLETED:
        return Outcome.DELIVERED if job.stacked >= max(expected, 1) and not flawed else Outcome.UNKNOWN
    return Outcome.NOT_DELIVERED if job.nothing_came_out else Outcome.UNKNOWN
