"""Where a visit can stand. One visit is one person's stay at the machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kiosk.devices import Outcome
from kiosk.money import NOTHING, ZERO, Money, Tally
from kiosk.visit.payout import Payout

PERSONAL: dict[str, Any] = {"privacy": "personal"}
SECRET: dict[str, Any] = {"privacy": "secret"}


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands here, as the central system said. Only `person_id` (a pseudonym) goes into the journal."""

    person_id: str
    number: str = field(default="", metadata=PERSONAL)
    name_zh: str = field(default="", metadata=PERSONAL)
    name_en: str = field(default="", metadata=PERSONAL)
    department_zh: str = field(default="", metadata=PERSONAL)
    department_en: str = field(default="", metadata=PERSONAL)
    status_zh: str = field(default="", metadata=PERSONAL)
    status_en: str = field(default="", metadata=PERSONAL)


class Delivery(StrEnum):
    """Where a paper is handed over."""

    PRINTED_NOW = "printed-now"
    COUNTER = "counter"
    MAIL = "mail"  # as it was ordered online


@dataclass(frozen=True, slots=True)
class Offer:
    """A document kind as this person may have it. `why_not` is a text key; empty means: may be ordered."""

    code: str
    name_zh: str
    name_en: str
    fee: Money
    delivery: Delivery
    most_copies: int
    note_zh: str = ""
    note_en: str = ""
    why_not: str = ""
    why_not_zh: str = ""
    why_not_en: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    code: str
    name_zh: str
    name_en: str
    copies: int
    fee: Money

    @property
    def price(self) -> Money:
        return self.fee * self.copies


@dataclass(frozen=True, slots=True)
class Order:
    order_id: str
    lines: tuple[OrderLine, ...]

    @property
    def price(self) -> Money:
        return sum((line.price for line in self.lines), ZERO)


@dataclass(frozen=True, slots=True)
class Paper:
    """One copy to be printed: issued, fetched, checked, rendered and lying in the spool."""

    copy_serial: str
    code: str
    name_zh: str
    name_en: str
    sheets: int
    sha256: str
    person_id: str


class PaperState(StrEnum):
    """The last three are final; a paper to be tried again is WAITING."""

    WAITING = "waiting"
    PRINTING = "printing"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not-delivered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PaperProgress:
    paper: Paper
    state: PaperState = PaperState.WAITING
    job_id: str = ""
    attempt: int = 0
    sheets_out: int = 0


class SlipKind(StrEnum):
    RECEIPT = "receipt"
    CLAIM = "claim"
    REPORT = "report"  # of a collection or a refill
    TEST = "test"


@dataclass(frozen=True, slots=True)
class SlipProgress:
    """One slip of this visit. `outcome` None: not printed yet, or under way when `job_id` is set."""

    kind: SlipKind
    claim: int = 0  # which of the visit's claims a claim slip is for
    job_id: str = ""
    outcome: Outcome | None = None


class NoteDeed(StrEnum):
    STACK = "stack"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Note:
    """A note in escrow and what the validator was told to do with it; its answer is awaited."""

    note_id: str
    value: Money
    deed: NoteDeed
    asked: bool = False  # only after a restart: that it came back could be said of another


class ClaimReason(StrEnum):
    """Why the machine owes something; each has a sentence in config/languages."""

    OVERPAID = "overpaid"
    CANCELLED = "cancelled"
    LEFT = "left"
    NOT_PRINTED = "not-printed"
    INTERRUPTED = "interrupted"
    LATE_COIN = "late-coin"


