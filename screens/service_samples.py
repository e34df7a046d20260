"""Invented staff and cash to look at: what the gallery renders and the tests audit of the service menu."""

from __future__ import annotations

from dataclasses import replace

from kiosk.cash import Accuracy, Box, CashUnits, CollectionReport, CountLine, Limits, RefillReport
from kiosk.devices import AcceptorCursor, Condition, DeviceStatus, HopperReading, Outcome, Trouble
from kiosk.maintenance.states import (
    Books,
    CheckingPin,
    Exchange,
    ExchangeKind,
    Page,
    PastPaper,
    PastSlip,
    PastVisit,
    Role,
    Service,
    ServiceSlip,
    ServiceSlipKind,
    ServiceState,
    Session,
    SigningIn,
    SignInProblem,
    Staff,
)
from kiosk.money import COINS, ZERO, Money, Tally
from kiosk.visit.machine import Machine
from kiosk.visit.payout import HopperState
from kiosk.visit.states import Claim, ClaimReason, OpenClaim
from screens.actions import Field, UiState

READY = DeviceStatus(Condition.READY)
CASHIER, TECHNICIAN = Staff("7001", Role.CASHIER), Staff("7002", Role.TECHNICIAN)
READING = HopperReading(serial=20431, events=17, remaining=0, paid=3, unpaid=0, lifetime=4210)
LIMITS = (
    Limits("coin_box", 0, 1200, 1500),
    Limits("note_box", 0, 450, 500),
    Limits("hopper_50", 10, 80, 100),
    Limits("hopper_10", 20, 160, 200),
    Limits("hopper_5", 20, 160, 200),
    Limits("hopper_1", 20, 240, 300),
)


def _hopper(value: int, level: int, accuracy: Accuracy = Accuracy.ACCURATE_SET) -> HopperState:
    return HopperState(
        f"hopper_{value}", Money(value), READY, level, READING, accuracy, filled=level + 30, filled_at=4180
    )


JAMMED = DeviceStatus(Condition.STOPPED, (Trouble.JAM,))
HELD = Tally(((Money(1), 36), (Money(5), 48), (Money(10), 214), (Money(50), 48)))
STOCKED = Machine(
    acceptor=READY,
    receipt_printer=READY,
    document_printer=READY,
    online=True,
    acknowledged=18_204,
    cursor=AcceptorCursor(77012, 3, 118, ""),
    hoppers=(_hopper(50, 42), _hopper(10, 131), _hopper(5, 96), _hopper(1, 148)),
    cash=CashUnits(Box(HELD, accuracy=Accuracy.ACCURATE)),
)
LOW = replace(
    STOCKED,
    receipt_printer=DeviceStatus(Condition.ATTENTION, (Trouble.PAPER_LOW,)),
    hoppers=(
        replace(_hopper(50, 6, Accuracy.INACCURATE), in_doubt=2),
        _hopper(10, 131),
        replace(_hopper(5, 96, Accuracy.UNKNOWN), status=JAMMED),
        _hopper(1, 148),
    ),
)  # fmt: skip
COUNTED = ((Money(1), 36), (Money(5), 48), (Money(10), 213), (Money(20), 0), (Money(50), 48))
COUNTING = Exchange(ExchangeKind.COLLECTION, "7001", expected=HELD, counted=COUNTED[:3])
COMPARING = replace(COUNTING, counted=COUNTED, comparing=True)
REFILLING = Exchange(ExchangeKind.REFILL, "7001", "hopper_50")
LINES = tuple(CountLine(value, dict(HELD.counts).get(value, 0), dict(COUNTED)[value]) for value in COINS)
COLLECTION = CollectionReport(12, "7001", LINES, 346, 0, Accuracy.ACCURATE)
REFILL = RefillReport(5, "7001", "hopper_50", Money(50), 8, 2, 6, 40, None, Accuracy.INACCURATE)
RECOUNT = replace(REFILL, number=6, added=0, counted=5)
_OUT, _LOST = Outcome.DELIVERED, Outcome.UNKNOWN
_SOLD = PastVisit(
    "YT01-5e1f0a2b-12", "2026-09-20T06:12:00+00:00", Money(50), Money(20), Money(30), ZERO, ZERO, 1204,
    (PastPaper("YT-10000001", _OUT),), (PastSlip("receipt", _OUT),),
)  # fmt: skip
_OWED = PastVisit(
    "YT01-5e1f0a2b-11", "2026-09-20T05:58:00+00:00", Money(100), Money(40), Money(30), Money(20), Money(10),
    1203, (PastPaper("YT-10000002", _OUT), PastPaper("YT-10000003", _LOST)),
    (PastSlip("receipt", _OUT), PastSlip("claim", None)),
)  # fmt: skip
_LEFT = PastVisit(
    "YT01-5e1f0a2b-10", "2026-09-20T05:40:00+00:00", Money(15), ZERO, Money(15), ZERO, ZERO
)  # fmt: skip
BALANCES = (("owed", Money(20)), ("suspense", Money(10)), ("difference", Money(-10)), ("float", Money(3560)),
            ("collected", Money(12440)))  # fmt: skip
