"""Data of certificates, reckoned a second time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from central.certificates import enrollment, graduation, rank, semester_marks
from central.choices import RankChoice
from central.invented import invent
from central.issue import PaperHead
from central.record import Needed, Remark

BY_NUMBER = {record.number: record for record in invent(20, 7)}
USUAL = BY_NUMBER["B11199042"]


def head(issued: date = date(2026, 3, 5)) -> PaperHead:
    return PaperHead(
        "any", "114X0000001", "K7QF-2M9X", issued, "site", "HTTPS://SITE/V/114X0000001/K7QF2M9X", "here"
    )


def test_enrollment_is_for_the_semester_of_issue() -> None:
    assert enrollment(USUAL, head())["term"] == {
        "year": 114,
        "term": 2,
        "first_day": "2026-02-01",
        "last_day": "2026-07-31",
    }
    assert enrollment(USUAL, head(date(2026, 8, 1)))["term"]["year"] == 115


def test_semester_marks_are_those_of_that_semester() -> None:
    semester = USUAL.semesters[4]
    data = semester_marks(USUAL, head(), "113-1")["semester"]
    assert (data["year"], data["term"]) == (113, 1)
    assert [course["name_zh"] for course in data["courses"]] == [
        course.name_zh for course in semester.courses
    ]
    with pytest.raises(LookupError):
        semester_marks(USUAL, head(), "99-1")


def test_all_ranks_are_the_semesters_and_the_sum() -> None:
    rows = rank(USUAL, head(), RankChoice.ALL)["ranks"]
    assert [(row["year"], row["term"]) for row in rows[:-1]] == [
        (one.year, one.term) for one in USUAL.semesters
    ]
    assert (rows[-1]["term"], rows[-1]["first"], rows[-1]["last"]) == (0, "111-1", "114-2")
    for row, semester in zip(rows, USUAL.semesters, strict=False):
        for scope, words in (("class", semester.rank_class), ("department", semester.rank_department)):
            place = row[scope]
            assert f"{place['place']}/{place['of']}" == words
            share = Fraction(place["place"] * 100, place["of"])
            assert abs(Fraction(place["share"]) - share) <= Fraction(1, 200)
            assert place["share"].partition(".")[2] == place["share"][-2:]


def test_a_rank_that_was_not_asked_for_is_not_told() -> None:
    rows = rank(USUAL, head(), RankChoice.CLASS_CUMULATIVE)["ranks"]
    assert [row["term"] for row in rows] == [0]
    assert rows[0]["class"] is not None
    assert rows[0]["department"] is None
    rows = rank(USUAL, head(), RankChoice.DEPARTMENT_SEMESTERS)["ranks"]
    assert len(rows) == 8
    assert all(row["class"] is None and row["department"] is not None for row in rows)


def test_credits_add_up_and_missing_grades_stand_apart() -> None:
    record = replace(USUAL, needed=Needed(80, 32, 12))
    last = record.semesters[-1]
    waiting = replace(last.courses[0], score=None, remark=Remark.NOT_SUBMITTED)
    record = replace(
        record, semesters=(*record.semesters[:-1], replace(last, courses=(waiting, *last.courses[1:])))
    )
    data = graduation(record, head())
    rows = {row["kind"]: row for row in data["credits"]}
    assert list(rows) == ["required", "elective", "general", "transferred", "total"]
    assert rows["total"]["needed"] == 124
    assert rows["total"]["earned"] == sum(row["earned"] for kind, row in rows.items() if kind != "total")
    assert rows["total"]["now"] == waiting.credits
    assert rows["transferred"]["earned"] == sum(one.credits for one in record.transfers)
    assert data["expected"] == "2026-06-30"
    assert graduation(record, head(date(2026, 8, 3)))["expected"] == "2027-01-31"


def test_without_transferred_courses_there_is_no_such_row() -> None:
    kinds = [row["kind"] for row in graduation(replace(USUAL, transfers=()), head())["credits"]]
    assert kinds == ["required", "elective", "general", "total"]
