"""POST /api/v1/orders issues papers, once per order id; GET tells how an order stands."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field, model_validator

from central.api.common import (
    MOST_COPIES,
    CallingKiosk,
    Central,
    Choice,
    DocumentCode,
    ErrorBody,
    Fee,
    Id,
    PersonId,
    Problem,
    QuarantinedBody,
    Strict,
    TrustedKiosk,
    errors,
)
from central.ordering import (
    DifferentBody,
    FeeChanged,
    NotEligible,
    Placed,
    Refused,
    TooManyCopies,
    UnknownChoice,
    UnknownDocument,
    UnknownPerson,
    Wanted,
    WantedLine,
    find_order,
    place_order,
    state_now,
)
from central.papers import answer_of

router = APIRouter()
MOST_LINES = 20

StateName = Literal["issued", "paid", "delivered", "partly-delivered", "expired"]
CopyStateName = Literal["issued", "delivered", "void", "unknown-delivery"]


class LineBody(Strict):
    code: DocumentCode
    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)]
    fee: Fee
    choice: Choice = ""


class OrderBody(Strict):
    """`fee` is what the person saw and confirmed, per copy."""

    order_id: Id
    visit_id: Id
    person_id: PersonId
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=MOST_LINES)]

    @model_validator(mode="after")
    def _each_code_once(self) -> Self:
        if len({(line.code, line.choice) for line in self.lines}) != len(self.lines):
            raise ValueError("a code twice, with the same choice")
        return self


class HolderAnswer(BaseModel):
    number: str
    name_zh: str


class DocumentAnswer(BaseModel):
    """One copy; `choice` is what was chosen beside its code.

    `data_sha256` is over the canonical JSON of `data`; `payload` is the URL's signed part.
    """

    copy_serial: str
    code: str
    choice: str
    person_id: str
    holder: HolderAnswer
    template: str
    data: dict[str, Any]
    data_sha256: str
    verify_url: str
    payload: str


class OrderAnswer(BaseModel):
    order_id: str
    state: StateName
    price: int
    documents: list[DocumentAnswer]


class CopyAnswer(BaseModel):
    copy_serial: str
    code: str
    state: CopyStateName


class OrderStateAnswer(BaseModel):
    order_id: str
    state: StateName
    price: int
    receipt_no: int | None
    copies: list[CopyAnswer]


class OrderRefusedBody(ErrorBody):
    """403 and 404: which document, and for 403 the reason in words."""

    code: str = ""
    why_not_zh: str = ""
    why_not_en: str = ""


class OrderConflictBody(ErrorBody):
    """409: fee-changed says which and how much now; different-body says no more."""

    code: str = ""
    fee: int = 0


@router.post(
    "/orders",
    status_code=201,
    responses={
        200: {"model": OrderAnswer, "description": "the same order again"},
        **errors(e403=OrderRefusedBody, e404=OrderRefusedBody, e409=OrderConflictBody, e423=QuarantinedBody),
    },
)
def post_order(body: OrderBody, kiosk_id: TrustedKiosk, services: Central, response: Response) -> OrderAnswer:
    lines = tuple(WantedLine(line.code, line.copies, line.fee, line.choice) for line in body.lines)
    wanted = Wanted(body.order_id, body.visit_id, body.person_id, lines)
    now = services.clock.now()
    result = place_order(services, kiosk_id, wanted, now)
    if not isinstance(result, Placed):
        raise _problem(result)
    response.status_code = 201 if result.created else 200
    order = result.order
    base = services.settings.verify_base
    return OrderAnswer.model_validate(
        {
            "order_id": order.order_id,
            "state": state_now(order, services.settings.order_valid_h, now),
            "price": order.price,
            "documents": [answer_of(copy, order.student.person_id, base) for copy in order.copies],
        }
    )


@router.get("/orders/{order_id}", responses=errors(e404=ErrorBody))
def get_order(order_id: Annotated[Id, Path()], kiosk_id: CallingKiosk, services: Central) -> OrderStateAnswer:
    now = services.clock.now()
    with services.database.reading() as session:
        order = find_order(session, kiosk_id, order_id)
        if order is None:
            raise Problem(404, "unknown-order")
        return OrderStateAnswer.model_validate(
            {
                "order_id": order.order_id,
                "state": state_now(order, services.settings.order_valid_h, now),
                "price": order.price,
                "receipt_no": order.receipt_no,
                "copies": [
                    {"copy_serial": copy.serial, "code": copy.code, "state": copy.state.value}
                    for copy in order.copies
                ],
            }
        )


def _problem(refused: Refused) -> Problem:
    match refused:
        case DifferentBody():
            return Problem(409, "different-body")
        case FeeChanged(code, fee):
            return Problem(409, "fee-changed", code=code, fee=fee)
        case UnknownPerson():
            return Problem(404, "unknown-person")
        case UnknownDocument(code):
            return Problem(404, "unknown-document", code=code)
        case UnknownChoice(code):
            return Problem(404, "unknown-choice", code=code)
        case TooManyCopies(code, most):
            return Problem(
                403,
                "not-eligible",
                code=code,
                why_not_zh=f"一次最多 {most} 份。",
                why_not_en=f"At most {most} copies at a time.",
            )
        case NotEligible(offer):
            return Problem(
                403,
                "not-eligible",
                code=offer.kind.code,
                why_not_zh=offer.refusal_zh,
                why_not_en=offer.refusal_en,
            )