BOOKS = Books((_SOLD, _OWED, _LEFT) * 3, BALANCES, 18_210)
CLAIMS = tuple(
    OpenClaim(Claim(f"YT01-5e1f0a2b-{n}-c1", Money(amount), reason), "P1")
    for n, amount, reason in ((11, 20, ClaimReason.NOT_PRINTED), (7, 5, ClaimReason.OVERPAID))
)
PRINTED = ServiceSlip("service-9", ServiceSlipKind.REPORT, Outcome.DELIVERED)
FAILED = ServiceSlip("service-9", ServiceSlipKind.TEST, Outcome.NOT_DELIVERED)


def _at(state: ServiceState, machine: Machine = STOCKED, **service: object) -> Machine:
    return replace(machine, service=Service(state, **service))  # type: ignore[arg-type]


def _page(page: Page, staff: Staff = CASHIER) -> Session:
    return Session(staff, page)


MACHINES: dict[str, Machine] = {
    "service-sign-in": _at(SigningIn()),
    "service-wrong": _at(SigningIn(SignInProblem.WRONG)),
    "service-locked": _at(SigningIn(SignInProblem.LOCKED, 1_789_887_000)),
    "service-checking": _at(CheckingPin("service-1")),
    "service-overview": _at(_page(Page.OVERVIEW)),
    "service-attention": _at(_page(Page.OVERVIEW), LOW),
    "service-technician": _at(_page(Page.OVERVIEW, TECHNICIAN), LOW, closed=True),
    "service-still-open": _at(_page(Page.OVERVIEW), exchange=COUNTING),
    "service-collection": _at(_page(Page.COLLECTION)),
    "service-counting": _at(_page(Page.COLLECTION), exchange=COUNTING),
    "service-comparing": _at(_page(Page.COLLECTION), exchange=COMPARING),
    "service-collected": _at(replace(_page(Page.COLLECTION), report=COLLECTION, slip=PRINTED)),
    "service-refill": _at(_page(Page.REFILL), LOW),
    "service-filling": _at(_page(Page.REFILL), LOW, exchange=REFILLING),
    "service-filled": _at(replace(_page(Page.REFILL), report=REFILL, slip=PRINTED)),
    "service-recounted": _at(replace(_page(Page.REFILL), report=RECOUNT, slip=FAILED)),
    "service-devices": _at(replace(_page(Page.DEVICES, TECHNICIAN), asked="hopper_50", answered=True), LOW),
    "service-visits": _at(replace(_page(Page.VISITS), books=BOOKS)),
    "service-reading": _at(_page(Page.VISITS)),
    "service-claims": _at(replace(_page(Page.CLAIMS), books=BOOKS), replace(STOCKED, claims=CLAIMS)),
    "closed-staff": replace(STOCKED, service=Service(closed=True)),
    "service-still-there": replace(_at(_page(Page.OVERVIEW)), asking_still_there=True),
}
_FIGURE = UiState("zh-TW", typing=Field.FIGURE, figure="48")
UIS: dict[str, UiState] = {
    "service-sign-in": UiState("zh-TW", typing=Field.PIN, staff="7001", pin="246802"),
    "service-wrong": UiState("zh-TW", typing=Field.STAFF),
    "service-counting": _FIGURE,
    "service-filling": replace(_FIGURE, figure="40"),
}
