"""Numbers and birthdays as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.identification import cleaned_number, parsed_birthday


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("0930505", date(2004, 5, 5)),
        ("20040505", date(2004, 5, 5)),
        (" 20040505 ", date(2004, 5, 5)),
        ("0010101", date(1912, 1, 1)),
        ("1000229", None),  # 2011 had no 29 February
        ("0930229", date(2004, 2, 29)),
        ("20050229", None),
        ("00000101", None),
        ("930505", None),
        ("093050", None),
        ("2004055", None),  # seven digits, month 05 of 200, day 5x
        ("20041301", None),
        ("20040532", None),
        ("2004-5-5", None),
        ("２００４０５０５", None),
        ("٢٠٠٤٠٥٠٥", None),
        ("", None),
        ("20040505\n", date(2004, 5, 5)),
    ],
)
def test_birthday(typed: str, day: date | None) -> None:
    assert parsed_birthday(typed) == day


@given(st.dates(date(1912, 1, 1), date(2100, 12, 31)))
def test_both_calendars_mean_the_same_day(day: date) -> None:
    assert parsed_birthday(day.strftime("%Y%m%d")) == day
    assert parsed_birthday(f"{day.year - 1911:03d}{day.month:02d}{day.day:02d}") == day


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(typed: str) -> None:
    parsed_birthday(typed)
    number = cleaned_number(typed)
    assert number == "" or (number.isascii() and number.isalnum())


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (" b11199042\t", "B11199042"),
        ("B11 199042", ""),
        ("B1", ""),
        ("B" * 21, ""),
        ("ß1111", ""),
        ("B\x001", ""),
    ],
)
def test_number(typed: str, number: str) -> None:
    assert cleaned_number(typed) == number
