"""What a run has met, so that an optimisation cannot silently stop it from meeting things."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping


class Coverage:
    """Counts of what happened, by name, and the figures of the report."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.visits = self.cuts = self.faults = 0

    def seen(self, name: str) -> None:
        self.counts[name] += 1


# For one kiosk-year of the standard run (`--years 1 --seed 1`), about a third of what it really met when
# this was written, less what chance explains (`demanded`). "*" sums up everything that begins so.
SOMETIMES: Mapping[str, int] = {
    "CheckingIdentity to Attract by Booted": 15,
    "CheckingIdentity to Identifying by TimerFired": 223,
    "Choosing to Attract by Booted": 41,
    "Choosing to Attract by TimerFired": 32,
    "Delivering to Finished by Booted": 14,
    "Finished to Attract by Booted": 25,
    "Finished to Attract by TimerFired": 510,
    "Identifying to Attract by Booted": 12,
    "Identifying to Attract by TimerFired": 32,
    "Paying to Delivering by TimerFired": 3,
    "PayingOut to Delivering by TimerFired": 2,
    "Preparing to Attract by Booted": 16,
    "Preparing to Choosing by TimerFired": 60,
    "a coin of nobody": 4,
    "a paper is tried again": 46,
    "a quiet moment": 3106,
    "a slip ends in the middle": 24,
    "a snapshot is kept": 550,
    "claim cancelled": 67,
    "claim interrupted": 38,
    "claim late-coin": 14,
    "claim left": 11,
    "claim not-printed": 121,
    "claim overpaid": 394,
    "copy delivered": 4036,
    "copy not-delivered": 183,
    "copy unknown": 59,
    "crash both after-commit*": 109,
    "crash both at-rest*": 79,
    "crash both before-commit*": 68,
    "crash both between-effects*": 20,
    "crash computer after-commit*": 30,
    "crash computer at-rest*": 55,
    "crash computer before-commit*": 34,
    "crash computer between-effects*": 21,
    "crash process after-commit*": 142,
    "crash process at-rest*": 53,
    "crash process before-commit*": 56,
    "crash process between-effects*": 18,
    "dies in Attract": 201,
    "dies in CheckingIdentity": 23,
    "dies in Choosing": 40,
    "dies in Delivering": 174,
    "dies in Finished": 31,
    "dies in Identifying": 11,
    "dies in Paying": 158,
    "dies in PayingOut": 23,
    "dies in Preparing": 20,
    "document delivered in Attract": 7,
    "document delivered in Delivering": 4030,
    "document not-delivered in Delivering": 66,
    "document unknown in Delivering": 45,
    "fault acceptor reset*": 43,
    "fault acceptor swapped*": 38,
    "fault acceptor trouble*": 27,
    "fault acceptor unplugged*": 45,
    "fault central hangs*": 33,
    "fault central mixes up*": 18,
    "fault clock wrong*": 36,
    "fault coin sticks*": 41,
    "fault disk full*": 38,
    "fault hopper jam*": 34,
    "fault hopper mute*": 43,
    "fault hopper power*": 31,
    "fault hopper robbed*": 28,
    "fault hopper unplugged*": 23,
    "fault network down*": 43,
    "fault printer jam*": 40,
    "fault printer mute*": 33,
    "fault printer paper out*": 39,
    "fault printer power*": 32,
    "fault printer stalls*": 49,
    "fault printer unplugged*": 42,
    "fault receipt not drawn*": 29,
    "fault receipt paper out*": 40,
    "fault receipt printer mute*": 37,
    "fault receipt printer power*": 33,
    "fault receipt printer unplugged*": 32,
    "fault thread ends*": 36,
    "payout in doubt": 11,
    "payout short": 19,
    "payout whole": 532,
    "reconciles a paper": 107,
    "reconciles a payout": 21,
    "slip claim delivered": 600,
    "slip claim not-delivered": 10,
    "slip claim unknown": 34,
    "slip receipt delivered": 1730,
    "slip receipt not-delivered": 26,
    "slip receipt unknown": 77,
    "the acceptor was reset": 233,
    "visitor cancels": 336,
    "visitor feeds coins without looking": 304,
    "visitor feeds foreign coins": 342,
    "visitor overpays": 315,
    "visitor pays exactly": 258,
    "visitor presses everything": 373,
    "visitor pulls the plug": 289,
    "visitor walks away": 267,
    "visitor walks away and comes back": 341,
}


def missing(counts: Mapping[str, int], years: float) -> list[str]:
    """Which of the things that must sometimes happen happened too rarely."""
    found = []
    for name, least in SOMETIMES.items():
        if name.endswith("*"):
            met = sum(count for other, count in counts.items() if other.startswith(name[:-1]))
        else:
            met = counts.get(name, 0)
        if met < demanded(least * years):
            found.append(f"{name}: {met} of {demanded(least * years)}")
    return found


def demanded(expected: float) -> int:
    """Of which chance alone hardly ever falls short: three deviations less than expected, but not nothing."""
    return max(1, math.floor(expected - 3 * math.sqrt(expected)))
