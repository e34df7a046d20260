"""A driver, and bytes that a test says on behalf of the validator: no twin, the documents alone."""

from __future__ import annotations

from typing import TypeVar

from drivers.ict.bill_validator import IctBillValidator, Settings, create
from kiosk.devices import DeviceEvent, DeviceStatus, DeviceStatusChanged, NoteInEscrow
from kiosk.money import Money

BILLS = {0: 100, 1: 500, 2: 1000}
ALL = frozenset(Money(value) for value in BILLS.values())
STEP_S = 0.010
POLL = 0x0C

E = TypeVar("E")


class Paper:
    """Answers polls by `status`, and everything else by nothing. What the driver wrote lies in `sent`."""

    def __init__(self, settings: Settings | None = None, start: bool = True) -> None:
        self.driver: IctBillValidator = create(settings or Settings(bills=BILLS), "notes", "boot1")
        self.now = 10.0
        self.status: bytes | None = b"\x5e"
        self.obeys = True  # ENABLE and INHIBIT
        self.sent: list[tuple[float, int]] = []
        self.events: list[DeviceEvent] = self.driver.connected(self.now)
        if start:
            self.run(1.0)
            assert self.condition.serves

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            out, events = self.driver.tick(self.now)
            self.events += events
            for byte in out:
                self.sent.append((self.now, byte))
                self._answer(byte)

    def _answer(self, byte: int) -> None:
        if byte == POLL and self.status is not None:
            self.events += self.driver.receive(self.status, self.now + 0.005)
        elif byte in (0x3E, 0x5E) and self.obeys and self.status in (b"\x3e", b"\x5e"):
            self.status = bytes([byte])

    def says(self, text: str) -> None:
        """Bytes in hex, spontaneously."""
        self.now += 0.001
        self.events += self.driver.receive(bytes.fromhex(text), self.now)

    def open(self) -> None:
        self.driver.accept(ALL)
        self.run(1.0)
        assert self.status == b"\x3e"

    def escrow(self, text: str = "81 40") -> str:
        """The id of the note that this announces."""
        self.says(text)
        note_id = self.said(NoteInEscrow)[-1].note_id
        self.run(0.1)
        return note_id

    def said(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def wrote(self, *wanted: int) -> list[int]:
        return [byte for _, byte in self.sent if byte in wanted]

    @property
    def condition(self) -> DeviceStatus:
        return self.said(DeviceStatusChanged)[-1].status
