"""Class and department ranks of the invented university, from the averages of its records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from central.invented.people import Sketch
from central.issue import weighted_average
from central.record import Course, Remark, StudentRecord

Group = tuple[str, ...]
Averages = dict[tuple[Group, tuple[int, int]], list[Decimal]]
ALL_TERMS = (0, 0)


def ranked(sketches: Sequence[Sketch], records: Sequence[StudentRecord]) -> list[StudentRecord]:
    """Fill in class and department ranks from the averages; who misses a grade has no rank there."""
    averages: Averages = defaultdict(list)
    for sketch, record in zip(sketches, records, strict=True):
        for group in _groups(sketch):
            for semester in record.semesters:
                _note(averages, group, (semester.year, semester.term), semester.courses)
            _note(averages, group, ALL_TERMS, _all_courses(record))
    return [_with_ranks(averages, s, record) for s, record in zip(sketches, records, strict=True)]


def _groups(sketch: Sketch) -> tuple[Group, Group]:
    """Class and department; who was admitted in the same year is compared."""
    department = (sketch.level, sketch.department, str(sketch.admitted))
    return (*department, sketch.group), department


def _with_ranks(averages: Averages, sketch: Sketch, record: StudentRecord) -> StudentRecord:
    of_class, of_department = _groups(sketch)
    semesters = []
    for semester in record.semesters:
        term = (semester.year, semester.term)
        if semester.term in (1, 2):  # a summer has no ranks
            semester = replace(
                semester,
                rank_class=_place(averages, of_class, term, semester.courses),
                rank_department=_place(averages, of_department, term, semester.courses),
            )
        semesters.append(semester)
    courses = _all_courses(record)
    return replace(
        record,
        semesters=tuple(semesters),
        rank_class=_place(averages, of_class, ALL_TERMS, courses),
        rank_department=_place(averages, of_department, ALL_TERMS, courses),
    )


def _all_courses(record: StudentRecord) -> tuple[Course, ...]:
    return tuple(course for semester in record.semesters for course in semester.courses)


def _complete_average(courses: Sequence[Course]) -> Decimal | None:
    if any(course.remark is Remark.NOT_SUBMITTED for course in courses):
        return None
    return weighted_average(courses)


def _note(averages: Averages, group: Group, term: tuple[int, int], courses: Sequence[Course]) -> None:
    average = _complete_average(courses)
    if average is not None:
        averages[group, term].append(average)


def _place(averages: Averages, group: Group, term: tuple[int, int], courses: Sequence[Course]) -> str:
    average = _complete_average(courses)
    if average is None:
        return ""
    everyone = averages[group, term]
    return f"{1 + sum(other > average for other in everyone)}/{len(everyone)}"
