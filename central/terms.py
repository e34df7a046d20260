"""The university's calendar: which semester a day is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """`year` is the ROC academic year; first from 8/1 to 1/31, second from 2/1 to 7/31 (registrar's FAQ)."""

    year: int
    term: int

    @property
    def first_day(self) -> date:
        return date(self.year + 1911, 8, 1) if self.term == 1 else date(self.year + 1912, 2, 1)

    @property
    def last_day(self) -> date:
        return date(self.year + 1912, 1, 31) if self.term == 1 else date(self.year + 1912, 7, 31)

    @property
    def graduation(self) -> date:
        """When who finishes in it graduates. The month is our assumption: January, June."""
        return date(self.year + 1912, 1, 31) if self.term == 1 else date(self.year + 1912, 6, 30)


def academic_year(day: date) -> int:
    """ROC academic year; it begins on 1 August."""
    return day.year - 1911 - (1 if day.month < 8 else 0)


def term_of(day: date) -> Term:
    return Term(academic_year(day), 2 if 2 <= day.month < 8 else 1)
