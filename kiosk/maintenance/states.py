"""Where staff can stand in the service menu, and what outlives their stay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.cash import Report
from kiosk.devices import Outcome
from kiosk.money import NOTHING, Money, Tally


class Role(StrEnum):
    TECHNICIAN = "technician"
    CASHIER = "cashier"


class Page(StrEnum):
    """A page of the menu; each has a screen."""

    OVERVIEW = "overview"
    COLLECTION = "collection"
    REFILL = "refill"
    DEVICES = "devices"
    VISITS = "visits"
    CLAIMS = "claims"


BOTH = frozenset(Role)
MAY_SEE: dict[Page, frozenset[Role]] = {
    Page.OVERVIEW: BOTH,
    Page.COLLECTION: frozenset({Role.CASHIER}),
    Page.REFILL: BOTH,  # who clears a jam has opened the hopper and must count it
    Page.DEVICES: BOTH,
    Page.VISITS: BOTH,
    Page.CLAIMS: frozenset({Role.CASHIER}),
}


@dataclass(frozen=True, slots=True)
class Staff:
    staff_id: str
    role: Role


# ---- What is shown of the past -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastPaper:
    copy_serial: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class PastSlip:
    """`outcome` None: nobody ever said."""

    kind: str
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One visit in which money moved, without anything personal. `ended` is UTC, ISO 8601."""

    visit_id: str
    ended: str
    inserted: Money
    price: Money
    paid_out: Money
    owed: Money
    suspense: Money
    receipt_no: int = 0
    papers: tuple[PastPaper, ...] = ()
    slips: tuple[PastSlip, ...] = ()


@dataclass(frozen=True, slots=True)
class Books:
    """What the journal says when it is asked: newest first."""

    visits: tuple[PastVisit, ...] = ()
    balances: tuple[tuple[str, Money], ...] = ()  # by account
    last_row: int = 0


# ---- The states --------------------------------------------------------------------------------------


class SignInProblem(StrEnum):
    WRONG = "wrong"
    LOCKED = "locked"
    NOBODY = "nobody"  # the configuration names no staff


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Waits for number and PIN; what is being typed lives on the screen only."""

    problem: SignInProblem | None = None
    locked_until_s: int = 0  # by the wall clock, seconds since 1970


@dataclass(frozen=True, slots=True)
class CheckingPin:
    request_id: str


class ServiceSlipKind(StrEnum):
    REPORT = "report"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class ServiceSlip:
    """A slip on its way out of the receipt printer. `outcome` None: not yet known."""

    job_id: str
    kind: ServiceSlipKind
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody of the staff is signed in and sees `page`."""

    staff: Staff
    page: Page = Page.OVERVIEW
    slip: ServiceSlip | None = None
    request_id: str = ""  # of the books that are being read
    books: Books | None = None
    report: Report | None = None  # what was just done, until another page is opened
    asked: str = ""  # the device that was asked how it is
    answered: bool = False


ServiceState = SigningIn | CheckingPin | Session


class ExchangeKind(StrEnum):
    COLLECTION = "collection"
    REFILL = "refill"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A person has his hands in the cash. It stays open until it is ended, over sign-outs and restarts.

    `unit` is the hopper; `expected` is what was in the boxes when it began; `counted` is by denomination.
    """

    kind: ExchangeKind
    staff_id: str
    unit: str = ""
    expected: Tally = NOTHING
    counted: tuple[tuple[Money, int], ...] = ()
    comparing: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """Wrong PINs of one staff number. `until_s` is by the wall clock; `times` it was locked in a row."""

    staff_id: str
    wrong: int = 0
    times: int = 0
    until_s: int = 0


@dataclass(frozen=True, slots=True)
class Service:
    """Everything about staff that the machine knows; `state` None: nobody of them is here."""

    state: ServiceState | None = None
    closed: bool = False  # by staff; stays over restarts
    exchange: Exchange | None = None
    locks: tuple[Lock, ...] = ()
    requests: int = 0  # numbers what is asked for, so that an answer that comes too late is known as such
    next_collection: int = 1
    next_refill: int = 1


NO_STAFF = Service()
