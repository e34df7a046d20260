"""kill -9 or a failing disk at the n-th write or sync of a process, once or several starts in a row."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EIO, ENOSPC, EROFS
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.errors import JournalError
from simulator.crash.journal import Remains, rows_of
from simulator.crash.scene import FILE, Scene, Story
from simulator.crash.tracer import CHANGES, Kind, Strike, Trace, trace
from simulator.explorer.computer import Crash, Death
from simulator.explorer.world import Violation

AGAIN = 75  # kiosk/__main__.py: a commit failed, the journal must be opened anew
KILLED = -9
DOWN_S = (2.0, 20.0, 300.0)  # the visitor still looks, still waits, has gone
FAST = Path("/dev/shm")  # where files are memory; what they hold is the same
NEEDS_ROOM = frozenset({Kind.CREATE, Kind.WRITE, Kind.ALLOCATE})
READ_ONLY = CHANGES - {Kind.SYNC} | {Kind.OPEN}


def full_from(at: int) -> Strike:
    """No room on the disk from here on."""
    return Strike(at, ENOSPC, lasting=True, kinds=NEEDS_ROOM)


def read_only_from(at: int) -> Strike:
    """The disk is remounted read-only here."""
    return Strike(at, EROFS, lasting=True, kinds=READ_ONLY)


def failing(at: int) -> tuple[Strike, ...]:
    """Everything but a kill that may happen to the n-th change."""
    return Strike(at, EIO), Strike(at, ENOSPC), full_from(at), read_only_from(at)


@dataclass(frozen=True, slots=True)
class Suffered:
    """What a chain of blows came to. `reached`: how many of them struck; the others came too late."""

    reached: int
    longest_recovery_s: float
    longest_start_s: float


def deaths(strikes: tuple[Strike, ...]) -> Iterator[tuple[Strike, Crash]]:
    """How long the program is down after each is chosen by its place, the same every time."""
    for number, strike in enumerate(strikes):
        yield strike, Crash(Death.PROCESS, DOWN_S[(strike.at + number) % len(DOWN_S)])


def suffer(story: Story, strikes: tuple[Strike, ...]) -> Suffered:
    """One start of the program for each strike, then one to the end of the story. Raises Violation."""
    with room() as folder:
        scene = Scene(story, folder)
        reached = 0
        for strike, crash in deaths(strikes):
            ran = trace(scene.act, folder, scene.journal.marks, strike)
            reached += bool(ran.struck)
            _judge_end(ran, strike)
            scene.crash = crash
            scene.follow(Remains(ran.mark, left(folder)))
        finish(scene)
        return Suffered(reached, scene.longest_recovery_s, scene.journal.longest_start_s)


def finish(scene: Scene) -> None:
    """With everything whole again."""
    try:
        scene.live()
        scene.end()
    except JournalError as error:
        raise Violation("the journal does not open, or fails without a reason", str(error)) from error
    finally:
        scene.journal.close()


def left(folder: Path) -> tuple[tuple[str, str, str], ...]:
    """The rows that a copy of the folder's journal shows, so that the next start finds it untouched."""
    with room() as copy:
        for file in folder.iterdir():
            shutil.copy(file, copy / file.name)
        try:
            return rows_of(copy / FILE)
        except JournalError as error:
            raise Violation("the journal cannot be opened after a crash", str(error)) from error


@contextmanager
def room() -> Iterator[Path]:
    """A folder for as long as this lasts."""
    with TemporaryDirectory(prefix="crash-", dir=FAST if FAST.is_dir() else None) as name:
        yield Path(name)


def _judge_end(ran: Trace, strike: Strike) -> None:
    """A process that was not killed ends as the kiosk does, and does nothing more after a failed commit."""
    expected = (KILLED,) if ran.struck and not strike.error else (0, AGAIN)
    if ran.status not in expected:
        raise Violation("the program ends in a way of its own", f"status {ran.status} after {strike}")
    if strike.error and ran.status == 0:
        for kind, name, mark in ran.struck:
            in_commit = name.endswith("-wal") and mark.begun > mark.done and kind is not Kind.UNLINK
            if in_commit and ran.mark.begun > mark.begun:
                raise Violation("goes on after a failed commit", f"{kind} of {name} in call {mark.begun}")


def changes_of(story: Story) -> int:
    """How many writes and syncs the story has when nothing happens to it."""
    with room() as folder:
        scene = Scene(story, folder)
        return trace(scene.act, folder, scene.journal.marks).changes
