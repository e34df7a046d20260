"""The explorer's journal with the kiosk's own beneath it: what is durable is what lies in the file.

Each call of the program is numbered and marked before and after, in memory that outlives the process. A run
that was killed is followed by a ghost: the same world once more in this process, in memory only, which dies
in the same call. Whether that call's rows are durable is read from the file that the killed process left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.clock import Reading
from kiosk.codec import encode
from kiosk.journal import Journal
from kiosk.snapshots import recovered
from kiosk.visit.events import Event
from kiosk.visit.facts import Fact
from kiosk.visit.machine import Machine
from simulator.crash.tracer import Mark, Marks
from simulator.explorer.journal import ExplorerJournal, Moment
from simulator.explorer.program import KEEP_EVERY
from simulator.explorer.world import Violation

FIRST_SNAPSHOT = 20  # after so many rows, so that a short story has one
Written = tuple[str, str, str]  # kind, body, visit


@dataclass(frozen=True, slots=True)
class Remains:
    """Where a run died, and the rows that its file holds since."""

    mark: Mark
    rows: tuple[Written, ...]


class CrashJournal(ExplorerJournal):
    """`dies` is called in the ghost's last call with the moment of its death, and raises."""

    def __init__(self, witness: Callable[[Event, Sequence[Fact], str], None], path: Path) -> None:
        super().__init__(witness)
        self.path = path
        self.kept_seq = FIRST_SNAPSHOT - KEEP_EVERY
        self.marks = Marks()
        self.ghost: Remains | None = None
        self.dies: Callable[[Moment], None] = lambda moment: None
        self.dies_at_rest: Callable[[], None] = lambda: None  # does not raise
        self.opened: Callable[[datetime | None], None] = lambda last_wall: None
        self.called: Callable[[int], None] = lambda call: None  # after each call that was done
        self.written: list[Written] = []
        self.rows_after: dict[int, int] = {0: 0}  # how many, by call
        self.calls = 0
        self.longest_start_s = 0.0
        self._real: Journal | None = None

    # ---- One start of the program -----------------------------------------------------------------------

    def open(self, boot_id: str) -> None:
        def deed() -> None:
            began = time.perf_counter()
            self._real = Journal(self.path, boot_id)
            self.longest_start_s = max(self.longest_start_s, time.perf_counter() - began)

        if self._call(deed):
            self.dies(Moment.BETWEEN_EFFECTS)
        if self.ghost is None:
            self.last_wall = self.real.last_wall()
            self.opened(self.real.believed_wall())
            self._as_left(self.real)

    def close(self) -> None:
        if self._real is not None:
            real, self._real = self._real, None
            real.close()

    @property
    def real(self) -> Journal:
        assert self._real is not None
        return self._real

    def fold(self) -> Machine:
        """The machine that the file implies, which must be the one that its commits led to."""
        kept = super().fold()
        if self.ghost is not None:
            return kept
        began = time.perf_counter()
        machine = recovered(self.real).machine
        self.longest_start_s = max(self.longest_start_s, time.perf_counter() - began)
        if machine != kept:
            raise Violation("the file implies another state than its commits", f"{machine} {kept}")
        return machine

    # ---- What the program asks --------------------------------------------------------------------------

    def append(self, happened: Event, facts: Sequence[Fact], visit_id: str, at: Reading) -> None:
        new = [(kind, body, visit_id) for kind, body, _ in map(encode, (happened, *facts))]
        last = self._call(lambda: self.real.append(happened, facts, visit_id, at))
        if last and not self._survived(new):
            self.dies(Moment.BEFORE_COMMIT)
        self.written += new
        self.rows_after[self.calls] = len(self.written)
        super().append(happened, facts, visit_id, at)
        self.last_wall = datetime.fromisoformat(at.wall_utc)  # as the file keeps it: to the millisecond
        if last:
            self.dies(Moment.AFTER_COMMIT)

    def forget(self, visit_id: str) -> None:
        if self._call(lambda: self.real.forget(visit_id)):
            self.dies(Moment.BETWEEN_EFFECTS)
        super().forget(visit_id)

    def forget_all_but(self, visit_id: str) -> None:
        if self._call(lambda: self.real.forget_all_but(visit_id)):
            self.dies(Moment.BETWEEN_EFFECTS)
        super().forget_all_but(visit_id)

    def record(self, kind: str, body: str, at: Reading) -> None:
        """A snapshot. To die in here is to die between two events."""
        new = [(kind, body, "")]
        last = self._call(lambda: self.real.record(kind, body, at))
        if last and not self._survived(new):
            self.kept_seq = self.last_seq  # nobody asks again in this run, which ends here
            self.dies_at_rest()
            return
        self.written += new
        self.rows_after[self.calls] = len(self.written)
        super().record(kind, body, at)
        self.last_wall = datetime.fromisoformat(at.wall_utc)
        if last:
            self.dies_at_rest()

    def _call(self, deed: Callable[[], None]) -> bool:
        """Whether the ghost dies in this call."""
        self.calls += 1
        self.rows_after[self.calls] = len(self.written)
        if self.ghost is not None:
            return self.calls == self.ghost.mark.begun > self.ghost.mark.done
        self.marks.begun(self.calls)
        deed()
        self.marks.done(self.calls)
        self.called(self.calls)
        return False

    # ---- What a death left --------------------------------------------------------------------------------

    def _survived(self, new: list[Written]) -> bool:
        """Whether the rows of the call that the run died in lie in its file."""
        assert self.ghost is not None
        since = list(self.ghost.rows[len(self.written) :])
        if since not in ([], new):
            raise Violation("the file holds half a commit, or another one", f"{since}, not {new}")
        return bool(since)

    def _as_left(self, real: Journal) -> None:
        """At a start: the file must hold exactly what was committed, in order, and nothing else."""
        found = [(row.kind, row.body, row.visit_id) for row in real.rows(0)]
        if found != self.written:
            raise Violation(
                "the file does not hold what was committed", f"{len(found)} rows, not {len(self.written)}"
            )


def rows_of(path: Path, boot_id: str = "looks") -> tuple[Written, ...]:
    """What a file holds; opened as the kiosk does, so that what a crash left in it is put right."""
    journal = Journal(path, boot_id)
    try:
        return tuple((row.kind, row.body, row.visit_id) for row in journal.rows(0))
    finally:
        journal.close()
