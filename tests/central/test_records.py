"""Records go into the tables and come out the same."""

from __future__ import annotations

from central.invented import invent
from central.models import Student
from central.records import find_with_record, record_of
from tests.central.bench import Bench


def test_what_went_in_comes_out(bench: Bench) -> None:
    with bench.database.reading() as session:
        for record in invent(20, 7):
            student = find_with_record(session, Student.number == record.number)
            assert student is not None
            assert record_of(student) == record
        assert find_with_record(session, Student.number == "B00000000") is None
