"""One thing for the printer to do, as whole commands to be sent in order, and how its end is to be read."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from drivers.escpos import commands
from drivers.escpos.status import Report
from kiosk.devices import Outcome, SlipImage

Proof = Literal["gs-h", "gs-r"]


class Stage(Enum):
    CHECKING = auto()  # not a byte is sent before one full look finds the printer healthy
    SENDING = auto()
    PROVING = auto()  # everything is sent; waits for the printer's word
    CONFIRMING = auto()  # the word is there; one last look


@dataclass(slots=True)
class Job:
    job_id: str  # empty: our own tidying up
    frames: deque[bytes]
    process_id: bytes
    progress_at: float
    stage: Stage = Stage.CHECKING
    begun: bool = False  # something of it has been handed to the wire

    @property
    def is_slip(self) -> bool:
        return bool(self.job_id)


def slip_job(job_id: str, image: SlipImage, baud: int, proof: Proof, process_id: bytes, now: float) -> Job:
    bands = commands.bands(image, commands.band_rows(image.width, baud))
    preamble = commands.INITIALIZE + commands.ENABLE_AUTOMATIC_STATUS
    frames = deque([preamble + bands[0], *bands[1:], commands.FEED_AND_CUT, _question(proof, process_id)])
    return Job(job_id, frames, process_id, now)


def tidying_job(scrap: bool, nuls: int, proof: Proof, process_id: bytes, now: float) -> Job:
    """Bring the printer into a known state; with `scrap`, cut off what an unfinished slip left on the paper.

    Drop what the printer still holds; then, because not every model drops it, complete a command that was
    broken off, so that our next bytes are not eaten as its dots.
    """
    frames: deque[bytes] = deque()
    if scrap:
        frames.extend((commands.DROP_BUFFERS, b"\0" * nuls))
    frames.append(commands.INITIALIZE + commands.ENABLE_AUTOMATIC_STATUS)
    if scrap:
        frames.append(commands.FEED_AND_CUT)
    frames.append(_question(proof, process_id))
    return Job("", frames, process_id, now)


def _question(proof: Proof, process_id: bytes) -> bytes:
    return commands.request_process_id(process_id) if proof == "gs-h" else commands.REQUEST_PAPER_SENSOR


def outcome_after_proof(proof: Proof, report: Report | None) -> Outcome:
    """What the printer's word is worth in the light of the look after it (None: it fell silent).

    A process id says that everything before it is printed, so paper that ended or a cover that was opened
    right after it belong to the next slip; only a failing knife or head makes the slip itself doubtful.
    GS r says no more than that the commands were read, on cheap printers while paper still moves: then
    every fault, and silence, is doubt.
    """
    if proof == "gs-r":
        return Outcome.DELIVERED if report is not None and report.status.serves else Outcome.UNKNOWN
    if report is not None and (report.cutter or report.mechanical or report.unrecoverable):
        return Outcome.UNKNOWN
    return Outcome.DELIVERED
