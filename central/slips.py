"""Decides what the holder of a slip may learn: of a receipt's order, of a claim. Never a name or a number."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, selectinload

from central import codes, holding
from central.models import Claim, ClaimState, Copy, CopyState, Journal, Kiosk, Order
from central.services import Services

RECEIPT_NUMBER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]{0,31})-([0-9]{8,16})")
NO_KEY = bytes(32)
NO_MACHINE_YET = datetime(2026, 1, 1, tzinfo=UTC)
CLOCK_AHEAD = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the order. `papers` are serial and state of each copy; empty for what a counter hands out."""

    name_zh: str
    name_en: str
    copies: int
    fee: int
    papers: tuple[tuple[str, CopyState], ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """A claim of the same visit, without what would redeem it."""

    amount: int
    state: ClaimState
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceiptFound:
    """`paid_at` is by the machine's clock, as printed; None where that cannot be right."""

    number: str
    place_zh: str
    paid_at: datetime | None
    price: int
    items: tuple[Item, ...]
    owed: tuple[Owed, ...]


class Stands(StrEnum):
    """What the holder of a claim slip has to know."""

    OPEN = "open"  # at every machine and at the counter
    MOVING = "moving"
    AT_COUNTER = "at-counter"
    IN_DOUBT = "in-doubt"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """`reason` is a word of ClaimReason, or one of a newer machine. `issued_at` as `paid_at` of a receipt.

    `paid_place_zh` is the machine that paid it, "" for the counter.
    """

    amount: int
    reason: str
    place_zh: str
    issued_at: datetime | None
    stands: Stands
    paid_at: datetime | None
    paid_place_zh: str


def find_receipt(session: Session, services: Services, number: str, code: str) -> ReceiptFound | None:
    """None for a wrong code, an unknown number, and a payment that was not reported yet.

    The code is checked before any order is looked for: who does not have it learns nothing, not even from
    how long the answer takes.
    """
    kiosk_id, receipt_no = _number_parts(number)
    kiosk = session.get(Kiosk, kiosk_id)
    key = NO_KEY if kiosk is None else bytes.fromhex(kiosk.claim_key)
    expected = codes.receipt_code(key, codes.receipt_number(kiosk_id, receipt_no))
    proven = hmac.compare_digest(codes.as_meant(code).encode(), expected.encode())
    if not proven or kiosk is None:
        return None
    order = session.scalars(
        select(Order)
        .where(Order.kiosk_id == kiosk_id, Order.receipt_no == receipt_no)
        .options(selectinload(Order.lines))
        .options(selectinload(Order.copies).load_only(Copy.serial, Copy.code, Copy.state, Copy.order_id))
        .order_by(Order.paid_seq)
    ).first()
    if order is None or order.paid_seq is None:
        return None
    return ReceiptFound(
        number=number,
        place_zh=kiosk.place_zh,
        paid_at=_moment(session, kiosk_id, order.paid_seq),
        price=order.price,
        items=_items(services, order),
        owed=_owed(session, order),
    )


def find_claim(session: Session, code: str) -> ClaimFound | None:
    """None for what is no code, an unknown claim, and one that was not reported yet."""
    whole = codes.whole_claim_code(code) or ""
    claim = session.scalars(select(Claim).where(Claim.code_sha256 == codes.code_hash(whole))).one_or_none()
    if claim is None:
        return None
    return ClaimFound(
        amount=claim.amount,
        reason=claim.reason,
        place_zh=session.get_one(Kiosk, claim.kiosk_id).place_zh,
        issued_at=_moment(session, claim.kiosk_id, claim.seq),
        stands=_stands(claim),
        paid_at=claim.paid_at,
        paid_place_zh=place_of(session, claim.holder) if claim.state is ClaimState.PAID else "",
    )


def place_of(session: Session, holder: str) -> str:
    """Where a machine stands; "" for a holder that is none."""
    kiosk = session.get(Kiosk, holder)
    return "" if kiosk is None else kiosk.place_zh


def _stands(claim: Claim) -> Stands:
    match claim:
        case Claim(state=ClaimState.PAID):
            return Stands.PAID
        case Claim(blocked=True):
            return Stands.IN_DOUBT
        case Claim(state=ClaimState.WANTED):
            return Stands.MOVING
        case Claim(holder=holding.COUNTER):
            return Stands.AT_COUNTER
        case _:
            return Stands.OPEN


def _number_parts(number: str) -> tuple[str, int]:
    """Kiosk id and consecutive number; no kiosk has the id "", which stands for what is no receipt number."""
    fits = RECEIPT_NUMBER.fullmatch(number)
    if fits is None or codes.receipt_number(fits[1], int(fits[2])) != number:
        return "", 0
    return fits[1], int(fits[2])


def _items(services: Services, order: Order) -> tuple[Item, ...]:
    items = []
    for line in order.lines:
        kind = services.catalogue.kind(line.code)
        items.append(
            Item(
                name_zh=line.code if kind is None else kind.name_zh,
                name_en="" if kind is None else kind.name_en,
                copies=line.copies,
                fee=line.fee,
                papers=tuple((copy.serial, copy.state) for copy in order.copies if copy.code == line.code),
            )
        )
    return tuple(items)


def _owed(session: Session, order: Order) -> tuple[Owed, ...]:
    """A claim does not name its order, but its journal row names the visit, and a visit pays one order."""
    row = and_(Journal.kiosk_id == Claim.kiosk_id, Journal.seq == Claim.seq)
    found = session.scalars(
        select(Claim)
        .join(Journal, row)
        .where(Claim.kiosk_id == order.kiosk_id, Journal.visit_id == order.visit_id)
        .order_by(Claim.seq)
    )
    return tuple(Owed(claim.amount, claim.state, claim.paid_at) for claim in found)


def _moment(session: Session, kiosk_id: str, seq: int) -> datetime | None:
    """When the machine says that this row happened, unless nobody could believe it."""
    row = session.get_one(Journal, (kiosk_id, seq))
    try:
        told = datetime.fromisoformat(row.wall_utc)
    except ValueError:
        return None
    if told.tzinfo is None or not NO_MACHINE_YET <= told <= row.received_at + CLOCK_AHEAD:
        return None
    return told
