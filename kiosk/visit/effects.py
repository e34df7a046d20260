"""Everything the core can ask the shell to do. Plain data: building one does nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.cash import Report
from kiosk.devices import HopperReading
from kiosk.money import NOTHING, ZERO, Money, Tally
from kiosk.visit.events import Timer
from kiosk.visit.states import Claim, Order, Person


@dataclass(frozen=True, slots=True)
class OpenAcceptor:
    values: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class CloseAcceptor:
    """Inhibit, let the last coin land, read once more; answered by AcceptorClosed."""


@dataclass(frozen=True, slots=True)
class OpenValidator:
    values: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class CloseValidator:
    """Inhibit; a note in escrow goes back; answered by ValidatorClosed."""


@dataclass(frozen=True, slots=True)
class StackNote:
    note_id: str


@dataclass(frozen=True, slots=True)
class ReturnNote:
    note_id: str


@dataclass(frozen=True, slots=True)
class ReconcileNote:
    """Ask the validator what became of a note that was being stacked when the program stopped."""

    note_id: str
    value: Money


@dataclass(frozen=True, slots=True)
class FetchClaims:
    """Ask the central system for what other machines owe this person; answered by ClaimsBrought."""

    visit_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class AskIdentity:
    request_id: str
    visit_id: str
    number: str
    birthday: str


@dataclass(frozen=True, slots=True)
class PrepareOrder:
    """Have the order issued, fetch its papers, check, render and spool them."""

    request_id: str
    visit_id: str
    person: Person
    order: Order


@dataclass(frozen=True, slots=True)
class Dispense:
    """Pay `count` pieces from this hopper, if its counters still show `before`."""

    payout_id: str
    hopper: str
    count: int
    before: HopperReading


@dataclass(frozen=True, slots=True)
class ReconcilePayout:
    """Ask a hopper how a payout ended that was under way when the program stopped."""

    payout_id: str
    hopper: str
    count: int
    before: HopperReading


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    job_id: str
    receipt_no: int
    person: Person
    order: Order
    inserted: Tally
    claims: tuple[Claim, ...]
    paid_out: Tally = NOTHING
    redeemed: Money = ZERO  # claims of earlier visits that went into this one
    doubtful: Money = ZERO  # may have come out of a hopper
    notes_in_doubt: Money = ZERO  # not counted in `inserted`


@dataclass(frozen=True, slots=True)
class PrintClaim:
    job_id: str
    claim: Claim
    person: Person
    inserted: Tally
    price: Money
    receipt_no: int  # 0: nothing was bought
    paid_out: Tally = NOTHING
    redeemed: Money = ZERO
    doubtful: Money = ZERO
    notes_in_doubt: Money = ZERO


@dataclass(frozen=True, slots=True)
class PrintPaper:
    job_id: str
    copy_serial: str
    sheets: int


@dataclass(frozen=True, slots=True)
class ReconcilePaper:
    """Ask the printer how a job ended that was under way when the program stopped."""

    job_id: str
    sheets: int


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Starts the timer anew, also when it is running."""

    timer: Timer
    after_s: float


@dataclass(frozen=True, slots=True)
class StopTimers:
    """Stops every timer: each state starts the ones it needs."""


@dataclass(frozen=True, slots=True)
class ForgetVisit:
    """Erase what is personal: spooled papers, the side table's rows, anything cached."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Slow on purpose; answered by PinConfirmed or PinRefused."""

    request_id: str
    number: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintReport:
    """Of a collection or a refill; `copy`: it was printed before."""

    job_id: str
    report: Report
    copy: bool = False


@dataclass(frozen=True, slots=True)
class PrintTrial:
    job_id: str
    staff_id: str


@dataclass(frozen=True, slots=True)
class AskDevice:
    """Let it tell its status and its counters again; answered by the device's own events."""

    device: str


@dataclass(frozen=True, slots=True)
class ReadBooks:
    """What the journal says about the past; answered by BooksRead."""

    request_id: str


Effect = (
    OpenAcceptor
    | CloseAcceptor
    | OpenValidator
    | CloseValidator
    | StackNote
    | ReturnNote
    | ReconcileNote
    | FetchClaims
    | AskIdentity
    | Dispense
    | ReconcilePayout
    | PrepareOrder
    | PrintReceipt
    | PrintClaim
    | PrintPaper
    | ReconcilePaper
    | StartTimer
    | StopTimers
    | ForgetVisit
    | CheckPin
    | PrintReport
    | PrintTrial
    | AskDevice
    | ReadBooks
)
