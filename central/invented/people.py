"""Who is in the invented university: a sketch of each person, from which the record follows."""

from __future__ import annotations

import random  # noqa: TID251 - a generator from the seed, for invented people only
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product

from central.invented.files import Strict, read
from central.record import Level
from kiosk.catalogue import Status

LAST_YEAR = 114


class Names(Strict):
    surnames: dict[str, str]
    given: dict[str, str]


class Sketch(Strict):
    """What decides a person; the rest of the record follows from it."""

    number: str
    name_zh: str
    name_en: str
    birth: date
    department: str
    semesters: int
    level: Level = Level.BACHELOR
    status: Status = Status.ENROLLED
    group: str = "A"
    minor: str = ""
    second_major: str = ""
    transfers: int = 0
    missing: int = 0
    summer: bool = False
    withdrew: bool = False
    registered: bool = True

    @property
    def admitted(self) -> int:
        return int(self.number[1:4])


class People(Strict):
    people: tuple[Sketch, ...]


def sketches(rng: random.Random, students: int, departments: Sequence[str]) -> list[Sketch]:
    """The known people first, then others up to `students`."""
    known = People.model_validate(read("people.toml")).people[:students]
    return [*known, *_others(rng, known, students - len(known), departments)]


def _others(
    rng: random.Random, known: Sequence[Sketch], count: int, departments: Sequence[str]
) -> Iterable[Sketch]:
    names = Names.model_validate(read("names.toml"))
    taken = {sketch.name_zh for sketch in known}
    pairs = [p for p in product(names.surnames, names.given) if "".join(p) not in taken]
    if count > len(pairs):
        raise ValueError(f"there are names for {len(known) + len(pairs)} invented students, not more")
    for place, (surname, given) in enumerate(rng.sample(pairs, count)):
        master = rng.random() < 0.2
        admitted = rng.randint(111, 114) if master else rng.randint(108, 114)
        born = admitted + 1911 - (22 if master else 18)
        department = rng.choice(departments)
        others = [short for short in departments if short != department]
        minor, second = _other_studies(rng, others) if not master else ("", "")
        status, semesters = _course_of_study(rng, master, admitted)
        current = status in (Status.ENROLLED, Status.EXTENDED)
        yield Sketch(
            number=f"{'M' if master else 'B'}{admitted}99{100 + place:03d}",
            name_zh=surname + given,
            name_en=f"{names.surnames[surname]}, {names.given[given]}",
            birth=date(born, rng.randint(1, 12), rng.randint(1, 28)),
            department=department,
            semesters=semesters,
            level=Level.MASTER if master else Level.BACHELOR,
            status=status,
            group=rng.choice("AB"),
            minor=minor if semesters > 4 else "",
            second_major=second if semesters > 4 else "",
            transfers=rng.choice((0, 0, 0, 1, 2, 4)) if not master else 0,
            missing=rng.choice((0, 0, 0, 0, 0, 1, 2, 3)) if current else 0,
            summer=not master and semesters > 4 and rng.random() < 0.1,
            withdrew=rng.random() < 0.3,
            registered=current and rng.random() < 0.95,
        )


def _other_studies(rng: random.Random, departments: Sequence[str]) -> tuple[str, str]:
    dice = rng.random()
    other = rng.choice(departments)
    return (other, "") if dice < 0.12 else ("", other) if dice < 0.18 else ("", "")


def _course_of_study(rng: random.Random, master: bool, admitted: int) -> tuple[Status, int]:
    """Status and number of semesters with grades, for somebody admitted in that year."""
    elapsed = (LAST_YEAR - admitted + 1) * 2
    regular = 4 if master else 8
    dice = rng.random()
    if dice < 0.07:
        return Status.WITHDRAWN, rng.randint(1, min(elapsed, regular - 1))
    if dice < 0.14 and elapsed <= regular:
        return Status.ON_LEAVE, rng.randint(1, elapsed)
    if elapsed <= regular:
        return Status.ENROLLED, elapsed
    if not master and elapsed <= regular + 2 and dice < 0.5:
        return Status.EXTENDED, rng.randint(regular + 1, elapsed)
    return Status.GRADUATED, regular
