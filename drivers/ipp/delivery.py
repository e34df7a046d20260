"""One print job from the first request to its outcome, which is delivered, not delivered or unknown.

    print:      WAITING -> CREATING -> NAMING -> SENDING -> WATCHING -> CONFIRMING -> ENDED
                              |  no reply                      | too long
                              v                                v
    reconcile:            SEARCHING ---------------------> CANCELLING -> CONFIRMING -> ENDED

The document leaves at most once. As long as it has not left, whatever goes wrong is "not delivered";
from then on only the printer's own record decides, read in the same boot as the job was made in, under
our job name and the printer's job-uuid. A job number alone names nothing: it is used again after power-off.
"""

from __future__ import annotations

from enum import Enum, auto

from drivers.ipp.jobs import JobReport, JobState, judge, read_job
from drivers.ipp.messages import GroupTag, Message
from drivers.ipp.requests import (
    BUSY,
    HISTORY_LIMIT,
    NOT_FOUND,
    REFUSED,
    SUCCESSFUL,
    Operation,
    Request,
    Requests,
)
from drivers.ipp.settings import Settings
from drivers.ipp.status import PrinterReport
from drivers.transport.http_exchange import PostFailure
from kiosk.devices import DeviceEvent, DocumentFinished, Outcome, PrintJobCreated, SheetsPrinted, Trouble

JOB_POLL_S = 0.25
RETRY_S = 1.0  # between tries to reach a printer that does not answer
SEARCH_S = 5.0  # a job whose Print-Job reply was lost may take a moment to be listed
CANCEL_AGAIN_S = 5.0
CANCEL_WAIT_S = 30.0  # a sheet that is on its way through the fuser comes out first
INCOMING_S = 10.0  # a job whose document broke off waits for the rest; it will not come
UP_TIME_SLACK_S = 15.0  # whole seconds, and an answer may be 10 s old

INCOMPLETE = frozenset({"job-incoming", "job-data-insufficient"})  # RFC 8011 section 5.3.8


class Stage(Enum):
    WAITING = auto()  # for a printer that can start; nothing sent
    CREATING = auto()  # Create-Job or Print-Job is under way
    NAMING = auto()  # the job is made; the answer to Create-Job need not say its name and job-uuid
    SENDING = auto()  # the job is made and known, its document has not left
    SEARCHING = auto()  # is there a job of our name?
    WATCHING = auto()
    CANCELLING = auto()
    CONFIRMING = auto()  # the job ended; one more look at the printer decides whether to believe it
    ENDED = auto()


class BootWatch:
    """Whether the printer has stayed on since the first look at its printer-up-time."""

    def __init__(self, up_time_s: int, now: float) -> None:
        self._first, self._first_at = up_time_s, now
        self.up_time_s = up_time_s
        self.unbroken = True

    def see(self, up_time_s: int, now: float) -> None:
        behind_s = (now - self._first_at) - (up_time_s - self._first)
        if up_time_s < self.up_time_s or behind_s > UP_TIME_SLACK_S:
            self.unbroken = False
        self.up_time_s = up_time_s


