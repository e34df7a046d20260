"""What a serial device driver is to the thread that moves its bytes.

The driver is sans-I/O: bytes and the time come in, bytes and device events go out. It owns no port,
no thread and no clock, so that tests and the explorer can drive it at any speed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.devices import DeviceEvent


@dataclass(frozen=True, slots=True)
class LineSettings:
    """How the serial line is set; a twin answers nonsense when they are wrong, as the device would."""

    baud: int
    parity: str = "N"  # N, E or O
    data_bits: int = 8
    stop_bits: int = 1


class WireDevice(Protocol):
    """A device on a serial line. All calls come from one thread; `now` is monotonic seconds."""

    name: str
    line: LineSettings

    def connected(self, now: float) -> list[DeviceEvent]:
        """The port is open (again): forget half frames, find out what the device is doing."""

    def disconnected(self, now: float) -> list[DeviceEvent]:
        """The port is gone, or does not open. Outcomes in doubt become unknown.

        Said again after each try, and after deeds that came meanwhile, so that those can be answered.
        """

    def receive(self, data: bytes, now: float) -> list[DeviceEvent]:
        """Bytes arrived. Empty bytes mean nothing."""

    def tick(self, now: float) -> tuple[bytes, list[DeviceEvent]]:
        """What to write now, and what follows from time having passed.

        Called at least every 10 ms while bytes are moving, every 40 ms when the line is quiet; not at all
        while the port is gone, so what waits for an answer then must be answered in `disconnected`.
        """
