"""One full look at the printer: DLE EOT 1 to 4, one question at a time.

A real-time answer does not say which question it belongs to. So the next question waits for the answer
to the one before, and after the last a short silence must follow: one answer too many means that a stray
or late one came between, and then everything is asked again.
"""

from __future__ import annotations

from drivers.escpos.commands import (
    ERROR_CAUSE,
    OFFLINE_CAUSE,
    PAPER_SENSOR,
    PRINTER_STATUS,
    transmit_status,
)
from drivers.escpos.status import Report, report_from_replies

ANSWER_S = 0.4  # healthy printers answer within some 10 ms; a stalled USB adapter takes longer
SETTLE_S = 0.03
QUIET_S = 0.2  # after a bad round, so that late answers run out before the next
ROUNDS = 2  # one lost byte is no reason to close the machine

QUESTIONS = (PRINTER_STATUS, OFFLINE_CAUSE, ERROR_CAUSE, PAPER_SENSOR)


class Inquiry:
    """Ends with `finished`; then `report` is what the printer said, or None: no healthy conversation."""

    def __init__(self, now: float) -> None:
        self.finished = False
        self.report: Report | None = None
        self._answers: list[int] = []
        self._asked = 0
        self._round = 1
        self._wait_until = now

    def answer(self, value: int, now: float) -> None:
        """A real-time status arrived."""
        if self._asked > len(self._answers):
            self._answers.append(value)
            self._wait_until = now + SETTLE_S if len(self._answers) == len(QUESTIONS) else now
        elif self._asked:
            self._begin_again(now)

    def tick(self, now: float) -> bytes:
        """The question to send now."""
        if self.finished or now < self._wait_until:
            return b""
        if self._asked > len(self._answers):
            self._begin_again(now)
            return b""
        if len(self._answers) == len(QUESTIONS):
            self.report = report_from_replies(*self._answers)
            self.finished = True
            return b""
        question = QUESTIONS[self._asked]
        self._asked += 1
        self._wait_until = now + ANSWER_S
        return transmit_status(question)

    def _begin_again(self, now: float) -> None:
        self._answers.clear()
        self._asked = 0
        self._wait_until = now + QUIET_S
        self._round += 1
        self.finished = self._round > ROUNDS