class Delivery:
    """Asks and is told; `pdf` is None where a job of an earlier run is only to be found and ended."""

    def __init__(
        self, device: str, job_id: str, sheets: int, pdf: bytes | None, settings: Settings, now: float
    ) -> None:
        self.job_id = job_id
        self.stage = Stage.WAITING if pdf is not None else Stage.SEARCHING
        self.finished: DocumentFinished | None = None
        self._device, self._expected, self._pdf, self._settings = device, sheets, pdf, settings
        self._document_left = pdf is None  # of a job of an earlier run the worst is assumed
        self._boot: BootWatch | None = None
        self._job: JobReport | None = None
        self._named = pdf is None  # PrintJobCreated was sent
        self._job_fresh = False  # the last answer was about our job and no other
        self._sheets_out = 0
        self._found: dict[int, JobReport] = {}
        self._searching_completed = False
        self._began = self._contact_at = self._stage_at = self._progress_at = now
        self._next_at = self._look_after = now
        self._cancelled_at: float | None = None
        self._stopped_since: float | None = None
        self._stopped_s = 0.0  # since the last progress, without the stop that still lasts
        self._printer_stopped = False
        self._doubtful = True
        self._troubles: tuple[Trouble, ...] = ()
        self._events: list[DeviceEvent] = []

    def take_events(self) -> list[DeviceEvent]:
        events, self._events = self._events, []
        return events

    def status_wanted(self, asked_at: float) -> bool:
        """Whether a look at the printer that was asked for at `asked_at` is too old to decide by."""
        looking = self.stage in (Stage.WAITING, Stage.SENDING, Stage.CONFIRMING)
        return looking and asked_at < self._look_after

    # ---- What to ask -----------------------------------------------------------------------------

    def next_request(
        self, requests: Requests, operations: frozenset[int], *, looked: bool, ready: bool, now: float
    ) -> Request | None:
        """`looked`: at the printer, since that was wanted; `ready`: it serves and its queue is clear."""
        self._give_up_when_overdue(now)
        if self.stage is Stage.WAITING and looked and ready and self._boot is not None:
            return self._create(requests, operations, now)
        if now < self._next_at:
            return None
        match self.stage:
            case Stage.SENDING if looked:  # so that it does not go into a job of another boot
                return self._send(requests, now)
            case Stage.NAMING if self._job is not None:
                return requests.get_job_attributes(self._job.number)
            case Stage.SEARCHING:
                if self._searching_completed:
                    return requests.get_jobs("completed", limit=HISTORY_LIMIT)
                return requests.get_jobs("not-completed")
            case Stage.WATCHING | Stage.CANCELLING:
                return self._watch(requests, now)
            case _:
                return None

    def _create(self, requests: Requests, operations: frozenset[int], now: float) -> Request:
        self._enter(Stage.CREATING, now)
        if {Operation.CREATE_JOB, Operation.SEND_DOCUMENT} <= operations:
            return requests.create_job(self.job_id)
        self._document_left = True
        return requests.print_job(self.job_id, self._pdf or b"")

    def _send(self, requests: Requests, now: float) -> Request | None:
        if self._job is None or self._boot is None or not self._boot.unbroken:
            self._finish(Outcome.NOT_DELIVERED)  # made before a power-off; the document never left
            return None
        self._document_left = True
        self._progress_at = now
        return requests.send_document(self._job.number, self.job_id, self._pdf or b"")

    def _watch(self, requests: Requests, now: float) -> Request | None:
        if self._job is None:
            self._finish(Outcome.UNKNOWN)
            return None
        self._next_at = now + JOB_POLL_S
        due = self._cancelled_at is None or now - self._cancelled_at >= CANCEL_AGAIN_S
        if self.stage is Stage.CANCELLING and self._job_fresh and due:
            self._cancelled_at, self._job_fresh = now, False
            return requests.cancel_job(self._job.number)
        return requests.get_job_attributes(self._job.number)

    def _give_up_when_overdue(self, now: float) -> None:
        settings, in_stage_s = self._settings, now - self._stage_at
        silent = now - self._contact_at >= settings.silent_patience_s
        if silent:
            self._troubles = (Trouble.NOT_RESPONDING,)
        match self.stage:
            case Stage.WAITING:
                if now - self._began >= settings.stopped_patience_s:
                    self._finish(Outcome.NOT_DELIVERED)
            case Stage.NAMING | Stage.SENDING | Stage.SEARCHING | Stage.CONFIRMING:
                if silent or in_stage_s >= settings.silent_patience_s:
                    self._finish(Outcome.UNKNOWN)
            case Stage.WATCHING:
                if silent:
                    self._finish(Outcome.UNKNOWN)
                elif self._is_stuck(now):
                    self._enter(Stage.CANCELLING, now)
            case Stage.CANCELLING:
                if in_stage_s >= CANCEL_WAIT_S:
                    self._finish(Outcome.UNKNOWN)
            case Stage.CREATING | Stage.ENDED:
                pass

    def _is_stuck(self, now: float) -> bool:
        """A power cut, half a document, too long a stop, or too long without a sheet while it runs."""
        stopped_s = self._stopped_s + (now - self._stopped_since if self._stopped_since is not None else 0.0)
        running_s = now - self._progress_at - stopped_s
        incoming = self._job is not None and not INCOMPLETE.isdisjoint(self._job.reasons)
        return (
            (self._boot is not None and not self._boot.unbroken)
            or (incoming and now - self._stage_at >= INCOMING_S)
            or stopped_s >= self._settings.stopped_patience_s
            or running_s >= self._settings.progress_patience_s
        )

    # ---- What was answered -------------------------------------------------------------------------

    def printer_reported(self, report: PrinterReport, now: float) -> None:
        """A look at the printer; in CONFIRMING it is the one that was asked for after the job had ended."""
        self._contact_at = now
        self._printer_stopped = not report.status.serves
        self._doubtful, self._troubles = report.doubtful, report.status.troubles
        if self._boot is None or self.stage is Stage.WAITING:
            self._boot = BootWatch(report.up_time_s, now)
        self._boot.see(report.up_time_s, now)
        if self.stage is Stage.WATCHING:
            self._note_stop(now)
        if self.stage is Stage.CONFIRMING and self._job is not None:
            same_boot = self._boot.unbroken and (self._pdf is not None or self._job.created_this_boot)
            self._finish(judge(self._job, self._expected, same_boot=same_boot, doubtful=self._doubtful))

    def failed(self, request: Request, failure: PostFailure, now: float) -> None:
        """No usable answer. NOT_SENT alone allows the same request again."""
        self._next_at = now + RETRY_S
        self._job_fresh = False
        not_sent = failure is PostFailure.NOT_SENT
        match request.operation:
            case Operation.CREATE_JOB | Operation.PRINT_JOB:
                self._document_left = self._document_left and not not_sent
                self._enter(Stage.WAITING if not_sent else Stage.SEARCHING, now)
            case Operation.SEND_DOCUMENT if not_sent:
                self._document_left, self._look_after = False, now
            case Operation.SEND_DOCUMENT:
                self._enter(Stage.WATCHING, now)
            case _:
                pass

    def replied(self, request: Request, message: Message, now: float) -> None:
        """A well-formed answer to `request`."""
        self._contact_at = now
        match request.operation:
            case Operation.CREATE_JOB | Operation.PRINT_JOB:
                self._created(request, message, now)
            case Operation.SEND_DOCUMENT:
                self._sent(message, now)
            case Operation.GET_JOBS:
                self._listed(message, now)
            case Operation.GET_JOB_ATTRIBUTES:
                self._described(message, now)
            case _:
                self._next_at = now  # Cancel-Job: whatever it said, the job's own state decides

    def _created(self, request: Request, message: Message, now: float) -> None:
        if message.code in REFUSED:
            self._document_left = False
            self._troubles += (Trouble.BUSY if message.code in BUSY else Trouble.OTHER,)
            self._finish(Outcome.NOT_DELIVERED)
            return
        job = read_job(message.group(GroupTag.JOB)) if message.code in SUCCESSFUL else None
        if job is None:
            self._enter(Stage.SEARCHING, now)
        else:
            self._job = job
            self._enter(Stage.NAMING if request.operation is Operation.CREATE_JOB else Stage.WATCHING, now)

    def _sent(self, message: Message, now: float) -> None:
        if message.code in NOT_FOUND:
            self._document_left = False  # there was no job to take it
            self._finish(Outcome.NOT_DELIVERED)
        else:
            self._enter(Stage.CANCELLING if message.code in REFUSED else Stage.WATCHING, now)

    def _listed(self, message: Message, now: float) -> None:
        """Two lists: jobs that run, then jobs that ended, so that none can slip through in between."""
        if message.code not in SUCCESSFUL:
            self._next_at = now + RETRY_S
            return
        for group in message.all_groups(GroupTag.JOB):
            job = read_job(group)
            if job is not None and job.name == self.job_id:
                self._found[job.number] = job
        if not self._searching_completed:
            self._searching_completed = True
            return
        found, self._found, self._searching_completed = list(self._found.values()), {}, False
        if len(found) == 1:
            self._recognised(found[0], now)
        elif found or self._pdf is None or not self._document_left or now - self._stage_at >= SEARCH_S:
            self._finish(Outcome.UNKNOWN)
        else:
            self._next_at = now + RETRY_S

    def _recognised(self, job: JobReport, now: float) -> None:
        self._job = job
        if self._pdf is None:
            self._enter(Stage.CANCELLING, now)
        else:
            self._enter(Stage.WATCHING if self._document_left else Stage.SENDING, now)
        self._saw(job, now)

    def _described(self, message: Message, now: float) -> None:
        job = read_job(message.group(GroupTag.JOB)) if message.code in SUCCESSFUL else None
        known = self._job
        if job is not None and known is not None and self._is_ours(job, known):
            if self.stage is Stage.NAMING:
                self._enter(Stage.SENDING, now)
            self._saw(job, now)
        elif job is not None or message.code in NOT_FOUND:
            self._finish(Outcome.UNKNOWN)  # the printer has forgotten our job, or given its number away

    def _is_ours(self, job: JobReport, known: JobReport) -> bool:
        same_uuid = known.uuid in ("", job.uuid)  # "": not told yet
        return same_uuid and (job.number, job.name) == (known.number, self.job_id)

    def _saw(self, job: JobReport, now: float) -> None:
        began_printing = self._job is not None and job.state != self._job.state == JobState.PENDING
        self._job, self._job_fresh = job, True
        if not self._named:
            self._named = True
            up_time_s = self._boot.up_time_s if self._boot is not None else 0
            self._events.append(PrintJobCreated(self._device, self.job_id, job.number, job.uuid, up_time_s))
        count = max(job.counts, default=0)
        if count > self._sheets_out or began_printing:
            self._progress_at, self._stopped_s = now, 0.0
        if count > self._sheets_out:
            self._sheets_out = count
            self._events.append(SheetsPrinted(self._device, self.job_id, count))
        if job.ended:
            self._enter(Stage.CONFIRMING, now)
        else:
            self._note_stop(now)

    def _note_stop(self, now: float) -> None:
        held = self._job is not None and self._job.state == JobState.PROCESSING_STOPPED
        stopped = held or self._printer_stopped
        if stopped and self._stopped_since is None:
            self._stopped_since = now
        elif not stopped and self._stopped_since is not None:
            self._stopped_s += now - self._stopped_since
            self._stopped_since = None

    # ---- Stages ------------------------------------------------------------------------------------

    def _enter(self, stage: Stage, now: float) -> None:
        if self.stage is Stage.ENDED:
            return
        self.stage, self._stage_at = stage, now
        self._next_at = self._look_after = now
        self._job_fresh = False
        if stage is Stage.WATCHING:
            self._progress_at = now

    def _finish(self, outcome: Outcome) -> None:
        if self.stage is Stage.ENDED:
            return
        self.stage = Stage.ENDED
        certain = outcome if self._document_left else Outcome.NOT_DELIVERED
        troubles = tuple(dict.fromkeys(self._troubles))
        self.finished = DocumentFinished(self._device, self.job_id, certain, self._sheets_out, troubles)
        self._events.append(self.finished)
