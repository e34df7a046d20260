"""Fills a database with the invented university. Running it again adds nothing."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.invented import invent
from central.models import Student
from central.records import student_of


def seed_students(session: Session, students: int = 320, seed: int = 7) -> int:
    """Adds those who are not there yet, by number; returns how many that were."""
    there = set(session.scalars(select(Student.number)))
    fresh = [record for record in invent(students, seed) if record.number not in there]
    # Random and not from the seed: a person_id must tell nothing about the number.
    session.add_all(student_of(record, f"P{secrets.token_hex(8)}") for record in fresh)
    return len(fresh)
