"""Makes the copies of an order: serial, check code, data, digest and signature of each."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import count

from sqlalchemy.orm import Session

from central import codes
from central.canonical import canonical, sha256_of
from central.clock import local_day
from central.database import upsert
from central.issue import BUILDERS, PaperHead
from central.masking import masked
from central.models import Copy, CopyState, Kiosk, SerialCounter
from central.record import StudentRecord
from central.services import Services
from central.signing import DIGEST_BYTES, PaperClaims, payload_text, sign_paper
from kiosk.catalogue import DocumentKind


def make_copies(
    session: Session,
    services: Services,
    record: StudentRecord,
    student_id: int,
    kiosk: Kiosk,
    kinds: Sequence[DocumentKind],
    now: datetime,
) -> list[Copy]:
    """One copy per kind given; each a paper of its own, so that one can be void without the others."""
    serials = _serials(session, kinds, local_day(now))
    copies = []
    for position, kind in enumerate(kinds):
        copy = Copy(
            serial=next(serials[kind.serial_letter]),
            position=position,
            student_id=student_id,
            code=kind.code,
            template=kind.template,
            check_code=codes.base32(secrets.token_bytes(codes.CHECK_CODE_BYTES)),
            issued_on=local_day(now),
            issued_at=now,
            masked_name=masked(record.name_zh),
            state=CopyState.ISSUED,
        )
        _fill_and_sign(copy, services, record, kiosk)
        copies.append(copy)
    return copies


def check_url(base: str, copy: Copy) -> str:
    """What stands on the paper in letters; the signature is only in the QR code."""
    return f"{base}/V/{copy.serial}/{copy.check_code}"


def verify_url(base: str, copy: Copy) -> str:
    """What the QR code says."""
    return f"{check_url(base, copy)}/{copy.payload}"


def academic_year(day: date) -> int:
    """ROC academic year; it begins on 1 August."""
    return day.year - 1911 - (1 if day.month < 8 else 0)


def _fill_and_sign(copy: Copy, services: Services, record: StudentRecord, kiosk: Kiosk) -> None:
    base = services.settings.verify_base
    head = PaperHead(
        template=copy.template,
        serial=copy.serial,
        code=codes.grouped(copy.check_code),
        issued=copy.issued_on,
        check_site=base.partition("://")[2].lower(),
        check_url=check_url(base, copy),
        kiosk=kiosk.place_zh,
    )
    data = BUILDERS[copy.template](record, head)
    copy.data = canonical(data)
    digest = hashlib.sha256(copy.data.encode()).digest()
    copy.data_sha256 = digest.hex()
    copy.content_sha256 = sha256_of({part: value for part, value in data.items() if part != "paper"})
    claims = PaperClaims(copy.serial, copy.code, copy.issued_on, digest[:DIGEST_BYTES], kiosk.kiosk_id)
    copy.payload = payload_text(sign_paper(services.keys.signing, claims))


def _serials(session: Session, kinds: Sequence[DocumentKind], day: date) -> dict[str, Iterator[str]]:
    """114T0012345: academic year, letter of the kind, running number without gaps.

    The counter's row is the lock between orders; letters in one order for all, so that none waits crosswise.
    """
    wanted = Counter(kind.serial_letter for kind in kinds)
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
