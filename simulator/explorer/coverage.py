"""What a run has met, so that an optimisation cannot silently stop it from meeting things."""

from __future__ import annotations

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
# this was written. "*" sums up everything that begins so.
SOMETIMES: Mapping[str, int] = {
    "CheckingIdentity to Attract by Booted": 17,
    "CheckingIdentity to Identifying by TimerFired": 256,
    "Choosing to Attract by Booted": 45,
    "Choosing to Attract by TimerFired": 39,
    "Delivering to Finished by Booted": 11,
    "Finished to Attract by Booted": 32,
    "Finished to Attract by TimerFired": 595,
    "Identifying to Attract by Booted": 14,
    "Identifying to Attract by TimerFired": 44,
    "Paying to Attract by TimerFired": 2,
    "Paying to Delivering by TimerFired": 2,
    "PayingOut to Delivering by TimerFired": 3,
    "Preparing to Attract by Booted": 18,
    "Preparing to Choosing by TimerFired": 71,
    "Refunding to Finished by Booted": 5,
    "Refunding to Finished by TimerFired": 2,
    "a coin of nobody": 3,
    "a paper is tried again": 39,
    "a quiet moment": 3591,
    "a slip ends in the middle": 27,
    "claim cancelled": 90,
    "claim interrupted": 52,
    "claim late-coin": 12,
    "claim left": 18,
    "claim not-printed": 113,
    "claim overpaid": 479,
    "copy delivered": 4802,
    "copy not-delivered": 177,
    "copy unknown": 53,
    "crash both after-commit*": 101,
    "crash both at-rest*": 99,
    "crash both before-commit*": 67,
    "crash both between-effects*": 20,
    "crash computer after-commit*": 34,
    "crash computer at-rest*": 59,
    "crash computer before-commit*": 34,
    "crash computer between-effects*": 23,
    "crash process after-commit*": 140,
    "crash process at-rest*": 53,
    "crash process before-commit*": 59,
    "crash process between-effects*": 18,
    "dies in Attract": 178,
    "dies in CheckingIdentity": 28,
    "dies in Choosing": 49,
    "dies in Delivering": 174,
    "dies in Finished": 31,
    "dies in Identifying": 16,
    "dies in Paying": 178,
    "dies in PayingOut": 28,
    "dies in Preparing": 20,
    "dies in Refunding": 5,
    "document delivered in Attract": 7,
    "document delivered in Delivering": 4792,
    "document delivered in Finished": 2,
    "document not-delivered in Delivering": 61,
    "document unknown in Delivering": 41,
    "fault acceptor reset*": 44,
    "fault acceptor swapped*": 36,
    "fault acceptor trouble*": 31,
    "fault acceptor unplugged*": 42,
    "fault central hangs*": 34,
    "fault central mixes up*": 30,
    "fault clock wrong*": 39,
    "fault coin sticks*": 37,
    "fault disk full*": 40,
    "fault hopper jam*": 37,
    "fault hopper mute*": 43,
    "fault hopper power*": 30,
    "fault hopper robbed*": 27,
    "fault hopper unplugged*": 27,
    "fault network down*": 37,
    "fault printer jam*": 40,
    "fault printer mute*": 35,
    "fault printer paper out*": 39,
    "fault printer power*": 37,
    "fault printer stalls*": 42,
    "fault printer unplugged*": 40,
    "fault receipt not drawn*": 30,
    "fault receipt paper out*": 40,
    "fault receipt printer mute*": 40,
    "fault receipt printer power*": 31,
    "fault receipt printer unplugged*": 27,
    "fault thread ends*": 37,
    "payout in doubt": 9,
    "payout short": 25,
    "payout whole": 583,
    "reconciles a paper": 109,
    "reconciles a payout": 25,
    "slip claim delivered": 711,
    "slip claim not-delivered": 11,
    "slip claim unknown": 39,
    "slip receipt delivered": 2053,
    "slip receipt not-delivered": 29,
    "slip receipt unknown": 76,
    "the acceptor was reset": 258,
    "visitor cancels": 407,
    "visitor feeds coins without looking": 347,
    "visitor feeds foreign coins": 399,
    "visitor overpays": 385,
    "visitor pays exactly": 301,
    "visitor presses everything": 452,
    "visitor pulls the plug": 346,
    "visitor walks away": 339,
    "visitor walks away and comes back": 416,
}


def missing(counts: Mapping[str, int], years: float) -> list[str]:
    """Which of the things that must sometimes happen happened too rarely."""
    found = []
    for name, least in SOMETIMES.items():
        if name.endswith("*"):
            met = sum(count for other, count in counts.items() if other.startswith(name[:-1]))
        else:
            met = counts.get(name, 0)
        if met < least * years:
            found.append(f"{name}: {met} of {least * years:g}")
    return found
