"""POST /api/v1/journal: a kiosk ships its journal; the answer is its watermark, signed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from central.api.common import CallingKiosk, Central, ErrorBody, Problem, QuarantinedBody, Strict, errors
from central.chain import Gap, JournalRow
from central.clock import wire_time
from central.ingest import Accepted, Quarantined, Quiet, ingest
from central.signing import acknowledgement

router = APIRouter()
MOST_ROWS = 1_000
LARGEST = 2**63 - 1
LONGEST_TEXT = 1_048_576  # far beyond any row: one that is refused would hold up all rows behind it

# No NUL anywhere: PostgreSQL cannot store one, and canonical JSON never contains one.
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,40}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{0,100}$")]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=LONGEST_TEXT)]


class RowBody(Strict):
    seq: Annotated[int, Field(ge=1, le=LARGEST)]
    boot_id: Name
    mono_ns: Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
    wall_utc: Word
    clock_quality: Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,20}$")]
    kind: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,60}$")]
    visit_id: Name
    body: Text
    prev_hash: Hash
    hash: Hash


class QuietBody(Strict):
    """At its journal row `at` the kiosk had told all, up to row `told`; no claims were on their way."""

    at: Annotated[int, Field(ge=0, le=LARGEST)]
    told: Annotated[int, Field(ge=0, le=LARGEST)]


class JournalBody(Strict):
    """No rows at all is allowed: it asks for the watermark, and what is wanted of the kiosk."""

    kiosk: str
    rows: Annotated[list[RowBody], Field(max_length=MOST_ROWS)]
    quiet: QuietBody | None = None


class JournalAnswer(BaseModel):
    """`signature`: base64 Ed25519 by the acknowledgement key over "kiosk:acked_seq:acked_hash"."""

    acked_seq: int
    acked_hash: str
    server_time: str
    signature: str
    wanted_claims: list[str] = Field(description="ids of claims that this kiosk is to hand over, if it can")


class GapBody(ErrorBody):
    expected_seq: int


@router.post("/journal", responses=errors(e403=ErrorBody, e409=GapBody, e423=QuarantinedBody))
def post_journal(body: JournalBody, kiosk_id: CallingKiosk, services: Central) -> JournalAnswer:
    if body.kiosk != kiosk_id:
        raise Problem(403, "other-kiosk")
    now = services.clock.now()
    rows = [
        JournalRow(
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
        )
        for row in body.rows
    ]
    quiet = None if body.quiet is None else Quiet(body.quiet.at, body.quiet.told)
    with services.database.writing() as session:
        result = ingest(session, kiosk_id, rows, now, quiet)
    match result:
        case Accepted(mark, wanted):
            return JournalAnswer(
                acked_seq=mark.seq,
                acked_hash=mark.hash,
                server_time=wire_time(now),
                signature=acknowledgement(services.keys.ack, kiosk_id, mark.seq, mark.hash),
                wanted_claims=list(wanted),
            )
        case Gap(expected_seq):
            raise Problem(409, "gap", expected_seq=expected_seq)
        case Quarantined(seq):
            raise Problem(423, "quarantined", seq=seq)
