"""Keeps the core's state in the journal now and then, so that a start folds what came since and not a life.

A snapshot is a row of the chain like any other, written while nobody is at the machine. It is what the
program of that day had arrived at: a later program goes on from it and does not live the old rows again its
own way. One that was changed, has another shape or does not read back as it was written is passed over for
the one before it, at last for the whole journal.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from kiosk import VERSION
from kiosk.clock import Reading
from kiosk.codec import EVENTS, canonical, decode
from kiosk.errors import JournalDamaged
from kiosk.journal import GENESIS, Journal, Row, chained, check_link, check_seal, exported
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract
from kiosk.visit.step import step

log = logging.getLogger(__name__)

KIND = "SnapshotTaken"
ROWS_BETWEEN = 500  # some twenty visits: a start folds them in less than a tenth of a second
LONG = 15_000  # characters, a tenth of what so many rows take: open claims may make a state long
MACHINE: TypeAdapter[Machine] = TypeAdapter(Machine)


class NotTrusted(ValueError):
    """A snapshot that must not be started from, or a state that must not be kept; says why."""


# ---- One snapshot ------------------------------------------------------------------------------------------


def written(machine: Machine) -> str:
    """The body of a snapshot's row. Raises NotTrusted when personal data is in the state."""
    for item in _items(machine):
        for field in dataclasses.fields(item):
            if "privacy" in field.metadata and getattr(item, field.name):
                raise NotTrusted(f"{type(item).__name__}.{field.name} is personal")
    body = canonical({"machine": _state(machine), "program": program(), "shape": shape(machine)})
    if read(body) != machine:
        raise NotTrusted("the state does not read back as it was")
    return body


def read(body: str) -> Machine:
    """The state again. Raises NotTrusted when this program's states look otherwise."""
    try:
        whole = json.loads(body)
        state, wanted = whole["machine"], whole["shape"]
        machine = MACHINE.validate_python(state)
    except (ValueError, KeyError, TypeError) as error:  # ValidationError is a ValueError
        raise NotTrusted("it does not decode") from error
    if shape(machine) != wanted:
        raise NotTrusted("its shape is another program's")
    if canonical(_state(machine)) != canonical(state):
        raise NotTrusted("it would be written differently today")
    return machine


def _state(machine: Machine) -> Any:
    try:
        return MACHINE.dump_python(machine, mode="json", warnings="error")
    except ValueError as error:
        raise NotTrusted("it holds what its types do not allow") from error


def shape(value: Any) -> str:
    """A name for which dataclasses a value is made of, with which fields of which types."""
    return _shape(frozenset(type(item) for item in _items(value)))


@cache
def _shape(classes: frozenset[Any]) -> str:
    fields = {made.__name__: {f.name: str(f.type) for f in dataclasses.fields(made)} for made in classes}
    return hashlib.sha256(canonical(fields).encode()).hexdigest()[:16]


@cache
def program() -> str:
    """This version to the letter: two programs with one name fold alike."""
    house = Path(__file__).parent
    sources = hashlib.sha256()
    for path in sorted(house.rglob("*.py")):  # more than decides: there is no list to forget a file in
        sources.update(f"{path.relative_to(house)}\0".encode() + path.read_bytes())
    return f"{VERSION} {sources.hexdigest()[:16]}"


def _items(value: Any) -> Iterator[Any]:
    """Every dataclass in a value, however deep, itself included."""
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from _items(getattr(value, field.name))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _items(item)
    elif isinstance(value, dict):
        for pair in value.items():
            yield from _items(pair)


# ---- Keeping -----------------------------------------------------------------------------------------------


class KeepsRows(Protocol):
    """What is asked of the journal."""

    @property
    def last_seq(self) -> int: ...

    def record(self, kind: str, body: str, at: Reading) -> None: ...


