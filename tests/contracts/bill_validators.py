"""The bench that every bill validator's driver and twin are put on, and what a new kind must bring.

    kiosk (the test) -- driver -- memory cable -- twin -- a person's hands (the test)

A new kind is a `Kind` in KINDS of tests/contracts/test_bill_validators.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from drivers.transport.memory import Fault, cable, whole
from drivers.transport.wire import WireDevice
from kiosk.devices import BillValidator, DeviceEvent, DeviceStatus, DeviceStatusChanged
from kiosk.money import Money
from simulator.wire import SerialTwin

STEP_S = 0.010  # a driver is ticked at least that often
ALL = frozenset(Money(value) for value in (100, 500, 1000))

E = TypeVar("E")


class ValidatorDriver(WireDevice, BillValidator, Protocol):
    """What `create` of the driver makes."""


class ValidatorTwin(SerialTwin, Protocol):
    """The twin, and what hands can do to it. All values in NT$; it must know 100, 500 and 1000."""

    stacked: list[int]  # what was ever pushed into the cash box, oldest first
    returned: list[int]  # what came back out of the bezel

    @property
    def inside(self) -> int | None:
        """The note between bezel and cash box, at rest or moving."""

    def insert(self, value: int) -> object:
        """A person offers a note; one that cannot be taken comes back at once (`returned`)."""

    def power(self, on: bool) -> object:
        """Its supply fails, or returns."""

    def jam(self, jammed: bool) -> object:
        """What moves a note is stuck, and later free again."""

    def move_cash_box(self, present: bool) -> object:
        """Somebody takes the box out, or puts it back."""

    def state(self) -> dict[str, Any]:
        """For the panel."""


class Kind(Protocol):
    """One make of validator: its driver with settings that fit its twin."""

    name: str

    def driver(self, boot_id: str) -> ValidatorDriver:
        """As a program that has just started makes it; `boot_id` is new with every start."""

    def twin(self) -> ValidatorTwin:
        """A device that has just been switched on."""

    def moves_a_note(self, written: bytes) -> bool:
        """Whether this write of the driver tells the validator to stack or to return."""


class ValidatorBench:
    """`events` collects all that the driver has said; `sent` every write of the driver."""

    def __init__(
        self,
        kind: Kind,
        twin: ValidatorTwin | None = None,
        there: Fault = whole,
        back: Fault = whole,
        start: bool = True,
    ) -> None:
        self.kind = kind
        self.twin = twin or kind.twin()
        self.now = 100.0
        self.boots = 0
        self.events: list[DeviceEvent] = []
        self.sent: list[bytes] = []
        self.plugged = True
        self.deaf = False  # nothing of what the validator says reaches the driver
        self.end, self.device_end = cable(
            there, lambda data, now: [] if self.deaf else back(data, now), echo=self.twin.echoes
        )
        self.begin()
        if start:
            self.run_until(lambda: self.status.serves, 30.0)

    def begin(self) -> None:
        """The kiosk's program starts (again)."""
        self.boots += 1
        self.driver = self.kind.driver(f"boot{self.boots}")
        self.port: BillValidator = self.driver
        if self.plugged:
            self.events += self.driver.connected(self.now)

    def step(self) -> None:
        self.now += STEP_S
        if not self.plugged:
            self.live_without_driver()
            return
        self.events += self.driver.receive(self.end.read(self.now), self.now)
        out, events = self.driver.tick(self.now)
        self.events += events
        if out:
            self.sent.append(out)
            self.end.write(out, self.now)
        self.live_without_driver()

    def live_without_driver(self) -> None:
        self.twin.receive(self.device_end.read(self.now), self.now)
        self.device_end.write(self.twin.output(self.now), self.now)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.step()

    def run_until(self, done: Callable[[], bool], seconds: float = 15.0) -> None:
        for _ in range(round(seconds / STEP_S)):
            if done():
                return
            self.step()
        raise AssertionError(f"not within {seconds} s; said so far: {self.events}")

    def wait_for(self, kind: type[E], count: int = 1, seconds: float = 15.0) -> E:
        """The `count`-th event of this kind."""
        self.run_until(lambda: len(self.said(kind)) >= count, seconds)
        return self.said(kind)[count - 1]

    def pause_driver(self, seconds: float) -> None:
        """The kiosk's program is dead; the device lives."""
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            self.live_without_driver()
        self.end.read(self.now)

    def unplug(self) -> None:
        self.plugged = False
        self.end.unplug()
        self.events += self.driver.disconnected(self.now)

    def plug(self) -> None:
        self.plugged = True
        self.end.plug()
        self.events += self.driver.connected(self.now)

    def said(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def status(self) -> DeviceStatus:
        return self.said(DeviceStatusChanged)[-1].status

    @property
    def deeds(self) -> int:
        """How often the driver told the validator to move a note."""
        return sum(self.kind.moves_a_note(written) for written in self.sent)
