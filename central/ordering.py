"""Issues the papers of an order, once per order id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from central.builders import Asked
from central.canonical import sha256_of
from central.clock import local_day
from central.models import Kiosk, Order, OrderLine, OrderState, Student
from central.offers import Offered, offers_for
from central.papers import make_copies
from central.records import find_with_record, record_of
from central.services import Services
from kiosk.visit.states import Delivery

EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class WantedLine:
    code: str
    copies: int
    fee: int
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order as the kiosk asks for it; its hash tells a repeat from another order with the same id."""

    order_id: str
    visit_id: str
    person_id: str
    lines: tuple[WantedLine, ...]

    def sha256(self, kiosk_id: str) -> str:
        lines = [
            [line.code, line.copies, line.fee, *([line.choice] if line.choice else [])] for line in self.lines
        ]
        return sha256_of([kiosk_id, self.order_id, self.visit_id, self.person_id, lines])


@dataclass(frozen=True, slots=True)
class Placed:
    order: Order
    created: bool


@dataclass(frozen=True, slots=True)
class DifferentBody:
    """This order id was used before, by this kiosk for something else or by another kiosk."""


@dataclass(frozen=True, slots=True)
class UnknownPerson:
    pass


@dataclass(frozen=True, slots=True)
class UnknownDocument:
    code: str


@dataclass(frozen=True, slots=True)
class NotEligible:
    offer: Offered


@dataclass(frozen=True, slots=True)
class UnknownChoice:
    """A semester, say, that this person has no published grades in."""

    code: str


@dataclass(frozen=True, slots=True)
class TooManyCopies:
    code: str
    most: int


@dataclass(frozen=True, slots=True)
class FeeChanged:
    code: str
    fee: int


Refused = (
    DifferentBody | UnknownPerson | UnknownDocument | UnknownChoice | NotEligible | TooManyCopies | FeeChanged
)


def place_order(services: Services, kiosk_id: str, wanted: Wanted, now: datetime) -> Placed | Refused:
    """Idempotent in the order id, also when both of two requests at the same time find it new."""
    try:
        with services.database.writing() as session:
            return _repeated(session, kiosk_id, wanted) or _place(session, services, kiosk_id, wanted, now)
    except IntegrityError:
        with services.database.reading() as session:
            repeated = _repeated(session, kiosk_id, wanted)
            if repeated is None:
                raise  # not the order id: our own mistake
            return repeated


def find_order(session: Session, kiosk_id: str, order_id: str) -> Order | None:
    """An order of this kiosk; those of others do not exist for it."""
    order = session.get(Order, order_id)
    return order if order is not None and order.kiosk_id == kiosk_id else None


def state_now(order: Order, valid_h: int, now: datetime) -> str:
    """The order's state in words. Expiry is computed, never stored: a payment that comes late counts."""
    if order.state is OrderState.ISSUED and now - order.created_at > timedelta(hours=valid_h):
        return EXPIRED
    return order.state.value


def _repeated(session: Session, kiosk_id: str, wanted: Wanted) -> Placed | DifferentBody | None:
    whole = (selectinload(Order.copies), joinedload(Order.student))
    order = session.get(Order, wanted.order_id, options=whole)
    if order is None:
        return None
    if order.body_sha256 != wanted.sha256(kiosk_id):
        return DifferentBody()
    return Placed(order, created=False)


def _place(
    session: Session, services: Services, kiosk_id: str, wanted: Wanted, now: datetime
) -> Placed | Refused:
    student = find_with_record(session, Student.person_id == wanted.person_id)
    if student is None:
        return UnknownPerson()
    record = record_of(student)
    day = local_day(now)
    offers = {offer.kind.code: offer for offer in offers_for(services.catalogue, record, day)}
    refused = _refusal(wanted, offers)
    if refused is not None:
        return refused
    order = Order(
        order_id=wanted.order_id,
        kiosk_id=kiosk_id,
        visit_id=wanted.visit_id,
        student=student,
        body_sha256=wanted.sha256(kiosk_id),
        price=sum(line.copies * line.fee for line in wanted.lines),
        state=OrderState.ISSUED,
        created_at=now,
        lines=[
            OrderLine(position=place, code=line.code, choice=line.choice, copies=line.copies, fee=line.fee)
            for place, line in enumerate(wanted.lines)
        ],
        copies=[],
    )
    session.add(order)
    session.flush()  # a second request with this id waits here and then finds it taken
    kiosk = session.get_one(Kiosk, kiosk_id)
    printed = [asked for asked in _asked(wanted, offers) if asked.kind.delivery is Delivery.PRINTED_NOW]
    order.copies.extend(make_copies(session, services, record, student.id, kiosk, printed, now))
    session.flush()
    return Placed(order, created=True)


def _asked(wanted: Wanted, offers: dict[str, Offered]) -> Iterator[Asked]:
    """One for each copy, with the choice that an empty one stands for."""
    for line in wanted.lines:
        offer = offers[line.code]
        default = offer.choices[0].key if offer.choices else ""
        yield from [Asked(offer.kind, line.choice or default)] * line.copies


def _refusal(wanted: Wanted, offers: dict[str, Offered]) -> Refused | None:
    for line in wanted.lines:
        offer = offers.get(line.code)
        if offer is None:
            return UnknownDocument(line.code)
        if offer.refusal:
            return NotEligible(offer)
        if line.choice and line.choice not in {option.key for option in offer.choices}:
            return UnknownChoice(line.code)
        if line.copies > offer.kind.most_copies:
            return TooManyCopies(line.code, offer.kind.most_copies)
        if line.fee != offer.fee.amount:
            return FeeChanged(line.code, offer.fee.amount)
    return None
