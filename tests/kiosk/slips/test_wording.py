"""Amounts, days and names as people expect to read them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.money import Money
from kiosk.slips.wording import amount_in_words, masked_name, masked_number, roc_date


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "零元整"),
        (5, "伍元整"),
        (10, "壹拾元整"),
        (20, "貳拾元整"),
        (60, "陸拾元整"),
        (105, "壹佰零伍元整"),
        (110, "壹佰壹拾元整"),
        (1000, "壹仟元整"),
        (1005, "壹仟零伍元整"),
        (1050, "壹仟零伍拾元整"),
        (9999, "玖仟玖佰玖拾玖元整"),
        (10000, "壹萬元整"),
        (10005, "壹萬零伍元整"),
        (10500, "壹萬零伍佰元整"),
        (120034, "壹拾貳萬零參拾肆元整"),
        (1000000, "壹佰萬元整"),
        (100000001, "壹億零壹元整"),
        (200030000, "貳億零參萬元整"),
    ],
)
def test_amounts_in_words(amount: int, words: str) -> None:
    assert amount_in_words(Money(amount)) == words


def value_of(words: str) -> int:
    """Reads the words back, without regard to how they were made."""
    total = section = digit = 0
    for letter in words.removesuffix("元整"):
        if letter in "零壹貳參肆伍陸柒捌玖":
            digit = "零壹貳參肆伍陸柒捌玖".index(letter)
        elif letter in "拾佰仟":
            section += digit * {"拾": 10, "佰": 100, "仟": 1000}[letter]
            digit = 0
        else:
            total += (section + digit) * {"萬": 10**4, "億": 10**8}[letter]
            section = digit = 0
    return total + section + digit


@given(st.integers(0, 10**12 - 1))
def test_every_amount_reads_back(amount: int) -> None:
    words = amount_in_words(Money(amount))
    assert value_of(words) == amount
    assert "零零" not in words


def test_debts_are_not_written() -> None:
    with pytest.raises(ValueError, match="no such amount"):
        amount_in_words(Money(-1))


def test_the_calendar_of_the_republic() -> None:
    assert roc_date(date(2026, 1, 26)) == "115 年 1 月 26 日"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("林範例", "林○例"),
        ("林例", "林○"),
        ("歐陽範例", "歐○○例"),
        ("林", "林"),
        ("", ""),
        ("SAMPLE  PERSON", "S○ P○"),
    ],
)
def test_names_are_masked(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("B11123042", "B111***42"),
        ("M1129005", "M11***05"),
        ("123456", "1***56"),
        ("12345", "***"),
        ("", "***"),
    ],
)
def test_numbers_are_masked(number: str, masked: str) -> None:
    assert masked_number(number) == masked
