"""Judges a batch of journal rows against what is stored. Pure: one batch in, one judgement out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from central.canonical import canonical

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One row as the kiosk sent it; `body` is the canonical JSON text that was hashed."""

    seq: int
    boot_id: str
    mono_ns: int
    wall_utc: str
    clock_quality: str
    kind: str
    visit_id: str
    body: str
    prev_hash: str
    hash: str

    def computed_hash(self) -> str:
        fields = [
            self.seq,
            self.boot_id,
            self.mono_ns,
            self.wall_utc,
            self.clock_quality,
            self.kind,
            self.visit_id,
            self.body,
            self.prev_hash,
        ]
        return hashlib.sha256(canonical(fields).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Watermark:
    """The last row that central has applied; (0, GENESIS) before the first."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Continues:
    """`fresh` rows follow the watermark without a break; what came before them was the same as stored."""

    fresh: tuple[JournalRow, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    expected_seq: int


@dataclass(frozen=True, slots=True)
class Broken:
    """Somebody's hands: an edited row, a cloned or an older disk, or a chain that does not hold."""

    seq: int
    reason: str


def judge(mark: Watermark, stored: Mapping[int, str], rows: Sequence[JournalRow]) -> Continues | Gap | Broken:
    """`stored` gives the hash of every row at or before the watermark that the batch repeats.

    Rows may come in any order and repeated; a row is judged before a gap behind it is.
    """
    fresh: list[JournalRow] = []
    last = mark
    known = dict(stored)
    for row in sorted(rows, key=lambda row: row.seq):
        if row.hash != row.computed_hash():
            return Broken(row.seq, "hash-does-not-match-row")
        if row.seq <= last.seq:
            if known[row.seq] != row.hash:
                return Broken(row.seq, "other-row-with-this-seq")
            continue
        if row.seq > last.seq + 1:
            return Gap(mark.seq + 1)  # nothing of this batch is kept
        if row.prev_hash != last.hash:
            return Broken(row.seq, "does-not-follow-the-row-before")
        fresh.append(row)
        known[row.seq] = row.hash
        last = Watermark(row.seq, row.hash)
    return Continues(tuple(fresh))
