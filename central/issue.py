"""From a student's record to the data of a transcript, and the parts that all papers share.

Pure; every sum is computed from the rows that are printed. The rules are the legend on the paper itself: the
average is the sum of score x credits over the sum of credits, over courses with a score and more than 0
credits, failed ones included; withdrawn courses count nowhere; pass/fail courses earn credits without
touching the average; a missing grade counts for neither. How the university itself rounds and counts is not
known to us.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, assert_never

from central.record import (
    STATUS_ZH,
    Course,
    CourseKind,
    Level,
    Remark,
    Semester,
    StudentRecord,
    Thesis,
    Transfer,
)

PaperData = dict[str, Any]
YEARS_ZH = "一二三四五六七八"
YEARS_EN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What a single copy adds to the record: its own number, code, date and place."""

    template: str
    serial: str
    code: str
    issued: date
    check_site: str
    check_url: str
    kiosk: str
    counter: bool = False  # handed over by a clerk, who signs and embosses it


def transcript(record: StudentRecord, head: PaperHead, *, with_ranks: bool = True) -> PaperData:
    """歷年成績單, in both languages: everything that was taken, the sums, the thesis."""
    shown = record if with_ranks else without_ranks(record)
    return {
        "paper": paper_part(shown, head),
        "student": student_part(shown),
        "semesters": [semester_part(semester, shown.level) for semester in shown.semesters],
        "transfers": [_transfer(transfer) for transfer in shown.transfers],
        "totals": _totals(shown),
        "thesis": None if shown.thesis is None else _thesis(shown.thesis, shown.semesters),
    }


def without_ranks(record: StudentRecord) -> StudentRecord:
    semesters = (replace(one, rank_class="", rank_department="") for one in record.semesters)
    return replace(record, semesters=tuple(semesters), rank_class="", rank_department="")


def paper_part(record: StudentRecord, head: PaperHead) -> PaperData:
    return {
        "kind": head.template,
        "serial": head.serial,
        "code": head.code,
        "issued": head.issued.isoformat(),
        "check_site": head.check_site,
        "check_url": head.check_url,
        "kiosk": head.kiosk,
        "counter": head.counter,
        "specimen": record.invented,
    }


def student_part(record: StudentRecord) -> PaperData:
    ordinal = min(record.study_year, len(YEARS_ZH)) - 1
    degree = (
        {} if record.graduated is None else {"degree_zh": record.degree_zh, "degree_en": record.degree_en}
    )
    return {
        "name_zh": record.name_zh,
        "name_en": record.name_en,
        "number": record.number,
        "birth": record.birth.isoformat(),
        "college_zh": record.college_zh,
        "college_en": record.college_en,
        "department_zh": record.department_zh,
        "department_en": record.department_en,
        "programme_zh": record.programme_zh,
        "programme_en": record.programme_en,
        "year_zh": f"{YEARS_ZH[ordinal]}年級",
        "year_en": f"{YEARS_EN[ordinal]} year",
        "class_zh": record.class_zh,
        "status_zh": STATUS_ZH[record.status],
        "admitted": record.admitted.isoformat(),
        "graduated": None if record.graduated is None else record.graduated.isoformat(),
        "minor_zh": record.minor_zh,
        "second_major_zh": record.second_major_zh,
        "minor_en": record.minor_en,
        "second_major_en": record.second_major_en,
        **degree,
    }


def _failed(course: Course, level: Level) -> bool:
    if course.score is not None:
        return course.score < level.passing_score
    return course.remark is Remark.NOT_PASSED


def _earns(course: Course, level: Level) -> bool:
    match course.remark:
        case Remark.NONE | Remark.PASSED:
            return not _failed(course, level)
        case Remark.WITHDRAWN | Remark.NOT_SUBMITTED | Remark.NOT_PASSED:
            return False
    assert_never(course.remark)


def credits_earned(courses: Iterable[Course], level: Level) -> int:
    return sum(course.credits for course in courses if _earns(course, level))


def weighted_average(courses: Iterable[Course]) -> Decimal | None:
    """Sum of score x credits over sum of credits, to two places, halves up; None without any such course."""
    graded = [(course.score, course.credits) for course in courses if course.score is not None]
    load = sum(credits for _, credits in graded)
    if not load:
        return None
    points = sum(score * credits for score, credits in graded)
    return (Decimal(points) / load).quantize(HUNDREDTH, ROUND_HALF_UP)


def _words(number: Decimal | None) -> str:
    return "" if number is None else str(number)


def _course(course: Course, level: Level) -> PaperData:
    return {
        "kind": course.kind.value,
        "name_zh": course.name_zh,
        "name_en": course.name_en,
        "credits": course.credits,
        "score": course.remark.value if course.score is None else str(course.score),
        "failed": _failed(course, level),
        "mark": course.counts_for.value,
    }


def semester_part(semester: Semester, level: Level) -> PaperData:
    courses = semester.courses
    return {
        "year": semester.year,
        "term": semester.term,
        "courses": [_course(course, level) for course in courses],
        "taken": sum(course.credits for course in courses if course.remark is not Remark.WITHDRAWN),
        "earned": credits_earned(courses, level),
        "average": _words(weighted_average(courses)),
        "conduct": "" if semester.conduct is None else str(semester.conduct),
        "rank_class": semester.rank_class,
        "rank_department": semester.rank_department,
    }


def _transfer(transfer: Transfer) -> PaperData:
    return {
        "kind": transfer.kind.value,
        "name_zh": transfer.name_zh,
        "name_en": transfer.name_en,
        "credits": transfer.credits,
    }


def _totals(record: StudentRecord) -> PaperData:
    courses = [course for semester in record.semesters for course in semester.courses]
    earned = {
        kind: credits_earned((course for course in courses if course.kind is kind), record.level)
        for kind in CourseKind
    }
    transferred = sum(transfer.credits for transfer in record.transfers)
    conducts = [semester.conduct for semester in record.semesters if semester.conduct is not None]
    conduct = Decimal(sum(conducts)) / len(conducts) if conducts else None
    return {
        "required": earned[CourseKind.REQUIRED],
        "elective": earned[CourseKind.ELECTIVE],
        "general": earned[CourseKind.GENERAL],
        "transferred": transferred,
        "earned": sum(earned.values()) + transferred,
        "average": _words(weighted_average(courses)),
        "conduct": _words(None if conduct is None else conduct.quantize(HUNDREDTH, ROUND_HALF_UP)),
        "rank_class": record.rank_class,
        "rank_department": record.rank_department,
        "missing": list(record.missing_grades),
    }


def _thesis(thesis: Thesis, semesters: tuple[Semester, ...]) -> PaperData:
    studies = weighted_average(course for semester in semesters for course in semester.courses)
    exam = Decimal(thesis.exam_score).quantize(HUNDREDTH)
    final = None if studies is None else ((studies + exam) / 2).quantize(HUNDREDTH, ROUND_HALF_UP)
    return {
        "title_zh": thesis.title_zh,
        "title_en": thesis.title_en,
        "advisor_zh": thesis.advisor_zh,
        "advisor_en": thesis.advisor_en,
        "exam_date": thesis.exam_date.isoformat(),
        "exam_score": str(exam),
        "studies_average": _words(studies),
        "final_average": _words(final),
    }
