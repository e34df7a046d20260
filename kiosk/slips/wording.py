"""How amounts, days and persons are written on a slip."""

from __future__ import annotations

from datetime import date

from kiosk.money import Money

DIGITS = "零壹貳參肆伍陸柒捌玖"
PLACES = ("", "拾", "佰", "仟")
MYRIADS = ("", "萬", "億")

HIDDEN = "○"
HIDDEN_DIGITS = "***"


def amount_in_words(amount: Money) -> str:
    """As a Taiwanese receipt has it, hard to alter: 120 is 壹佰貳拾元整."""
    if not 0 <= amount.amount < 10**12:
        raise ValueError(f"no such amount is written on a slip: {amount}")
    if not amount.amount:
        return "零元整"
    words = ""
    skipped = False  # a zero stands between what is written and what follows
    rest = str(amount.amount)
    for at, digit in enumerate(map(int, rest)):
        place = len(rest) - 1 - at
        if digit:
            words += ("零" if skipped and words else "") + DIGITS[digit] + PLACES[place % 4]
            skipped = False
        else:
            skipped = True
        if place and place % 4 == 0 and int(rest[max(0, at - 3) : at + 1]):
            words += MYRIADS[place // 4]
    return words + "元整"


def roc_date(day: date) -> str:
    """The calendar of the Republic: 2026 is year 115."""
    return f"{day.year - 1911} 年 {day.month} 月 {day.day} 日"


def masked_name(name: str) -> str:
    """王小明 becomes 王○明, 王明 王○; JOHN SMITH becomes J○ S○: enough to know one's own."""
    if name.isascii():
        return " ".join(word[0] + HIDDEN for word in name.split())
    if len(name) <= 2:
        return name[:1] + HIDDEN * (len(name) - 1)
    return name[0] + HIDDEN * (len(name) - 2) + name[-1]


def masked_number(number: str) -> str:
    """B11123042 becomes B111***42; what is too short for that shows nothing."""
    return number[:-5] + HIDDEN_DIGITS + number[-2:] if len(number) > 5 else HIDDEN_DIGITS
