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
    "CheckingIdentity to Identifying by TimerFired": 197,
    "Choosing to Attract by Booted": 56,
    "Choosing to Attract by TimerFired": 30,
    "Choosing to PayingOut by CashTouched": 52,
    "Choosing to Refunding by CashTouched": 196,
    "Delivering to Finished by Booted": 9,
    "Finished to Attract by Booted": 28,
    "Finished to Attract by TimerFired": 535,
    "Identifying to Attract by Booted": 11,
    "Identifying to Attract by TimerFired": 33,
    "Paying to Delivering by AcceptorClosed": 454,
    "Paying to Delivering by TimerFired": 1,
    "Paying to Delivering by ValidatorClosed": 829,
    "PayingOut to Delivering by TimerFired": 2,
    "Preparing to Attract by Booted": 12,
    "Preparing to Choosing by TimerFired": 52,
    "a claim cashed": 248,
    "a claim handed over": 89,
    "a claim paid elsewhere": 121,
    "a claim redeemed in a sale": 415,
    "a claim taken over": 78,
    "a claim wanted while in use": 8,
    "a coin of nobody": 2,
    "a note ends while closing": 32,
    "a note in doubt": 7,
    "a note in doubt was stacked after all": 1,
    "a note returned": 3,
    "a note stacked": 217,
    "a paper is tried again": 19,
    "a quiet moment": 3121,
    "a slip ends in the middle": 18,
    "a snapshot is kept": 261,
    "a word about a note that is known": 1,
    "affair claims wanted in Paying": 44,
    "claim cancelled": 261,
    "claim interrupted": 46,
    "claim late-coin": 7,
    "claim left": 20,
    "claim not-printed": 87,
    "claim overpaid": 472,
    "claims wanted": 127,
    "copy delivered": 3772,
    "copy not-delivered": 122,
    "copy unknown": 42,
    "crash both after-commit*": 102,
    "crash both at-rest*": 79,
    "crash both before-commit*": 66,
    "crash both between-effects*": 20,
    "crash computer after-commit*": 28,
    "crash computer at-rest*": 56,
    "crash computer before-commit*": 29,
    "crash computer between-effects*": 26,
    "crash process after-commit*": 140,
    "crash process at-rest*": 38,
    "crash process before-commit*": 58,
    "crash process between-effects*": 14,
    "dies between a note's end and its word*": 6,
    "dies in Attract": 184,
    "dies in CheckingIdentity": 20,
    "dies in Choosing": 62,
    "dies in Delivering": 131,
    "dies in Finished": 28,
    "dies in Identifying": 13,
    "dies in Paying": 164,
    "dies in PayingOut": 34,
    "dies in Preparing": 16,
    "dies with a note entering*": 1,
    "dies with a note escrow*": 3,
    "dies with a note stacking*": 2,
    "document delivered in Attract": 5,
    "document delivered in Delivering": 3763,
    "document not-delivered in Delivering": 28,
    "document unknown in Delivering": 33,
    "fault acceptor reset*": 22,
    "fault acceptor swapped*": 26,
    "fault acceptor trouble*": 23,
    "fault acceptor unplugged*": 26,
    "fault central hangs*": 15,
    "fault central mixes up*": 26,
    "fault clock wrong*": 22,
    "fault coin sticks*": 25,
    "fault disk full*": 25,
    "fault hopper jam*": 27,
    "fault hopper mute*": 23,
    "fault hopper power*": 23,
    "fault hopper robbed*": 22,
    "fault hopper unplugged*": 32,
    "fault network down*": 20,
    "fault note box out*": 23,
    "fault printer jam*": 22,
    "fault printer mute*": 24,
    "fault printer paper out*": 25,
    "fault printer power*": 20,
    "fault printer stalls*": 21,
    "fault printer unplugged*": 22,
    "fault receipt not drawn*": 23,
    "fault receipt paper out*": 21,
    "fault receipt printer mute*": 22,
    "fault receipt printer power*": 28,
    "fault receipt printer unplugged*": 23,
    "fault thread ends*": 22,
    "fault validator jam*": 24,
    "fault validator mute*": 24,
    "fault validator power*": 21,
    "fault validator unplugged*": 19,
    "payout in doubt": 10,
    "payout short": 21,
    "payout whole": 755,
    "reconciles a note": 116,
    "reconciles a paper": 83,
    "reconciles a payout": 30,
    "slip claim delivered": 845,
    "slip claim not-delivered": 7,
    "slip claim unknown": 39,
    "slip receipt delivered": 1621,
    "slip receipt not-delivered": 21,
    "slip receipt unknown": 64,
    "the acceptor was reset": 199,
    "visitor cancels": 289,
    "visitor feeds coins without looking": 348,
    "visitor feeds foreign coins": 294,
    "visitor overpays": 334,
    "visitor pays exactly": 368,
    "visitor presses everything": 342,
    "visitor pulls the plug": 312,
    "visitor walks away": 305,
    "visitor walks away and comes back": 327,
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
