"""The list of courses is whole."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from central.invented.files import read
from central.invented.teaching import Subject, Teaching
from central.record import CourseKind

TEACHING = Teaching.model_validate(read("courses.toml"))


def test_every_department_teaches_eight_semesters() -> None:
    assert len(TEACHING.departments) >= 6
    for department in TEACHING.departments.values():
        assert len(department.terms) == len(TEACHING.common) == 8
        assert len(department.advanced) == 6


def test_no_department_names_a_course_twice() -> None:
    common = [subject.zh for term in TEACHING.common for subject in term]
    for department in TEACHING.departments.values():
        names = common + [subject.zh for term in department.terms for subject in term]
        assert len(names) == len(set(names)), department.zh


def test_line_is_kind_names_and_credits() -> None:
    assert TEACHING.thesis == Subject(kind=CourseKind.REQUIRED, zh="論文", en="Thesis", credits=6)


def test_broken_line_is_refused() -> None:
    with pytest.raises(ValidationError):
        Teaching.model_validate({"thesis": "必|論文|Thesis"})
