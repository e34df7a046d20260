"""Data of papers: their shape, and every sum reckoned a second time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from central.issue import PaperHead, transcript, weighted_average
from central.record import Course, CourseKind, Level, Remark, StudentRecord
from kiosk.catalogue import Status
from tests.central.bench import everybody

HEAD = PaperHead(
    template="transcript-zh",
    serial="114T0012345",
    code="K7QF-2M9X",
    issued=date(2026, 1, 26),
    check_site="verify.yuntech.example",
    check_url="HTTPS://VERIFY.YUNTECH.EXAMPLE/V/114T0012345/K7QF2M9X",
    kiosk="行政大樓門口 2 號機",
)
EVERYBODY = everybody()
BY_NUMBER = {record.number: record for record in EVERYBODY}

COURSE = {
    "kind": str,
    "name_zh": str,
    "name_en": str,
    "credits": int,
    "score": str,
    "failed": bool,
    "mark": str,
}
STUDENT = {
    *("name_zh", "name_en", "number", "birth", "college_zh", "college_en", "department_zh", "department_en"),
    *("programme_zh", "programme_en", "year_zh", "year_en", "class_zh", "status_zh", "admitted"),
    *("minor_zh", "second_major_zh", "minor_en", "second_major_en"),
}
SHAPE: dict[str, Any] = {
    "paper": dict.fromkeys(("kind", "serial", "code", "issued", "check_site", "check_url", "kiosk"), str)
    | {"counter": bool, "specimen": bool},
    "student": dict.fromkeys(STUDENT, str) | {"graduated": (str, type(None))},
    "semesters": [
        {
            "year": int,
            "term": int,
            "courses": [COURSE],
            "taken": int,
            "earned": int,
            "average": str,
            "conduct": str,
            "rank_class": str,
            "rank_department": str,
        }
    ],
    "transfers": [{"kind": str, "name_zh": str, "name_en": str, "credits": int}],
    "totals": dict.fromkeys(("required", "elective", "general", "transferred", "earned"), int)
    | dict.fromkeys(("average", "conduct", "rank_class", "rank_department"), str)
    | {"missing": [str]},
}
THESIS = dict.fromkeys(
    {
        *("title_zh", "title_en", "advisor_zh", "advisor_en"),
        *("exam_date", "exam_score", "studies_average", "final_average"),
    },
    str,
)


def check_shape(value: Any, shape: Any, where: str) -> None:
    match shape:
        case dict():
            assert set(value) == set(shape), where
            for name, inner in shape.items():
                check_shape(value[name], inner, f"{where}.{name}")
        case [inner]:
            assert type(value) is list, where
            for one in value:
                check_shape(one, inner, where)
        case tuple():
            assert type(value) in shape, where
        case _:
            assert type(value) is shape, where


def rounded(value: Fraction) -> str:
    """Two places, halves up, without floats and without Decimal."""
    hundredths = (value * 100 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def average(courses: list[dict[str, Any]]) -> str:
    counted = [(int(c["score"]), c["credits"]) for c in courses if c["score"].isdigit() and c["credits"] > 0]
    if not counted:
        return ""
    return rounded(Fraction(sum(s * n for s, n in counted), sum(n for _, n in counted)))


def earned(courses: list[dict[str, Any]], passing: int) -> int:
    return sum(
        c["credits"]
        for c in courses
        if c["score"] == "通過" or (c["score"].isdigit() and int(c["score"]) >= passing)
    )


@pytest.fixture(scope="module")
def printed() -> list[tuple[StudentRecord, dict[str, Any]]]:
    return [(record, transcript(record, HEAD)) for record in EVERYBODY]


def test_shape_is_what_the_template_reads(printed: list[tuple[StudentRecord, dict[str, Any]]]) -> None:
    for record, data in printed:
        whole = dict(data)
        thesis = whole.pop("thesis")
        if thesis is not None:
            check_shape(thesis, THESIS, f"{record.number}.thesis")
        student = dict(SHAPE["student"])
        if record.graduated is not None:
            student |= {"degree_zh": str, "degree_en": str}
        check_shape(whole, SHAPE | {"student": student}, record.number)


def test_sums_of_every_semester(printed: list[tuple[StudentRecord, dict[str, Any]]]) -> None:
    for record, data in printed:
        passing = 60 if record.number.startswith("B") else 70
        for semester in data["semesters"]:
            courses = semester["courses"]
            where = f"{record.number} {semester['year']}-{semester['term']}"
            assert semester["average"] == average(courses), where
            assert semester["earned"] == earned(courses, passing), where
            assert semester["taken"] == sum(c["credits"] for c in courses if c["score"] != "退選"), where
            for course in courses:
                failed = course["score"].isdigit() and int(course["score"]) < passing
                assert course["failed"] is failed, where


def test_totals(printed: list[tuple[StudentRecord, dict[str, Any]]]) -> None:
    for record, data in printed:
        passing = 60 if record.number.startswith("B") else 70
        courses = [course for semester in data["semesters"] for course in semester["courses"]]
        totals = data["totals"]
        assert totals["average"] == average(courses), record.number
        for name, kind in (("required", "必"), ("elective", "選"), ("general", "通")):
            assert totals[name] == earned([c for c in courses if c["kind"] == kind], passing), record.number
        assert totals["transferred"] == sum(transfer["credits"] for transfer in data["transfers"])
        parts = ("required", "elective", "general", "transferred")
        assert totals["earned"] == sum(totals[name] for name in parts)
        conducts = [int(s["conduct"]) for s in data["semesters"] if s["conduct"]]
        wanted = rounded(Fraction(sum(conducts), len(conducts))) if conducts else ""
        assert totals["conduct"] == wanted, record.number
        assert totals["missing"] == [
            f"{s['year']}-{s['term']} {c['name_zh']}"
            for s in data["semesters"]
            for c in s["courses"]
            if c["score"] == "未送"
        ]


def test_thesis_is_half_of_a_masters_mark(printed: list[tuple[StudentRecord, dict[str, Any]]]) -> None:
    seen = 0
    for record, data in printed:
        thesis = data["thesis"]
        assert (thesis is not None) == (record.number[0] == "M" and record.graduated is not None)
        if thesis is None:
            continue
        seen += 1
        assert thesis["studies_average"] == data["totals"]["average"]
        halves = Fraction(thesis["studies_average"]) + Fraction(thesis["exam_score"])
        assert thesis["final_average"] == rounded(halves / 2)
    assert seen > 5


def course(score: int | None, credits: int = 3, remark: Remark = Remark.NONE) -> Course:
    return Course(CourseKind.REQUIRED, "樣本", "Sample", credits, score, remark)


@pytest.mark.parametrize(
    ("courses", "wanted"),
    [
        ([], None),
        ([course(87, credits=0)], None),
        ([course(None, remark=Remark.PASSED), course(None, remark=Remark.WITHDRAWN)], None),
        ([course(80), course(40)], "60.00"),  # a failed one counts
        ([course(80, 3), course(60, 1)], "75.00"),
        ([course(81, 1), course(80, 7)], "80.13"),  # 80.125 goes up
        ([course(0)], "0.00"),
        ([course(100)], "100.00"),
        ([course(80), course(None, remark=Remark.NOT_SUBMITTED)], "80.00"),
    ],
)
def test_average_by_hand(courses: list[Course], wanted: str | None) -> None:
    found = weighted_average(courses)
    assert (None if found is None else str(found)) == wanted


def test_passing_mark_is_sixty_or_seventy() -> None:
    """The same score fails a master and passes a bachelor."""
    record = BY_NUMBER["B11199042"]
    semester = replace(record.semesters[0], courses=(course(59), course(60), course(69), course(70)))
    for level, failed in (
        (Level.BACHELOR, [True, False, False, False]),
        (Level.MASTER, [True, True, True, False]),
    ):
        data = transcript(replace(record, level=level, semesters=(semester,)), HEAD)
        assert [c["failed"] for c in data["semesters"][0]["courses"]] == failed
        assert data["totals"]["earned"] == 3 * failed.count(False) + 3  # and three credits recognised


def test_not_passed_earns_nothing() -> None:
    record = BY_NUMBER["B11199042"]
    semester = replace(record.semesters[0], courses=(course(None, remark=Remark.NOT_PASSED),))
    shown = transcript(replace(record, semesters=(semester,)), HEAD)["semesters"][0]
    assert (shown["earned"], shown["taken"], shown["average"]) == (0, 3, "")
    assert shown["courses"][0]["failed"] is True


def test_head_and_student_are_as_given() -> None:
    data = transcript(BY_NUMBER["B10999018"], HEAD)
    assert data["paper"]["serial"] == "114T0012345"
    assert data["paper"]["issued"] == "2026-01-26"
    assert data["paper"]["counter"] is False
    student = data["student"]
    assert student["status_zh"] == "畢業"
    assert student["graduated"] == "2025-06-30"
    assert student["degree_zh"] == "管理學學士"
    assert student["second_major_zh"] == "財務金融系"


def test_paper_of_an_invented_person_is_a_specimen_and_no_other() -> None:
    record = BY_NUMBER["B11199042"]
    assert transcript(record, HEAD)["paper"]["specimen"] is True
    assert transcript(replace(record, invented=False), HEAD)["paper"]["specimen"] is False


def test_every_status_has_its_word() -> None:
    words = {transcript(replace(EVERYBODY[0], status=s), HEAD)["student"]["status_zh"] for s in Status}
    assert words == {"在學", "延修", "休學", "畢業", "退學"}
