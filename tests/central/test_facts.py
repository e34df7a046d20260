"""What the journal tells is applied once, or parked with a reason and an alarm."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy import select

from central.models import Alarm, Claim, Journal, Visit
from kiosk.codec import encode
from kiosk.devices import Outcome
from kiosk.money import Money
from kiosk.slips.claim_code import claim_code
from kiosk.visit.facts import ClaimIssued, CopyDelivered, Fact, OrderPaid, VisitClosed
from kiosk.visit.states import ClaimReason
from tests.central.bench import Bench, JournalWriter, sealed

ORDER = "KIOSK-1-v1-1"
COPY, SECOND = "115T0000001", "115T0000002"


class Telling:
    """Orders two copies and ships one row at a time."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.person_id = bench.person_id()
        bench.order(copies=2, person_id=self.person_id)
        self.writer = JournalWriter()

    def tell(self, kind: str, **body: Any) -> tuple[str, str]:
        """What became of the row and why."""
        self.writer.add(kind, **body)
        assert self.bench.ship(self.writer.rows[-1:]).status_code == 200
        with self.bench.database.reading() as session:
            row = session.get_one(Journal, ("KIOSK-1", self.writer.rows[-1]["seq"]))
            return row.state.value, row.reason

    def paid(self, **change: Any) -> tuple[str, str]:
        body = {"order_id": ORDER, "person_id": self.person_id, "price": 40, "inserted": 50, "receipt_no": 7}
        return self.tell("OrderPaid", **(body | change))

    def copy(self, serial: str, outcome: str, **change: Any) -> tuple[str, str]:
        body = {"order_id": ORDER, "copy_serial": serial, "outcome": outcome}
        return self.tell("CopyDelivered", **(body | change))

    def order(self) -> Any:
        return self.bench.get(f"orders/{ORDER}").json()

    def states(self) -> tuple[str, list[str]]:
        order = self.order()
        return order["state"], [copy["state"] for copy in order["copies"]]

    def alarms(self) -> list[tuple[str, str]]:
        with self.bench.database.reading() as session:
            return [(alarm.kind, alarm.detail) for alarm in session.scalars(select(Alarm).order_by(Alarm.id))]


APPLIED = ("applied", "")


def test_order_is_paid_then_delivered(bench: Bench) -> None:
    told = Telling(bench)
    assert told.paid() == APPLIED
    assert told.states() == ("paid", ["issued", "issued"])
    assert told.order()["receipt_no"] == 7
    assert told.copy(COPY, "delivered") == APPLIED
    assert told.states() == ("paid", ["delivered", "issued"])
    assert told.copy(SECOND, "delivered") == APPLIED
    assert told.states() == ("delivered", ["delivered", "delivered"])
    assert told.alarms() == []


@pytest.mark.parametrize(
    ("outcomes", "states"),
    [
        (("delivered", "not-delivered"), ("partly-delivered", ["delivered", "void"])),
        (("unknown", "delivered"), ("partly-delivered", ["unknown-delivery", "delivered"])),
        (("not-delivered", "not-delivered"), ("partly-delivered", ["void", "void"])),
    ],
)
def test_order_that_did_not_all_come_out(
    bench: Bench, outcomes: tuple[str, str], states: tuple[str, list[str]]
) -> None:
    told = Telling(bench)
    told.paid()
    told.copy(COPY, outcomes[0])
    told.copy(SECOND, outcomes[1])
    assert told.states() == states


def test_copy_printed_at_the_second_try_is_delivered(sqlite_bench: Bench) -> None:
    told = Telling(sqlite_bench)
    told.paid()
    for outcome in ("not-delivered", "unknown", "delivered", "delivered"):
        assert told.copy(COPY, outcome) == APPLIED
    assert told.copy(COPY, "not-delivered") == ("parked", "delivered-before")
    assert told.states() == ("paid", ["delivered", "issued"])


