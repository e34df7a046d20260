"""The papers to be looked at before a template is believed: every kind, with the people who break layouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from central.invented import DEFAULT_NUMBER, invent
from central.record import Course, Remark, Semester, StudentRecord, Transfer

ROWS = 30  # courses in a semester; the old forms broke at 27
SEMESTERS = 14
LONG_NAME = "瑪諾範例‧卡里樣本‧娜茹瓦谷"
LONG_NAME_EN = "MANO FANLI KALI YANGBEN NARUWAGU O’SAMPLE"
LONG_DEPARTMENT = "工業工程與管理系智慧製造與精實管理國際組"
LONG_DEPARTMENT_EN = "Department of Industrial Engineering and Management (International Program)"
LONG_COURSE = "跨領域專題：人工智慧於智慧製造之應用與產業實務（全英語授課，含校外見學）"
LONG_COURSE_EN = (
    "Interdisciplinary Project: Artificial Intelligence in Smart Manufacturing, Taught in English"
)


@dataclass(frozen=True, slots=True)
class Case:
    """`record` makes this paper `name`; the choice is empty where nothing is chosen."""

    name: str
    code: str
    record: StudentRecord
    choice: str = ""


def cases() -> tuple[Case, ...]:
    """All of them, by code."""
    return tuple(_cases({record.number: record for record in invent(20, 7)}))


def unprintable() -> StudentRecord:
    """Somebody whose name has a character that the face lacks: the order must stop."""
    return next(record for record in invent(20, 7) if record.number == "B11199048")


def _cases(known: dict[str, StudentRecord]) -> Iterator[Case]:
    usual, master, tenth = known[DEFAULT_NUMBER], known["M11299005"], known["B10999018"]
    people = {
        "usual": usual,
        "longname": with_long_names(usual),
        "rare": known["B11199044"],
        "apostrophe": known["B11299051"],
        "extended": known["B11099054"],
    }
    marks = people | {
        "master": master,
        "ten-semesters": tenth,
        "missing": known["B11299052"],
        "on-leave": known["B11299055"],
        "rows": with_rows(usual, ROWS),
        "semesters": with_semesters(usual, SEMESTERS),
        "remarks": with_every_remark(usual),
    }
    for name, record in marks.items():
        for code in ("TR-ZH", "TR-ZH-R", "TR-EN"):
            yield Case(name, code, record)
        yield Case(name, "TS-ZH", record)
    for code in ("TR-ZH", "TR-ZH-R"):
        yield Case("withdrawn", code, known["B11299056"])
        yield Case("no-english-name", code, known["B11199058"])
    yield Case("summer", "TS-ZH", tenth, next(one.key for one in tenth.semesters if one.term == 3))
    yield Case("first-semester", "TS-ZH", usual, "111-1")
    ranked = {
        **people,
        "master": master,
        "ten-semesters": tenth,
        "semesters": with_semesters(usual, SEMESTERS),
    }
    for name, record in ranked.items():
        yield Case(name, "RK-ZH", record)
    for choice in ("class-semesters", "department-semesters", "class-cumulative", "department-cumulative"):
        yield Case(choice, "RK-ZH", usual, choice)
    for code in ("EN-ZH", "EN-EN"):
        for name, record in {**people, "second-year-master": known["M11499006"]}.items():
            yield Case(name, code, record)
    yield Case("no-english-name", "EN-ZH", known["B11199058"])
    for name, record in {**people, "remarks": with_every_remark(usual)}.items():
        yield Case(name, "PG-ZH", record)


# ---- People who break layouts ----------------------------------------------------------------------


def with_long_names(record: StudentRecord) -> StudentRecord:
    """Fourteen characters, a department and a course that are too long for their places."""
    first = record.semesters[0]
    long = replace(first.courses[0], name_zh=LONG_COURSE, name_en=LONG_COURSE_EN)
    return replace(
        record,
        name_zh=LONG_NAME,
        name_en=LONG_NAME_EN,
        department_zh=LONG_DEPARTMENT,
        department_en=LONG_DEPARTMENT_EN,
        second_major_zh="創意生活設計系",
        second_major_en="Department of Creative Design",
        semesters=(replace(first, courses=(long, *first.courses[1:])), *record.semesters[1:]),
    )


def with_rows(record: StudentRecord, rows: int) -> StudentRecord:
    return replace(record, semesters=tuple(_filled(semester, rows) for semester in record.semesters))


def with_semesters(record: StudentRecord, count: int) -> StudentRecord:
    """Seven years, many transferred courses, and ranks in a large class."""
    patterns = [record.semesters[place % len(record.semesters)] for place in range(count)]
    semesters = tuple(
        replace(
            one, year=105 + place // 2, term=place % 2 + 1, rank_class="128/148", rank_department="187/297"
        )
        for place, one in enumerate(patterns)
    )
    transfers = tuple(
        Transfer(one.kind, f"{one.name_zh}（抵免 {place}）", f"{one.name_en} ({place})", one.credits)
        for place, one in enumerate(record.transfers * 20, start=1)
    )
    return replace(
        record, semesters=semesters, transfers=transfers, rank_class="128/148", rank_department="187/297"
    )


def with_every_remark(record: StudentRecord) -> StudentRecord:
    """The last semester has one course with each word that may stand in place of a mark."""
    last = record.semesters[-1]
    remarks = [remark for remark in Remark if remark is not Remark.NONE]
    courses = tuple(
        replace(course, score=None, remark=remark)
        for course, remark in zip(_filled(last, len(remarks)).courses, remarks, strict=True)
    )
    scored = replace(last, courses=(*courses, last.courses[0]), rank_class="", rank_department="")
    return replace(record, semesters=(*record.semesters[:-1], scored), rank_class="", rank_department="")


def _filled(semester: Semester, rows: int) -> Semester:
    courses: list[Course] = []
    for place in range(rows):
        pattern = semester.courses[place % len(semester.courses)]
        again = place // len(semester.courses)
        more_zh, more_en = (f"（第 {again + 1} 班）", f" ({again + 1})") if again else ("", "")
        courses.append(replace(pattern, name_zh=pattern.name_zh + more_zh, name_en=pattern.name_en + more_en))
    return replace(semester, courses=tuple(courses))
