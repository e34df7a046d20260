"""Applies what a kiosk's journal tells: payments, deliveries, claims, closed visits.

A fact is never refused. What cannot be applied is parked with a reason, and an alarm calls a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from central import claims, codes
from central.chain import JournalRow
from central.models import (
    Alarm,
    Claim,
    ClaimState,
    Copy,
    CopyState,
    Deed,
    Kiosk,
    Order,
    OrderState,
    RowState,
    Student,
    Visit,
)

MOST_MONEY = 1_000_000  # NT$; more than a machine can hold

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
PersonId = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{0,20}$")]
Amount = Annotated[int, Field(ge=0, le=MOST_MONEY, strict=True)]


class _Fact(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)  # the kiosk may say more than is needed here


class OrderPaid(_Fact):
    order_id: Id
    person_id: PersonId
    price: Amount
    inserted: Amount
    receipt_no: Annotated[int, Field(ge=1, le=2**53, strict=True)]


class CopyDelivered(_Fact):
    order_id: Id
    copy_serial: Id
    outcome: Literal["delivered", "not-delivered", "unknown"]


class ClaimIssued(_Fact):
    claim_id: Id
    amount: Amount
    reason: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    person_id: PersonId


class ClaimMoved(_Fact):
    """ClaimRedeemed, ClaimHandedOver and ClaimTakenOver alike."""

    claim_id: Id
    amount: Amount


class VisitClosed(_Fact):
    visit_id: Id
    inserted: Amount
    price: Amount
    paid_out: Amount
    owed: Amount
    suspense: Amount
    redeemed: Amount = 0


@dataclass(frozen=True, slots=True)
class Telling:
    """One row being applied: where it came from and what may be written."""

    session: Session
    kiosk: Kiosk
    row: JournalRow
    now: datetime

    def alarm(self, kind: str, detail: str) -> None:
        raise_alarm(self.session, self.kiosk.kiosk_id, self.row.seq, kind, detail, self.now)


def raise_alarm(session: Session, kiosk_id: str, seq: int, kind: str, detail: str, now: datetime) -> None:
    session.add(Alarm(kiosk_id=kiosk_id, seq=seq, kind=kind, detail=detail, raised_at=now))


def apply_row(session: Session, kiosk: Kiosk, row: JournalRow, now: datetime) -> tuple[RowState, str]:
    """What became of the row, and why it was parked."""
    known = FACTS.get(row.kind)
    if known is None:
        return RowState.STORED, ""
    telling = Telling(session, kiosk, row, now)
    model, handle = known
    try:
        reason = handle(telling, model.model_validate_json(row.body))
    except ValidationError:
        reason = "malformed-body"
    if not reason:
        return RowState.APPLIED, ""
    telling.alarm("parked", f"{row.kind}: {reason}")
    return RowState.PARKED, reason


def _order_paid(telling: Telling, fact: OrderPaid) -> str:
    order = _order(telling, fact.order_id)
    if order is None:
        return "unknown-order"
    if order.paid_seq is not None:
        return "paid-before"
    student = telling.session.get_one(Student, order.student_id)
    if student.person_id != fact.person_id:
        return "other-person"
    if order.price != fact.price:
        return "other-price"
    order.paid_seq = telling.row.seq
    order.inserted = fact.inserted
    order.receipt_no = fact.receipt_no
    order.state = _state_after(order)
    return ""


def _copy_delivered(telling: Telling, fact: CopyDelivered) -> str:
    order = _order(telling, fact.order_id)
    if order is None:
        return "unknown-order"
    copy = next((copy for copy in order.copies if copy.serial == fact.copy_serial), None)
    if copy is None:
        return "unknown-copy"
    after = _copy_state(fact)
    if copy.state is CopyState.DELIVERED and after is not CopyState.DELIVERED:
        return "delivered-before"
    copy.state = after
    order.state = _state_after(order)
    if order.paid_seq is None and after is not CopyState.VOID:
        telling.alarm("delivered-unpaid", f"{order.order_id} {copy.serial}")
    return ""


def _claim_issued(telling: Telling, fact: ClaimIssued) -> str:
    code = codes.claim_code(bytes.fromhex(telling.kiosk.claim_key), fact.claim_id)
    claim = Claim(
        claim_id=fact.claim_id,
        kiosk_id=telling.kiosk.kiosk_id,
        seq=telling.row.seq,
        person_id=fact.person_id,
        amount=fact.amount,
        reason=fact.reason,
        code_sha256=codes.code_hash(code),
        state=ClaimState.OPEN,
        holder=telling.kiosk.kiosk_id,
        wanted_by="",
        blocked=False,
        opened_at=telling.now,
    )
    return "" if claims.opened(telling.session, claim) else "claim-before"


def _claim_deed(deed: Deed) -> Callable[[Telling, ClaimMoved], str]:
    def handle(telling: Telling, fact: ClaimMoved) -> str:
        told = claims.Told(telling.kiosk.kiosk_id, telling.row.seq, fact.claim_id, fact.amount)
        return claims.machine_did(telling.session, told, deed, telling.now)

    return handle


def _visit_closed(telling: Telling, fact: VisitClosed) -> str:
    kiosk_id = telling.kiosk.kiosk_id
    if telling.session.get(Visit, (kiosk_id, fact.visit_id)) is not None:
        return "closed-before"
    out = fact.price + fact.paid_out + fact.owed + fact.suspense
    balanced = fact.inserted + fact.redeemed == out
    telling.session.add(
        Visit(
            kiosk_id=kiosk_id,
            visit_id=fact.visit_id,
            seq=telling.row.seq,
            inserted=fact.inserted,
            price=fact.price,
            paid_out=fact.paid_out,
            owed=fact.owed,
            suspense=fact.suspense,
            redeemed=fact.redeemed,
            balanced=balanced,
        )
    )
    if not balanced:
        telling.alarm(
            "unbalanced", f"{fact.visit_id}: in {fact.inserted + fact.redeemed}, accounted for {out}"
        )
    return ""


def _order(telling: Telling, order_id: str) -> Order | None:
    """The order if it is this kiosk's; another kiosk's is as unknown as none."""
    return telling.session.scalars(
        select(Order)
        .where(Order.order_id == order_id, Order.kiosk_id == telling.kiosk.kiosk_id)
        .options(selectinload(Order.copies).load_only(Copy.serial, Copy.state, Copy.order_id))
    ).one_or_none()


def _copy_state(fact: CopyDelivered) -> CopyState:
    match fact.outcome:
        case "delivered":
            return CopyState.DELIVERED
        case "not-delivered":
            return CopyState.VOID
        case "unknown":
            return CopyState.UNKNOWN_DELIVERY
    assert_never(fact.outcome)


def _state_after(order: Order) -> OrderState:
    """From what is known of payment and copies. An order without copies is a counter's to finish."""
    states = {copy.state for copy in order.copies}
    if order.paid_seq is None:
        return OrderState.ISSUED
    if not states or CopyState.ISSUED in states:
        return OrderState.PAID
    return OrderState.DELIVERED if states == {CopyState.DELIVERED} else OrderState.PARTLY_DELIVERED


FACTS: dict[str, tuple[type[_Fact], Callable[[Telling, Any], str]]] = {
    "OrderPaid": (OrderPaid, _order_paid),
    "CopyDelivered": (CopyDelivered, _copy_delivered),
    "ClaimIssued": (ClaimIssued, _claim_issued),
    "ClaimRedeemed": (ClaimMoved, _claim_deed(Deed.PAID)),
    "ClaimHandedOver": (ClaimMoved, _claim_deed(Deed.HANDED_OVER)),
    "ClaimTakenOver": (ClaimMoved, _claim_deed(Deed.TAKEN_OVER)),
    "VisitClosed": (VisitClosed, _visit_closed),
}
