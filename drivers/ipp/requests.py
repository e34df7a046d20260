"""The IPP requests that the printer driver makes, as bytes (RFC 8011 sections 4.2 and 4.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from drivers.ipp.messages import Attribute, Group, GroupTag, Message, ValueTag, attribute, encode

USER = "kiosk"
MEDIA = "iso_a4_210x297mm"  # always named: queues made for another country default to Letter
DOCUMENT_FORMAT = "application/pdf"
HISTORY_LIMIT = 200  # newest completed jobs come first (RFC 8011 section 4.2.6.2); ours is among the last few

# Status codes, RFC 8011 appendix B.1
SUCCESSFUL = range(0x0000, 0x0100)
NOT_FOUND = (0x0406, 0x0407)  # client-error-not-found, client-error-gone
BUSY = (0x0506, 0x0507)  # server-error-not-accepting-jobs, server-error-busy
REFUSED = (*range(0x0400, 0x0500), 0x0501, 0x0502, 0x0503, *BUSY)  # other server errors: perhaps it began


class Operation(IntEnum):
    """RFC 8011 section 5.4.15."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


PRINTER_ATTRIBUTES = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-up-time",
    "operations-supported",
    "document-format-supported",
    "media-supported",
    "media-ready",
    "printer-input-tray",
    "printer-supply",
    "marker-levels",
    "marker-low-levels",
    "marker-types",
)
JOB_ATTRIBUTES = (
    "job-id",
    "job-uuid",
    "job-name",
    "job-state",
    "job-state-reasons",
    "job-originating-user-name",
    "job-impressions-completed",
    "job-media-sheets-completed",
    "time-at-creation",
    "job-printer-up-time",
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request with the id that its response must carry."""

    operation: Operation
    request_id: int
    message: bytes
    document: bytes = field(default=b"", repr=False)


class Requests:
    """Writes requests to one printer, numbering them."""

    def __init__(self, printer_uri: str) -> None:
        self._printer_uri = printer_uri
        self._last_id = 0

    def get_printer_attributes(self) -> Request:
        wanted = attribute("requested-attributes", ValueTag.KEYWORD, *PRINTER_ATTRIBUTES)
        return self._request(Operation.GET_PRINTER_ATTRIBUTES, [wanted])

    def get_jobs(self, which: str, *, limit: int | None = None) -> Request:
        """`which` is not-completed or completed: the two that every printer must know."""
        operation = [attribute("limit", ValueTag.INTEGER, limit)] if limit else []
        operation += [
            attribute("which-jobs", ValueTag.KEYWORD, which),
            attribute("requested-attributes", ValueTag.KEYWORD, *JOB_ATTRIBUTES),
        ]
        return self._request(Operation.GET_JOBS, operation)

    def get_job_attributes(self, job: int) -> Request:
        wanted = attribute("requested-attributes", ValueTag.KEYWORD, *JOB_ATTRIBUTES)
        return self._request(Operation.GET_JOB_ATTRIBUTES, [wanted], job=job)

    def cancel_job(self, job: int) -> Request:
        return self._request(Operation.CANCEL_JOB, [], job=job)

    def create_job(self, job_name: str) -> Request:
        operation = [attribute("job-name", ValueTag.NAME_WITHOUT_LANGUAGE, job_name)]
        return self._request(Operation.CREATE_JOB, operation, JOB_TEMPLATE)

    def send_document(self, job: int, job_name: str, pdf: bytes) -> Request:
        operation = [
            attribute("document-name", ValueTag.NAME_WITHOUT_LANGUAGE, job_name),
            attribute("document-format", ValueTag.MIME_MEDIA_TYPE, DOCUMENT_FORMAT),
            attribute("last-document", ValueTag.BOOLEAN, True),
        ]
        return self._request(Operation.SEND_DOCUMENT, operation, job=job, document=pdf)

    def print_job(self, job_name: str, pdf: bytes) -> Request:
        operation = [
            attribute("job-name", ValueTag.NAME_WITHOUT_LANGUAGE, job_name),
            attribute("document-format", ValueTag.MIME_MEDIA_TYPE, DOCUMENT_FORMAT),
        ]
        return self._request(Operation.PRINT_JOB, operation, JOB_TEMPLATE, document=pdf)

    def _request(
        self,
        operation: Operation,
        attributes: list[Attribute],
        template: tuple[Attribute, ...] = (),
        *,
        job: int | None = None,
        document: bytes = b"",
    ) -> Request:
        self._last_id = self._last_id % 0x7FFF_FFFF + 1
        target = [attribute("job-id", ValueTag.INTEGER, job)] if job is not None else []
        head = (
            attribute("attributes-charset", ValueTag.CHARSET, "utf-8"),
            attribute("attributes-natural-language", ValueTag.NATURAL_LANGUAGE, "en"),
            attribute("printer-uri", ValueTag.URI, self._printer_uri),
            *target,
            attribute("requesting-user-name", ValueTag.NAME_WITHOUT_LANGUAGE, USER),
        )
        groups = [Group(GroupTag.OPERATION, (*head, *attributes))]
        if template:
            groups.append(Group(GroupTag.JOB, template))
        message = Message(operation, self._last_id, tuple(groups))
        return Request(operation, self._last_id, encode(message), document)


JOB_TEMPLATE = (
    attribute("copies", ValueTag.INTEGER, 1),
    attribute("media", ValueTag.KEYWORD, MEDIA),
    attribute("sides", ValueTag.KEYWORD, "one-sided"),
)
