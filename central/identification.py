"""Number and birthday to a student. Every way to be wrong gives the same answer after the same work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.models import Student
from central.settings import Settings
from central.throttle import Limit, give_back, hashed_key, take

NUMBER = re.compile(r"[A-Za-z0-9]{4,20}")
BIRTHDAY = re.compile(r"(?P<year>[0-9]{3}|[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
ROC_OFFSET = 1911


@dataclass(frozen=True, slots=True)
class Identified:
    student_id: int


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Unknown number, wrong birthday or nonsense: nobody is told which."""


@dataclass(frozen=True, slots=True)
class TooMany:
    retry_after_s: int


def identify(
    session: Session, settings: Settings, kiosk_id: str, number: str, birthday: str, now: datetime
) -> Identified | NoMatch | TooMany:
    number = cleaned_number(number)
    limits = (
        Limit(f"identify-kiosk:{kiosk_id}", settings.identify_tries_per_kiosk, settings.identify_window_s),
        Limit(
            hashed_key("identify-number", number),
            settings.identify_tries_per_number,
            settings.identify_window_s,
        ),
    )
    retry_after_s = take(session, limits, now)
    if retry_after_s:
        return TooMany(retry_after_s)
    found = session.execute(select(Student.id, Student.birth).where(Student.number == number)).one_or_none()
    born = parsed_birthday(birthday)
    if found is None or born is None or found.birth != born:
        return NoMatch()
    give_back(session, limits)
    return Identified(found.id)


def cleaned_number(typed: str) -> str:
    """Upper case without spaces around; empty when it cannot be a number, and no student has that."""
    number = typed.strip()
    return number.upper() if NUMBER.fullmatch(number) else ""


def parsed_birthday(typed: str) -> date | None:
    """Seven digits are a ROC date (0930305), eight a western one (20040305)."""
    match = BIRTHDAY.fullmatch(typed.strip())
    if match is None:
        return None
    year = int(match["year"]) + (ROC_OFFSET if len(match["year"]) == 3 else 0)
    try:
        return date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None
