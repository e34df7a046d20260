"""What a person chooses beside the kind of a paper: which semester, which ranks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from central.record import Semester, StudentRecord
from kiosk.catalogue import Choose, DocumentKind


@dataclass(frozen=True, slots=True)
class Option:
    """`key` goes into the order, the words onto the screen."""

    key: str
    name_zh: str
    name_en: str


class RankChoice(StrEnum):
    """Scope and span of a rank certificate; the first is what is printed when nobody chose."""

    ALL = "all"
    CLASS_SEMESTERS = "class-semesters"
    DEPARTMENT_SEMESTERS = "department-semesters"
    CLASS_CUMULATIVE = "class-cumulative"
    DEPARTMENT_CUMULATIVE = "department-cumulative"

    @property
    def scopes(self) -> tuple[str, ...]:
        match self:
            case RankChoice.ALL:
                return ("class", "department")
            case RankChoice.CLASS_SEMESTERS | RankChoice.CLASS_CUMULATIVE:
                return ("class",)
            case RankChoice.DEPARTMENT_SEMESTERS | RankChoice.DEPARTMENT_CUMULATIVE:
                return ("department",)
        assert_never(self)

    @property
    def semesters(self) -> bool:
        return self in (RankChoice.ALL, RankChoice.CLASS_SEMESTERS, RankChoice.DEPARTMENT_SEMESTERS)

    @property
    def cumulative(self) -> bool:
        return self in (RankChoice.ALL, RankChoice.CLASS_CUMULATIVE, RankChoice.DEPARTMENT_CUMULATIVE)


RANK_OPTIONS = (
    Option(
        RankChoice.ALL.value, "各學期及歷年，班與系", "Each semester and cumulative, class and department"
    ),
    Option(RankChoice.CLASS_SEMESTERS.value, "各學期班名次", "Class rank, each semester"),
    Option(RankChoice.DEPARTMENT_SEMESTERS.value, "各學期系名次", "Department rank, each semester"),
    Option(RankChoice.CLASS_CUMULATIVE.value, "歷年班名次", "Class rank, cumulative"),
    Option(RankChoice.DEPARTMENT_CUMULATIVE.value, "歷年系名次", "Department rank, cumulative"),
)
TERMS_ZH = ("第 1 學期", "第 2 學期", "暑期")
TERMS_EN = ("first semester", "second semester", "summer session")


def options_for(kind: DocumentKind, record: StudentRecord) -> tuple[Option, ...]:
    """What there is to choose, the default first; nothing for most kinds."""
    match kind.choose:
        case None:
            return ()
        case Choose.SEMESTER:
            return tuple(_semester(semester) for semester in reversed(record.published))
        case Choose.RANK:
            return RANK_OPTIONS
    assert_never(kind.choose)


def _semester(semester: Semester) -> Option:
    year, term = semester.year, semester.term - 1
    return Option(
        semester.key,
        f"{year} 學年度{TERMS_ZH[term]}",
        f"{year + 1911}–{year + 1912}, {TERMS_EN[term]}",
    )
