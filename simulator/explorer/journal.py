"""The journal of the explorer: a list of what is durable, and the places where the program can die.

A commit is the crash point: before it the event never happened, after it the effects never did. What is
folded is the program's last snapshot, read from its text, or what was folded since, and the rows after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zlib import crc32

from kiosk.clock import Reading
from kiosk.snapshots import read
from kiosk.visit.events import Event, IdentityConfirmed, IdentityEntered, SyncAcknowledged
from kiosk.visit.facts import Fact
from kiosk.visit.machine import Machine
from kiosk.visit.states import Person
from kiosk.visit.step import step
from simulator.explorer.world import Violation


class Moment(StrEnum):
    """Where in the handling of one event the program dies."""

    BEFORE_COMMIT = "before-commit"
    AFTER_COMMIT = "after-commit"
    BETWEEN_EFFECTS = "between-effects"
    AT_REST = "at-rest"


@dataclass(slots=True)
class Fuse:
    """Burns down by one with each commit, or each of one kind, then strikes.

    A strike that ends the program raises.
    """

    left: int
    moment: Moment
    strike: Callable[[], None]
    kind: str = ""  # only commits of this event count


class Row(NamedTuple):
    happened: Event
    facts: tuple[Fact, ...]
    visit_id: str


class ExplorerJournal:
    """Takes the place of kiosk.journal.Journal; `witness` sees every commit at the moment it is durable."""

    def __init__(self, witness: Callable[[Event, Sequence[Fact], str], None]) -> None:
        self.fuses: list[Fuse] = []
        self.commits = 0
        self.unsent = False  # something that is no acknowledgement has been written since the last one
        self.trace = 0
        self.last_wall: datetime | None = None
        self.personal: set[str] = set()  # visits whose names and numbers are still in the side table
        self.last_seq = self.kept_seq = 0  # of the last row, and of the last snapshot
        self._snapshot = Machine()
        self._rows: list[Row] = []
        self._witness = witness

    # ---- What kiosk.loop.Loop asks ---------------------------------------------------------------

    def append(self, happened: Event, facts: Sequence[Fact], visit_id: str, at: Reading) -> None:
        burnt = self._burn(type(happened).__name__) if self.fuses else ()
        for fuse in burnt:
            if fuse.moment is Moment.BEFORE_COMMIT:
                fuse.strike()
        self.commits += 1
        self.last_seq += 1 + len(facts)
        self.unsent = not isinstance(happened, SyncAcknowledged)
        self.last_wall = at.wall
        line = f"{at.mono_ns} {type(happened).__name__} {len(facts)} {visit_id}"
        self.trace = crc32(line.encode(), self.trace)
        if isinstance(happened, IdentityEntered | IdentityConfirmed) and visit_id:
            self.personal.add(visit_id)
        self._rows.append(Row(happened, tuple(facts), visit_id))
        self._witness(happened, facts, visit_id)
        for fuse in burnt:
            if fuse.moment is not Moment.BEFORE_COMMIT:
                fuse.strike()

    def record(self, kind: str, body: str, at: Reading) -> None:
        """A snapshot. No fuse: with nothing done after it, dying before or after it is dying at rest."""
        kept, folded = read(body), self.fold()
        if kept != folded:
            raise Violation("replay is not what was lived", f"{kept} {folded}")
        self.last_seq += 1
        self.kept_seq = self.last_seq
        self._snapshot = kept

    def _burn(self, kind: str) -> tuple[Fuse, ...]:
        for fuse in self.fuses:
            fuse.left -= fuse.kind in ("", kind)
        burnt = tuple(fuse for fuse in self.fuses if fuse.left <= 0)
        if burnt:
            self.fuses = [fuse for fuse in self.fuses if fuse.left > 0]
        return burnt

    # ---- Personal data -----------------------------------------------------------------------------

    def forget(self, visit_id: str) -> None:
        self.personal.discard(visit_id)

    def forget_all_but(self, visit_id: str) -> None:
        self.personal &= {visit_id}

    # ---- Start of the program ------------------------------------------------------------------------

    def fold(self) -> Machine:
        """The state that the journal implies. Raises Violation when the same events give other facts."""
        machine = self._snapshot
        for row in self._rows:
            decision = step(machine, self._as_kept(row))
            if decision.facts != row.facts:
                raise Violation("replay gives other facts", f"{row.happened}: {decision.facts}, {row.facts}")
            machine = decision.machine
        self._snapshot = machine
        self._rows.clear()
        return machine

    def _as_kept(self, row: Row) -> Event:
        """A birthday is never written; a name is erased with its visit."""
        match row.happened:
            case IdentityEntered(number=number):
                return IdentityEntered(number if row.visit_id in self.personal else "")
            case IdentityConfirmed(person=person) if row.visit_id not in self.personal:
                return replace(row.happened, person=Person(person.person_id))
            case _:
                return row.happened
