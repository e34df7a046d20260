"""The document printer's driver as the program sees it: what drivers/ipp does, without the messages.

A document leaves at most once; until it has left, whatever goes wrong is not delivered; from then on only the
printer's own record decides, read in the same power-up as the job was made in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    DocumentFinished,
    Outcome,
    PrintJobCreated,
    SheetsPrinted,
    Trouble,
)
from simulator.explorer.paper_engine import IN_THE_PATH, Job, JobState, Nobody, PaperEngine
from simulator.explorer.world import World

NAME = "document_printer"
STOPPED_PATIENCE_S, PROGRESS_PATIENCE_S, SILENT_PATIENCE_S = 45.0, 60.0, 60.0  # drivers/ipp/settings.py
CANCEL_WAIT_S = 30.0
LOOK_AGAIN_S = 5.0
READY = DeviceStatus(Condition.READY)
STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))
BUSY = DeviceStatus(Condition.STOPPED, (Trouble.BUSY,))


@dataclass(slots=True, eq=False)
class Task:
    """`copy_serial` is None for a job of an earlier run that is only to be looked for."""

    job_id: str
    copy_serial: str | None
    sheets: int
    job: Job | None = None
    sent: bool = False
    life: int = 0
    seen: int = 0
    cancelled: bool = False
    patience: int = 0  # makes earlier patience void


class PaperDriver:
    """kiosk.devices.DocumentPrinter. One for each run of the program; `stop` is its death."""

    def __init__(
        self, world: World, engine: PaperEngine, dice: Random, put: Callable[[DeviceEvent], None]
    ) -> None:
        self.mute_s = 0.0  # keeps the driver's next last word back, as no real one should
        self._world, self._engine, self._dice, self._put = world, engine, dice, put
        self._status: DeviceStatus | None = None
        self._tasks: deque[Task] = deque()
        self._task: Task | None = None
        self._clear = False  # no job of an earlier visit stands in the queue
        self._alive = True
        self._looking = 0
        engine.watcher = self

    def start(self) -> None:
        self._tell(STARTING)
        self._look_soon()

    def stop(self) -> None:
        self._alive = False
        self._engine.watcher = Nobody()

    # ---- kiosk.devices.DocumentPrinter ----------------------------------------------------------------

    def print_document(self, job_id: str, copy_serial: str, sheets: int) -> None:
        self._tasks.append(Task(job_id, copy_serial, sheets))
        self._turn()

    def reconcile(self, job_id: str, sheets: int) -> None:
        self._tasks.append(Task(job_id, None, sheets, sent=True))
        self._turn()

    def _turn(self) -> None:
        if self._task is not None or not self._tasks:
            return
        task = self._task = self._tasks.popleft()
        waits_s = STOPPED_PATIENCE_S if task.copy_serial is not None else SILENT_PATIENCE_S
        self._be_patient(task, waits_s, lambda: self._give_up(task))
        self._later(task, 0.2, 0.8, self._go_on)

    def _go_on(self, task: Task) -> None:
        """Whatever comes next for this task, as far as the printer lets it."""
        engine = self._engine
        if not engine.reachable or not self._alive:
            return
        if task.copy_serial is None and task.job is None:
            self._search(task)
        elif task.job is None:
            if engine.trouble is None and self._clear:
                self._create(task, task.copy_serial or "")
        elif not task.sent:
            self._send(task, task.job)
        elif task.life != engine.life:
            engine.cancel(task.job)
            self._finish(task, Outcome.UNKNOWN)
        elif task.job.ended:
            self._confirm(task, task.job)

    def _create(self, task: Task, copy_serial: str) -> None:
        task.job = self._engine.create(task.job_id, copy_serial, task.sheets)
        task.life = self._engine.life
        self._be_patient(task, SILENT_PATIENCE_S, lambda: self._give_up(task))
        self._put(PrintJobCreated(NAME, task.job_id, len(self._engine.jobs), f"urn:{task.job_id}", 1))
        self._later(task, 0.1, 0.5, self._go_on)

    def _send(self, task: Task, job: Job) -> None:
        if task.life != self._engine.life:
            self._finish(task, Outcome.NOT_DELIVERED)
            return
        task.sent = True
        self._engine.send(job)
        self._watch(task)

    def _search(self, task: Task) -> None:
        job = self._engine.jobs.get(task.job_id)
        if job is None:
            self._finish(task, Outcome.UNKNOWN)
            return
        task.job, task.life = job, self._engine.life
        if job.ended:
            self._later(task, 0.2, 0.8, self._go_on)
        else:
            self._cancel(task, job)

    def _cancel(self, task: Task, job: Job) -> None:
        task.cancelled = True
        self._be_patient(task, CANCEL_WAIT_S, lambda: self._finish(task, Outcome.UNKNOWN))
        self._engine.cancel(job)

    # ---- Watching ------------------------------------------------------------------------------------

    def _watch(self, task: Task) -> None:
        """How long it may take until something must have changed."""
        if task.cancelled:
            return
        if not self._engine.reachable:
            self._be_patient(task, SILENT_PATIENCE_S, lambda: self._finish(task, Outcome.UNKNOWN))
            return
        stopped = task.job is not None and task.job.state is JobState.STOPPED
        waits_s = STOPPED_PATIENCE_S if stopped or self._engine.trouble else PROGRESS_PATIENCE_S
        self._be_patient(task, waits_s, lambda: self._cancel(task, task.job) if task.job else None)

    def progress(self, job: Job) -> None:
        task = self._task
        if task is not None and task.job is job and task.sent:
            self._watch(task)
            self._later(task, 0.05, 0.3, self._report)

    def ended(self, job: Job) -> None:
        task = self._task
        if task is not None and task.job is job:
            self._later(task, 0.2, 0.8, self._report)
            self._later(task, 0.3, 1.0, self._go_on)
        elif not self._clear:
            self._look_soon()

    def changed(self) -> None:
        """Printers tell their state when asked, about once a second."""
        task = self._task
        if task is not None:
            if task.sent and task.copy_serial is not None:
                self._watch(task)
            self._later(task, 0.2, 1.2, self._go_on)
        self._look_soon()

    def _report(self, task: Task) -> None:
        job = task.job
        if job is not None and self._engine.reachable and job.out > task.seen and task.life == job.life:
            task.seen = job.out
            self._put(SheetsPrinted(NAME, task.job_id, job.out))

    def _confirm(self, task: Task, job: Job) -> None:
        same_life = task.life == self._engine.life == job.life
        doubtful = self._engine.trouble in IN_THE_PATH
        task.seen = job.out
        if not same_life:
            self._finish(task, Outcome.UNKNOWN)
        elif job.state is JobState.COMPLETED:
            complete = job.out >= task.sheets and not doubtful
            self._finish(task, Outcome.DELIVERED if complete else Outcome.UNKNOWN)
        else:
            self._finish(task, Outcome.UNKNOWN if job.out else Outcome.NOT_DELIVERED)

    def _give_up(self, task: Task) -> None:
        self._finish(task, Outcome.UNKNOWN if task.sent else Outcome.NOT_DELIVERED)

    def _finish(self, task: Task, outcome: Outcome) -> None:
        if task is not self._task or not self._alive:
            return
        self._task = None
        trouble = self._engine.trouble
        finished = DocumentFinished(NAME, task.job_id, outcome, task.seen, (trouble,) if trouble else ())
        late_s, self.mute_s = self.mute_s, 0.0
        if late_s:
            self._world.after(late_s, lambda: self._put(finished))
        else:
            self._put(finished)
        if outcome is not Outcome.DELIVERED:
            self._clear = False
            self._look_soon()
        self._turn()

    # ---- The queue, and the printer's own state --------------------------------------------------------

    def _look_soon(self, at_least_s: float = 0.2) -> None:
        self._looking += 1
        looking = self._looking
        wait_s = self._dice.uniform(at_least_s, at_least_s + 1.0)
        self._world.after(wait_s, lambda: self._look() if self._looking == looking else None)

    def _look(self) -> None:
        engine = self._engine
        if not self._alive:
            return
        if not engine.reachable:
            self._tell(OFFLINE)
            return
        if not self._clear and (self._task is None or self._task.job is None):
            self._sweep()
        own_job = self._task is not None and self._task.job is not None
        if engine.trouble is not None:
            self._tell(DeviceStatus(Condition.STOPPED, (engine.trouble,)))
        else:
            self._tell(READY if self._clear or own_job else BUSY)
        if self._task is not None:
            self._later(self._task, 0.0, 0.1, self._go_on)

    def _sweep(self) -> None:
        """No paper of an earlier visit may come out by surprise."""
        searched = self._task.job_id if self._task is not None and self._task.copy_serial is None else ""
        left = [job for job in self._engine.unended if job.job_id != searched]
        for job in left:
            self._engine.cancel(job)
        self._clear = not any(not job.ended for job in left)
        if not self._clear:
            self._look_soon(LOOK_AGAIN_S)

    def _tell(self, status: DeviceStatus) -> None:
        if status != self._status:
            self._status = status
            self._put(DeviceStatusChanged(NAME, status))

    # ---- Time ----------------------------------------------------------------------------------------

    def _later(self, task: Task, least_s: float, most_s: float, deed: Callable[[Task], None]) -> None:
        wait_s = self._dice.uniform(least_s, most_s)
        self._world.after(wait_s, lambda: deed(task) if self._task is task and self._alive else None)

    def _be_patient(self, task: Task, seconds: float, deed: Callable[[], None]) -> None:
        task.patience += 1
        patience = task.patience
        current = task
        self._world.after(
            seconds,
            lambda: (
                deed() if self._task is current and current.patience == patience and self._alive else None
            ),
        )
