"""GET /api/v1/keys, /time and /health: open to everybody."""

from __future__ import annotations

import base64

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import text

from central.api.common import Central
from central.clock import wire_time
from central.keys import SigningKey

router = APIRouter()


class PublicKeyAnswer(BaseModel):
    """Ed25519; `public` is the raw key in base64."""

    kid: str
    public: str


class KeysAnswer(BaseModel):
    """`ack` signs acknowledgements of journals, `papers` sign papers (the last one now, all once)."""

    ack: PublicKeyAnswer
    papers: list[PublicKeyAnswer]


class TimeAnswer(BaseModel):
    server_time: str


class HealthAnswer(BaseModel):
    ok: bool


@router.get("/keys")
def get_keys(services: Central) -> KeysAnswer:
    return KeysAnswer(ack=_public(services.keys.ack), papers=[_public(key) for key in services.keys.papers])


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
