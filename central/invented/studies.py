"""What one invented person has taken and how it went: a sketch becomes a record."""

from __future__ import annotations

import random  # noqa: TID251 - a generator from the seed, for invented grades only
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from central.invented.people import Sketch
from central.invented.teaching import Department, Subject, Teaching
from central.record import (
    CountsFor,
    Course,
    CourseKind,
    Level,
    Needed,
    Remark,
    Semester,
    StudentRecord,
    Thesis,
    Transfer,
)
from kiosk.catalogue import Status


@dataclass(slots=True)
class Studies:
    """Builds one record; kept together because a failed course comes back two semesters later."""

    rng: random.Random
    teaching: Teaching
    sketch: Sketch

    def record(self) -> StudentRecord:
        sketch, department = self.sketch, self.department
        master = sketch.level is Level.MASTER
        graduated = self._graduated()
        minor = self.teaching.departments.get(sketch.minor)
        second = self.teaching.departments.get(sketch.second_major)
        study_year = self._study_year()
        return StudentRecord(
            number=sketch.number,
            name_zh=sketch.name_zh,
            name_en=sketch.name_en,
            birth=sketch.birth,
            status=sketch.status,
            level=sketch.level,
            college_zh=department.college_zh,
            college_en=department.college_en,
            department_zh=department.zh,
            department_en=department.en,
            programme_zh="碩士班" if master else "四年制學士班",
            programme_en="Master's Program" if master else "Four-Year Bachelor's Program",
            study_year=study_year,
            class_zh=self._class(study_year),
            admitted=date(sketch.admitted + 1911, 9, 1),
            graduated=graduated,
            registered=sketch.registered and sketch.status in (Status.ENROLLED, Status.EXTENDED),
            minor_zh="" if minor is None else minor.zh,
            minor_en="" if minor is None else minor.en,
            second_major_zh="" if second is None else second.zh,
            second_major_en="" if second is None else second.en,
            degree_zh="" if graduated is None else department.master_zh if master else department.bachelor_zh,
            degree_en="" if graduated is None else department.master_en if master else department.bachelor_en,
            rank_class="",
            rank_department="",
            needed=self._needed(),
            invented=True,
            semesters=tuple(self._semesters()),
            transfers=tuple(
                Transfer(subject.kind, subject.zh, subject.en, subject.credits)
                for subject in self.teaching.recognised[: sketch.transfers]
            ),
            thesis=self._thesis() if master and graduated is not None else None,
        )

    @property
    def department(self) -> Department:
        return self.teaching.departments[self.sketch.department]

    def _needed(self) -> Needed:
        """What the plan of the programme adds up to; who follows it graduates."""
        last = 4 if self.sketch.level is Level.MASTER else 8
        plan = [subject for place in range(last) for subject in self._plan(place)]
        kinds = {kind: sum(one.credits for one in plan if one.kind is kind) for kind in CourseKind}
        thesis = self.teaching.thesis
        if self.sketch.level is Level.MASTER and thesis not in plan:
            kinds[thesis.kind] += thesis.credits
        return Needed(kinds[CourseKind.REQUIRED], kinds[CourseKind.ELECTIVE], kinds[CourseKind.GENERAL])

    def _study_year(self) -> int:
        regular = 2 if self.sketch.level is Level.MASTER else 4
        if self.sketch.status is Status.EXTENDED:
            return regular + 1
        return min(regular, max(1, (self.sketch.semesters + 1) // 2))

    def _class(self, study_year: int) -> str:
        sketch = self.sketch
        if sketch.level is Level.MASTER:
            return f"碩{sketch.department}{'一二'[min(study_year, 2) - 1]}"
        if sketch.status is Status.EXTENDED or sketch.semesters > 8:
            return f"四{sketch.department}延"
        return f"四{sketch.department}{'一二三四'[study_year - 1]}{sketch.group}"

    def _graduated(self) -> date | None:
        if self.sketch.status is not Status.GRADUATED:
            return None
        year = self.sketch.admitted + 1911 + (self.sketch.semesters + 1) // 2
        return date(year, 7, 15) if self.sketch.level is Level.MASTER else date(year, 6, 30)

    def _semesters(self) -> Iterable[Semester]:
        again: dict[int, list[Subject]] = defaultdict(list)
        sketch = self.sketch
        for place in range(sketch.semesters):
            courses = [self._graded(subject, place, again) for subject in self._plan(place)]
            courses += [self._passed(subject) for subject in again.pop(place, ())]
            courses += self._other_department(place)
            if place == 5 and sketch.level is Level.BACHELOR:
                courses.append(_course(self.teaching.pass_fail, None, Remark.PASSED))
            last = place == sketch.semesters - 1
            if sketch.withdrew and place == 2:
                courses[-1] = replace(courses[-1], score=None, remark=Remark.WITHDRAWN)
            if last and sketch.missing:
                courses = _without_grades(courses, sketch.missing)
            year, term = sketch.admitted + place // 2, place % 2 + 1
            conduct = None if last and sketch.missing else self.rng.randint(78, 94)
            yield Semester(year, term, tuple(courses), conduct)
            if sketch.summer and place == 3:
                yield Semester(year, 3, tuple(self._passed(subject) for subject in self.teaching.summer))

    def _plan(self, place: int) -> Sequence[Subject]:
        teaching, department = self.teaching, self.department
        if self.sketch.level is Level.MASTER:
            last = place == 3 and self.sketch.status is Status.GRADUATED
            advanced = department.advanced[place * 2 : place * 2 + 2]
            return (*teaching.master[place], *advanced, *((teaching.thesis,) if last else ()))
        if place >= len(department.terms):
            return teaching.late[(place - 8) * 2 : (place - 8) * 2 + 2]
        return (*teaching.common[place], *department.terms[place])

    def _other_department(self, place: int) -> list[Course]:
        """One course a semester from the third on for a minor, two for a second major."""
        sketch, departments = self.sketch, self.teaching.departments
        term = place - 2
        if not 0 <= term < 6 or place >= 8:
            return []
        own = {subject.zh for subjects in self.department.terms for subject in subjects}
        courses = []
        for short, most, sign in (
            (sketch.minor, 1, CountsFor.MINOR),
            (sketch.second_major, 2, CountsFor.SECOND_MAJOR),
        ):
            if short:
                fitting = [s for s in departments[short].terms[term] if s.zh not in own]
                courses += [replace(self._passed(subject), counts_for=sign) for subject in fitting[:most]]
        return courses

    def _graded(self, subject: Subject, place: int, again: dict[int, list[Subject]]) -> Course:
        """Now and then somebody fails; a required course is taken again a year later."""
        if subject == self.teaching.thesis:
            return _course(subject, None, Remark.PASSED)
        may_fail = self.sketch.status is not Status.GRADUATED or place + 2 < self.sketch.semesters
        if may_fail and subject.credits and self.rng.random() < 0.06:
            if subject.kind is CourseKind.REQUIRED:
                again[place + 2].append(subject)
            return _course(subject, self.rng.randint(31, self.sketch.level.passing_score - 1))
        return self._passed(subject)

    def _passed(self, subject: Subject) -> Course:
        return _course(subject, self.rng.randint(self.sketch.level.passing_score, 97))

    def _thesis(self) -> Thesis:
        return Thesis(
            title_zh=f"校園自助服務機等候感受之研究：以{self.department.zh}學生為例（虛構）",
            title_en="Perceived Waiting at Campus Self-Service Kiosks: An Invented Study",
            advisor_zh="範教授",
            advisor_en="Prof. FAN",
            exam_date=date(self.sketch.admitted + 1911 + 2, 6, 27),
            exam_score=self.rng.randint(78, 95),
        )


def _course(subject: Subject, score: int | None, remark: Remark = Remark.NONE) -> Course:
    return Course(subject.kind, subject.zh, subject.en, subject.credits, score, remark)


def _without_grades(courses: Sequence[Course], count: int) -> list[Course]:
    """The last `count` courses with a score have none yet."""
    left = count
    out = []
    for course in reversed(courses):
        if left and course.score is not None and course.credits:
            course = replace(course, score=None, remark=Remark.NOT_SUBMITTED)
            left -= 1
        out.append(course)
    return out[::-1]
