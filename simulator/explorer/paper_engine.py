"""The document printer as a thing: it takes jobs, moves sheets, and goes on alone when nobody is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.devices import Trouble
from simulator.explorer.world import World

IN_THE_PATH = frozenset({Trouble.JAM, Trouble.COVER_OPEN})  # what takes the sheet under way with it


class JobState(StrEnum):
    HELD = "held"  # made, its document has not come
    PENDING = "pending"
    PROCESSING = "processing"
    STOPPED = "stopped"
    CANCELED = "canceled"
    COMPLETED = "completed"


@dataclass(slots=True, eq=False)
class Job:
    """`life` is the power-up of the printer that the job was made in."""

    job_id: str
    copy_serial: str
    sheets: int
    life: int
    state: JobState = JobState.HELD
    out: int = 0
    cancelling: bool = False

    @property
    def ended(self) -> bool:
        return self.state in (JobState.CANCELED, JobState.COMPLETED)


class Watcher(Protocol):
    def progress(self, job: Job) -> None: ...

    def ended(self, job: Job) -> None: ...

    def changed(self) -> None: ...


class Nobody:
    """No driver is running."""

    def progress(self, job: Job) -> None:
        pass

    def ended(self, job: Job) -> None:
        pass

    def changed(self) -> None:
        pass


class PaperEngine:
    """One job at a time. `sheet_out` is told of each sheet that lands where a person can take it."""

    def __init__(
        self,
        world: World,
        first_page_s: float,
        next_page_s: float,
        keeps_queue: bool,
        sheet_out: Callable[[Job], None],
    ) -> None:
        self.powered = self.linked = True
        self.trouble: Trouble | None = None
        self.stalled = False  # says that it is printing, and does nothing
        self.life = 1
        self.jobs: dict[str, Job] = {}  # its own record, by name
        self.watcher: Watcher = Nobody()
        self._world, self._sheet_out = world, sheet_out
        self._first_page_s, self._next_page_s, self._keeps_queue = first_page_s, next_page_s, keeps_queue
        self._current: Job | None = None
        self._in_path = False
        self._run = 0

    @property
    def reachable(self) -> bool:
        return self.powered and self.linked

    @property
    def unended(self) -> list[Job]:
        return [job for job in self.jobs.values() if not job.ended]

    # ---- Jobs ------------------------------------------------------------------------------------

    def create(self, job_id: str, copy_serial: str, sheets: int) -> Job:
        job = self.jobs[job_id] = Job(job_id, copy_serial, sheets, self.life)
        if len(self.jobs) > 50:
            del self.jobs[next(iter(self.jobs))]
        return job

    def send(self, job: Job) -> None:
        job.state = JobState.PENDING
        self._world.tell("printer", "has job {} of {} sheets", job.job_id, job.sheets)
        self._start_next()

    def cancel(self, job: Job) -> None:
        """A sheet that is in the path comes out first and counts."""
        if job is self._current and self._in_path:
            job.cancelling = True
        elif not job.ended:
            self._end(job, JobState.CANCELED)

    # ---- Sheets ------------------------------------------------------------------------------------

    def _start_next(self) -> None:
        if self._current is not None or not self.powered:
            return
        job = next((job for job in self.jobs.values() if job.state is JobState.PENDING), None)
        if job is not None:
            self._current = job
            job.state = JobState.PROCESSING
            self._later(max(self._first_page_s - self._next_page_s, 0.1), self._pick)

    def _later(self, seconds: float, deed: Callable[[Job], None]) -> None:
        self._run += 1
        run, job = self._run, self._current
        if job is not None:
            self._world.after(seconds, lambda: deed(job) if self._run == run else None)

    def _pick(self, job: Job) -> None:
        if self.trouble is not None:
            job.state = JobState.STOPPED
            self.watcher.changed()
        elif not self.stalled:
            self._in_path = True
            self._later(self._next_page_s, self._land)

    def _land(self, job: Job) -> None:
        self._in_path = False
        job.out += 1
        self._world.tell("printer", "sheet {} of {} of job {} is out", job.out, job.sheets, job.job_id)
        self._sheet_out(job)
        if job.out >= job.sheets:
            self._end(job, JobState.COMPLETED)
        elif job.cancelling:
            self._end(job, JobState.CANCELED)
        else:
            self.watcher.progress(job)
            self._pick(job)

    def _end(self, job: Job, state: JobState) -> None:
        job.state = state
        if job is self._current:
            self._current = None
            self._run += 1
        self.watcher.ended(job)
        self._start_next()

    # ---- Hands, cables and power -----------------------------------------------------------------------

    def get_trouble(self, trouble: Trouble | None) -> None:
        if trouble == self.trouble:
            return
        self.trouble = trouble
        self._world.tell("printer", "trouble: {}", trouble)
        job = self._current
        if trouble is None and job is not None and job.state is JobState.STOPPED:
            job.state = JobState.PROCESSING
            self._later(self._next_page_s, self._pick)
        elif trouble in IN_THE_PATH and job is not None:
            self._lose_sheet(job)
        self.watcher.changed()

    def _lose_sheet(self, job: Job) -> None:
        self._run += 1
        self._in_path = False
        if job.cancelling:
            self._end(job, JobState.CANCELED)
        else:
            job.state = JobState.STOPPED

    def stall(self, stalled: bool) -> None:
        if stalled == self.stalled:
            return
        self.stalled = stalled
        self._world.tell("printer", "hangs" if stalled else "goes on")
        if not stalled and self._current is not None and not self._in_path:
            self._later(self._next_page_s, self._pick)

    def unplug(self) -> None:
        if self.linked:
            self.linked = False
            self._world.tell("printer", "cannot be reached")
            self.watcher.changed()

    def plug(self) -> None:
        if not self.linked:
            self.linked = True
            self.watcher.changed()

    def lose_power(self) -> None:
        """Jobs are forgotten, or kept to be printed from the start, as printers with a disk do."""
        if not self.powered:
            return
        self.powered = False
        self.life += 1
        self._run += 1
        self._in_path = self.stalled = False
        self._current = None
        kept = self.unended if self._keeps_queue else []
        self.jobs = {job.job_id: job for job in kept if job.state is not JobState.HELD}
        for job in kept:
            job.state, job.out, job.cancelling = JobState.PENDING, 0, False
        self._world.tell("printer", "loses power")
        self.watcher.changed()

    def get_power(self) -> None:
        if not self.powered:
            self.powered = True
            self._world.tell("printer", "has power again")
            self._start_next()
            self.watcher.changed()
