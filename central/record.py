"""A student's academic record as plain values: what papers are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.catalogue import Status


class Level(StrEnum):
    BACHELOR = "bachelor"
    MASTER = "master"

    @property
    def passing_score(self) -> int:
        return 60 if self is Level.BACHELOR else 70


class CourseKind(StrEnum):
    """選別"""

    REQUIRED = "必"
    ELECTIVE = "選"
    GENERAL = "通"


class Remark(StrEnum):
    """What stands in place of a score, in the words of the paper."""

    NONE = ""
    WITHDRAWN = "退選"
    NOT_SUBMITTED = "未送"
    PASSED = "通過"
    NOT_PASSED = "不通過"


class CountsFor(StrEnum):
    """輔系 and 雙主修 courses carry a sign before their name."""

    OWN = ""
    MINOR = "minor"
    SECOND_MAJOR = "second"


STATUS_ZH = {
    Status.ENROLLED: "在學",
    Status.EXTENDED: "延修",
    Status.ON_LEAVE: "休學",
    Status.GRADUATED: "畢業",
    Status.WITHDRAWN: "退學",
}
STATUS_EN = {
    Status.ENROLLED: "Enrolled",
    Status.EXTENDED: "Extended study",
    Status.ON_LEAVE: "On leave",
    Status.GRADUATED: "Graduated",
    Status.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Course:
    """Either a score of 0 to 100 or a remark, never both and never neither."""

    kind: CourseKind
    name_zh: str
    name_en: str
    credits: int
    score: int | None
    remark: Remark = Remark.NONE
    counts_for: CountsFor = CountsFor.OWN

    def __post_init__(self) -> None:
        if (self.score is None) == (self.remark is Remark.NONE):
            raise ValueError(f"{self.name_zh}: score {self.score!r} and remark {self.remark!r}")


@dataclass(frozen=True, slots=True)
class Semester:
    """`year` is the ROC academic year, `term` 1, 2 or 3 (summer). Empty words: not known or not published."""

    year: int
    term: int
    courses: tuple[Course, ...]
    conduct: int | None = None
    rank_class: str = ""
    rank_department: str = ""

    @property
    def key(self) -> str:
        """As people write it: 113-1."""
        return f"{self.year}-{self.term}"

    @property
    def published(self) -> bool:
        return any(course.remark is not Remark.NOT_SUBMITTED for course in self.courses)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A course taken elsewhere and recognised (抵免)."""

    kind: CourseKind
    name_zh: str
    name_en: str
    credits: int


@dataclass(frozen=True, slots=True)
class Needed:
    """Credits that the programme asks for before graduation, by kind of course."""

    required: int
    elective: int
    general: int

    @property
    def total(self) -> int:
        return self.required + self.elective + self.general


@dataclass(frozen=True, slots=True)
class Thesis:
    title_zh: str
    title_en: str
    advisor_zh: str
    advisor_en: str
    exam_date: date
    exam_score: int


@dataclass(frozen=True, slots=True)
class StudentRecord:
    number: str
    name_zh: str
    name_en: str
    birth: date
    status: Status
    level: Level
    college_zh: str
    college_en: str
    department_zh: str
    department_en: str
    programme_zh: str
    programme_en: str
    study_year: int
    class_zh: str
    admitted: date
    graduated: date | None
    registered: bool
    minor_zh: str
    minor_en: str
    second_major_zh: str
    second_major_en: str
    degree_zh: str
    degree_en: str
    rank_class: str
    rank_department: str
    needed: Needed
    invented: bool
    semesters: tuple[Semester, ...]
    transfers: tuple[Transfer, ...]
    thesis: Thesis | None

    @property
    def missing_grades(self) -> tuple[str, ...]:
        """Courses whose grade has not come in, as 「114-1 資料探勘」."""
        return tuple(
            f"{semester.key} {course.name_zh}"
            for semester in self.semesters
            for course in semester.courses
            if course.remark is Remark.NOT_SUBMITTED
        )

    @property
    def published(self) -> tuple[Semester, ...]:
        """Semesters in which at least one grade has come in."""
        return tuple(semester for semester in self.semesters if semester.published)
