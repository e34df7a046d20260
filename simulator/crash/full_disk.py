"""A disk that something else fills up in the middle of a visit: really full, on a small tmpfs of our own.

Mounting needs no root but a namespace of one's own, which unshare(1) gives; `why_not` says where it does not.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.visit.machine import closed_reasons
from kiosk.visit.states import Attract, ClosedReason
from simulator.crash.blows import AGAIN, finish, left, room
from simulator.crash.journal import Remains
from simulator.crash.scene import Story
from simulator.crash.surroundings import RememberedBallast, WatchfulScene
from simulator.crash.tracer import Trace, trace
from simulator.explorer.computer import Crash, Death
from simulator.explorer.visitor import Temper
from simulator.explorer.world import Violation

DISK_BYTES = 8 << 20
BALLAST_BYTES, SPARE_BYTES, ROOM_BYTES = 1 << 20, 1 << 18, 2 << 20
LEFT_BYTES = (0, 16 << 10, 300 << 10)  # free when it is full: nothing, a commit or two, just above the spare
OWN_NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")
FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Full:
    """After that journal call so much is left on the disk, and no more until the visit is over."""

    story: Story
    call: int
    free: int

    def __str__(self) -> str:
        return f"full {self.story} {self.call} {self.free}"


def why_not() -> str:
    """Why no small disk can be made here; "" where it can."""
    if shutil.which("unshare") is None:
        return "there is no unshare(1) to mount a small disk with"
    with TemporaryDirectory() as name:
        tried = subprocess.run([*OWN_NAMESPACE, *_mount(Path(name))], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "this system lets nobody mount a small disk without root"


def sweep(story: Story, every: int) -> Iterator[tuple[Full, str]]:
    """Each case with what is wrong with it, "" for nothing; in a process that has the small disk."""
    yield from _inside("sweep", story, every, 0)


def once(full: Full) -> str:
    return next(_inside("once", full.story, full.call, full.free))[1]


def _inside(deed: str, story: Story, call: int, free: int) -> Iterator[tuple[Full, str]]:
    with TemporaryDirectory(prefix="crash-disk-") as name:
        words = (sys.executable, "-m", __name__, deed, name, str(story.seed), story.temper.name)
        command = [*OWN_NAMESPACE, *words, str(call), str(free)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                told = json.loads(line)
                yield Full(story, told["call"], told["free"]), told["what"]
        if process.returncode:
            raise RuntimeError(f"the part on the small disk ended with {process.returncode}")


# ---- On the small disk --------------------------------------------------------------------------------


def _mount(at: Path) -> tuple[str, ...]:
    return "mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "crash", str(at)


def main(deed: str, at: str, seed: str, temper: str, call: str, free: str) -> None:
    logging.basicConfig(level=logging.CRITICAL)
    disk, story = Path(at), Story(int(seed), Temper[temper])
    subprocess.run(_mount(disk), check=True)
    if deed == "once":
        cases = [Full(story, int(call), int(free))]
    else:
        calls = range(1, calls_of(story), int(call))  # the last is at the stop: nobody looks after it
        cases = [Full(story, n, LEFT_BYTES[n % len(LEFT_BYTES)]) for n in calls]
    for case in cases:
        try:
            suffer(case, disk)
            what = ""
        except Violation as found:
            what = str(found)
        sys.stdout.write(json.dumps({"call": case.call, "free": case.free, "what": what}) + "\n")
        sys.stdout.flush()


def calls_of(story: Story) -> int:
    with room() as folder:
        scene = _scene(story, folder)
        finish(scene)
        return scene.journal.calls


def _scene(story: Story, folder: Path) -> WatchfulScene:
    return WatchfulScene(
        story, folder, RememberedBallast(folder, BALLAST_BYTES, SPARE_BYTES), room_bytes=ROOM_BYTES
    )


def suffer(full: Full, disk: Path) -> None:
    """The disk fills up, the program ends its visit all the same, and serves when there is room again.

    Before the first visit of its life it may not even start: there is no ballast yet, and nobody to harm.
    """
    with TemporaryDirectory(dir=disk) as name:
        folder = Path(name)
        scene = _scene(full.story, folder)

        def fill(call: int) -> None:
            if call == full.call:
                fill_up(folder / FILLER, full.free)

        scene.journal.called = fill
        scene.crash = Crash(Death.PROCESS, 5.0)
        ran = trace(scene.act, folder, scene.journal.marks)
        if ran.status == AGAIN:
            _follow(scene, folder, ran)
            ran = trace(scene.act, folder, scene.journal.marks)
        if ran.status and any(visit_id for _, _, visit_id in left(folder)):
            raise Violation("a full disk keeps the open visit from ending", f"status {ran.status}")
        scene.before_rest = lambda: _safe(scene)
        _follow(scene, folder, ran)
        (folder / FILLER).unlink(missing_ok=True)
        finish(scene)


def _follow(scene: WatchfulScene, folder: Path, ran: Trace) -> None:
    scene.follow(Remains(ran.mark, left(folder)))


def _safe(scene: WatchfulScene) -> None:
    """The disk is still full: nobody's visit is open any more, and nobody can begin one."""
    program = scene.computer.program
    assert program is not None
    reasons = closed_reasons(program.machine)
    if not isinstance(program.machine.visit, Attract) or reasons != (ClosedReason.JOURNAL,):
        raise Violation("not safely closed on a full disk", f"{program.machine.visit}, closed: {reasons}")


def fill_up(filler: Path, free: int) -> None:
    disk = os.statvfs(filler.parent)
    size = disk.f_bavail * disk.f_frsize - free
    if size > 0:
        descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT, 0o600)
        os.posix_fallocate(descriptor, 0, size)
        os.close(descriptor)


if __name__ == "__main__":
    main(*sys.argv[1:])
