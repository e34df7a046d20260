"""SSP packets: bytes in, packets out. No serial port, no clock.

    7F | sequence and address | length | data ... | CRC low | CRC high

After the CRC was computed, every 7F behind the first one is sent twice; a lone 7F begins a packet anew.
(ITL SSP Protocol Manual GA138 2.2.2129A, transport layer.)
"""

from __future__ import annotations

from dataclasses import dataclass

STX = 0x7F
SEQUENCE = 0x80  # the bit in the second byte
GAP_S = 0.100  # one byte takes 1.15 ms, and USB adapters hold bytes for 16 ms: a longer silence is an end
AROUND_DATA = 4  # bytes of a packet behind STX that are not data


@dataclass(frozen=True, slots=True)
class Packet:
    """`sequence` tells a new packet from one that is sent again; a reply has that of its command."""

    address: int
    sequence: bool
    data: bytes

    def to_bytes(self) -> bytes:
        body = bytes([self.address | SEQUENCE * self.sequence, len(self.data)]) + self.data
        body += crc16(body).to_bytes(2, "little")
        return bytes([STX]) + body.replace(b"\x7f", b"\x7f\x7f")


def crc16(data: bytes) -> int:
    """Polynomial 0x8005, start FFFF, nothing reflected (CRC-16/CMS), over all but STX, before stuffing."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x8005 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


class PacketCutter:
    """Cuts a byte stream into packets, and counts what is none."""

    def __init__(self) -> None:
        self.crc_errors = 0
        self.half_packets = 0  # abandoned by a new beginning or a gap
        self.noise_bytes = 0  # outside of any packet
        self._body: bytearray | None = None  # what of a packet has come behind STX; None: outside of one
        self._stx = False  # a 7F came, and the next byte says what it was
        self._last_byte_at = 0.0

    def receive(self, data: bytes, now: float) -> list[Packet]:
        if not data:
            return []
        if now - self._last_byte_at > GAP_S:
            self.clear()
        self._last_byte_at = now
        packets = []
        for byte in data:
            packet = self._take(byte)
            if packet is not None:
                packets.append(packet)
        return packets

    def clear(self) -> None:
        """Abandon what has begun."""
        self.half_packets += self._body is not None or self._stx
        self._body, self._stx = None, False

    def _take(self, byte: int) -> Packet | None:
        if byte == STX and not self._stx:
            self._stx = True
            return None
        begins = self._stx and byte != STX
        self._stx = False
        if begins:
            self.half_packets += self._body is not None
            self._body = bytearray()
        if self._body is None:
            self.noise_bytes += 1
            return None
        self._body.append(byte)
        if len(self._body) < 2 or len(self._body) < AROUND_DATA + self._body[1]:
            return None
        body, self._body = bytes(self._body), None
        if crc16(body[:-2]) != int.from_bytes(body[-2:], "little"):
            self.crc_errors += 1
            return None
        return Packet(body[0] & ~SEQUENCE, bool(body[0] & SEQUENCE), body[2:-2])
