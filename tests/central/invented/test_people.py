"""Who is in the invented university."""

from __future__ import annotations

from collections import Counter

from central.invented import DEFAULT_NUMBER, invent
from central.record import Level, Remark
from kiosk.catalogue import Status
from tests.central.bench import everybody

EVERYBODY = everybody()
BY_NUMBER = {record.number: record for record in EVERYBODY}


def test_three_hundred_distinct_persons_of_every_state() -> None:
    assert len(EVERYBODY) == len(BY_NUMBER) == len({record.name_zh for record in EVERYBODY}) == 320
    states = Counter((record.status, record.level) for record in EVERYBODY)
    for status in Status:
        assert states[status, Level.BACHELOR] >= 5, status
    assert sum(count for (_, level), count in states.items() if level is Level.MASTER) >= 40
    assert all(record.invented for record in EVERYBODY)
    assert all(record.number[4:6] == "99" for record in EVERYBODY)


def test_default_student_has_eight_semesters_and_nothing_missing() -> None:
    record = BY_NUMBER[DEFAULT_NUMBER]
    assert (record.name_zh, record.birth.isoformat(), record.status) == (
        "林範例",
        "2004-05-05",
        Status.ENROLLED,
    )
    assert [(s.year, s.term) for s in record.semesters] == [
        (y, t) for y in (111, 112, 113, 114) for t in (1, 2)
    ]
    assert record.missing_grades == ()
    assert record.minor_zh == "財務金融系"
    assert len(record.transfers) == 2


def test_there_is_one_of_everything_a_paper_must_show() -> None:
    courses = [course for record in EVERYBODY for s in record.semesters for course in s.courses]
    assert {course.remark for course in courses} >= {
        Remark.WITHDRAWN,
        Remark.NOT_SUBMITTED,
        Remark.PASSED,
    }
    assert any(record.transfers for record in EVERYBODY)
    assert any(record.minor_zh for record in EVERYBODY)
    assert any(record.second_major_zh for record in EVERYBODY)
    assert any(semester.term == 3 for record in EVERYBODY for semester in record.semesters)
    lengths = {sum(s.term < 3 for s in r.semesters) for r in EVERYBODY if r.level is Level.BACHELOR}
    assert lengths == set(range(11))
    assert any(not record.name_en for record in EVERYBODY)


def test_names_that_are_hard_to_print() -> None:
    names = {record.name_zh for record in EVERYBODY}
    for character in "堃喆煊犇":
        assert any(character in name for name in names), character
    assert any("\U0002137c" in name for name in names)
    assert any(len(name) >= 14 for name in names)
    assert any(len(name) == 2 for name in names)


def test_same_seed_same_university() -> None:
    assert invent(60, 7) == invent(60, 7)
    assert invent(60, 7)[20:] != invent(60, 8)[20:]
    assert [record.number for record in invent(5, 7)] == [record.number for record in EVERYBODY[:5]]


def test_nobody_is_from_the_future() -> None:
    for record in EVERYBODY:
        for semester in record.semesters:
            assert (semester.year, semester.term) <= (114, 3), record.number
        assert record.birth < record.admitted
        assert record.graduated is None or record.admitted < record.graduated
