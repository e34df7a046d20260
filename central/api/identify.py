"""POST /api/v1/identify: who stands at the kiosk, and what may be bought."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from central.api.common import Central, ErrorBody, Id, Problem, QuarantinedBody, Strict, TrustedKiosk, errors
from central.clock import local_day
from central.identification import Identified, NoMatch, TooMany, identify
from central.models import Student
from central.offers import Offered, offers_for
from central.record import STATUS_EN, STATUS_ZH
from central.records import find_with_record, record_of

router = APIRouter()

Typed = Annotated[str, StringConstraints(max_length=16_384)]
"""As it came from the screen: nonsense is answered like a wrong number, so its form is not checked here."""


class IdentifyBody(Strict):
    visit_id: Id
    number: Typed
    birthday: Typed


class PersonAnswer(BaseModel):
    person_id: str
    number: str
    name_zh: str
    name_en: str
    department_zh: str
    department_en: str
    status_zh: str
    status_en: str


class OptionAnswer(BaseModel):
    """Something to choose beside the kind; `key` is the order line's `choice`."""

    key: str
    name_zh: str
    name_en: str


class OfferAnswer(BaseModel):
    """The first of `choices` is what an order without a choice gets.

    `why_not` is a key, empty when it may be ordered; the sentences say why not and where to go.
    """

    code: str
    name_zh: str
    name_en: str
    fee: int
    delivery: Literal["printed-now", "counter", "mail"]
    most_copies: int
    note_zh: str
    note_en: str
    why_not: str
    why_not_zh: str
    why_not_en: str
    choices: list[OptionAnswer]


class IdentifyAnswer(BaseModel):
    person: PersonAnswer
    offers: list[OfferAnswer]


class TooManyBody(ErrorBody):
    retry_after_s: int


@router.post("/identify", responses=errors(e403=ErrorBody, e423=QuarantinedBody, e429=TooManyBody))
def post_identify(body: IdentifyBody, kiosk_id: TrustedKiosk, services: Central) -> IdentifyAnswer:
    """One answer (403 no-match) for an unknown number, a wrong birthday and nonsense."""
    now = services.clock.now()
    with services.database.writing() as session:
        result = identify(session, services.settings, kiosk_id, body.number, body.birthday, now)
    match result:
        case TooMany(retry_after_s):
            raise Problem(429, "too-many", retry_after_s=retry_after_s)
        case NoMatch():
            raise Problem(403, "no-match")
        case Identified(student_id):
            return _answer(services, student_id)


def _answer(services: Central, student_id: int) -> IdentifyAnswer:
    with services.database.reading() as session:
        student = find_with_record(session, Student.id == student_id)
    if student is None:
        raise Problem(403, "no-match")  # removed a moment ago
    record = record_of(student)
    offers = offers_for(services.catalogue, record, local_day(services.clock.now()))
    person = PersonAnswer(
        person_id=student.person_id,
        number=record.number,
        name_zh=record.name_zh,
        name_en=record.name_en,
        department_zh=record.department_zh,
        department_en=record.department_en,
        status_zh=STATUS_ZH[record.status],
        status_en=STATUS_EN[record.status],
    )
    return IdentifyAnswer(person=person, offers=[_offer(offer) for offer in offers])


def _offer(offer: Offered) -> OfferAnswer:
    kind = offer.kind
    return OfferAnswer(
        code=kind.code,
        name_zh=kind.name_zh,
        name_en=kind.name_en,
        fee=offer.fee.amount,
        delivery=kind.delivery.value,
        most_copies=kind.most_copies,
        note_zh=offer.note_zh,
        note_en=offer.note_en,
        why_not=offer.refusal,
        why_not_zh=offer.refusal_zh,
        why_not_en=offer.refusal_en,
        choices=[
            OptionAnswer(key=one.key, name_zh=one.name_zh, name_en=one.name_en) for one in offer.choices
        ],
    )
