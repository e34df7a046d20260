"""Academic records as plain values."""

from __future__ import annotations

import pytest

from central.record import Course, CourseKind, Level, Remark


def test_course_has_a_score_or_a_remark() -> None:
    for score, remark in ((None, Remark.NONE), (80, Remark.WITHDRAWN)):
        with pytest.raises(ValueError, match="樣本"):
            Course(CourseKind.ELECTIVE, "樣本", "Sample", 3, score, remark)


def test_passing_scores() -> None:
    assert [level.passing_score for level in Level] == [60, 70]
