"""The data of certificates: enrolment, ranks, expected graduation, and of one semester's marks. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from central.choices import RankChoice
from central.issue import (
    PaperData,
    PaperHead,
    credits_earned,
    paper_part,
    semester_part,
    student_part,
    weighted_average,
)
from central.record import Course, CourseKind, Remark, Semester, StudentRecord
from central.terms import term_of

HUNDREDTH = Decimal("0.01")


def enrollment(record: StudentRecord, head: PaperHead) -> PaperData:
    """在學證明書, in both languages: for the semester in which it is issued."""
    term = term_of(head.issued)
    return {
        "paper": paper_part(record, head),
        "student": student_part(record),
        "term": {
            "year": term.year,
            "term": term.term,
            "first_day": term.first_day.isoformat(),
            "last_day": term.last_day.isoformat(),
        },
    }


def semester_marks(record: StudentRecord, head: PaperHead, key: str) -> PaperData:
    """學期成績單 of the semester with that key. Raises LookupError where it is not published."""
    found = next((semester for semester in record.published if semester.key == key), None)
    if found is None:
        raise LookupError("no such semester")
    return {
        "paper": paper_part(record, head),
        "student": student_part(record),
        "semester": semester_part(found, record.level),
    }


def rank(record: StudentRecord, head: PaperHead, choice: RankChoice) -> PaperData:
    """名次證明書: one row for each semester that has a rank, the last one cumulative (term 0)."""
    ranked = [semester for semester in record.semesters if semester.rank_class or semester.rank_department]
    rows = [_semester_rank(semester, choice) for semester in ranked] if choice.semesters else []
    if choice.cumulative and ranked:
        rows.append(
            {
                "year": 0,
                "term": 0,
                "first": ranked[0].key,
                "last": ranked[-1].key,
                "average": _average(course for semester in record.semesters for course in semester.courses),
                **_places(record.rank_class, record.rank_department, choice),
            }
        )
    return {"paper": paper_part(record, head), "student": student_part(record), "ranks": rows}


def graduation(record: StudentRecord, head: PaperHead) -> PaperData:
    """預計畢業證明書: credits needed, earned and still without a grade, by kind; 抵免 in a row of its own."""
    needed = record.needed
    rows = [
        _credits("required", needed.required, record, CourseKind.REQUIRED),
        _credits("elective", needed.elective, record, CourseKind.ELECTIVE),
        _credits("general", needed.general, record, CourseKind.GENERAL),
    ]
    transferred = sum(transfer.credits for transfer in record.transfers)
    if transferred:
        rows.append({"kind": "transferred", "needed": None, "earned": transferred, "now": None})
    total = {
        "kind": "total",
        "needed": needed.total,
        "earned": sum(row["earned"] for row in rows),
        "now": sum(row["now"] or 0 for row in rows),
    }
    return {
        "paper": paper_part(record, head),
        "student": student_part(record),
        "expected": term_of(head.issued).graduation.isoformat(),
        "credits": [*rows, total],
    }


def _credits(name: str, needed: int, record: StudentRecord, kind: CourseKind) -> PaperData:
    own = [course for semester in record.semesters for course in semester.courses if course.kind is kind]
    return {
        "kind": name,
        "needed": needed,
        "earned": credits_earned(own, record.level),
        "now": sum(course.credits for course in own if course.remark is Remark.NOT_SUBMITTED),
    }


def _semester_rank(semester: Semester, choice: RankChoice) -> PaperData:
    return {
        "year": semester.year,
        "term": semester.term,
        "first": semester.key,
        "last": semester.key,
        "average": _average(semester.courses),
        **_places(semester.rank_class, semester.rank_department, choice),
    }


def _average(courses: Iterable[Course]) -> str:
    average = weighted_average(courses)
    return "" if average is None else str(average)


def _places(rank_class: str, rank_department: str, choice: RankChoice) -> PaperData:
    words = {"class": rank_class, "department": rank_department}
    return {scope: _place(given) if scope in choice.scopes else None for scope, given in words.items()}


def _place(words: str) -> PaperData | None:
    """From 6/48: place, of how many, and the share in percent."""
    if not words:
        return None
    place, of = map(int, words.split("/"))
    share = (Decimal(place) * 100 / of).quantize(HUNDREDTH, ROUND_HALF_UP)
    return {"place": place, "of": of, "share": str(share)}