def test_payment_after_expiry_counts(sqlite_bench: Bench) -> None:
    told = Telling(sqlite_bench)
    sqlite_bench.clock.passes(days=30)
    assert told.order()["state"] == "expired"
    assert told.paid() == APPLIED
    assert told.order()["state"] == "paid"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"order_id": "KIOSK-1-v9-1"}, "unknown-order"),
        ({"person_id": "P0000000000000000"}, "other-person"),
        ({"price": 20}, "other-price"),
        ({"price": "40"}, "malformed-body"),
        ({"price": -1}, "malformed-body"),
        ({"price": True}, "malformed-body"),
        ({"price": 10**30}, "malformed-body"),
        ({"receipt_no": 0}, "malformed-body"),
        ({"order_id": "\x00"}, "malformed-body"),
        ({"order_id": ["KIOSK-1-v1-1"]}, "malformed-body"),
        ({"price": {"amount": 40}}, "malformed-body"),
        ({"price": 40.0}, "malformed-body"),
    ],
)
def test_payment_that_does_not_fit_is_kept_and_parked(
    bench: Bench, change: dict[str, Any], reason: str
) -> None:
    told = Telling(bench)
    assert told.paid(**change) == ("parked", reason)
    assert told.states() == ("issued", ["issued", "issued"])
    assert told.alarms() == [("parked", f"OrderPaid: {reason}")]
    assert told.paid() == APPLIED  # the journal goes on


def test_second_payment_of_one_order_is_parked(bench: Bench) -> None:
    told = Telling(bench)
    told.paid()
    assert told.paid(receipt_no=8) == ("parked", "paid-before")
    assert told.order()["receipt_no"] == 7


def test_same_rows_again_are_not_applied_again(bench: Bench) -> None:
    told = Telling(bench)
    told.paid()
    told.tell("ClaimIssued", claim_id="v1-c1", amount=10, reason="overpaid", person_id=told.person_id)
    for _ in range(3):
        assert bench.ship(told.writer.rows).json()["acked_seq"] == 2
    with bench.database.reading() as session:
        assert len(session.scalars(select(Claim)).all()) == 1
    assert told.alarms() == []


def test_other_kiosks_order_is_unknown(bench: Bench) -> None:
    told = Telling(bench)
    writer = JournalWriter()
    writer.add("OrderPaid", order_id=ORDER, person_id=told.person_id, price=40, inserted=40, receipt_no=1)
    bench.ship(writer.rows, "KIOSK-2")
    assert told.states() == ("issued", ["issued", "issued"])
    assert told.alarms() == [("parked", "OrderPaid: unknown-order")]


def test_delivery_of_an_unknown_copy_is_parked_and_of_an_unpaid_order_alarms(bench: Bench) -> None:
    told = Telling(bench)
    assert told.copy("115T9999999", "delivered") == ("parked", "unknown-copy")
    assert told.copy(COPY, "delivered", order_id="KIOSK-1-v9-1") == ("parked", "unknown-order")
    assert told.copy(COPY, "eaten") == ("parked", "malformed-body")
    assert told.copy(COPY, "delivered") == APPLIED
    assert told.alarms()[-1] == ("delivered-unpaid", f"{ORDER} {COPY}")
    assert told.states() == ("issued", ["delivered", "issued"])
    told.copy(SECOND, "delivered")
    assert told.paid() == APPLIED
    assert told.states()[0] == "delivered"


def test_claim_opens_with_the_code_that_the_slip_shows(bench: Bench) -> None:
    told = Telling(bench)
    body = {"claim_id": "v1-c1", "amount": 10, "reason": "overpaid", "person_id": told.person_id}
    assert told.tell("ClaimIssued", **body) == APPLIED
    assert told.tell("ClaimIssued", **body) == ("parked", "claim-before")
    assert told.tell("ClaimIssued", **(body | {"claim_id": "v1-c2", "amount": 0})) == APPLIED
    with bench.database.reading() as session:
        claim = session.get_one(Claim, ("KIOSK-1", "v1-c1"))
    assert (claim.amount, claim.reason, claim.state) == (10, "overpaid", "open")
    # What the kiosk prints, by the kiosk's own reckoning.
    key = bytes.fromhex(bench.trial.kiosks["KIOSK-1"].claim_key)
    shown = claim_code(key, "v1-c1").replace("-", "")
    assert hashlib.sha256(shown.encode()).hexdigest() == claim.code_sha256


