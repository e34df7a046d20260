"""What is wrong with a cable now: switched by a person at the panel, by a test, or by a seed."""

from __future__ import annotations

import random
from enum import StrEnum


class Fault(StrEnum):
    """What can happen to one reply on its way to the host."""

    LOST = "lost"
    LATE = "late"
    DAMAGED = "damaged"
    DOUBLED = "doubled"


class Faults:
    """Faults of one cable. `next` strikes the coming replies, `chance` strikes at random for ever.

    `apply` fits the memory cable too (drivers/transport/memory.py), so both kinds of wire fail alike.
    """

    def __init__(self, generator: random.Random | None = None, late_s: float = 0.3) -> None:
        self.late_s = late_s
        self.echo_missing = False
        self.struck: dict[Fault, int] = dict.fromkeys(Fault, 0)
        self._generator = generator or random.Random(0)
        self._next: dict[Fault, int] = dict.fromkeys(Fault, 0)
        self._chance: dict[Fault, float] = dict.fromkeys(Fault, 0.0)

    def next(self, fault: Fault, replies: int = 1) -> None:
        """Strike this many replies from now on."""
        self._next[fault] = replies

    def chance(self, fault: Fault, share: float) -> None:
        """Strike this share of all replies; 0 ends it."""
        if not 0 <= share <= 1:
            raise ValueError(f"a share lies between 0 and 1: {share}")
        self._chance[fault] = share

    def clear(self) -> None:
        """The cable is sound again."""
        self.echo_missing = False
        self._next = dict.fromkeys(Fault, 0)
        self._chance = dict.fromkeys(Fault, 0.0)

    def apply(self, reply: bytes, now: float) -> list[tuple[float, bytes]]:
        """The pieces that set out instead of `reply`, each with the time at which it does."""
        if self._strikes(Fault.LOST):
            return []
        if self._strikes(Fault.DAMAGED):
            reply = self._damaged(reply)
        at = now + self.late_s if self._strikes(Fault.LATE) else now
        times = 2 if self._strikes(Fault.DOUBLED) else 1
        return [(at, reply)] * times

    def _strikes(self, fault: Fault) -> bool:
        strikes = self._next[fault] > 0 or self._generator.random() < self._chance[fault]
        if self._next[fault]:
            self._next[fault] -= 1
        self.struck[fault] += strikes
        return strikes

    def _damaged(self, reply: bytes) -> bytes:
        """One byte becomes another, as a spike on the line would do it."""
        place = self._generator.randrange(len(reply))
        flipped = reply[place] ^ self._generator.randrange(1, 256)
        return reply[:place] + bytes([flipped]) + reply[place + 1 :]
