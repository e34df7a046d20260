"""Ranks follow from the averages."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from central.record import Course, StudentRecord
from tests.central.bench import everybody

EVERYBODY = everybody()


def average(courses: list[Course]) -> Fraction:
    """To two places, as it is printed: who has the same printed average has the same rank."""
    counted = [(c.score, c.credits) for c in courses if c.score is not None and c.credits]
    exact = Fraction(sum(s * n for s, n in counted), sum(n for _, n in counted))
    return Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)


def test_department_rank_counts_who_is_better() -> None:
    groups: dict[tuple[str, ...], list[StudentRecord]] = defaultdict(list)
    for record in EVERYBODY:
        if record.semesters and not record.missing_grades:
            groups[record.department_zh, record.level, record.number[1:4]].append(record)
    assert max(map(len, groups.values())) >= 5
    for group in groups.values():
        averages = {r.number: average([c for s in r.semesters for c in s.courses]) for r in group}
        for record in group:
            better = sum(other > averages[record.number] for other in averages.values())
            assert record.rank_department == f"{better + 1}/{len(group)}"


def test_no_rank_where_a_grade_is_missing_and_none_in_summer() -> None:
    seen = 0
    for record in EVERYBODY:
        if record.missing_grades:
            seen += 1
            assert (record.rank_class, record.rank_department) == ("", "")
            assert record.semesters[-1].rank_class == ""
            assert record.semesters[0].rank_class or len(record.semesters) == 1
        for semester in record.semesters:
            assert semester.term != 3 or not semester.rank_class
    assert seen > 10
