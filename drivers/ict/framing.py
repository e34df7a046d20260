"""Cuts what an ICT bill acceptor says into words. Sans-I/O.

    80 8F      it was switched on
    81 40+n    a bill of type n is in escrow
    anything else of codes.WORDS is a word of one byte; what is none of these is noise, dropped and counted

There is no checksum: parity (8E1) is all that tells a damaged byte from a sound one.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.ict import codes

SECOND_BYTE_S = 0.1  # between the two bytes of a pair; one takes 1.15 ms at 9600 baud 8E1


@dataclass(frozen=True, slots=True)
class PowerUp:
    """It was switched on, and waits for SYNC."""


@dataclass(frozen=True, slots=True)
class BillValidated:
    """A bill is in escrow; `bill_type` is None where the byte that says which was lost."""

    bill_type: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """A word of one byte."""

    code: int


Word = PowerUp | BillValidated | Said


class WordReader:
    """Bytes in, words out, in any pieces."""

    def __init__(self) -> None:
        self.noise = 0  # bytes that meant nothing
        self._first: int | None = None
        self._since = 0.0

    def clear(self) -> None:
        self._first = None

    def receive(self, data: bytes, now: float) -> list[Word]:
        words = self.expire(now)
        for byte in data:
            words += self._take(byte, now)
        return words

    def expire(self, now: float) -> list[Word]:
        """What follows when the second byte of a pair does not come."""
        if self._first is None or now - self._since < SECOND_BYTE_S:
            return []
        return self._broken_off()

    def _take(self, byte: int, now: float) -> list[Word]:
        first = self._first
        if first == codes.POWER_UP[0] and byte == codes.POWER_UP[1]:
            self._first = None
            return [PowerUp()]
        if first == codes.BILL_VALIDATED and codes.FIRST_BILL_TYPE <= byte <= codes.LAST_BILL_TYPE:
            self._first = None
            return [BillValidated(byte - codes.FIRST_BILL_TYPE)]
        words = self._broken_off()
        if byte in (codes.POWER_UP[0], codes.BILL_VALIDATED):
            self._first, self._since = byte, now
        elif byte in codes.WORDS:
            words.append(Said(byte))
        else:
            self.noise += 1
        return words

    def _broken_off(self) -> list[Word]:
        first, self._first = self._first, None
        if first is None:
            return []
        self.noise += 1
        return [BillValidated(None)] if first == codes.BILL_VALIDATED else []
