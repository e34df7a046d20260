"""Power cuts at every write and sync: images of what the disk may then hold, each started and judged.

One run of a story is recorded; its images are made from the record, so that a thousand cuts cost a quarter of
a minute. Every image is opened, folded and written to; each state that comes of it is then lived to the end,
and of some of those the start itself is recorded and cut again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

from kiosk.clock import ClockQuality, Reading
from kiosk.errors import JournalError
from kiosk.journal import Journal
from kiosk.snapshots import recovered as start_of
from kiosk.snapshots import verify
from kiosk.visit.events import NetworkChanged
from kiosk.visit.machine import Machine
from simulator.crash.blows import finish, room
from simulator.crash.disk import Cut, Disk
from simulator.crash.journal import Remains, Written
from simulator.crash.scene import FILE, Scene, Story
from simulator.crash.tracer import Mark, Op, trace
from simulator.explorer.computer import Crash, Death
from simulator.explorer.world import MIDNIGHT, Violation

LIVED_ANYWAY = 0.02  # of the images whose state has been lived before
DOWN_S = (20.0, 300.0)
DEATHS = (Death.BOTH, Death.COMPUTER)
DIGEST = 16
Image = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Where:
    """A cut: before which change of this start, how much of the rest is there, by dice of which number."""

    at: int
    cut: Cut
    number: int

    def __str__(self) -> str:
        return f"{self.at}.{self.cut.name.lower()}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> Where:
        at, cut, number = text.split(".")
        return cls(int(at), Cut[cut.upper()], int(number))

    @property
    def crash(self) -> Crash:
        number = self.at + self.number
        return Crash(DEATHS[number % len(DEATHS)], DOWN_S[number // 2 % len(DOWN_S)])


@dataclass(frozen=True, slots=True)
class Past:
    """A story and the power cuts it has been through; `image` is what the last one left on the disk."""

    story: Story
    cuts: tuple[Where, ...] = ()
    left: tuple[Remains, ...] = ()
    image: Image = field(default_factory=dict)

    def scene(self, folder: Path) -> Scene:
        """Ready for the next start in that folder."""
        scene = Scene(self.story, folder)
        for where, remains in zip(self.cuts, self.left, strict=True):
            scene.crash = where.crash
            scene.follow(remains)
        for name, data in self.image.items():
            (folder / name).write_bytes(data)
        return scene

    def then(self, where: Where, image: Image, remains: Remains) -> Past:
        return Past(self.story, (*self.cuts, where), (*self.left, remains), image)

    def __str__(self) -> str:
        return " ".join(("cut", str(self.story), *map(str, self.cuts)))


@dataclass(slots=True)
class Recorded:
    """A start that nothing happens to: its changes, how far it was before each, and all rows."""

    past: Past
    ops: list[Op]
    mark: Mark
    written: list[Written]
    rows_after: dict[int, int]

    def mark_before(self, at: int) -> Mark:
        return self.ops[at].mark if at < len(self.ops) else self.mark

    def image(self, where: Where) -> Image:
        disk = Disk(self.past.image)
        for op in self.ops[: where.at]:
            disk.apply(op)
        return disk.image(where.cut, Random(str(where)))


@dataclass(slots=True)
class Tally:
    images: int = 0
    lived: int = 0
    longest_recovery_s: float = 0.0
    longest_start_s: float = 0.0
    seen: set[object] = field(default_factory=set)


def recorded(past: Past) -> Recorded:
    with room() as folder:
        scene = past.scene(folder)
        ran = trace(scene.act, folder, scene.journal.marks, keep=True)
        if ran.status:
            raise Violation("the program fails although nothing happens to it", f"status {ran.status}")
    with room() as folder:
        scene = past.scene(folder)
        finish(scene)
        return Recorded(past, ran.ops, ran.mark, scene.journal.written, scene.journal.rows_after)


def sweep(
    past: Past, each: int, seed: int, tally: Tally, most: int | None = None, every: int = 1
) -> Iterator[tuple[Past, Violation | None]]:
    """Every n-th cut of the first so many changes, with `each` images of random sectors for every one.

    Yields every state that was lived to its end, and every violation.
    """
    run = recorded(past)
    dice = Random(f"{seed}:{past}")
    for at in range(1, len(run.ops[:most]) + 1, every):
        wheres = [Where(at, Cut.NOTHING, 0), Where(at, Cut.ALL, 0), Where(at, Cut.TORN, seed)]
        wheres += [Where(at, Cut.RANDOM, seed * 1000 + number) for number in range(each)]
        for where in wheres:
            try:
                now = _try(run, where, tally, dice.random() < LIVED_ANYWAY)
            except Violation as found:
                remains = Remains(run.mark_before(at), ())
                yield past.then(where, {}, remains), found
            else:
                if now is not None:
                    yield now, None


def _try(run: Recorded, where: Where, tally: Tally, in_any_case: bool) -> Past | None:
    """None: such an image, or such a state, has been judged before."""
    image, mark = run.image(where), run.mark_before(where.at)
    key = (run.past.story, run.past.cuts, mark, digest(image))
    if key in tally.seen:
        return None
    tally.seen.add(key)
    tally.images += 1
    rows, machine = opened(image, run, mark)
    state = (run.past.story, run.past.cuts, mark, len(rows), machine)
    if state in tally.seen and not in_any_case:
        return None
    tally.seen.add(state)
    tally.lived += 1
    now = run.past.then(where, image, Remains(mark, tuple(rows)))
    _live(now, tally)
    return now


def _live(past: Past, tally: Tally) -> None:
    """The whole story once more through its cuts, and to its end."""
    with room() as folder:
        scene = past.scene(folder)
        finish(scene)
        tally.longest_recovery_s = max(tally.longest_recovery_s, scene.longest_recovery_s)
        tally.longest_start_s = max(tally.longest_start_s, scene.journal.longest_start_s)


def digest(image: Image) -> bytes:
    whole = sha256()
    for name, data in sorted(image.items()):
        whole.update(name.encode() + len(data).to_bytes(8, "big") + data)
    return whole.digest()[:DIGEST]


def opened(image: Image, run: Recorded, mark: Mark) -> tuple[list[Written], Machine]:
    """The journal opens, holds what was acknowledged and at most what was begun, folds, takes a new row."""
    with room() as folder:
        for name, data in image.items():
            (folder / name).write_bytes(data)
        path = folder / FILE
        try:
            rows, machine = _looked_into(path, run, mark)
            if verify(path).rows != len(rows) + 1:
                raise Violation("what is written after a power cut is not there", str(len(rows)))
        except JournalError as error:
            raise Violation("the journal does not open after a power cut", str(error)) from error
    return rows, machine


def _looked_into(path: Path, run: Recorded, mark: Mark) -> tuple[list[Written], Machine]:
    journal = Journal(path, "image")
    try:
        rows = [(row.kind, row.body, row.visit_id) for row in journal.rows(0)]
        least, most = run.rows_after[mark.done], run.rows_after[mark.begun]
        if len(rows) not in (least, most) or rows != run.written[: len(rows)]:
            raise Violation("a power cut lost or changed rows", f"{len(rows)}, not {least} or {most}")
        machine = start_of(journal).machine
        journal.append(NetworkChanged(False), (), "", Reading(1, MIDNIGHT, ClockQuality.PLAUSIBLE))
        return rows, machine
    finally:
        journal.close()


def once(story: Story, cuts: tuple[Where, ...]) -> None:
    """One image by its name. Raises Violation."""
    past, tally = Past(story), Tally()
    for where in cuts:
        now = _try(recorded(past), where, tally, in_any_case=True)
        assert now is not None, "the tally is new"
        past = now
