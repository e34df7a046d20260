"""What follows from an event and must be on record: written in the event's own commit, before any effect.

Replay derives the same facts again; a journal whose facts differ from what its events imply was written
by another program or by another hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.cash import CollectionReport, RefillReport
from kiosk.devices import HopperReading, Outcome
from kiosk.money import ZERO, Money
from kiosk.visit.states import ClaimReason, SlipKind


class Account(StrEnum):
    """Where money stands. Assets are what the machine holds, the others say whose it is."""

    CASH_BOX = "cash-box"
    NOTE_BOX = "note-box"
    DOUBT = "doubt"  # notes that may be in the machine or may have gone back
    HOPPERS = "hoppers"
    FLOAT = "float"  # the university's own coins, put in to give change
    VISIT = "visit"
    REVENUE = "revenue"
    OWED = "owed"
    SUSPENSE = "suspense"
    COLLECTED = "collected"  # taken out of the boxes by the cashier
    DIFFERENCE = "difference"  # counted more than the books had (above zero), or less
    ELSEWHERE = "elsewhere"  # claims that another machine or the counter has taken over


# An asset grows when it is debited; whose the money is (visit, revenue, owed, suspense) grows when credited.
ASSETS = frozenset({Account.CASH_BOX, Account.NOTE_BOX, Account.DOUBT, Account.HOPPERS, Account.COLLECTED})


@dataclass(frozen=True, slots=True)
class Posted:
    """A double entry: `amount` moves from one account's claim to another's."""

    debit: Account
    credit: Account
    amount: Money


@dataclass(frozen=True, slots=True)
class OrderPaid:
    order_id: str
    person_id: str
    price: Money
    inserted: Money
    receipt_no: int


@dataclass(frozen=True, slots=True)
class PayoutIntended:
    """About to pay out; after a crash the hopper's counters are compared with `before`."""

    payout_id: str
    hopper: str
    value: Money
    count: int
    before: HopperReading


@dataclass(frozen=True, slots=True)
class PaidOut:
    """How one payout ended: `paid` certainly came out, `doubtful` may have."""

    payout_id: str
    hopper: str
    paid: Money
    doubtful: Money


@dataclass(frozen=True, slots=True)
class SlipIntended:
    """About to print a slip; after a crash without SlipFinished its outcome is unknown."""

    job_id: str
    kind: SlipKind
    receipt_no: int


@dataclass(frozen=True, slots=True)
class PaperIntended:
    """About to print a paper; after a crash the printer is asked how the job ended."""

    job_id: str
    order_id: str
    copy_serial: str
    attempt: int
    sheets: int


@dataclass(frozen=True, slots=True)
class CopyDelivered:
    """How one copy ended, in the printer's own words turned into one of three values."""

    order_id: str
    copy_serial: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ClaimIssued:
    claim_id: str
    amount: Money
    reason: ClaimReason
    person_id: str


@dataclass(frozen=True, slots=True)
class ClaimRedeemed:
    """Paid into a visit at this machine, once and for all."""

    claim_id: str
    amount: Money
    visit_id: str


@dataclass(frozen=True, slots=True)
class ClaimHandedOver:
    """From here on this machine does not pay it: the counter or another machine may."""

    claim_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ClaimTakenOver:
    """A claim that another machine issued is held here now."""

    claim_id: str
    amount: Money
    reason: ClaimReason
    person_id: str


@dataclass(frozen=True, slots=True)
class NoteIntended:
    """About to stack a note; after a crash the validator is asked what became of it."""

    note_id: str
    value: Money


@dataclass(frozen=True, slots=True)
class NoteUncertain:
    """A note that may lie in the note box; nobody was credited, a person must look."""

    note_id: str
    value: Money | None
    person_id: str  # empty where nobody was paying


@dataclass(frozen=True, slots=True)
class NoteFound:
    """A note in doubt was counted in the box: it is certain now, and its owner is still owed it."""

    note_id: str
    value: Money


@dataclass(frozen=True, slots=True)
class CoinsUncertain:
    """Coins may be in the machine that nobody was credited for; a person must compare with the counters."""

    unvalued: int
    reset: bool


@dataclass(frozen=True, slots=True)
class VisitClosed:
    """The visit's sum: inserted + redeemed = price of what was delivered + paid_out + owed + suspense.

    `inserted` counts a note in doubt too: it stands in suspense.
    """

    visit_id: str
    inserted: Money
    price: Money
    paid_out: Money
    owed: Money
    suspense: Money
    redeemed: Money = ZERO


@dataclass(frozen=True, slots=True)
class StaffActed:
    """Who of the staff did what this row's event says; `deed` is the event's name."""

    staff_id: str
    deed: str


@dataclass(frozen=True, slots=True)
class Collected:
    report: CollectionReport


@dataclass(frozen=True, slots=True)
class Refilled:
    report: RefillReport


Fact = (
    Posted
    | OrderPaid
    | PayoutIntended
    | PaidOut
    | SlipIntended
    | PaperIntended
    | CopyDelivered
    | ClaimIssued
    | ClaimRedeemed
    | ClaimHandedOver
    | ClaimTakenOver
    | NoteIntended
    | NoteUncertain
    | NoteFound
    | CoinsUncertain
    | VisitClosed
    | StaffActed
    | Collected
    | Refilled
)
