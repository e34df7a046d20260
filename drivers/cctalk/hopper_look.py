"""One look at everything a hopper knows: headers 166, 168 and 163, asked one after the other.

A look tells the truth about a hopper at rest only, and only when the next one is equal: a reply that comes
too late may be taken for the answer to the same question asked again, but not twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.cctalk import headers
from drivers.cctalk.hopper_flags import Flags
from drivers.cctalk.host import Addressee, Command, Refused, Reply, Result
from kiosk.devices import HopperReading

SURE_S = 1.0  # what is believed about money is waited for as long as an answer may take (part 4)
SETTLE_S = 0.2  # a coin may still fall for 100 ms after the motor has stopped


@dataclass(frozen=True, slots=True)
class Look:
    """`flags` were asked last, right after the counters of `reading`."""

    reading: HopperReading
    flags: Flags

    @property
    def at_rest(self) -> bool:
        return self.reading.remaining == 0


@dataclass(frozen=True, slots=True)
class Model:
    """How one hopper is asked and read. `serial` is 0 until it has said it."""

    addressee: Addressee
    lifetime_counter: bool
    sch2_flags: bool
    serial: int = 0

    def status(self, timeout_s: float) -> Command:
        return self._question(headers.REQUEST_HOPPER_STATUS, range(4, 5), timeout_s)

    def dispense_count(self, timeout_s: float) -> Command:
        return self._question(headers.REQUEST_HOPPER_DISPENSE_COUNT, range(3, 4), timeout_s)

    def test(self, timeout_s: float) -> Command:
        return self._question(headers.TEST_HOPPER, range(1, 4), timeout_s)

    def _question(self, header: int, reply: range, timeout_s: float) -> Command:
        return self.addressee.command(header, reply=reply, timeout_s=timeout_s, attempts=1)

    def reading(self, status: bytes, dispensed: bytes | None = None) -> HopperReading:
        """From the data of 166 and 168."""
        lifetime = None if dispensed is None else int.from_bytes(dispensed, "little")
        events, remaining, paid, unpaid = status
        return HopperReading(self.serial, events, remaining, paid, unpaid, lifetime)


class Looking:
    """Goes round the questions. A failed answer starts the round over, so that a look is of one moment."""

    def __init__(self, model: Model, timeout_s: float) -> None:
        self._model = model
        counts = [model.dispense_count(timeout_s)] if model.lifetime_counter else []
        self._questions = [model.status(timeout_s), *counts, model.test(timeout_s)]
        self._answers: list[bytes] = []

    def start_over(self) -> None:
        self._answers.clear()

    def next_command(self) -> Command:
        return self._questions[len(self._answers)]

    def on_result(self, result: Result) -> Look | Refused | None:
        """A look when the round is through. A refusal: this is no such hopper, or it is busy."""
        if not isinstance(result, Reply):
            self._answers.clear()
            return result if isinstance(result, Refused) else None
        self._answers.append(result.data)
        if len(self._answers) < len(self._questions):
            return None
        status, *dispensed, registers = self._answers
        self._answers = []
        return Look(
            self._model.reading(status, dispensed[0] if dispensed else None),
            Flags(registers, self._model.sch2_flags),
        )
