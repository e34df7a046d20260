"""The mishaps a scripted visit can be sent through, and what each promises the visitor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Hoppers(StrEnum):
    """What there is to give change from."""

    FULL = "full"
    EMPTY = "empty"
    NONE = "none"


class Fault(StrEnum):
    """What goes wrong, and when."""

    NONE = "none"
    PAPER_OUT = "paper-out"
    NETWORK_DOWN_BEFORE_PAY = "network-down-before-pay"
    NETWORK_DOWN_AFTER_PAY = "network-down-after-pay"
    ACCEPTOR_RESET = "acceptor-reset"
    KILL_WHILE_PAYING = "kill-while-paying"
    KILL_WHILE_PRINTING = "kill-while-printing"
    POWER_CUT_WHILE_DISPENSING = "power-cut-while-dispensing"
    NOTE_STUCK = "note-stuck"


@dataclass(frozen=True, slots=True)
class Promise:
    """How a visit ends. `delivered` None: the paper came out or is owed, but one of the two."""

    words: str
    delivered: bool | None = True


SCENARIOS: dict[Fault, Promise] = {
    Fault.NONE: Promise("pays, takes the paper and the receipt"),
    Fault.PAPER_OUT: Promise("the printer runs out; a claim slip for what the paper cost", delivered=False),
    Fault.NETWORK_DOWN_BEFORE_PAY: Promise("cut after the papers are here; finishes, central catches up"),
    Fault.NETWORK_DOWN_AFTER_PAY: Promise("cut after the last coin; finishes, central catches up"),
    Fault.ACCEPTOR_RESET: Promise("the acceptor loses power between two coins; finishes"),
    Fault.KILL_WHILE_PAYING: Promise("kill -9 after the first coin; the credit is there again, finishes"),
    Fault.POWER_CUT_WHILE_DISPENSING: Promise(
        "the power of everything fails while change comes out; what came out is known or in suspense, never"
        " paid twice, and the paper is printed"
    ),
    Fault.NOTE_STUCK: Promise(
        "the first note is stuck on its way into the box: it is in suspense, nobody guesses, and coins pay"
    ),
    Fault.KILL_WHILE_PRINTING: Promise("kill -9 while the paper prints; it is out or owed", delivered=None),
}
