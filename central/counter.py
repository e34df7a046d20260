"""What a cashier sees: a claim, its owner, its holder and its history; and what the counter paid today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as time_of_day

from sqlalchemy import select
from sqlalchemy.orm import Session

from central import codes
from central.claims import standing
from central.clock import TAIPEI, local_day
from central.holding import Standing
from central.models import Claim, ClaimDeed, Deed, Kiosk, Student

IN_CONTACT = timedelta(seconds=30)  # a machine without news asks every few seconds
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Owner:
    number: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Machine:
    """`seen_at` is None for one that never called."""

    kiosk_id: str
    place_zh: str
    seen_at: datetime | None
    in_contact: bool
    locked: bool  # quarantined: what it tells is not believed any more


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    deed: Deed
    who: str
    at_counter: bool
    detail: str


@dataclass(frozen=True, slots=True)
class ClaimSeen:
    """`holder` is None while no machine holds it; `owner` for money that nobody identified for."""

    key: tuple[str, str]
    amount: int
    reason: str
    issued_by: Machine
    opened_at: datetime
    standing: Standing
    holder: Machine | None
    owner: Owner | None
    history: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    key: tuple[str, str]
    amount: int
    at: datetime
    who: str


def key_of_code(session: Session, code: str) -> tuple[str, str] | None:
    """Of the claim that this code, as typed from a slip, belongs to."""
    whole = codes.whole_claim_code(code)
    if whole is None:
        return None
    found = session.scalars(select(Claim).where(Claim.code_sha256 == codes.code_hash(whole))).one_or_none()
    return None if found is None else (found.kiosk_id, found.claim_id)


def claims_of_number(session: Session, number: str, now: datetime) -> list[ClaimSeen] | None:
    """Newest first; None when nobody has this student number."""
    student = session.scalars(select(Student).where(Student.number == number.strip().upper())).one_or_none()
    if student is None:
        return None
    chosen = select(Claim).where(Claim.person_id == student.person_id)
    found = session.scalars(chosen.order_by(Claim.opened_at.desc(), Claim.claim_id).limit(MOST_SHOWN))
    return [_seen(session, claim, now) for claim in found]


def claim_seen(session: Session, key: tuple[str, str], now: datetime) -> ClaimSeen | None:
    claim = session.get(Claim, key)
    return None if claim is None else _seen(session, claim, now)


def paid_today(session: Session, now: datetime) -> list[Payment]:
    """What this counter paid since midnight in Taiwan, newest first."""
    midnight = datetime.combine(local_day(now), time_of_day(), TAIPEI)
    chosen = (
        select(ClaimDeed, Claim.amount)
        .join(Claim, (Claim.kiosk_id == ClaimDeed.kiosk_id) & (Claim.claim_id == ClaimDeed.claim_id))
        .where(ClaimDeed.deed == Deed.PAID, ClaimDeed.at_counter, ClaimDeed.at >= midnight)
        .order_by(ClaimDeed.id.desc())
    )
    return [
        Payment((deed.kiosk_id, deed.claim_id), amount, deed.at, deed.who)
        for deed, amount in session.execute(chosen)
    ]


def _seen(session: Session, claim: Claim, now: datetime) -> ClaimSeen:
    found = session.scalars(select(Student).where(Student.person_id == claim.person_id)).one_or_none()
    owner = None if found is None else Owner(found.number, found.name_zh, found.name_en)
    return ClaimSeen(
        key=(claim.kiosk_id, claim.claim_id),
        amount=claim.amount,
        reason=claim.reason,
        issued_by=_machine(session.get_one(Kiosk, claim.kiosk_id), now),
        opened_at=claim.opened_at,
        standing=standing(claim),
        holder=_holder(session, claim.holder, now),
        owner=owner,
        history=tuple(
            Happened(deed.at, deed.deed, deed.who, deed.at_counter, deed.detail) for deed in claim.deeds
        ),
    )


def _holder(session: Session, holder: str, now: datetime) -> Machine | None:
    kiosk = session.get(Kiosk, holder)
    return None if kiosk is None else _machine(kiosk, now)


def _machine(kiosk: Kiosk, now: datetime) -> Machine:
    in_contact = kiosk.seen_at is not None and now - kiosk.seen_at <= IN_CONTACT
    locked = kiosk.quarantined_seq is not None
    return Machine(kiosk.kiosk_id, kiosk.place_zh, kiosk.seen_at, in_contact and not locked, locked)
