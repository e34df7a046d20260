"""Takes a batch of journal rows in: all of it or nothing, each row exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from central import claims
from central.chain import Broken, Continues, Gap, JournalRow, Watermark, judge
from central.facts import apply_row, raise_alarm
from central.models import Journal, Kiosk


@dataclass(frozen=True, slots=True)
class Quiet:
    """At its row `at` the kiosk had told all it has to tell, up to row `told`, and asked for no claims."""

    at: int
    told: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """`wanted` are the claims that the kiosk holds and is to hand over."""

    mark: Watermark
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """The row that showed it; every later batch of this kiosk gets the same answer."""

    seq: int


def ingest(
    session: Session, kiosk_id: str, rows: Sequence[JournalRow], now: datetime, quiet: Quiet | None = None
) -> Accepted | Gap | Quarantined:
    """Must run in one transaction, which the caller commits whatever the answer is."""
    kiosk = session.scalars(select(Kiosk).where(Kiosk.kiosk_id == kiosk_id).with_for_update()).one()
    kiosk.seen_at = now
    if kiosk.quarantined_seq is not None:
        return Quarantined(kiosk.quarantined_seq)
    mark = Watermark(kiosk.acked_seq, kiosk.acked_hash)
    judged = judge(mark, _stored(session, kiosk_id, rows, mark), rows)
    match judged:
        case Continues(fresh):
            for row in fresh:
                _keep(session, kiosk, row, now)
            if fresh:
                kiosk.acked_seq, kiosk.acked_hash = fresh[-1].seq, fresh[-1].hash
            if quiet is not None:
                claims.kiosk_is_quiet(session, kiosk, quiet.at, quiet.told, now)
            session.flush()
            wanted = tuple(claims.wanted_of(session, kiosk_id))
            return Accepted(Watermark(kiosk.acked_seq, kiosk.acked_hash), wanted)
        case Gap():
            return judged
        case Broken(seq, reason):
            kiosk.quarantined_seq = seq
            kiosk.quarantined_at = now
            raise_alarm(session, kiosk_id, seq, "quarantined", reason, now)
            return Quarantined(seq)


def _stored(session: Session, kiosk_id: str, rows: Sequence[JournalRow], mark: Watermark) -> dict[int, str]:
    repeated = [row.seq for row in rows if row.seq <= mark.seq]
    if not repeated:
        return {}
    found = session.execute(
        select(Journal.seq, Journal.hash).where(
            Journal.kiosk_id == kiosk_id, Journal.seq.between(min(repeated), max(repeated))
        )
    )
    return {row.seq: row.hash for row in found}


def _keep(session: Session, kiosk: Kiosk, row: JournalRow, now: datetime) -> None:
    state, reason = apply_row(session, kiosk, row, now)
    session.add(
        Journal(
            kiosk_id=kiosk.kiosk_id,
            seq=row.seq,
            boot_id=row.boot_id,
            mono_ns=row.mono_ns,
            wall_utc=row.wall_utc,
            clock_quality=row.clock_quality,
            kind=row.kind,
            visit_id=row.visit_id,
            body=row.body,
            prev_hash=row.prev_hash,
            hash=row.hash,
            received_at=now,
            state=state,
            reason=reason,
        )
    )
