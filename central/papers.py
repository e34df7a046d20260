"""Makes the copies of an order: serial, check code, data, digest and signature of each."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from central import codes
from central.builders import BUILDERS, Asked
from central.canonical import canonical, sha256_of
from central.clock import local_day
from central.database import upsert
from central.issue import PaperHead
from central.keys import SigningKey
from central.masking import masked, shortened
from central.models import Copy, CopyState, Kiosk, SerialCounter
from central.record import StudentRecord
from central.services import Services
from central.signing import (
    DIGEST_BYTES,
    HOLDER_BYTES,
    LONGEST_ADDRESS,
    PaperClaims,
    holder_digest,
    payload_text,
    sign_paper,
)
from central.terms import academic_year
from kiosk.documents.checks import squeezed
from kiosk.visit.states import Delivery


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose papers they are: what addresses begin with, the key that signs, the machine they come out of."""

    base: str
    key: SigningKey
    kiosk_id: str
    place: str


def make_copies(
    session: Session,
    services: Services,
    record: StudentRecord,
    student_id: int,
    kiosk: Kiosk,
    asked: Sequence[Asked],
    now: datetime,
) -> list[Copy]:
    """One copy for each that is asked for; a paper of its own, so that it can be void without the others."""
    issuer = Issuer(services.settings.verify_base, services.keys.signing, kiosk.kiosk_id, kiosk.place_zh)
    serials = _serials(session, asked, local_day(now))
    copies = []
    for position, one in enumerate(asked):
        copy = make_copy(issuer, record, one, next(serials[one.kind.serial_letter]), now)
        copy.position, copy.student_id = position, student_id
        copies.append(copy)
    return copies


def make_copy(issuer: Issuer, record: StudentRecord, asked: Asked, serial: str, now: datetime) -> Copy:
    """One copy under this serial, filled and signed. Pure but for its check code."""
    kind = asked.kind
    copy = Copy(
        serial=serial,
        code=kind.code,
        choice=asked.choice,
        template=kind.template,
        check_code=codes.base32(secrets.token_bytes(codes.CHECK_CODE_BYTES)),
        issued_on=local_day(now),
        issued_at=now,
        masked_name=masked(record.name_zh),
        state=CopyState.ISSUED,
    )
    head = PaperHead(
        template=copy.template,
        serial=copy.serial,
        code=codes.grouped(copy.check_code),
        issued=copy.issued_on,
        check_site=issuer.base.partition("://")[2].lower(),
        check_url=check_url(issuer.base, copy),
        kiosk=issuer.place,
        counter=kind.delivery is not Delivery.PRINTED_NOW,
    )
    data = BUILDERS[copy.template](record, head, asked)
    copy.data = canonical(data)
    digest = hashlib.sha256(copy.data.encode()).digest()
    copy.data_sha256 = digest.hex()
    copy.content_sha256 = sha256_of({part: value for part, value in data.items() if part != "paper"})
    claims = PaperClaims(
        copy.serial,
        copy.code,
        copy.issued_on,
        digest[:DIGEST_BYTES],
        issuer.kiosk_id,
        "",
        holder_digest(copy.serial, record.number, squeezed(record.name_zh)),
    )
    copy.payload = _payload(issuer, copy, claims)
    return copy


def _payload(issuer: Issuer, copy: Copy, claims: PaperClaims) -> str:
    """Signed, with as much of the masked name as the code has room for beside a long address or kiosk id."""
    payload = ""
    for room in range(HOLDER_BYTES, 0, -1):
        said = replace(claims, holder=shortened(copy.masked_name, room))
        payload = payload_text(sign_paper(issuer.key, said))
        if len(f"{check_url(issuer.base, copy)}/{payload}") <= LONGEST_ADDRESS:
            break
    return payload


def check_url(base: str, copy: Copy) -> str:
    """What stands on the paper in letters; the signature is only in the QR code."""
    return f"{base}/V/{copy.serial}/{copy.check_code}"


def verify_url(base: str, copy: Copy) -> str:
    """What the QR code says."""
    return f"{check_url(base, copy)}/{copy.payload}"


def answer_of(copy: Copy, person_id: str, base: str) -> dict[str, Any]:
    """A copy as the kiosk is given it. `data_sha256` is over the canonical JSON of `data`."""
    data = json.loads(copy.data)
    return {
        "copy_serial": copy.serial,
        "code": copy.code,
        "choice": copy.choice,
        "person_id": person_id,
        "holder": {"number": data["student"]["number"], "name_zh": data["student"]["name_zh"]},
        "template": copy.template,
        "data": data,
        "data_sha256": copy.data_sha256,
        "verify_url": verify_url(base, copy),
        "payload": copy.payload,
    }


def _serials(session: Session, asked: Sequence[Asked], day: date) -> dict[str, Iterator[str]]:
    """114T0012345: academic year, letter of the kind, running number without gaps.

    The counter's row is the lock between orders; letters in one order for all, so that none waits crosswise.
    """
    wanted = Counter(one.kind.serial_letter for one in asked)
    return {
        letter: _run(session, f"{academic_year(day)}{letter}", wanted[letter]) for letter in sorted(wanted)
    }


def _run(session: Session, prefix: str, amount: int) -> Iterator[str]:
    last = session.execute(
        upsert(session, SerialCounter)
        .values(prefix=prefix, last=amount)
        .on_conflict_do_update(
            index_elements=[SerialCounter.prefix], set_={"last": SerialCounter.last + amount}
        )
        .returning(SerialCounter.last)
    ).scalar_one()
    return (f"{prefix}{number:07d}" for number in count(last - amount + 1))
