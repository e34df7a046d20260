"""What a disk may hold after a power cut: only what was synced is certain, the rest in any part and order.

Harsher than file systems are: each 512-byte sector of an unsynced write is kept, lost or filled with rubbish
on its own, and a new or removed name counts for certain only when its folder was synced (or, for a new one,
the file itself). It does not foresee a disk that lies about a sync.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from random import Random

from simulator.crash.tracer import Kind, Op

SECTOR = 512
RUBBISH = 0.05  # of the sectors that are lost
FOLDER = "."


class Cut(StrEnum):
    """How much of what was not synced is there."""

    NOTHING = "only what was synced"
    ALL = "everything"
    TORN = "all but a part of the last write"
    RANDOM = "any sectors"


@dataclass(slots=True)
class File:
    """`pending` in order: a write (offset, data), or a truncation (size, None)."""

    synced: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    named: bool = False  # its name is certain to be there


class Disk:
    """Take the operations one by one; `image` at any time."""

    def __init__(self, found: dict[str, bytes] | None = None) -> None:
        self._files = {name: File(data, named=True) for name, data in (found or {}).items()}
        self._removed: dict[str, File] = {}  # may still be there

    def apply(self, op: Op) -> None:
        if op.name == FOLDER:
            if op.kind is Kind.SYNC:
                self._sync_names()
            return
        match op.kind:
            case Kind.CREATE:
                self._files.setdefault(op.name, File())
            case Kind.WRITE:
                self._files[op.name].pending.append((op.offset, op.data))
            case Kind.TRUNCATE:
                self._files[op.name].pending.append((op.size, None))
            case Kind.SYNC:
                file = self._files[op.name]
                file.synced, file.pending, file.named = contents(file.synced, file.pending), [], True
            case Kind.UNLINK:
                removed = self._files.pop(op.name)
                if removed.named:
                    self._removed[op.name] = removed
            case Kind.RENAME | Kind.ALLOCATE | Kind.OPEN:
                raise AssertionError(f"the journal never does this: {op.kind}")

    def _sync_names(self) -> None:
        self._removed.clear()
        for file in self._files.values():
            file.named = True

    def image(self, cut: Cut, dice: Random) -> dict[str, bytes]:
        """The files as they may be found."""
        share = dice.choice((0.1, 0.5, 0.9))
        found = {}
        for name, removed in self._removed.items():
            if cut is Cut.NOTHING or (cut is Cut.RANDOM and dice.random() < share):
                found[name] = self._file(removed, cut, share, dice)
        for name, file in self._files.items():
            if file.named or cut in (Cut.ALL, Cut.TORN) or (cut is Cut.RANDOM and dice.random() < share):
                found[name] = self._file(file, cut, share, dice)
        return found

    def _file(self, file: File, cut: Cut, share: float, dice: Random) -> bytes:
        match cut:
            case Cut.NOTHING:
                return file.synced
            case Cut.ALL:
                return contents(file.synced, file.pending)
            case Cut.TORN:
                return contents(file.synced, _torn(file.pending, dice))
            case Cut.RANDOM:
                return contents(file.synced, _some(file.pending, share, dice))


def contents(start: bytes, changes: Iterable[tuple[int, bytes | None]]) -> bytes:
    data = bytearray(start)
    for place, written in changes:
        if written is None:
            del data[place:]
            data.extend(bytes(place - len(data)))
        else:
            data.extend(bytes(max(0, place + len(written) - len(data))))
            data[place : place + len(written)] = written
    return bytes(data)


def sectors(offset: int, data: bytes) -> list[tuple[int, bytes]]:
    """A write, cut at the borders of the disk's sectors."""
    first = SECTOR - offset % SECTOR
    borders = [0, *range(first, len(data), SECTOR), len(data)]
    return [(offset + a, data[a:b]) for a, b in pairwise(borders) if a < b]


def _torn(pending: list[tuple[int, bytes | None]], dice: Random) -> list[tuple[int, bytes | None]]:
    if not pending or (last := pending[-1])[1] is None:
        return pending
    parts = sectors(last[0], last[1])
    return [*pending[:-1], *parts[: dice.randrange(len(parts))]]


def _some(
    pending: list[tuple[int, bytes | None]], share: float, dice: Random
) -> list[tuple[int, bytes | None]]:
    kept: list[tuple[int, bytes | None]] = []
    for place, written in pending:
        if written is None:
            if dice.random() < share:
                kept.append((place, None))
            continue
        for at, sector in sectors(place, written):
            if dice.random() < share:
                kept.append((at, sector))
            elif dice.random() < RUBBISH:
                kept.append((at, dice.randbytes(len(sector))))
    return kept
