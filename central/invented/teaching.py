"""What the invented university teaches, from courses.toml."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from central.invented.files import Strict
from central.record import CourseKind


class Subject(Strict):
    kind: CourseKind
    zh: str
    en: str
    credits: int


def _subject(text: object) -> object:
    if isinstance(text, str):
        kind, zh, en, credits = text.split("|")
        return Subject(kind=CourseKind(kind), zh=zh, en=en, credits=int(credits))
    return text


Line = Annotated[Subject, BeforeValidator(_subject)]
Lines = tuple[Line, ...]


class Department(Strict):
    zh: str
    en: str
    college_zh: str
    college_en: str
    bachelor_zh: str
    bachelor_en: str
    master_zh: str
    master_en: str
    terms: tuple[Lines, ...]
    advanced: Lines


class Teaching(Strict):
    common: tuple[Lines, ...]
    late: Lines
    summer: Lines
    pass_fail: Line
    recognised: Lines
    master: tuple[Lines, ...]
    thesis: Line
    departments: dict[str, Department]
