"""A driver and a twin on a cable, and a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from drivers.cctalk.bus import Bus
from drivers.cctalk.coin_acceptor import CcTalkCoinAcceptor, Settings, create
from drivers.cctalk.host import Echo
from drivers.transport.memory import Fault, cable, whole
from kiosk.devices import (
    AcceptorCursor,
    CoinsRead,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
)
from kiosk.money import Money
from simulator.devices.coin_acceptor import CoinAcceptorTwin

POSITIONS = {1: 1, 2: 5, 3: 10, 4: 20, 5: 50}
ALL = frozenset(Money(value) for value in (5, 10, 20, 50))
STEP_S = 0.005

E = TypeVar("E")


class Bench:
    """`events` collects all that the driver has said; `sent` every write of the driver."""

    def __init__(
        self,
        twin: CoinAcceptorTwin | None = None,
        there: Fault = whole,
        back: Fault = whole,
        echo: Echo = Echo.AUTO,
        cursor: AcceptorCursor | None = None,
        crc: bool = False,
    ) -> None:
        self.twin = twin or CoinAcceptorTwin()
        self.now = 100.0
        self.events: list[DeviceEvent] = []
        self.sent: list[bytes] = []
        self.settings = Settings(positions=POSITIONS, echo=echo, crc=crc)
        self.end, self.device_end = cable(there, back, echo=self.twin.echoes)
        self.begin(cursor)

    def begin(self, cursor: AcceptorCursor | None) -> None:
        """The kiosk's program starts (again)."""
        self.acceptor: CcTalkCoinAcceptor = create(self.settings, "coins", cursor)
        self.bus = Bus("coin bus", [self.acceptor], self.settings.echo)
        self.events += self.bus.connected(self.now)

    def step(self) -> None:
        self.now += STEP_S
        out, events = self.bus.tick(self.now)
        self.events += events
        if out:
            self.sent.append(out)
            self.end.write(out, self.now)
        self.live_without_driver()
        self.events += self.bus.receive(self.end.read(self.now), self.now)

    def live_without_driver(self) -> None:
        self.twin.receive(self.device_end.read(self.now), self.now)
        self.device_end.write(self.twin.output(self.now), self.now)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.step()

    def run_until(self, done: Callable[[], bool], seconds: float = 10.0) -> None:
        for _ in range(round(seconds / STEP_S)):
            if done():
                return
            self.step()
        raise AssertionError(f"not within {seconds} s; said so far: {self.events}")

    def pause_driver(self, seconds: float) -> None:
        """The kiosk's program is dead; the device lives."""
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            self.live_without_driver()
        self.end.read(self.now)

    def unplug(self) -> None:
        self.end.unplug()
        self.events += self.bus.disconnected(self.now)

    def plug(self) -> None:
        self.end.plug()
        self.events += self.bus.connected(self.now)

    def open(self, values: frozenset[Money] = ALL) -> None:
        self.run_until(lambda: self.status.serves, seconds=60)
        self.acceptor.accept(values)
        self.run(0.5)

    def insert(self, values: Iterable[int], every_s: float = 0.25) -> None:
        for value in values:
            self.twin.insert(value)
            self.run(every_s)

    def said(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def status(self) -> DeviceStatus:
        return self.said(DeviceStatusChanged)[-1].status

    @property
    def credited(self) -> list[int]:
        return [credit.value.amount for read in self.said(CoinsRead) for credit in read.credits]

    @property
    def unvalued(self) -> int:
        return sum(read.unvalued for read in self.said(CoinsRead))

    @property
    def resets(self) -> int:
        return sum(read.reset for read in self.said(CoinsRead))
