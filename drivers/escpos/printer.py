"""An ESC/POS receipt printer on a serial line: prints a slip once, and finds out whether it came out.

    CHECKING --healthy--> SENDING --all sent--> PROVING --id came back--> CONFIRMING --> SlipFinished
        | fault              | fault, silence, no progress  |
        v                    v                              v
    NOT_DELIVERED         UNKNOWN, then tidying up: drop buffers, cut off the scrap, prove it, READY

A slip of which anything was sent can only end DELIVERED or UNKNOWN. That it was never cut does not make
it useless: a hand can tear it off, and the claim code may be in the part that came out. Untried on hardware.
"""

from __future__ import annotations

from typing import Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field

from drivers.escpos import commands
from drivers.escpos.inquiry import Inquiry
from drivers.escpos.job import Job, Proof, Stage, outcome_after_proof, slip_job, tidying_job
from drivers.escpos.status import (
    HEALTHY,
    AutomaticStatus,
    Flow,
    PaperSensor,
    ProcessId,
    RealTimeStatus,
    Reply,
    ReplyReader,
    Report,
    report_from_asb,
)
from drivers.transport.wire import LineSettings
from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    Outcome,
    SlipFinished,
    SlipImage,
    Trouble,
)

LOOK_EVERY_S = 1.0  # idle: a fault is to be known within 1.5 s
QUESTION_EVERY_S = 0.3  # while printing
SILENCE_S = 2.0  # an unanswered question while printing: switched off, or restarted with half a slip
NO_PROGRESS_S = 10.0
DROP_EVERY_S = 5.0  # a cutter error stays until DLE ENQ, also after the jam is cleared
DROP_PAUSE_S = 0.3  # what follows DLE ENQ 2 too closely might be dropped with the rest
UNPROVEN_PAUSE_S = 30.0  # the proof did not come from a healthy printer: ask again, but not all the time
LEAD_S = 0.02  # keep the line busy between two ticks
NEVER, NEVER_YET = float("inf"), float("-inf")

STARTING = DeviceStatus(Condition.OFFLINE, (Trouble.STARTING,))
UNPROVEN = DeviceStatus(Condition.STOPPED, (Trouble.SELF_CHECK,))


