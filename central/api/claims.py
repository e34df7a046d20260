"""POST /api/v1/claims/fetch: a kiosk asks for what other kiosks owe the person who stands before it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from central.api.common import Central, Id, PersonId, QuarantinedBody, Strict, TrustedKiosk, errors
from central.claims import ask_for, unpaid_of

router = APIRouter()
LARGEST = 2**63 - 1


class FetchBody(Strict):
    """`head` is the number of the last row of the kiosk's journal."""

    visit_id: Id
    person_id: PersonId
    head: Annotated[int, Field(ge=0, le=LARGEST)]


class FetchedClaim(BaseModel):
    claim_id: str
    amount: int
    reason: str
    person_id: str


class FetchAnswer(BaseModel):
    """`claims` are held by the asking kiosk from now on; it says so in its journal."""

    claims: list[FetchedClaim]
    pending: int = Field(description="so many may come when it asks again in a moment")


@router.post("/claims/fetch", responses=errors(e423=QuarantinedBody))
def post_fetch(body: FetchBody, kiosk_id: TrustedKiosk, services: Central) -> FetchAnswer:
    """Each claim by itself: what could be given stays given when the answer is lost, and is given again."""
    now = services.clock.now()
    with services.database.reading() as session:
        keys = unpaid_of(session, body.person_id)
    fetched, pending = [], 0
    for key in keys:
        with services.database.writing() as session:
            claim, wait = ask_for(session, key, kiosk_id, body.head, now)
            pending += wait
            if claim is not None:
                fetched.append(
                    FetchedClaim(
                        claim_id=claim.claim_id,
                        amount=claim.amount,
                        reason=claim.reason,
                        person_id=claim.person_id,
                    )
                )
    return FetchAnswer(claims=fetched, pending=pending)
