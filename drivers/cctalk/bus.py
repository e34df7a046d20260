"""One serial port with ccTalk devices on it: whose turn it is to ask.

Each device says what it wants to ask next; the bus lets them ask in turn, so that a dead device delays the
others by one exchange and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from drivers.cctalk.hopper_motor import DrivesMotor, MotorSupply
from drivers.cctalk.host import Command, Dropped, Echo, Host, Result
from drivers.transport.wire import LineSettings
from kiosk.devices import DeviceEvent


@runtime_checkable
class BusDevice(Protocol):
    """A device on a shared ccTalk bus. It has at most one command under way."""

    name: str

    def connected(self, now: float) -> list[DeviceEvent]:
        """The port is open (again): find out what the device is doing."""

    def disconnected(self, now: float) -> list[DeviceEvent]:
        """The port is gone, and with it the command under way. Deeds may still come."""

    def next_command(self, now: float) -> Command | None:
        """What to ask now, or None. The answer comes to `on_result` before this is called again."""

    def on_result(self, result: Result, now: float) -> list[DeviceEvent]:
        """The answer to the command that was asked last."""


class Bus:
    """A WireDevice (drivers/transport/wire.py) that speaks for every device on its port."""

    line = LineSettings(9600)  # part 1: 9600 baud, 8 data bits, no parity, 1 stop bit

    def __init__(self, name: str, devices: Sequence[BusDevice], echo: Echo = Echo.AUTO) -> None:
        self.name = name
        self._devices = list(devices)
        self._host = Host(echo)
        self._asking: BusDevice | None = None
        supply = MotorSupply()  # all hoppers of a bus hang on one supply
        for device in self._devices:
            if isinstance(device, DrivesMotor):
                device.share(supply)

    @property
    def dropped(self) -> Dropped:
        """Counts of what was not believed, for diagnosis."""
        return self._host.dropped

    @property
    def echo(self) -> Echo:
        """What has been found out about the interface."""
        return self._host.echo

    def connected(self, now: float) -> list[DeviceEvent]:
        self._host.reset(now)
        self._asking = None
        return [event for device in self._devices for event in device.connected(now)]

    def disconnected(self, now: float) -> list[DeviceEvent]:
        self._host.reset(now)
        self._asking = None
        return [event for device in self._devices for event in device.disconnected(now)]

    def receive(self, data: bytes, now: float) -> list[DeviceEvent]:
        return self._tell(self._host.receive(data, now), now)

    def tick(self, now: float) -> tuple[bytes, list[DeviceEvent]]:
        out, results = self._host.tick(now)
        events = self._tell(results, now)
        if not out and self._host.ready(now):
            out = self._ask(now)
        return out, events

    def _tell(self, results: list[Result], now: float) -> list[DeviceEvent]:
        events: list[DeviceEvent] = []
        for result in results:
            device, self._asking = self._asking, None
            if device is not None:
                events += device.on_result(result, now)
        return events

    def _ask(self, now: float) -> bytes:
        for place, device in enumerate(self._devices):
            command = device.next_command(now)
            if command is not None:
                self._asking = device
                self._devices.append(self._devices.pop(place))  # next time the others come first
                return self._host.start(command, now)
        return b""
