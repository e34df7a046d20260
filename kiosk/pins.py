"""Staff PINs: made into hashes for the configuration, and checked against them. Slow on purpose (argon2id).

A number that nobody has is checked against a hash too, so that the time of the answer tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.maintenance.events import PinConfirmed, PinRefused
from kiosk.maintenance.states import Role

# RFC 9106, second recommended option, with less memory in turn for more rounds: a kiosk's computer is small.
HASHER = PasswordHasher(time_cost=4, memory_cost=32 * 1024, parallelism=2)
PIN = re.compile(r"[0-9]{6,12}")


class WeakPin(ValueError):
    """Says what a PIN must be."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    role: Role
    pin_hash: str


def hashed(pin: str) -> str:
    """What stands in the configuration. Raises WeakPin."""
    if not PIN.fullmatch(pin):
        raise WeakPin("a PIN has 6 to 12 digits")
    runs = ("01234567890123456789", "98765432109876543210")
    if len(set(pin)) < 3 or any(pin in run for run in runs):
        raise WeakPin("this PIN is among the first that anybody tries")
    return HASHER.hash(pin)


class PinCheck:
    """`wall_s` is the wall clock in seconds since 1970. From a worker thread."""

    def __init__(self, staff: Mapping[str, StaffMember], wall_s: Callable[[], int]) -> None:
        self._staff, self._wall_s = dict(staff), wall_s

    def __call__(self, request_id: str, number: str, pin: str) -> PinConfirmed | PinRefused:
        member = self._staff.get(number)
        fits = _fits(_nobodys_hash() if member is None else member.pin_hash, pin)
        if member is not None and fits:
            return PinConfirmed(request_id, number, member.role, self._wall_s())
        return PinRefused(request_id, number if member else "", self._wall_s(), nobody=not self._staff)


def _fits(pin_hash: str, pin: str) -> bool:
    try:
        return HASHER.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return HASHER.hash("nobody")
