"""The A4 document printer over IPP: watches its state, prints one document at a time, never one twice.

Sans-I/O: `tick` says what to ask, `answered` and `failed` say how that went; drivers/transport carries it.
Manuals: RFC 8010 and 8011 (IPP/1.1), PWG 5100.13 (trays and supplies). Tried with ippeveprinter of CUPS
2.4.2 and the simulator's twin; untried on hardware.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from drivers.ipp.delivery import Delivery, Stage
from drivers.ipp.messages import GroupTag, MalformedMessage, Message, decode
from drivers.ipp.requests import SUCCESSFUL, Request, Requests
from drivers.ipp.settings import Settings
from drivers.ipp.status import PrinterReport, read_printer
from drivers.ipp.sweep import Sweep
from drivers.transport.http_exchange import Post, PostFailure
from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    DocumentFinished,
    Outcome,
    Trouble,
)

CONTENT_TYPE = "application/ipp"
IDLE_POLL_S = 1.0
BUSY_POLL_S = 0.5  # with a job under way; the job itself is asked every 250 ms
RETRY_S = 0.25  # after the first missing answer, to tell a hiccup from a printer that is off
FAILURES_UNTIL_OFFLINE = 2
UNCLEAR_S = 2.0  # how long clearing the queue may take before it shows as trouble
ANSWERS_KEPT = 200
STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))


class Asker(Enum):
    STATUS = auto()
    SWEEP = auto()
    DELIVERY = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    asker: Asker
    request: Request
    at: float


@dataclass(frozen=True, slots=True)
class Task:
    """`pdf` is None for a job of an earlier run that is only to be looked for."""

    job_id: str
    sheets: int
    pdf: bytes | None


class IppPrinter:
    """A kiosk.devices.DocumentPrinter and a drivers.transport.http_exchange.HttpDevice."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.name = name
        self.address = settings.address
        self.malformed = 0  # answers that were no answer to what was asked
        self._settings = settings
        self._requests = Requests(settings.printer_uri)
        self._asked: Asked | None = None
        self._tasks: deque[Task] = deque()
        self._delivery: Delivery | None = None
        self._answers: dict[str, DocumentFinished] = {}
        self._again: list[DeviceEvent] = []
        self._sweep = Sweep()
        self._report: PrinterReport | None = None
        self._report_asked_at = float("-inf")
        self._status_asked_at = float("-inf")
        self._failures = 0
        self._sent_status: DeviceStatus | None = None

    # ---- kiosk.devices.DocumentPrinter ---------------------------------------------------------------

    def print_document(self, job_id: str, pdf: bytes, sheets: int) -> None:
        """Print once. Asked again with the same job_id, it answers again and prints nothing."""
        self._take(Task(job_id, sheets, pdf))

    def reconcile(self, job_id: str, sheets: int) -> None:
        """Find a job of an earlier run by its name, end it, and say what became of it."""
        self._take(Task(job_id, sheets, None))

    def _take(self, task: Task) -> None:
        known = [waiting.job_id for waiting in self._tasks]
        if self._delivery is not None:
            known.append(self._delivery.job_id)
        if task.job_id in self._answers:
            self._again.append(self._answers[task.job_id])
        elif task.job_id not in known:
            self._tasks.append(task)

    # ---- drivers.transport.http_exchange.HttpDevice ------------------------------------------------

    def tick(self, now: float) -> tuple[Post | None, list[DeviceEvent]]:
        if self._asked is not None:
            return None, []
        if self._sweep.unclear_since is None:
            self._sweep.start(now)
        if self._delivery is None and self._tasks:
            task = self._tasks.popleft()
            self._delivery = Delivery(self.name, task.job_id, task.sheets, task.pdf, self._settings, now)
        self._asked = self._next(now)
        post = None
        if self._asked is not None:
            request = self._asked.request
            post = Post(CONTENT_TYPE, request.message, request.document)
        return post, self._news(now)

    def answered(self, message: bytes, now: float) -> list[DeviceEvent]:
        asked = self._asked
        if asked is None:
            return []
        try:
            reply = decode(message)
        except MalformedMessage:
            return self._no_answer(now)
        refused = asked.asker is Asker.STATUS and reply.code not in SUCCESSFUL
        if refused or reply.request_id != asked.request.request_id:
            return self._no_answer(now)
        self._asked, self._failures = None, 0
        match asked.asker:
            case Asker.STATUS:
                self._read_status(reply, asked.at, now)
            case Asker.SWEEP:
                self._sweep.replied(asked.request, reply)
            case Asker.DELIVERY:
                if self._delivery is not None:
                    self._delivery.replied(asked.request, reply, now)
        return self._news(now)

    def failed(self, failure: PostFailure, now: float) -> list[DeviceEvent]:
        asked, self._asked = self._asked, None
        if asked is None:
            return []
        self._failures += 1
        if self._failures >= FAILURES_UNTIL_OFFLINE:
            self._report = None
        if asked.asker is Asker.DELIVERY and self._delivery is not None:
            self._delivery.failed(asked.request, failure, now)
        return self._news(now)

    def _no_answer(self, now: float) -> list[DeviceEvent]:
        self.malformed += 1
        return self.failed(PostFailure.NO_REPLY, now)

    # ---- What to ask next ----------------------------------------------------------------------------

    def _next(self, now: float) -> Asked | None:
        if self._status_due(now):
            self._status_asked_at = now
            return Asked(Asker.STATUS, self._requests.get_printer_attributes(), now)
        delivery = self._delivery
        if self._report is not None and (delivery is None or delivery.stage is Stage.WAITING):
            sweeping = self._sweep.next_request(self._requests, now)
            if sweeping is not None:
                return Asked(Asker.SWEEP, sweeping, now)
        if delivery is None:
            return None
        report = self._report
        request = delivery.next_request(
            self._requests,
            report.operations if report is not None else frozenset(),
            looked=not delivery.status_wanted(self._report_asked_at),
            ready=report is not None and report.status.serves and self._sweep.clear,
            now=now,
        )
        return Asked(Asker.DELIVERY, request, now) if request is not None else None

    def _status_due(self, now: float) -> bool:
        waited_s = now - self._status_asked_at
        if self._failures:
            return waited_s >= (RETRY_S if self._failures < FAILURES_UNTIL_OFFLINE else IDLE_POLL_S)
        if self._delivery is None:
            return waited_s >= IDLE_POLL_S
        return waited_s >= BUSY_POLL_S or self._delivery.status_wanted(self._status_asked_at)

    # ---- What became known --------------------------------------------------------------------------

    def _read_status(self, reply: Message, asked_at: float, now: float) -> None:
        self._report = read_printer(reply.group(GroupTag.PRINTER), self._settings.low_sheets)
        self._report_asked_at = asked_at
        if self._delivery is not None:
            self._delivery.printer_reported(self._report, now)

    def _news(self, now: float) -> list[DeviceEvent]:
        """What the kiosk has not been told yet: progress of the job, then the printer's own state."""
        events, self._again = self._again, []
        if self._delivery is not None:
            events += self._delivery.take_events()
            if self._delivery.finished is not None:
                self._close(self._delivery.finished, now)
        status = self._status(now)
        if status != self._sent_status:
            self._sent_status = status
            events.append(DeviceStatusChanged(self.name, status))
        return events

    def _close(self, finished: DocumentFinished, now: float) -> None:
        self._delivery = None
        if finished.outcome is not Outcome.DELIVERED:
            self._sweep.start(now)  # something of it may still stand in the queue
        self._answers[finished.job_id] = finished
        if len(self._answers) > ANSWERS_KEPT:
            del self._answers[next(iter(self._answers))]

    def _status(self, now: float) -> DeviceStatus:
        if self._failures >= FAILURES_UNTIL_OFFLINE:
            return OFFLINE
        if self._report is None:
            return self._sent_status or STARTING
        own_job = self._delivery is not None and self._delivery.stage is not Stage.WAITING
        if self._sweep.clear or own_job:
            return self._report.status
        since = self._sweep.unclear_since
        if self._sweep.leftovers or (since is not None and now - since >= UNCLEAR_S):
            return DeviceStatus(Condition.STOPPED, (*self._report.status.troubles, Trouble.BUSY))
        return self._sent_status or STARTING  # for the moment that clearing the queue takes


def create(settings: Settings, name: str) -> IppPrinter:
    """The driver that a site's configuration names."""
    return IppPrinter(settings, name)
