"""Decides what to say about a paper that somebody holds in hand."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from central.codes import as_meant
from central.models import Copy, CopyState, Order, RevokedCopy, Student
from central.ordering import EXPIRED, state_now
from central.revoking import revocation_of
from central.services import Services
from central.signing import DIGEST_BYTES
from central.verify_signature import Signature, judge

LONGEST_SERIAL = 20


class PaperState(StrEnum):
    VALID = "valid"
    SUPERSEDED = "superseded"
    VOID = "void"
    KEY_REVOKED = "key-revoked"


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
    signature = _signature_of(services, copy, copy.payload if payload is None else payload.upper())
    if signature not in (Signature.GOOD, Signature.KEY_REVOKED):
        return None
    kind = services.catalogue.kind(copy.code)
    return Checked(
        serial=copy.serial,
        state=_state(session, services, copy, signature),
        name_zh=copy.code if kind is None else kind.name_zh,
        name_en=copy.code if kind is None else kind.name_en,
        issued=copy.issued_on,
        masked_name=copy.masked_name,
        specimen=session.get_one(Student, copy.student_id).invented,
    )


def _signature_of(services: Services, copy: Copy, payload: str) -> Signature:
    """Of the payload in the address; where number and code were typed, of what was printed on that paper."""
    judged = judge(payload, services.keys.papers)
    if judged.claims is None:
        return judged.signature
    said = (judged.claims.serial, judged.claims.kind, judged.claims.issued, judged.claims.digest)
    known = (copy.serial, copy.code, copy.issued_on, bytes.fromhex(copy.data_sha256)[:DIGEST_BYTES])
    return judged.signature if said == known else Signature.FORGED


def _state(session: Session, services: Services, copy: Copy, signature: Signature) -> PaperState:
    """A copy whose delivery was not reported yet is valid: paper is out before the journal arrives."""
    order = session.get_one(Order, copy.order_id)
    if copy.state is CopyState.VOID or revocation_of(session, copy.serial) is not None:
        return PaperState.VOID
    expired = state_now(order, services.settings.order_valid_h, services.clock.now()) == EXPIRED
    if copy.state is CopyState.ISSUED and expired:
        return PaperState.VOID
    if signature is Signature.KEY_REVOKED:
        return PaperState.KEY_REVOKED
    newer = select(Copy.serial).where(
        Copy.student_id == copy.student_id,
        Copy.code == copy.code,
        Copy.choice == copy.choice,
        Copy.issued_at > copy.issued_at,
        Copy.content_sha256 != copy.content_sha256,
        Copy.state.in_((CopyState.DELIVERED, CopyState.UNKNOWN_DELIVERY)),
        Copy.serial.not_in(select(RevokedCopy.serial)),
    )
    superseded = session.scalar(select(exists(newer.correlate(None))))
    return PaperState.SUPERSEDED if superseded else PaperState.VALID
