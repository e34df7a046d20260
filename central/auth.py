"""Knows kiosks by their key. Only the SHA-256 of an API key is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from central.chain import GENESIS
from central.models import Kiosk

KIOSK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
NOBODY = "0" * 64


@dataclass(frozen=True, slots=True)
class KioskKeys:
    """Shown once, when the kiosk is added. The claim key stays at central too, the API key does not."""

    kiosk_id: str
    api_key: str
    claim_key: str


def add_kiosk(session: Session, kiosk_id: str, place_zh: str) -> KioskKeys:
    """Raises ValueError for a bad id or one that is taken. A replaced machine or disk gets a new id."""
    if not KIOSK_ID.fullmatch(kiosk_id):
        raise ValueError(f"a kiosk id is 1 to 32 letters, digits and hyphens, not {kiosk_id!r}")
    if session.get(Kiosk, kiosk_id) is not None:
        raise ValueError(f"kiosk {kiosk_id} exists already")
    keys = KioskKeys(kiosk_id, secrets.token_hex(32), secrets.token_hex(32))
    session.add(
        Kiosk(
            kiosk_id=kiosk_id,
            place_zh=place_zh,
            api_key_sha256=_sha256(keys.api_key),
            claim_key=keys.claim_key,
            acked_seq=0,
            acked_hash=GENESIS,
        )
    )
    session.flush()
    return keys


def authenticate(session: Session, kiosk_id: str, authorization: str) -> Kiosk | None:
    """The kiosk that these two headers prove, or None."""
    kiosk = session.get(Kiosk, kiosk_id) if KIOSK_ID.fullmatch(kiosk_id) else None
    scheme, _, key = authorization.partition(" ")
    expected = NOBODY if kiosk is None else kiosk.api_key_sha256
    proven = hmac.compare_digest(_sha256(key), expected)
    return kiosk if proven and scheme.lower() == "bearer" else None


def _sha256(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
