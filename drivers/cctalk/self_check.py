"""Is something wrong with the acceptor: asked at the start, and after an alarm until it is well again.

Events tell the beginning of a fault, never its end, and the device stops itself meanwhile (part 1,
section 21).
"""

from __future__ import annotations

from drivers.cctalk import coin_codes, headers
from drivers.cctalk.host import Addressee, Command, Reply, Result
from kiosk.devices import Trouble

AGAIN_S = 0.5  # part 4: at least once per second until the fault is gone
NO_ANSWER = -1


class SelfCheck:
    """Headers 232 (self-check) and 248 (return lever and string); the second is optional."""

    def __init__(self, addressee: Addressee) -> None:
        self.fault_code = coin_codes.NO_FAULT  # as the device said; NO_ANSWER if it did not
        self.status_code = coin_codes.STATUS_OK
        self._addressee = addressee
        self._questions = (self.self_check(), self.request_status())
        self._place = 0
        self._asking = False
        self._at = 0.0

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        found = []
        if self.fault_code != coin_codes.NO_FAULT:
            found.append(coin_codes.trouble_of_fault(self.fault_code))
        if self.status_code != coin_codes.STATUS_OK:
            found.append(coin_codes.trouble_of_status(self.status_code))
        return tuple(dict.fromkeys(found))

    def self_check(self) -> Command:
        return self._addressee.command(headers.PERFORM_SELF_CHECK, reply=range(3))

    def request_status(self) -> Command:
        return self._addressee.command(headers.REQUEST_STATUS, reply=range(1, 2), timeout_s=0.3, attempts=2)

    def forget(self) -> None:
        """Another device may answer from now on."""
        self.fault_code = coin_codes.NO_FAULT
        self.status_code = coin_codes.STATUS_OK
        self._asking = False

    def begin(self, now: float) -> None:
        """Ask both, and again until both are well."""
        self._asking = True
        self._place = 0
        self._at = now

    def next_command(self, now: float) -> Command | None:
        return self._questions[self._place] if self._asking and now >= self._at else None

    def on_result(self, result: Result, now: float) -> None:
        self.note(result)
        self._place = (self._place + 1) % len(self._questions)
        if self._place == 0:
            self._asking = bool(self.troubles)
            self._at = now + AGAIN_S

    def note(self, result: Result) -> None:
        """Take one answer. An empty one to 232 does not say «well», though one emulator sends it."""
        data = result.data if isinstance(result, Reply) else b""
        if result.command.header == headers.PERFORM_SELF_CHECK:
            self.fault_code = data[0] if data else NO_ANSWER
        elif data:
            self.status_code = data[0]
