"""Records of invented students hold together."""

from __future__ import annotations

from central.record import CountsFor, CourseKind, Level
from kiosk.catalogue import Status
from tests.central.bench import everybody

EVERYBODY = everybody()


def test_who_graduated_has_passed_every_required_course() -> None:
    graduates = [record for record in EVERYBODY if record.status is Status.GRADUATED]
    assert len(graduates) > 50
    for record in graduates:
        required = [c for s in record.semesters for c in s.courses if c.kind is CourseKind.REQUIRED]
        passed = {c.name_zh for c in required if c.score is None or c.score >= record.level.passing_score}
        assert {c.name_zh for c in required} == passed, record.number
        assert record.degree_zh


def test_somebody_failed_and_took_it_again() -> None:
    def again(number: int) -> bool:
        courses = [c for s in EVERYBODY[number].semesters for c in s.courses]
        failed = {c.name_zh for c in courses if c.score is not None and c.score < 60}
        return any(c.name_zh in failed for c in courses if c.score is not None and c.score >= 60)

    assert sum(again(number) for number in range(len(EVERYBODY))) > 20


def test_minor_and_second_major_courses_carry_their_sign() -> None:
    for record in EVERYBODY:
        signs = {c.counts_for for s in record.semesters for c in s.courses}
        assert (CountsFor.MINOR in signs) == bool(record.minor_zh), record.number
        assert (CountsFor.SECOND_MAJOR in signs) == bool(record.second_major_zh), record.number


def test_only_graduated_masters_have_a_thesis() -> None:
    for record in EVERYBODY:
        wanted = record.level is Level.MASTER and record.status is Status.GRADUATED
        assert (record.thesis is not None) == wanted
        assert any(c.name_zh == "論文" for s in record.semesters for c in s.courses) == wanted


def test_class_says_year_and_group() -> None:
    classes = {record.number: record.class_zh for record in EVERYBODY}
    assert classes["B11199042"] == "四資管四A"
    assert classes["B11099054"] == "四資管延"
    assert classes["M11499006"] == "碩工管一"


def test_who_graduated_without_a_break_has_the_credits_that_are_needed() -> None:
    for record in EVERYBODY:
        assert record.needed.total > 30
        if record.status is Status.GRADUATED:
            courses = [c for s in record.semesters for c in s.courses]
            passed = sum(
                c.credits
                for c in courses
                if c.kind is CourseKind.REQUIRED
                and (c.score is None or c.score >= record.level.passing_score)
            )
            assert passed >= record.needed.required, record.number
