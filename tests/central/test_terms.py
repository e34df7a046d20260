"""Academic years and semesters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from central.terms import Term, academic_year, term_of


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 1, 26), 114), (date(2026, 7, 31), 114), (date(2026, 8, 1), 115), (date(2026, 12, 31), 115)],
)
def test_academic_year_begins_in_august(day: date, year: int) -> None:
    assert academic_year(day) == year


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2025, 8, 1), Term(114, 1)),
        (date(2026, 1, 31), Term(114, 1)),
        (date(2026, 2, 1), Term(114, 2)),
        (date(2026, 7, 31), Term(114, 2)),
        (date(2026, 8, 1), Term(115, 1)),
    ],
)
def test_the_semester_of_a_day(day: date, term: Term) -> None:
    assert term_of(day) == term


def test_semesters_follow_each_other_without_a_gap() -> None:
    day = date(2023, 8, 1)
    for _ in range(8):
        term = term_of(day)
        assert term.first_day == day
        assert term_of(term.last_day) == term
        assert term.first_day <= term.graduation <= term.last_day
        day = term.last_day + timedelta(days=1)