class Settings(BaseModel):
    """What the configuration may say about one receipt printer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    width_dots: Literal[576, 384] = Field(
        default=576, description="Dots across the paper: 576 on 80 mm paper, 384 on 58 mm paper, at 203 dpi."
    )
    proof: Proof = Field(
        default="gs-h",
        description="How the printer shows that a slip is out: gs-h is the process id of Epson and good"
        " compatibles; gs-r is weaker, for models that do not answer gs-h.",
    )
    baud: Literal[9600, 19200, 38400, 57600, 115200] = Field(
        default=115200,
        description="Speed of the serial line as set in the printer; below 115200 a slip takes long.",
    )


def create(settings: Settings, name: str) -> EscPosReceiptPrinter:
    return EscPosReceiptPrinter(settings, name)


class EscPosReceiptPrinter:
    """A WireDevice and a ReceiptPrinter."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.name = name
        self.line = LineSettings(settings.baud)
        self._settings = settings
        self._open = False
        self._reader = ReplyReader()
        self._announced: DeviceStatus | None = None
        self._waiting: tuple[str, SlipImage] | None = None
        self._refused: list[tuple[str, Trouble]] = []
        self._job: Job | None = None
        self._scrap = True  # we do not know what an earlier run left between head and knife
        self._prepared = False
        self._next_process_id = 0
        self._inquiry: Inquiry | None = None
        self._look_at = 0.0
        self._question_at = 0.0
        self._asked_at: float | None = None  # a question while printing that has no answer yet
        self._drop_due = False
        self._dropped_at = NEVER_YET
        self._tidy_at = 0.0
        self._wire_free_at = 0.0
        self._may_send = True

    # ---- What the kiosk asks ---------------------------------------------------------------

    def print_slip(self, job_id: str, image: SlipImage) -> None:
        """Print once and cut; answers one SlipFinished from the next ticks. Never repeated."""
        if image.width != self._settings.width_dots or not image.height:
            self._refused.append((job_id, Trouble.OTHER))
        elif self._waiting is not None or (self._job is not None and self._job.is_slip):
            self._refused.append((job_id, Trouble.BUSY))
        else:
            self._waiting = (job_id, image)

    # ---- What the port tells ---------------------------------------------------------------

    def connected(self, now: float) -> list[DeviceEvent]:
        self._open = True
        self._reader = ReplyReader()
        self._may_send = True
        self._prepared = False
        self._inquiry = None
        self._asked_at = None
        self._drop_due = False
        self._wire_free_at = self._look_at = self._tidy_at = now
        # Ids of an earlier run of this program must not prove a slip of this one.
        self._next_process_id = int(now * 1000) % 0x10000
        return self._announce(STARTING)

    def disconnected(self, now: float) -> list[DeviceEvent]:
        self._open = False
        self._inquiry = None
        # No tick comes before the port is back: what was asked meanwhile is answered here.
        events = [*self._fail(OFFLINE.troubles, now), *self._announce(OFFLINE)]
        return [*events, *self._begin_waiting(now)]

    def receive(self, data: bytes, now: float) -> list[DeviceEvent]:
        for reply in self._reader.receive(data):
            self._take(reply, now)
        return []

    def tick(self, now: float) -> tuple[bytes, list[DeviceEvent]]:
        events = self._begin_waiting(now)
        if not self._open:
            return b"", events
        if self._inquiry is not None and self._inquiry.finished:
            report, self._inquiry = self._inquiry.report, None
            events += self._looked(report, now)
        events += self._watch(now)
        return self._next_bytes(now), events

    # ---- Replies ---------------------------------------------------------------------------

    def _take(self, reply: Reply, now: float) -> None:
        match reply:
            case RealTimeStatus(value):
                self._take_status(value, now)
            case AutomaticStatus():
                # Only a hint to look: one source of truth, and many compatibles have no ASB.
                if self._job is None or not report_from_asb(reply).status.serves:
                    self._look_at = now
            case PaperSensor():
                if self._settings.proof == "gs-r":
                    self._prove(now)
            case ProcessId(value):
                if self._job is not None and value == self._job.process_id:
                    self._prove(now)
            case Flow(may_send):
                self._may_send = may_send
            case _:
                assert_never(reply)

    def _take_status(self, value: int, now: float) -> None:
        if self._inquiry is not None:
            self._inquiry.answer(value, now)
            return
        # While dots are under way only DLE EOT 2 is asked, and answers are not told apart: one value is
        # healthy for every question, and any other means: stop sending and look properly.
        self._asked_at = None
        if value != HEALTHY:
            self._look_at = now

    def _prove(self, now: float) -> None:
        if self._job is not None and self._job.stage is Stage.PROVING:
            self._job.stage = Stage.CONFIRMING
            self._look_at = now

    # ---- Decisions -------------------------------------------------------------------------

    def _begin_waiting(self, now: float) -> list[DeviceEvent]:
        """Refuse what cannot be printed, begin what can; while the printer is starting, let it wait."""
        events: list[DeviceEvent] = [
            SlipFinished(self.name, job_id, Outcome.NOT_DELIVERED, (trouble,))
            for job_id, trouble in self._refused
        ]
        self._refused.clear()
        status = self._announced or OFFLINE
        if self._waiting is None or status == STARTING:
            return events
        job_id, image = self._waiting
        self._waiting = None
        if not status.serves:
            return [*events, SlipFinished(self.name, job_id, Outcome.NOT_DELIVERED, status.troubles)]
        settings = self._settings
        self._job = slip_job(job_id, image, settings.baud, settings.proof, self._fresh_id(), now)
        self._look_at = now
        return events

    def _looked(self, report: Report | None, now: float) -> list[DeviceEvent]:
        """A full look has ended; None: no healthy conversation, which is never taken for health."""
        status = OFFLINE if report is None else report.status
        self._look_at = now + LOOK_EVERY_S
        if report is None:
            self._prepared = False
        elif report.recoverable and now - self._dropped_at >= DROP_EVERY_S:
            self._drop_due = True
        job = self._job
        if job is None:
            return self._settle(status, now)
        if job.stage is Stage.CONFIRMING:
            return self._confirm(job, report, now)
        if not status.serves:
            return [*self._fail(status.troubles, now), *self._announce(status)]
        if job.stage is Stage.CHECKING:
            job.stage = Stage.SENDING
        self._look_at = NEVER
        return []

    def _settle(self, status: DeviceStatus, now: float) -> list[DeviceEvent]:
        """Nothing is to be printed: be ready, or become so."""
        if not status.serves or (self._prepared and not self._scrap):
            return self._announce(status)
        if now >= self._tidy_at:
            nuls = commands.longest_command(self._settings.width_dots, self._settings.baud)
            self._job = tidying_job(self._scrap, nuls, self._settings.proof, self._fresh_id(), now)
            self._job.stage = Stage.SENDING
            self._look_at = NEVER
        return [] if self._announced == UNPROVEN else self._announce(STARTING)

    def _confirm(self, job: Job, report: Report | None, now: float) -> list[DeviceEvent]:
        status = OFFLINE if report is None else report.status
        if outcome_after_proof(self._settings.proof, report) is Outcome.UNKNOWN:
            return [*self._fail(status.troubles, now), *self._announce(status)]
        self._job = None
        self._scrap = False
        self._prepared = report is not None
        if not job.is_slip:
            return self._announce(status)
        return [SlipFinished(self.name, job.job_id, Outcome.DELIVERED), *self._announce(status)]

    def _watch(self, now: float) -> list[DeviceEvent]:
        """What follows from time alone."""
        if self._asked_at is not None and now - self._asked_at >= SILENCE_S:
            self._asked_at = None
            self._prepared = False
            if self._job is not None and self._job.stage is Stage.CONFIRMING:
                return self._confirm(self._job, None, now)
            return [*self._fail(OFFLINE.troubles, now), *self._announce(OFFLINE)]
        job = self._job
        if job is None or job.stage is Stage.CONFIRMING or now - job.progress_at < NO_PROGRESS_S:
            return []
        self._may_send = True  # a false XOFF must not stop us for ever
        if job.is_slip:
            return [*self._fail((Trouble.OTHER,), now), *self._announce(STARTING)]
        if not job.frames:
            self._scrap = False  # it was told to cut, and must not be told again and again
        self._tidy_at = now + UNPROVEN_PAUSE_S
        return [*self._fail((), now), *self._announce(UNPROVEN)]

    def _fail(self, troubles: tuple[Trouble, ...], now: float) -> list[DeviceEvent]:
        """Give up what is being printed, for good."""
        job, self._job = self._job, None
        self._look_at = now
        if job is None:
            return []
        self._prepared = self._prepared and not job.begun
        if not job.is_slip:
            return []
        if job.begun:
            self._scrap = self._drop_due = True
        outcome = Outcome.UNKNOWN if job.begun else Outcome.NOT_DELIVERED
        return [SlipFinished(self.name, job.job_id, outcome, troubles)]

    def _announce(self, status: DeviceStatus) -> list[DeviceEvent]:
        if status == self._announced:
            return []
        self._announced = status
        return [DeviceStatusChanged(self.name, status)]

    def _fresh_id(self) -> bytes:
        self._next_process_id = (self._next_process_id + 1) % 0x10000
        return commands.process_id(self._next_process_id)

    # ---- Writing ---------------------------------------------------------------------------

    def _next_bytes(self, now: float) -> bytes:
        """One whole command or question, when the line has room for it."""
        if now < self._wire_free_at - LEAD_S:
            return b""
        if self._inquiry is not None:
            return self._write(self._inquiry.tick(now), now)
        if self._drop_due:
            self._drop_due = False
            return self._write(commands.DROP_BUFFERS, now)
        if now >= self._look_at:
            if self._asked_at is not None:
                return b""  # its answer would be taken for one of the look's
            self._inquiry = Inquiry(now)
            return self._write(self._inquiry.tick(now), now)
        job = self._job
        if job is None or job.stage in (Stage.CHECKING, Stage.CONFIRMING):
            return b""
        if self._asked_at is None and now >= self._question_at:
            self._asked_at = now
            self._question_at = now + QUESTION_EVERY_S
            return self._write(commands.transmit_status(commands.OFFLINE_CAUSE), now)
        if job.stage is Stage.SENDING and self._may_send:
            return self._send_frame(job, now)
        return b""

    def _send_frame(self, job: Job, now: float) -> bytes:
        frame = job.frames.popleft()
        job.begun = True
        if not job.frames:
            job.stage = Stage.PROVING
        data = self._write(frame, now)
        job.progress_at = self._wire_free_at
        return data

    def _write(self, data: bytes, now: float) -> bytes:
        self._wire_free_at = max(now, self._wire_free_at) + len(data) * 10 / self.line.baud
        if data == commands.DROP_BUFFERS:
            self._dropped_at = now
            self._wire_free_at += DROP_PAUSE_S
        return data
