"""A driver and a printer on one desk: no wire between them but these exchanges, no time but this clock."""

from __future__ import annotations

import io
from collections.abc import Callable
from enum import Enum, auto
from functools import cache
from typing import TypeVar

import pypdfium2

from drivers.ipp.printer import IppPrinter, create
from drivers.ipp.requests import Operation
from drivers.ipp.settings import Settings
from drivers.transport.http_exchange import Post, PostFailure
from kiosk.devices import DeviceEvent, DeviceStatus, DeviceStatusChanged, DocumentFinished
from simulator.devices.document_printer import DocumentPrinterTwin
from simulator.devices.ipp_answers import Abilities

JOB = "visit-7-paper-1"
FIRST_PAGE_S, NEXT_PAGE_S = 8.5, 1.7
E = TypeVar("E", bound=DeviceEvent)


class Wire(Enum):
    """What becomes of one exchange."""

    OK = auto()
    NOT_SENT = auto()
    LOST_REQUEST = auto()
    LOST_REPLY = auto()
    GARBAGE = auto()  # acted on, answered with octets that are no IPP
    OTHER_REQUEST_ID = auto()  # acted on, answered as if something else had been asked
    SILENT = auto()  # acted on, and nothing for ten seconds


@cache
def pdf_of(pages: int) -> bytes:
    """A PDF with so many empty A4 pages."""
    document, written = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(written)
    document.close()
    return written.getvalue()


class Bench:
    def __init__(
        self,
        *,
        paper: int = 250,
        abilities: Abilities | None = None,
        clock: float = 1000.0,
        **settings: float,
    ) -> None:
        self.clock = clock
        self.twin = DocumentPrinterTwin(
            lambda: self.clock,
            first_page_s=FIRST_PAGE_S,
            next_page_s=NEXT_PAGE_S,
            paper=paper,
            abilities=abilities,
        )
        self.settings = Settings.model_validate({"url": "ipp://printer/ipp/print", **settings})
        self.printer: IppPrinter = create(self.settings, "a4")
        self.events: list[DeviceEvent] = []
        self.asked: list[Operation] = []
        self.wire: Callable[[Operation], Wire] = lambda _: Wire.OK
        self.planned: list[tuple[float, Callable[[], None]]] = []

    def restart_kiosk(self) -> None:
        """Another run of the program: a driver that remembers nothing."""
        self.printer = create(self.settings, "a4")
        self.events.clear()
        self.asked.clear()

    def at(self, seconds: float, deed: Callable[[], None]) -> None:
        """Somebody does this `seconds` from now."""
        self.planned.append((self.clock + seconds, deed))
        self.planned.sort(key=lambda plan: plan[0])

    def fail_once(self, operation: Operation, how: Wire) -> None:
        """The next exchange of this operation goes wrong."""
        left = [how]

        def wire(asked: Operation) -> Wire:
            return left.pop() if left and asked is operation else Wire.OK

        self.wire = wire

    def run(self, seconds: float, until: type[DeviceEvent] | None = None) -> None:
        """Let time pass, at most so long; stop early at the first new event of this kind."""
        end, seen = self.clock + seconds, len(self.events)
        while self.clock < end:
            while self.planned and self.planned[0][0] <= self.clock:
                self.planned.pop(0)[1]()
            self._turn()
            if until is not None and any(isinstance(event, until) for event in self.events[seen:]):
                return

    def print(self, pages: int = 2, *, seconds: float = 300.0) -> DocumentFinished:
        self.printer.print_document(JOB, pdf_of(pages), pages)
        return self.outcome(seconds)

    def outcome(self, seconds: float = 300.0) -> DocumentFinished:
        """Wait for the printer's last word and see that it is the only one."""
        self.run(seconds, until=DocumentFinished)
        (finished,) = self.told(DocumentFinished)
        return finished

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def status(self) -> DeviceStatus:
        return self.told(DeviceStatusChanged)[-1].status

    @property
    def sheets_out(self) -> int:
        return sum(item.pages for item in self.twin.tray() if item.job_name == JOB)

    def _turn(self) -> None:
        post, events = self.printer.tick(self.clock)
        self.events += events
        if post is None:
            self.clock += 0.1
            return
        self.clock += 0.001
        answer = self._exchange(post)
        if isinstance(answer, bytes):
            self.events += self.printer.answered(answer, self.clock)
        else:
            self.events += self.printer.failed(answer, self.clock)

    def _exchange(self, post: Post) -> bytes | PostFailure:
        operation = Operation(int.from_bytes(post.message[2:4], "big"))
        self.asked.append(operation)
        how = self.wire(operation)
        if not self.twin.state()["power"] or how is Wire.NOT_SENT:
            return PostFailure.NOT_SENT
        if how is Wire.LOST_REQUEST:
            return PostFailure.NO_REPLY
        answer = self.twin.handle(post.message + post.document)
        match how:
            case Wire.LOST_REPLY:
                return PostFailure.NO_REPLY
            case Wire.SILENT:
                self.clock += 10.0
                return PostFailure.NO_REPLY
            case Wire.GARBAGE:
                return bytes(reversed(answer))
            case Wire.OTHER_REQUEST_ID:
                return answer[:4] + b"\x7f\xff\xff\xff" + answer[8:]
            case _:
                return answer
