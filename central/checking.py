"""Decides what to say about a paper that somebody holds in hand."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from central.codes import as_meant
from central.models import Copy, CopyState, Order, Student
from central.ordering import EXPIRED, state_now
from central.services import Services
from central.signing import DIGEST_BYTES, PaperClaims, payload_bytes, verify_paper

LONGEST_SERIAL = 20


class PaperState(StrEnum):
    VALID = "valid"
    SUPERSEDED = "superseded"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the holder of serial and code may learn."""

    serial: str
    state: PaperState
    name_zh: str
    name_en: str
    issued: date
    masked_name: str
    specimen: bool


def check_paper(
    session: Session, services: Services, serial: str, code: str, payload: str | None
) -> Checked | None:
    """None for an unknown serial, a wrong code, or a signature that is not ours or not of this paper."""
    serial = serial.upper() if len(serial) <= LONGEST_SERIAL and serial.isalnum() and serial.isascii() else ""
    copy = session.get(Copy, serial)
    given = as_meant(code).encode()
    expected = b"" if copy is None else copy.check_code.encode()
    if not hmac.compare_digest(given, expected) or copy is None:
        return None
    if payload is not None and not _signed_for(services, copy, payload):
        return None
    kind = services.catalogue.kind(copy.code)
    return Checked(
        serial=copy.serial,
        state=_state(session, services, copy),
        name_zh=copy.code if kind is None else kind.name_zh,
        name_en=copy.code if kind is None else kind.name_en,
        issued=copy.issued_on,
        masked_name=copy.masked_name,
        specimen=session.get_one(Student, copy.student_id).invented,
    )


def _signed_for(services: Services, copy: Copy, payload: str) -> bool:
    message = payload_bytes(payload.upper())
    claims = None if message is None else verify_paper(message, services.keys.paper_publics)
    if claims is None:
        return False
    digest = bytes.fromhex(copy.data_sha256)[:DIGEST_BYTES]
    return claims == PaperClaims(copy.serial, copy.code, copy.issued_on, digest, claims.kiosk)


def _state(session: Session, services: Services, copy: Copy) -> PaperState:
    """A copy whose delivery was not reported yet is valid: paper is out before the journal arrives."""
    order = session.get_one(Order, copy.order_id)
    if copy.state is CopyState.VOID:
        return PaperState.VOID
    expired = state_now(order, services.settings.order_valid_h, services.clock.now()) == EXPIRED
    if copy.state is CopyState.ISSUED and expired:
        return PaperState.VOID
    newer = select(Copy.serial).where(
        Copy.student_id == copy.student_id,
        Copy.code == copy.code,
        Copy.choice == copy.choice,
        Copy.issued_at > copy.issued_at,
        Copy.content_sha256 != copy.content_sha256,
        Copy.state.in_((CopyState.DELIVERED, CopyState.UNKNOWN_DELIVERY)),
    )
    superseded = session.scalar(select(exists(newer.correlate(None))))
    return PaperState.SUPERSEDED if superseded else PaperState.VALID