def test_claims_of_two_kiosks_may_share_an_id(bench: Bench) -> None:
    told = Telling(bench)
    body: dict[str, Any] = {"claim_id": "v1-c1", "amount": 10, "reason": "overpaid", "person_id": ""}
    assert told.tell("ClaimIssued", **body) == APPLIED
    writer = JournalWriter()
    writer.add("ClaimIssued", **body)
    bench.ship(writer.rows, "KIOSK-2")
    assert told.alarms() == []


@pytest.mark.parametrize(
    ("money", "balanced"),
    [
        ({"inserted": 50, "price": 40, "paid_out": 0, "owed": 10, "suspense": 0}, True),
        ({"inserted": 50, "price": 20, "paid_out": 20, "owed": 5, "suspense": 5}, True),
        ({"inserted": 0, "price": 0, "paid_out": 0, "owed": 0, "suspense": 0}, True),
        ({"inserted": 50, "price": 40, "paid_out": 0, "owed": 0, "suspense": 0}, False),
        ({"inserted": 40, "price": 40, "paid_out": 0, "owed": 10, "suspense": 0}, False),
    ],
)
def test_closed_visit_must_balance(bench: Bench, money: dict[str, int], balanced: bool) -> None:
    told = Telling(bench)
    assert told.tell("VisitClosed", visit_id="v1", **money) == APPLIED
    with bench.database.reading() as session:
        visit = session.get_one(Visit, ("KIOSK-1", "v1"))
    assert visit.balanced is balanced
    assert [kind for kind, _ in told.alarms()] == ([] if balanced else ["unbalanced"])
    assert told.tell("VisitClosed", visit_id="v1", **money) == ("parked", "closed-before")


@pytest.mark.parametrize("redeemed", [29, 30, 31])
def test_claims_paid_into_a_visit_count_as_money_that_came_in(sqlite_bench: Bench, redeemed: int) -> None:
    told = Telling(sqlite_bench)
    money = {"inserted": 10, "price": 40, "paid_out": 0, "owed": 0, "suspense": 0, "redeemed": redeemed}
    assert told.tell("VisitClosed", visit_id="v1", **money) == APPLIED
    with sqlite_bench.database.reading() as session:
        assert session.get_one(Visit, ("KIOSK-1", "v1")).balanced is (redeemed == 30)


@pytest.mark.parametrize(
    "body", ["", "null", "[]", "{", "[" * 30_000, '{"order_id":1e999}', '{"a":"\\ud800"}']
)
@pytest.mark.parametrize(
    "kind",
    [
        "OrderPaid",
        "CopyDelivered",
        "ClaimIssued",
        "ClaimRedeemed",
        "ClaimHandedOver",
        "ClaimTakenOver",
        "VisitClosed",
    ],
)
def test_body_that_is_no_fact_is_parked(sqlite_bench: Bench, kind: str, body: str) -> None:
    writer = JournalWriter()
    writer.add(kind)
    row = sealed({**writer.rows[0], "body": body})
    assert sqlite_bench.ship([row]).status_code == 200
    with sqlite_bench.database.reading() as session:
        kept = session.scalars(select(Journal)).one()
        assert (kept.state.value, kept.reason, kept.body) == ("parked", "malformed-body", body)


def test_other_kinds_are_only_stored(sqlite_bench: Bench) -> None:
    told = Telling(sqlite_bench)
    assert told.tell("CoinsRead", device="coin_acceptor") == ("stored", "")
    assert told.tell("Unheard.of") == ("stored", "")


def test_rows_as_the_kiosk_itself_writes_them_are_understood(bench: Bench) -> None:
    """The kiosk's own encoder, so that both sides mean the same."""
    told = Telling(bench)
    facts: list[Fact] = [
        OrderPaid(ORDER, told.person_id, Money(40), Money(50), 7),
        CopyDelivered(ORDER, COPY, Outcome.DELIVERED),
        CopyDelivered(ORDER, SECOND, Outcome.UNKNOWN),
        ClaimIssued("v1-c1", Money(10), ClaimReason.OVERPAID, told.person_id),
        VisitClosed("v1", Money(50), Money(40), Money(0), Money(10), Money(0)),
    ]
    for fact in facts:
        kind, body, personal = encode(fact)
        assert personal == ""
        assert told.tell(kind, **json.loads(body)) == APPLIED, kind
    assert told.states() == ("partly-delivered", ["delivered", "unknown-delivery"])
    assert told.alarms() == []
