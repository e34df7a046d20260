"""ccTalk frames: bytes in, frames out. No serial port, no clock.

    8-bit checksum   [destination][n][source]  [header][data 1..n][checksum]
    CRC-16           [destination][n][CRC low] [header][data 1..n][CRC high]

Both are n + 5 bytes long, so that devices of both kinds share one bus and bytes can be cut into frames
before it is known whose they are. (ccTalk Generic Specification 4.7, part 1, message structure.)
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from enum import StrEnum

HOST = 1
BROADCAST = 0
GAP_S = 0.050  # part 1, timing: a longer silence inside a frame abandons it
OVERHEAD = 5  # the bytes of a frame that are not data


class Check(StrEnum):
    """How a device protects its frames; a setting of the device, not of the bus."""

    SIMPLE = "8-bit"
    CRC = "16-bit"


class ChecksumError(Exception):
    """A frame arrived whole, but its check bytes do not fit the rest."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`source` is None in a frame with CRC: that form does not carry it."""

    destination: int
    source: int | None
    header: int
    data: bytes = b""

    def to_bytes(self, check: Check = Check.SIMPLE) -> bytes:
        match check:
            case Check.SIMPLE:
                body = bytes([self.destination, len(self.data), self.source or 0, self.header]) + self.data
                return body + bytes([-sum(body) % 256])
            case Check.CRC:
                start = bytes([self.destination, len(self.data)])
                rest = bytes([self.header]) + self.data
                crc = crc16(start + rest)
                return start + bytes([crc & 0xFF]) + rest + bytes([crc >> 8])

    @classmethod
    def from_bytes(cls, raw: bytes, check: Check = Check.SIMPLE) -> Frame:
        """Read one whole frame, cut by FrameCutter. Raises ChecksumError."""
        source: int | None
        match check:
            case Check.SIMPLE:
                right = sum(raw) % 256 == 0
                source = raw[2]
            case Check.CRC:
                right = crc16(raw[:2] + raw[3:-1]) == raw[2] | raw[-1] << 8
                source = None
        if not right:
            raise ChecksumError(raw.hex(" "))
        return cls(destination=raw[0], source=source, header=raw[3], data=raw[4:-1])


def crc16(data: bytes) -> int:
    """CRC-CCITT over a frame without its two CRC bytes: polynomial 0x1021, start 0, nothing reflected."""
    return binascii.crc_hqx(data, 0)


class FrameCutter:
    """Cuts a byte stream into frames by their length byte; whether they are sound is seen later."""

    def __init__(self) -> None:
        self.abandoned = 0  # half frames thrown away because of a gap
        self._buffer = bytearray()
        self._last_byte_at = 0.0

    def receive(self, data: bytes, now: float) -> list[bytes]:
        if not data:
            return []
        if self._buffer and now - self._last_byte_at > GAP_S:
            self.abandoned += 1
            self._buffer.clear()
        self._buffer += data
        self._last_byte_at = now
        frames = []
        while len(self._buffer) >= 2 and len(self._buffer) >= OVERHEAD + self._buffer[1]:
            size = OVERHEAD + self._buffer[1]
            frames.append(bytes(self._buffer[:size]))
            del self._buffer[:size]
        return frames

    @property
    def inside_frame(self) -> bool:
        return bool(self._buffer)

    def clear(self) -> None:
        """Start over at a destination byte, as after a frame whose length byte is in doubt."""
        self._buffer.clear()
