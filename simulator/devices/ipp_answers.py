"""How the twin of the document printer answers IPP: operations on a LaserEngine, RFC 8011 section 4."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2

from drivers.ipp.jobs import JobState
from drivers.ipp.messages import (
    Attribute,
    Group,
    GroupTag,
    MalformedMessage,
    Message,
    ValueTag,
    attribute,
    decode,
    encode,
)
from drivers.ipp.requests import Operation
from simulator.devices.laser_engine import LOW_PAPER, LOW_TONER, LaserEngine, PrintJob

OK = 0x0000
BAD_REQUEST = 0x0400
NOT_POSSIBLE = 0x0404
NOT_FOUND = 0x0406
FORMAT_NOT_SUPPORTED = 0x040A
ATTRIBUTES_NOT_SUPPORTED = 0x040B
CHARSET_NOT_SUPPORTED = 0x040D
OPERATION_NOT_SUPPORTED = 0x0501

KEYWORD, INTEGER, ENUM = ValueTag.KEYWORD, ValueTag.INTEGER, ValueTag.ENUM
MEDIA = "iso_a4_210x297mm"
FORMATS = ("application/pdf", "application/octet-stream")
IDLE, PROCESSING, STOPPED = 3, 4, 5


@dataclass
class Abilities:
    """What this model can do; printers differ."""

    creates_jobs: bool = True  # Create-Job and Send-Document, not only Print-Job
    counts_sheets: bool = True  # job-media-sheets-completed besides job-impressions-completed
    keeps_history: bool = True  # ended jobs can be asked about
    keeps_queue: bool = False  # jobs survive a power-off and are printed again from the start


class IppAnswers:
    """Answers requests about one power-on of the printer: numbers begin at 1, printer-up-time at 1."""

    def __init__(self, engine: LaserEngine, abilities: Abilities, powered_at: float) -> None:
        self._engine, self._abilities, self._powered_at = engine, abilities, powered_at
        self._last_number = max((job.number for job in engine.jobs), default=0)

    def answer(self, request: bytes, now: float) -> bytes:
        """The response to a request; a request that is none is answered with client-error-bad-request."""
        self._engine.run_to(now)
        try:
            message = decode(request)
        except MalformedMessage:
            return encode(_response(Message(0, 1, ()), BAD_REQUEST))
        return encode(self._respond(message, now))

    def _respond(self, message: Message, now: float) -> Message:
        asked = message.group(GroupTag.OPERATION)
        first = [item.name for item in asked.attributes[:2]]
        if first != ["attributes-charset", "attributes-natural-language"] or not asked.text("printer-uri"):
            return _response(message, BAD_REQUEST)
        if asked.text("attributes-charset") != "utf-8":
            return _response(message, CHARSET_NOT_SUPPORTED)
        if message.code not in self._operations:
            return _response(message, OPERATION_NOT_SUPPORTED)
        match message.code:
            case Operation.GET_PRINTER_ATTRIBUTES:
                return _response(message, OK, Group(GroupTag.PRINTER, _wanted(asked, self._printer(now))))
            case Operation.GET_JOBS:
                return self._get_jobs(message, asked, now)
            case Operation.VALIDATE_JOB | Operation.PRINT_JOB | Operation.CREATE_JOB:
                return self._make_job(message, asked, now)
            case _:
                return self._on_job(message, asked, now)

    @property
    def _operations(self) -> tuple[Operation, ...]:
        without = () if self._abilities.creates_jobs else (Operation.CREATE_JOB, Operation.SEND_DOCUMENT)
        return tuple(operation for operation in Operation if operation not in without)

    # ---- The printer -------------------------------------------------------------------------------

    def _up_time(self, now: float) -> int:
        return int(now - self._powered_at) + 1

    def _printer(self, now: float) -> tuple[Attribute, ...]:
        engine, state = self._engine, self._state()
        trays = (
            "type=sheetFeedAutoRemovableTray;mediafeed=29700;mediaxfeed=21000;maxcapacity=250;"
            f"level={engine.paper};status=0;name=main;",
            "type=sheetFeedManual;mediafeed=0;mediaxfeed=0;maxcapacity=1;level=-2;status=0;name=manual;",
        )
        toner = (
            "index=1;class=receptacleThatIsFilled;type=wasteToner;unit=percent;maxcapacity=100;level=25;"
            "colorantname=unknown;",
            "index=2;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;"
            f"level={engine.toner};colorantname=black;",
        )
        return (
            attribute("charset-supported", ValueTag.CHARSET, "utf-8"),
            attribute("ipp-versions-supported", KEYWORD, "1.1", "2.0"),
            attribute("operations-supported", ENUM, *self._operations),
            attribute("document-format-supported", ValueTag.MIME_MEDIA_TYPE, *FORMATS),
            attribute("media-supported", KEYWORD, MEDIA, "na_letter_8.5x11in"),
            attribute("media-ready", KEYWORD, MEDIA),
            attribute("sides-supported", KEYWORD, "one-sided"),
            attribute("printer-make-and-model", ValueTag.TEXT_WITHOUT_LANGUAGE, "Simulated A4 laser"),
            attribute("printer-state", ENUM, state),
            attribute("printer-state-reasons", KEYWORD, *self._reasons(state)),
            attribute("printer-is-accepting-jobs", ValueTag.BOOLEAN, True),
            attribute("queued-job-count", INTEGER, sum(not job.ended for job in engine.jobs)),
            attribute("printer-up-time", INTEGER, self._up_time(now)),
            attribute("printer-input-tray", ValueTag.OCTET_STRING, *(tray.encode() for tray in trays)),
            attribute("printer-supply", ValueTag.OCTET_STRING, *(supply.encode() for supply in toner)),
            attribute("marker-levels", INTEGER, 25, engine.toner),
            attribute("marker-types", KEYWORD, "waste-toner", "toner"),
            attribute("multiple-operation-time-out", INTEGER, 60),
        )

    def _state(self) -> int:
        """An empty tray stops a printer only when it wants a sheet."""
        job = self._engine.current
        if job is not None:
            return STOPPED if job.state is JobState.PROCESSING_STOPPED else PROCESSING
        return STOPPED if set(self._engine.troubles) - {"media-empty"} else IDLE

    def _reasons(self, state: int) -> list[str]:
        severity = "error" if state == STOPPED else "report" if state == IDLE else "warning"
        reasons = [f"{reason}-{severity}" for reason in self._engine.troubles]
        if 0 < self._engine.paper < LOW_PAPER:
            reasons.append("media-low-report")
        if 0 < self._engine.toner <= LOW_TONER:
            reasons.append("toner-low-warning")
        return reasons or ["none"]

    # ---- Jobs --------------------------------------------------------------------------------------

    def _make_job(self, message: Message, asked: Group, now: float) -> Message:
        template = message.group(GroupTag.JOB)
        if template.text("media") not in (MEDIA, None) or template.text("sides") not in ("one-sided", None):
            return _response(message, ATTRIBUTES_NOT_SUPPORTED)
        if asked.text("document-format") not in (*FORMATS, None):
            return _response(message, FORMAT_NOT_SUPPORTED)
        if message.code == Operation.VALIDATE_JOB:
            return _response(message, OK)
        self._last_number += 1
        job = PrintJob(
            number=self._last_number,
            name=asked.text("job-name") or "untitled",
            user=asked.text("requesting-user-name") or "anonymous",
            created_at=now,
        )
        self._engine.add(job)
        if message.code == Operation.PRINT_JOB:
            self._engine.load(job, message.document, page_count(message.document))
            self._engine.run_to(now)
        return _response(message, OK, Group(GroupTag.JOB, self._made(job, now)))

    def _on_job(self, message: Message, asked: Group, now: float) -> Message:
        job = next((job for job in self._listed() if job.number == asked.integer("job-id")), None)
        if job is None:
            return _response(message, NOT_FOUND)
        if message.code == Operation.GET_JOB_ATTRIBUTES:
            return _response(message, OK, Group(GroupTag.JOB, _wanted(asked, self._job(job, now))))
        if job.ended or (message.code == Operation.SEND_DOCUMENT and job.pages):
            return _response(message, NOT_POSSIBLE)
        if message.code == Operation.CANCEL_JOB:
            self._engine.cancel(job)
            return _response(message, OK)
        if asked.text("document-format") not in (*FORMATS, None):
            return _response(message, FORMAT_NOT_SUPPORTED)
        self._engine.load(job, message.document, page_count(message.document))
        self._engine.run_to(now)
        return _response(message, OK, Group(GroupTag.JOB, self._made(job, now)))

    def _get_jobs(self, message: Message, asked: Group, now: float) -> Message:
        which = asked.text("which-jobs") or "not-completed"
        if which not in ("completed", "not-completed"):
            return _response(message, ATTRIBUTES_NOT_SUPPORTED)
        jobs = [job for job in self._listed() if job.ended == (which == "completed")]
        if which == "completed":
            jobs.reverse()
        groups = [Group(GroupTag.JOB, _wanted(asked, self._job(job, now))) for job in jobs]
        return _response(message, OK, *groups[: asked.integer("limit")])

    def _listed(self) -> list[PrintJob]:
        return [job for job in self._engine.jobs if self._abilities.keeps_history or not job.ended]

    def _job(self, job: PrintJob, now: float) -> tuple[Attribute, ...]:
        since_boot = job.created_at - self._powered_at
        sheets = [attribute("job-media-sheets-completed", INTEGER, job.sheets)]
        return (
            attribute("job-id", INTEGER, job.number),
            attribute("job-uri", ValueTag.URI, f"ipp://127.0.0.1/ipp/print/{job.number}"),
            attribute("job-uuid", ValueTag.URI, job.uuid),
            attribute("job-name", ValueTag.NAME_WITHOUT_LANGUAGE, job.name),
            attribute("job-originating-user-name", ValueTag.NAME_WITHOUT_LANGUAGE, job.user),
            attribute("job-state", ENUM, job.state),
            attribute("job-state-reasons", KEYWORD, *job.reasons),
            attribute("job-impressions-completed", INTEGER, job.sheets),
            *(sheets if self._abilities.counts_sheets else []),
            attribute("time-at-creation", INTEGER, int(since_boot) + 1 if since_boot >= 0 else 0),
            attribute("job-printer-up-time", INTEGER, self._up_time(now)),
        )

    def _made(self, job: PrintJob, now: float) -> tuple[Attribute, ...]:
        """What RFC 8011 section 4.2.1.2 promises of a new job; its job-uuid has to be asked for."""
        promised = ("job-id", "job-uri", "job-state", "job-state-reasons")
        return tuple(item for item in self._job(job, now) if item.name in promised)


def _response(request: Message, status: int, *groups: Group) -> Message:
    head = Group(
        GroupTag.OPERATION,
        (
            attribute("attributes-charset", ValueTag.CHARSET, "utf-8"),
            attribute("attributes-natural-language", ValueTag.NATURAL_LANGUAGE, "en"),
        ),
    )
    return Message(status, request.request_id, (head, *groups), version=request.version)


def _wanted(asked: Group, attributes: tuple[Attribute, ...]) -> tuple[Attribute, ...]:
    names = asked.texts("requested-attributes")
    if not names or "all" in names:
        return attributes
    return tuple(item for item in attributes if item.name in names)


def page_count(pdf: bytes) -> int:
    """Pages of a PDF; 0 for what is none."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return 0
    try:
        return len(document)
    finally:
        document.close()
