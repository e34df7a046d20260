"""A laser printer without its wires: paper tray, paper path, output tray, and the jobs that move sheets.

    idle --job--> warming --pick--> sheet in the path --land--> output tray
                             |             |
                        nothing to       door or jam: the sheet is lost in there,
                        pick: stopped    stopped until somebody clears it

The caller tells the time; between two calls the engine does everything that was due, in order.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import NamedTuple

from drivers.ipp.jobs import ENDED, JobState

FIRST_PAGE_S = 8.5  # from ready; what data sheets of A4 lasers promise
NEXT_PAGE_S = 1.7  # 35 pages a minute
INCOMING_S = 60.0  # multiple-operation-time-out: how long a job without its document is kept
OUTPUT_SHEETS = 150
LOW_TONER = 10
LOW_PAPER = 20


class TraySheets(NamedTuple):
    """What lies in the output tray of one job: its first `pages` sheets."""

    job_name: str
    pages: int
    pdf: bytes


@dataclass
class PrintJob:
    number: int
    name: str
    user: str
    created_at: float
    uuid: str = field(default_factory=lambda: f"urn:uuid:{uuid.uuid4()}")
    pdf: bytes = b""
    pages: int = 0  # 0: the document has not come
    state: JobState = JobState.PENDING_HELD
    reasons: tuple[str, ...] = ("job-incoming",)
    sheets: int = 0
    cancelling: bool = False

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    def end(self, state: JobState, reason: str) -> None:
        self.state, self.reasons = state, (reason,)


class LaserEngine:
    """One job at a time, in order. All times are seconds of the caller's clock."""

    def __init__(self, first_page_s: float, next_page_s: float, *, paper: int = 250) -> None:
        self._feed_s = next_page_s  # a sheet is in the path for as long as the next one must wait
        self._warm_up_s = max(first_page_s - next_page_s, 0.0)
        self.paper, self.toner = paper, 75
        self.jammed = self.door_open = False
        self.stalled = False  # says that it is printing, and does nothing
        self.jobs: list[PrintJob] = []
        self.lost_in_path = 0  # sheets that went into the path and never came out
        self._tray: list[PrintJob] = []  # one entry for each sheet
        self._pick_at: float | None = None
        self._land_at: float | None = None
        self._now = 0.0

    @property
    def current(self) -> PrintJob | None:
        working = (JobState.PROCESSING, JobState.PROCESSING_STOPPED)
        return next((job for job in self.jobs if job.state in working), None)

    @property
    def troubles(self) -> list[str]:
        """printer-state-reasons that keep it from picking the next sheet."""
        holds = {
            "door-open": self.door_open,
            "media-jam": self.jammed,
            "media-empty": self.paper <= 0,
            "toner-empty": self.toner <= 0,
            "output-area-full": len(self._tray) >= OUTPUT_SHEETS,
        }
        return [reason for reason, held in holds.items() if held]

    def tray(self) -> list[TraySheets]:
        """What lies in the output tray, in the order in which the jobs began to come out."""
        jobs = list({id(job): job for job in self._tray}.values())
        return [TraySheets(job.name, self._tray.count(job), job.pdf) for job in jobs]

    def empty_tray(self) -> None:
        self._tray.clear()

    # ---- Jobs ------------------------------------------------------------------------------------

    def add(self, job: PrintJob) -> None:
        self.jobs.append(job)

    def load(self, job: PrintJob, pdf: bytes, pages: int) -> None:
        """The document of a job has arrived; `pages` 0 means that it is no document."""
        job.pdf, job.pages = pdf, pages
        if pages:
            job.state, job.reasons = JobState.PENDING, ("none",)
        else:
            job.end(JobState.ABORTED, "document-format-error")

    def cancel(self, job: PrintJob) -> None:
        """A sheet that is in the path comes out first and counts."""
        if job is self.current and self._land_at is not None:
            job.cancelling, job.reasons = True, ("processing-to-stop-point",)
        else:
            if job is self.current:
                self._pick_at = None
            job.end(JobState.CANCELED, "job-canceled-by-user")

    # ---- Hands and power -----------------------------------------------------------------------------

    def stop_path(self) -> None:
        """Door or jam: what is in the path does not come out."""
        if self._land_at is not None:
            self._land_at = None
            self._lose_sheet()

    def _lose_sheet(self) -> None:
        self.lost_in_path += 1
        job = self.current
        if job is not None and job.cancelling:
            job.end(JobState.CANCELED, "job-canceled-by-user")

    def power_off(self, *, keeps_queue: bool) -> None:
        """Jobs are forgotten, or kept to be printed from the start, as printers with a disk do."""
        if self._land_at is not None:
            self.lost_in_path += 1
        self._pick_at = self._land_at = None
        self.jobs = [job for job in self.jobs if not job.ended] if keeps_queue else []
        for job in self.jobs:
            job.state, job.sheets, job.cancelling = JobState.PENDING, 0, False
            job.created_at = float("-inf")

    def power_on(self, now: float) -> None:
        """Time without power does not count."""
        self._now = now

    # ---- Time ----------------------------------------------------------------------------------------

    def run_to(self, now: float) -> None:
        """Everything that is due until now."""
        while (due := self._next_due(now)) is not None:
            self._now = due
            self._act(due)
        self._now = max(self._now, now)

    def _next_due(self, now: float) -> float | None:
        if self.stalled:
            return None
        for job in self.jobs:
            if not job.ended and not job.pages and now - job.created_at >= INCOMING_S:
                job.end(JobState.ABORTED, "aborted-by-system")
        if self.current is None:
            return self._now if self._start_next() else None
        if self._land_at is not None:
            return self._land_at if self._land_at <= now else None
        if self._pick_at is None:
            return self._stop_or_resume()
        return self._pick_at if self._pick_at <= now else None

    def _start_next(self) -> bool:
        job = next((job for job in self.jobs if job.state is JobState.PENDING), None)
        if job is None:
            return False
        job.state, job.reasons = JobState.PROCESSING, ("job-printing",)
        self._pick_at = self._now + self._warm_up_s
        return True

    def _stop_or_resume(self) -> float | None:
        """A stopped printer goes on by itself as soon as nothing is wrong."""
        job, troubles = self.current, self.troubles
        if job is None:
            return None
        if troubles:
            job.state, job.reasons = JobState.PROCESSING_STOPPED, ("printer-stopped",)
            return None
        job.state, job.reasons = JobState.PROCESSING, ("job-printing",)
        self._pick_at = self._now + self._feed_s / 2
        return self._now

    def _act(self, at: float) -> None:
        job = self.current
        if job is None:
            return
        if self._land_at is not None and self._land_at <= at:
            self._land(job, at)
        elif self._pick_at is not None and self._pick_at <= at:
            self._pick_at = None
            if not self.troubles:
                self.paper -= 1
                self._land_at = at + self._feed_s

    def _land(self, job: PrintJob, at: float) -> None:
        self._land_at = None
        self._tray.append(job)
        job.sheets += 1
        if job.cancelling:
            job.end(JobState.CANCELED, "job-canceled-by-user")
        elif job.sheets == job.pages:
            job.end(JobState.COMPLETED, "job-completed-successfully")
        else:
            self._pick_at = at