class Keeper:
    """Writes a snapshot when enough rows have come since the last and nobody is there who could wait for it.

    Called on the loop's thread, with the state after the journal's last row.
    """

    def __init__(
        self, journal: KeepsRows, read_clock: Callable[[], Reading], kept_seq: int, every: int = ROWS_BETWEEN
    ) -> None:
        self._journal, self._read_clock, self._every = journal, read_clock, every
        self._kept_seq, self._wanted = kept_seq, every
        program()  # read now, while the files are still those that are running

    @property
    def due(self) -> bool:
        return self._journal.last_seq - self._kept_seq >= self._wanted

    def turn(self, machine: Machine) -> None:
        """Between two events. Raises JournalUncertain."""
        if self.due:
            self._keep(machine)

    def stopping(self, machine: Machine) -> None:
        """The program ends in good order: the next start has nothing to fold. Raises JournalUncertain."""
        if self._journal.last_seq > self._kept_seq:
            self._keep(machine)

    def _keep(self, machine: Machine) -> None:
        if not isinstance(machine.visit, Attract) or not machine.journal_room:
            return
        try:
            body = written(machine)
        except NotTrusted as reason:
            log.error("no snapshot after row %d: %s", self._journal.last_seq, reason)
        else:
            self._journal.record(KIND, body, self._read_clock())
            self._wanted = self._every * max(1, len(body) // LONG)
        self._kept_seq = self._journal.last_seq  # also when there is none: asked again after as many rows


# ---- Starting ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recovered:
    """`seq` is the row whose snapshot was started from, 0 when the whole journal was folded."""

    machine: Machine
    seq: int


def recovered(journal: Journal) -> Recovered:
    """The state that the journal implies: the newest snapshot to be trusted, and the rows after it.

    Raises JournalDamaged when these rows do not hold together; older ones are `journal verify`'s to check.
    """
    refused: list[str] = []
    found = journal.newest(KIND, journal.last_seq + 1)
    while found is not None:
        try:
            check_seal(found)
            machine = read(found.body)
        except (JournalDamaged, NotTrusted) as reason:
            refused.append(f"row {found.seq}: {reason}")
            found = journal.newest(KIND, found.seq)
        else:
            _tell(refused, found.seq)
            return Recovered(_folded(journal, machine, found.seq, found.hash), found.seq)
    _tell(refused, 0)
    return Recovered(fold(journal), 0)


def fold(journal: Journal) -> Machine:
    """The state that every event from the first one on leads to, whatever was kept on the way."""
    return _folded(journal, Machine(), 0, GENESIS)


def _folded(journal: Journal, machine: Machine, seq: int, prev_hash: str) -> Machine:
    for row, personal in journal.entries(seq):
        check_link(row, seq, prev_hash)
        if row.kind != KIND:  # nothing follows from a snapshot: a damaged one keeps no machine out of service
            check_seal(row)
        if row.kind in EVENTS:
            machine = step(machine, decode(row.kind, row.body, personal)).machine  # type: ignore[arg-type]
        seq, prev_hash = row.seq, row.hash
    return machine


def _tell(refused: list[str], seq: int) -> None:
    if refused:
        log.warning("%d snapshots not trusted (%s): folding from row %d", len(refused), refused[0], seq)


# ---- Verifying ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in a journal whose chain holds.

    `snapshots` are this program's and follow from their rows. `others` were kept by other versions, which
    alone could say so; `changed` of them are not what this version comes to.
    """

    rows: int
    snapshots: int
    others: int
    changed: int

    def __str__(self) -> str:
        said = f"{self.rows} rows, the chain holds; {self.snapshots} snapshots follow from their rows"
        if self.others:
            said += f"; {self.others} are other versions' ({self.changed} not what this one folds)"
        return said


def verify(path: Path) -> Verified:
    """Walk the chain of a journal file that nobody has open, and fold it as the programs did that wrote it.

    Each snapshot of this program must be what the one before it and the rows between lead to. Another
    version's is where that version really stood: it is not judged, and the fold goes on from it.
    Raises JournalBusy or JournalDamaged.
    """
    machine: Machine | None = Machine()
    rows = snapshots = others = changed = 0
    for row in chained(exported(path)):
        rows += 1
        if row.kind in EVENTS and machine is not None:
            machine = _after(machine, row)
        if row.kind != KIND:
            continue
        kept = _kept(row)
        if not _by_this_program(row):
            others += 1
            changed += kept != machine
        elif kept is None or kept != machine:
            raise JournalDamaged(row.seq, "the snapshot does not follow from the rows before it")
        else:
            snapshots += 1
        machine = kept or machine
    return Verified(rows, snapshots, others, changed)


def _after(machine: Machine, row: Row) -> Machine | None:
    """None: an event of another version that this one cannot read; the next snapshot tells where it led."""
    try:
        return step(machine, decode(row.kind, row.body)).machine  # type: ignore[arg-type]
    except ValidationError:
        return None


def _kept(row: Row) -> Machine | None:
    try:
        return read(row.body)
    except NotTrusted:
        return None


def _by_this_program(row: Row) -> bool:
    try:
        return bool(json.loads(row.body)["program"] == program())
    except (ValueError, KeyError, TypeError):
        return False