@dataclass(frozen=True, slots=True)
class Claim:
    """Money owed to this person, payable once at the counter or a machine."""

    claim_id: str
    amount: Money
    reason: ClaimReason


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim that this machine holds: nobody else may pay it until it is handed over."""

    claim: Claim
    person_id: str


# ---- The states ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attract:
    """Nobody is here."""


ATTRACT = Attract()


class IdentityProblem(StrEnum):
    NO_MATCH = "no-match"
    TOO_MANY = "too-many"
    OFFLINE = "offline"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Identifying:
    """Waits for number and birthday; what is being typed lives on the screen only."""

    visit_id: str
    tries: int = 0
    problem: IdentityProblem | None = None


@dataclass(frozen=True, slots=True)
class CheckingIdentity:
    visit_id: str
    tries: int
    request_id: str


class ChooseProblem(StrEnum):
    """Why the order cannot be paid now; the cart stays as it is."""

    OFFLINE = "offline"
    REFUSED = "refused"
    GLYPH_MISSING = "glyph-missing"
    PRINTER = "printer"
    RECEIPT_PRINTER = "receipt-printer"
    ACCEPTOR = "acceptor"
    JOURNAL = "journal"
    CLOCK = "clock"
    PAPER_MISMATCH = "paper-mismatch"
    PAPER_SHORT = "paper-short"
    PROGRAM_FAULT = "program-fault"


@dataclass(frozen=True, slots=True)
class Choosing:
    visit_id: str
    person: Person
    offers: tuple[Offer, ...]
    cart: tuple[tuple[str, int], ...] = ()  # (code, copies), in the order of offers, no zeros
    orders: int = 0  # how many orders this visit has tried; numbers the next
    problem: ChooseProblem | None = None


@dataclass(frozen=True, slots=True)
class Preparing:
    """The central system issues, the kiosk fetches, renders and spools. No money yet."""

    visit_id: str
    person: Person
    offers: tuple[Offer, ...]
    cart: tuple[tuple[str, int], ...]
    orders: int
    order: Order
    request_id: str


class Closing(StrEnum):
    """Why the acceptor is being closed; the visit goes on when it says AcceptorClosed."""

    PAID = "paid"
    CANCELLED = "cancelled"
    LEFT = "left"
    BACK = "back"  # nothing was put in: change the order
    INTERRUPTED = "interrupted"  # the papers did not survive a restart of the program
    GONE = "gone"  # the program was down for so long that nobody waits any more: no coins, a claim


@dataclass(frozen=True, slots=True)
class Paying:
    visit_id: str
    person: Person
    order: Order
    papers: tuple[Paper, ...]
    offers: tuple[Offer, ...] = ()
    cart: tuple[tuple[str, int], ...] = ()
    orders: int = 0
    inserted: Tally = NOTHING
    brought: tuple[Claim, ...] = ()  # counts as credit; redeemed when the sale is made, not before
    offered: tuple[Money, ...] = ()  # which coins the acceptor was told to take
    coins_open: tuple[Money, ...] = ()  # what the acceptor has confirmed to take now
    notes_offered: tuple[Money, ...] = ()  # which notes the validator was told to take
    notes_open: tuple[Money, ...] = ()  # what the validator has confirmed to take now
    note: Note | None = None  # on its way into the cash box, or back
    note_refused: bool = False  # the last note was given back
    to_tell_again: tuple[str, ...] = ()  # devices whose state has changed since they were told
    notes_in_doubt: Money = ZERO  # nobody knows where they are; in suspense
    blocked: tuple[ChooseProblem, ...] = ()  # gate failures since payment began; they stay
    closing: Closing | None = None
    still_open: tuple[str, ...] = ()  # while closing: the devices that have not yet said that they are closed
    refused_code: int | None = None  # the last coin was given back, with this reason code
    waiting_for_devices: bool = False  # after a restart: the acceptor opens when all that must serve is found

    @property
    def redeemable(self) -> Money:
        return sum((claim.amount for claim in self.brought), ZERO)

    @property
    def credit(self) -> Money:
        return self.inserted.total + self.redeemable

    @property
    def due(self) -> Money:
        """What is still missing; zero when paid or overpaid."""
        return max(self.order.price - self.credit, ZERO)


@dataclass(frozen=True, slots=True)
class PayingOut:
    """Sold (`receipt_no`) or cancelled (0): coins go out before anything else does."""

    visit_id: str
    person: Person
    order: Order
    papers: tuple[Paper, ...]
    inserted: Tally
    receipt_no: int
    reason: ClaimReason  # of a claim for what the hoppers cannot pay
    payout: Payout
    waiting_for_hoppers: bool = False  # after a restart, until they are found again
    lost: tuple[str, ...] = ()  # copy serials that a restart has taken from the spool
    redeemed: Money = ZERO  # claims of earlier visits that went into this one
    notes_in_doubt: Money = ZERO


@dataclass(frozen=True, slots=True)
class Delivering:
    """Paid. Receipt first, then a claim slip where money is owed, then the papers, one job at a time."""

    visit_id: str
    person: Person
    order: Order
    inserted: Tally
    receipt_no: int
    slips: tuple[SlipProgress, ...]
    papers: tuple[PaperProgress, ...]
    claims: tuple[Claim, ...] = ()
    paid_out: Tally = NOTHING
    doubtful: Money = ZERO  # may have come out of a hopper; in suspense
    redeemed: Money = ZERO  # claims of earlier visits that went into this one
    notes_in_doubt: Money = ZERO


@dataclass(frozen=True, slots=True)
class Refunding:
    """Nothing is bought; what the hoppers could not pay back is printed as a claim slip."""

    visit_id: str
    person: Person
    order: Order
    inserted: Tally
    claims: tuple[Claim, ...]
    slips: tuple[SlipProgress, ...]
    paid_out: Tally = NOTHING
    doubtful: Money = ZERO
    redeemed: Money = ZERO
    notes_in_doubt: Money = ZERO


@dataclass(frozen=True, slots=True)
class Finished:
    """Take your things. Ends by touch or by time."""

    visit_id: str
    person: Person
    order: Order
    inserted: Tally
    receipt_no: int  # 0: nothing was bought
    slips: tuple[SlipProgress, ...]
    papers: tuple[PaperProgress, ...]
    claims: tuple[Claim, ...]
    paid_out: Tally = NOTHING
    doubtful: Money = ZERO
    redeemed: Money = ZERO
    notes_in_doubt: Money = ZERO


VisitState = (
    Attract
    | Identifying
    | CheckingIdentity
    | Choosing
    | Preparing
    | Paying
    | PayingOut
    | Delivering
    | Refunding
    | Finished
)


# ---- The machine around the visit ---------------------------------------------------------------


class ClosedReason(StrEnum):
    """Why the machine serves nobody now; each has a sentence for the visitor and one for staff."""

    COIN_ACCEPTOR = "coin-acceptor"
    RECEIPT_PRINTER = "receipt-printer"
    DOCUMENT_PRINTER = "document-printer"
    JOURNAL = "journal"
    CLOCK = "clock"
    CENTRAL = "central"
    STARTING = "starting"
    STAFF = "staff"  # staff closed it
    EXCHANGE = "exchange"  # staff have their hands in the cash, or left in the middle of it
    PROGRAM_FAULT = "program-fault"
