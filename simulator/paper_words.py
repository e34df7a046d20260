"""What must be readable on a finished paper, reckoned from its data and not from its template."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

Data = dict[str, Any]
MARKS = {"": "", "minor": "#", "second": "&"}
TYPES = {"必": "R", "選": "E", "通": "G"}
REMARKS = {"退選": "W", "通過": "P", "不通過": "NP", "未送": "NR"}

TOTALS = (
    *("required", "elective", "general", "transferred", "earned"),
    *("average", "conduct", "rank_class", "rank_department"),
)


def squeezed(text: str) -> str:
    """For comparing: without spaces, line breaks and marks of extraction, compatible forms made one."""
    letters = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] not in "ZC")


def expected(data: Data) -> list[str]:
    """Each of these stands somewhere on the paper, in one piece, once both are squeezed."""
    paper, student = data["paper"], data["student"]
    english = paper["kind"].endswith("-en")
    issued = date.fromisoformat(paper["issued"])
    if english:
        day = f"Date of issue: {issued:%B} {issued.day}, {issued.year}"
    else:
        day = f"中華民國{issued.year - 1911}年{issued.month}月{issued.day}日"
    words = [student["name_zh"], student["number"], day, paper["serial"], paper["code"]]
    words += [student["name_en"]] if english else []
    return [squeezed(word) for word in [*words, *BODIES[paper["kind"]](data)] if word]


def page_words(data: Data, sheet: int, sheets: int) -> str:
    """`sheet` counts from 1."""
    if data["paper"]["kind"].endswith("-en"):
        return squeezed(f"Page {sheet} of {sheets}")
    return squeezed(f"第 {sheet} 頁，共 {sheets} 頁")


def _row_zh(course: Data) -> str:
    name = MARKS[course["mark"]] + course["name_zh"]
    return f"{course['kind']}{name}{course['credits']}{_mark(course)}"


def _row_en(course: Data) -> str:
    score = REMARKS.get(course["score"]) or _mark(course)
    name = MARKS[course["mark"]] + course["name_en"]
    return f"{name}{TYPES[course['kind']]}{course['credits']}{score}"


def _mark(course: Data) -> str:
    failed = course["failed"] and course["score"].isdigit()
    return f"{course['score']}{'*' if failed else ''}"


def _labelled(words: dict[str, str], values: Data) -> str:
    return "".join(f"{label}{values[key]}" for key, label in words.items() if values[key] != "")


def _transcript_zh(data: Data) -> Iterator[str]:
    student = data["student"]
    yield from (student[key] for key in ("department_zh", "programme_zh", "class_zh", "status_zh"))
    yield from (f"#{student['minor_zh']}" if student["minor_zh"] else "",)
    yield from (f"&{student['second_major_zh']}" if student["second_major_zh"] else "",)
    for course in data["transfers"]:
        yield f"{course['kind']}{course['name_zh']}{course['credits']}抵免"
    sums = {
        "taken": "修習",
        "earned": "實得",
        "average": "學業平均",
        "conduct": "操行",
        "rank_class": "班名次",
        "rank_department": "系名次",
    }
    for semester in data["semesters"]:
        yield from map(_row_zh, semester["courses"])
        yield _labelled(sums, semester)
    yield _totals(data)
    yield from data["totals"]["missing"]
    thesis = data["thesis"]
    if thesis:
        yield from (thesis["title_zh"], thesis["title_en"], thesis["advisor_zh"])
        yield f"×50%＋學位考試{thesis['exam_score']}×50%＝{thesis['final_average']}"


def _totals(data: Data) -> str:
    """The values of the row of totals, side by side as they are printed."""
    return "".join(str(data["totals"][key]) for key in TOTALS if data["totals"][key] != "")


def _transcript_en(data: Data) -> Iterator[str]:
    student = data["student"]
    yield from (student[key] for key in ("department_en", "programme_en", "college_en"))
    for course in data["transfers"]:
        yield f"{course['name_en']}{TYPES[course['kind']]}{course['credits']}T"
    sums = {
        "taken": "Taken",
        "earned": "Earned",
        "average": "Average",
        "conduct": "Conduct",
        "rank_class": "Class",
        "rank_department": "Dept.",
    }
    for semester in data["semesters"]:
        yield from map(_row_en, semester["courses"])
        yield _labelled(sums, semester)
    yield _totals(data)
    thesis = data["thesis"]
    if thesis:
        yield from (thesis["title_en"], thesis["advisor_en"])
        yield f"× 50% = {thesis['final_average']}"


def _semester(data: Data) -> Iterator[str]:
    student, semester = data["student"], data["semester"]
    yield from (student["department_zh"], student["class_zh"])
    yield f"{semester['year']}學年度{('第一學期', '第二學期', '暑期')[semester['term'] - 1]}"
    for place, course in enumerate(semester["courses"], start=1):
        yield f"{place}{_row_zh(course)}"
    keys = ("taken", "earned", "average", "conduct", "rank_class", "rank_department")
    yield "".join(str(semester[key]) for key in keys if semester[key] != "")
    yield from (course["name_zh"] for course in semester["courses"] if course["score"] == "未送")


def _rank(data: Data) -> Iterator[str]:
    yield data["student"]["department_zh"]
    for row in data["ranks"]:
        span = (
            f"{row['year']}學年度第{row['term']}學期"
            if row["term"]
            else f"歷年（{row['first']}至{row['last']}）"
        )
        places = (row[scope] for scope in ("class", "department"))
        shown = "".join(f"{p['place']}／{p['of']}{p['share']}%" for p in places if p)
        yield f"{span}{row['average']}{shown}"


def _enrollment_zh(data: Data) -> Iterator[str]:
    student, term = data["student"], data["term"]
    yield f"{student['college_zh']}{student['department_zh']}{student['programme_zh']}{student['year_zh']}"
    yield f"業已完成{term['year']}學年度第{term['term']}學期註冊"
    yield f"民國{_roc(term['first_day'])}至{_roc(term['last_day'])}"
    yield f"民國{_roc(student['birth'])}生"


def _enrollment_en(data: Data) -> Iterator[str]:
    student, term = data["student"], data["term"]
    yield f"as a {student['year_en']} student in the {student['programme_en']} of the "
    yield f"of the {student['department_en']}, {student['college_en']}."
    yield f"{('first', 'second')[term['term'] - 1]} semester of the academic year"
    yield f"{term['year'] + 1911}–{term['year'] + 1912}"


def _graduation(data: Data) -> Iterator[str]:
    student, expected_on = data["student"], date.fromisoformat(data["expected"])
    yield f"{student['department_zh']}{student['programme_zh']}{student['year_zh']}"
    yield f"預計於民國{expected_on.year - 1911}年{expected_on.month}月畢業"
    for row in data["credits"]:
        yield "".join("—" if row[key] is None else str(row[key]) for key in ("needed", "earned", "now"))


def _roc(day: str) -> str:
    on = date.fromisoformat(day)
    return f"{on.year - 1911}年{on.month}月{on.day}日"


BODIES: dict[str, Callable[[Data], Iterator[str]]] = {
    "transcript-zh": _transcript_zh,
    "transcript-en": _transcript_en,
    "semester-zh": _semester,
    "rank-zh": _rank,
    "enrollment-zh": _enrollment_zh,
    "enrollment-en": _enrollment_en,
    "graduation-zh": _graduation,
}
