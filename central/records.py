"""Between the student tables and the plain record that papers are made from."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from central.models import CourseRow, SemesterRow, Student, ThesisRow, TransferRow
from central.record import Course, Needed, Semester, StudentRecord, Thesis, Transfer


def find_with_record(session: Session, which: ColumnElement[bool]) -> Student | None:
    """One student with everything that `record_of` reads, in three queries."""
    return session.scalars(
        select(Student)
        .where(which)
        .options(
            joinedload(Student.thesis),
            selectinload(Student.semesters).joinedload(SemesterRow.courses),
            selectinload(Student.transfers),
        )
    ).one_or_none()


def record_of(student: Student) -> StudentRecord:
    return StudentRecord(
        number=student.number,
        name_zh=student.name_zh,
        name_en=student.name_en,
        birth=student.birth,
        status=student.status,
        level=student.level,
        college_zh=student.college_zh,
        college_en=student.college_en,
        department_zh=student.department_zh,
        department_en=student.department_en,
        programme_zh=student.programme_zh,
        programme_en=student.programme_en,
        study_year=student.study_year,
        class_zh=student.class_zh,
        admitted=student.admitted,
        graduated=student.graduated,
        registered=student.registered,
        minor_zh=student.minor_zh,
        minor_en=student.minor_en,
        second_major_zh=student.second_major_zh,
        second_major_en=student.second_major_en,
        degree_zh=student.degree_zh,
        degree_en=student.degree_en,
        rank_class=student.rank_class,
        rank_department=student.rank_department,
        needed=Needed(student.needed_required, student.needed_elective, student.needed_general),
        invented=student.invented,
        semesters=tuple(_semester(row) for row in student.semesters),
        transfers=tuple(Transfer(r.kind, r.name_zh, r.name_en, r.credits) for r in student.transfers),
        thesis=None if student.thesis is None else _thesis(student.thesis),
    )


def student_of(record: StudentRecord, person_id: str) -> Student:
    """The rows of a record; used to bring records in."""
    return Student(
        person_id=person_id,
        number=record.number,
        name_zh=record.name_zh,
        name_en=record.name_en,
        birth=record.birth,
        status=record.status,
        level=record.level,
        college_zh=record.college_zh,
        college_en=record.college_en,
        department_zh=record.department_zh,
        department_en=record.department_en,
        programme_zh=record.programme_zh,
        programme_en=record.programme_en,
        study_year=record.study_year,
        class_zh=record.class_zh,
        admitted=record.admitted,
        graduated=record.graduated,
        registered=record.registered,
        minor_zh=record.minor_zh,
        minor_en=record.minor_en,
        second_major_zh=record.second_major_zh,
        second_major_en=record.second_major_en,
        degree_zh=record.degree_zh,
        degree_en=record.degree_en,
        rank_class=record.rank_class,
        rank_department=record.rank_department,
        needed_required=record.needed.required,
        needed_elective=record.needed.elective,
        needed_general=record.needed.general,
        invented=record.invented,
        semesters=[_semester_row(place, semester) for place, semester in enumerate(record.semesters)],
        transfers=[
            TransferRow(position=place, kind=t.kind, name_zh=t.name_zh, name_en=t.name_en, credits=t.credits)
            for place, t in enumerate(record.transfers)
        ],
        thesis=None if record.thesis is None else _thesis_row(record.thesis),
    )


def _semester(row: SemesterRow) -> Semester:
    courses = tuple(
        Course(c.kind, c.name_zh, c.name_en, c.credits, c.score, c.remark, c.counts_for) for c in row.courses
    )
    return Semester(row.year, row.term, courses, row.conduct, row.rank_class, row.rank_department)


def _thesis(row: ThesisRow) -> Thesis:
    return Thesis(row.title_zh, row.title_en, row.advisor_zh, row.advisor_en, row.exam_date, row.exam_score)


def _semester_row(position: int, semester: Semester) -> SemesterRow:
    return SemesterRow(
        position=position,
        year=semester.year,
        term=semester.term,
        conduct=semester.conduct,
        rank_class=semester.rank_class,
        rank_department=semester.rank_department,
        courses=[_course_row(place, course) for place, course in enumerate(semester.courses)],
    )


def _course_row(position: int, course: Course) -> CourseRow:
    return CourseRow(
        position=position,
        kind=course.kind,
        name_zh=course.name_zh,
        name_en=course.name_en,
        credits=course.credits,
        score=course.score,
        remark=course.remark,
        counts_for=course.counts_for,
    )


def _thesis_row(thesis: Thesis) -> ThesisRow:
    return ThesisRow(
        title_zh=thesis.title_zh,
        title_en=thesis.title_en,
        advisor_zh=thesis.advisor_zh,
        advisor_en=thesis.advisor_en,
        exam_date=thesis.exam_date,
        exam_score=thesis.exam_score,
    )
