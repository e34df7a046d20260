"""Makes an invented university: students of every state with records that hold together. Pure, from a seed.

Its calendar stands still at the end of semester 114-2 (July 2026). Nobody in it exists; every number has 99
where real ones have the department.
"""

from __future__ import annotations

import random  # noqa: TID251 - a generator from the seed, for invented people only

from central.invented.files import read
from central.invented.people import sketches
from central.invented.ranks import ranked
from central.invented.studies import Studies
from central.invented.teaching import Teaching
from central.record import StudentRecord

DEFAULT_NUMBER = "B11199042"
"""林範例, born 2004-05-05: eight semesters, nothing missing; the one for scripted visits."""


def invent(students: int, seed: int) -> list[StudentRecord]:
    """The same seed gives the same university. Each record depends on its own number only, ranks on all."""
    teaching = Teaching.model_validate(read("courses.toml"))
    people = sketches(random.Random(seed), students, tuple(teaching.departments))
    records = [Studies(random.Random(f"{seed}/{one.number}"), teaching, one).record() for one in people]
    return ranked(people, records)
