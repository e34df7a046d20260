"""Compares the words of a sheet with what the code on it was signed for. Pure.

The code binds, by itself: number, whole name, serial and day of issue. It says the masked name and the kind.
It binds the marks and every other word only together with the paper's data (`central.verify_content`), and
what is drawn on a sheet, unlike its text layer, only by eye.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from central.codes import grouped
from central.masking import CUT, HIDDEN, HIDDEN_LATIN
from central.signing import PaperClaims, holder_digest
from kiosk.documents.checks import squeezed

NUMBER = re.compile(r"[A-Z]{0,3}[0-9]{5,12}")
LONGEST_NAME = 60
MARKS = r"[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*"  # belong to the letter before them


def word_faults(claims: PaperClaims, code: str, sheet: int, words: str) -> Iterator[str]:
    """What this sheet says otherwise. `code` is from the address of its QR code."""
    letters = squeezed(words)
    if not re.search(rf"(?<![0-9A-Z]){re.escape(claims.serial)}(?![0-9])", letters):
        yield f"sheet {sheet}: the number of the paper is not {claims.serial}"
    if grouped(code) not in letters:
        yield f"sheet {sheet}: the check code is not {grouped(code)}"
    if not names_holder(claims, words):
        yield f"sheet {sheet}: the student's name and number are not those that were signed"


def says_day(day: date, words: str) -> bool:
    """中華民國 115 年 8 月 3 日, or Date of issue: August 3, 2026."""
    english = f"Dateofissue:{day:%B}{day.day},{day.year}"
    pattern = rf"中華民國{day.year - 1911}年{day.month}月{day.day}日|{re.escape(english)}(?![0-9])"
    return re.search(pattern, squeezed(words)) is not None


def names_holder(claims: PaperClaims, words: str) -> bool:
    """Whether some number and some name in these words are the signed ones together."""
    letters = squeezed(words)
    names = set(_names(claims.holder, letters))
    return any(
        holder_digest(claims.serial, number, name) == claims.holder_digest
        for number in set(_numbers(words))
        for name in names
    )


def _numbers(words: str) -> Iterator[str]:
    """Whatever looks like a student's number, where the text of the file or its layout separates it."""
    for text in (words, squeezed(words)):
        for found in NUMBER.finditer(text):
            yield found.group()


def _names(mask: str, letters: str) -> Iterator[str]:
    """Every place where the masked name fits, with each letter that is hidden in it standing for any one."""
    cut = mask.endswith(CUT)
    shown = squeezed(mask.removesuffix(CUT))
    pattern = "".join(
        f".{MARKS}" if letter in (HIDDEN, HIDDEN_LATIN) else re.escape(letter) for letter in shown
    )
    for start in (found.start() for found in re.finditer(f"(?={pattern})", letters)):
        whole = re.compile(pattern).match(letters, start)
        assert whole is not None
        yield whole.group()
        if cut:
            yield from (letters[start : whole.end() + more] for more in range(1, LONGEST_NAME))
