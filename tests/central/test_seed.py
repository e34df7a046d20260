"""The invented university goes in once."""

from __future__ import annotations

from sqlalchemy import func, select

from central.models import CourseRow, Student
from central.seed import seed_students
from tests.central.bench import Bench


def test_again_adds_nothing(bench: Bench) -> None:
    def counted() -> tuple[int | None, int | None]:
        with bench.database.reading() as session:
            return (
                session.scalar(select(func.count()).select_from(Student)),
                session.scalar(select(func.count()).select_from(CourseRow)),
            )

    before = counted()
    assert before[0] == 20
    with bench.database.writing() as session:
        assert seed_students(session, 20, 7) == 0
    assert counted() == before


def test_pseudonyms_do_not_follow_from_the_seed(sqlite_bench: Bench) -> None:
    with sqlite_bench.database.reading() as session:
        ids = session.scalars(select(Student.person_id)).all()
    assert len(set(ids)) == 20
    assert all(len(person_id) == 17 and person_id[0] == "P" for person_id in ids)
