"""A cable that is not there, with the faults real cables have, on any clock.

    here = end of the driver, there = end of the device

For tests and the explorer. Bytes arrive in order; a fault decides in which pieces, when, and whether.
"""

from __future__ import annotations

from collections.abc import Callable

Fault = Callable[[bytes, float], list[tuple[float, bytes]]]
"""What is written at a time becomes these pieces, each with the time at which it sets out."""

Chance = Callable[[], float]
"""Uniform numbers from 0 up to 1, from a seeded generator that the test owns."""


def whole(data: bytes, now: float) -> list[tuple[float, bytes]]:
    """A sound cable."""
    return [(now, data)]


def one_byte_at_a_time(data: bytes, now: float) -> list[tuple[float, bytes]]:
    """Each byte for itself, at the pace of 9600 baud."""
    return [(now + place * 10 / 9600, bytes([byte])) for place, byte in enumerate(data)]


def doubled(data: bytes, now: float) -> list[tuple[float, bytes]]:
    """Everything twice."""
    return [(now, data), (now, data)]


def late(seconds: float) -> Fault:
    """Everything this much later."""
    return lambda data, now: [(now + seconds, data)]


def lossy(share: float, chance: Chance) -> Fault:
    """A share of the writes never arrives."""
    return lambda data, now: [] if chance() < share else [(now, data)]


def damaged(share: float, chance: Chance) -> Fault:
    """In a share of the writes, one byte is another one."""

    def fault(data: bytes, now: float) -> list[tuple[float, bytes]]:
        if not data or chance() >= share:
            return [(now, data)]
        place = int(chance() * len(data))
        other = data[place] ^ (1 + int(chance() * 255))
        return [(now, data[:place] + bytes([other]) + data[place + 1 :])]

    return fault


class MemoryEnd:
    """One end: what is written here is read at the other end, through this end's fault."""

    def __init__(self, fault: Fault = whole, echo: bool = False) -> None:
        self.fault = fault
        self.plugged = True
        self._echo = echo  # half duplex: we hear our own bytes, undamaged
        self._other: MemoryEnd | None = None
        self._coming: list[tuple[float, bytes]] = []
        self._last = 0.0  # when the last piece from here arrives there

    def write(self, data: bytes, now: float) -> None:
        if not data or not self.plugged or self._other is None or not self._other.plugged:
            return
        if self._echo:
            self._coming.append((now, data))
            self._coming.sort(key=_time)
        for at, piece in self.fault(data, now):
            self._last = max(self._last, at)  # a wire does not change the order
            self._other._coming.append((self._last, piece))
            self._other._coming.sort(key=_time)

    def read(self, now: float) -> bytes:
        """All that has arrived by `now`."""
        arrived = b"".join(piece for at, piece in self._coming if at <= now)
        self._coming = [(at, piece) for at, piece in self._coming if at > now]
        return arrived

    def unplug(self) -> None:
        """What was on the way is gone, and nothing comes or goes until `plug`."""
        self.plugged = False
        self._last = 0.0
        self._coming.clear()
        if self._other is not None:
            self._other._coming.clear()

    def plug(self) -> None:
        self.plugged = True


def cable(there: Fault = whole, back: Fault = whole, echo: bool = False) -> tuple[MemoryEnd, MemoryEnd]:
    """The driver's end and the device's end. `echo`: the driver hears its own bytes first."""
    driver, device = MemoryEnd(there, echo), MemoryEnd(back)
    driver._other, device._other = device, driver
    return driver, device


def _time(piece: tuple[float, bytes]) -> float:
    return piece[0]
