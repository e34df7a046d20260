"""What all resources share: who calls, how errors look, the shapes of ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import JSONResponse

from central.auth import authenticate
from central.models import Kiosk
from central.services import Services

MOST_COPIES = 99
MOST_FEE = 100_000

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
PersonId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,20}$")]
DocumentCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,11}$")]
Choice = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,40}$")]
Fee = Annotated[int, Field(ge=0, le=MOST_FEE, strict=True)]


class Strict(BaseModel):
    """A request: no unknown keys, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ErrorBody(BaseModel):
    """Every error looks like this; some say more."""

    model_config = ConfigDict(extra="forbid")
    error: str


class QuarantinedBody(ErrorBody):
    seq: int


class Problem(Exception):
    """Ends a request with this status and {"error": ...}."""

    def __init__(self, status: int, error: str, **more: str | int) -> None:
        super().__init__(error)
        self.status = status
        self.body: Mapping[str, str | int] = {"error": error, **more}


def answer(problem: Problem) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None
    return JSONResponse(dict(problem.body), problem.status, headers)


def services_of(request: Request) -> Services:
    return cast(Services, request.app.state.services)


Central = Annotated[Services, Depends(services_of)]


def known_kiosk(
    services: Central,
    x_kiosk: Annotated[str, Header(description="the kiosk's id")] = "",
    authorization: Annotated[str, Header(description="Bearer and the kiosk's API key")] = "",
) -> Kiosk:
    with services.database.reading() as session:
        kiosk = authenticate(session, x_kiosk, authorization)
    if kiosk is None:
        raise Problem(401, "unauthorized")
    return kiosk


def calling_kiosk(kiosk: Annotated[Kiosk, Depends(known_kiosk)]) -> str:
    """The id of the kiosk that calls, proven by its key."""
    return kiosk.kiosk_id


def trusted_kiosk(kiosk: Annotated[Kiosk, Depends(known_kiosk)]) -> str:
    """As above, but a quarantined kiosk gets nothing that it could sell."""
    if kiosk.quarantined_seq is not None:
        raise Problem(423, "quarantined", seq=kiosk.quarantined_seq)
    return kiosk.kiosk_id


CallingKiosk = Annotated[str, Depends(calling_kiosk)]
TrustedKiosk = Annotated[str, Depends(trusted_kiosk)]

Responses = dict[int | str, dict[str, Any]]


def errors(**models: type[ErrorBody]) -> Responses:
    """For OpenAPI: e401=ErrorBody and so on, with what every body may meet."""
    every: dict[str, type[ErrorBody]] = {"e401": ErrorBody, "e413": ErrorBody, "e422": ErrorBody}
    return {int(status[1:]): {"model": model} for status, model in (every | models).items()}
