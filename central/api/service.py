"""GET /api/v1/keys, /time and /health: open to everybody."""

from __future__ import annotations

import base64
from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import text

from central.api.common import Central
from central.clock import wire_time
from central.keys import SigningKey, published

router = APIRouter()


class PublicKeyAnswer(BaseModel):
    """Ed25519; `public` is the raw key in base64."""

    kid: str
    public: str


class RevokedAnswer(BaseModel):
    on: date
    reason: str


class PaperKeyAnswer(BaseModel):
    """Ed25519; `public` is the raw key in hex. It verifies papers of the days `since` to `until`."""

    kid: str
    public: str
    since: date
    until: date | None
    revoked: RevokedAnswer | None


class KeysAnswer(BaseModel):
    """`ack` signs acknowledgements of journals, `papers` sign papers (the last one now, all once).

    This answer in a file is what `python -m central verify --keys` takes.
    """

    ack: PublicKeyAnswer
    papers: list[PaperKeyAnswer]


class TimeAnswer(BaseModel):
    server_time: str


class HealthAnswer(BaseModel):
    ok: bool


@router.get("/keys")
def get_keys(services: Central) -> KeysAnswer:
    keys = services.keys
    papers = [PaperKeyAnswer.model_validate(one) for one in published(keys.papers)]
    return KeysAnswer(ack=_public(keys.ack), papers=papers)


@router.get("/time")
def get_time(services: Central) -> TimeAnswer:
    return TimeAnswer(server_time=wire_time(services.clock.now()))


@router.get("/health")
def get_health(services: Central) -> HealthAnswer:
    """200 only when the database answers too."""
    with services.database.reading() as session:
        session.execute(text("SELECT 1"))
    return HealthAnswer(ok=True)


def _public(key: SigningKey) -> PublicKeyAnswer:
    return PublicKeyAnswer(kid=key.kid.hex(), public=base64.b64encode(key.public_raw).decode())
