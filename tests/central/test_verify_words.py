"""Which words on a sheet the code alone binds, and that it binds no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from central.signing import PaperClaims, holder_digest
from central.verify_source import read_pdf
from central.verify_words import names_holder, says_day, word_faults
from tests.central.printed import printed

CODE = "K7QF2M9X"
SERIAL = "114E0000001"


def claims_for(name: str, holder: str, number: str = "B11199042") -> PaperClaims:
    letters = name.replace(" ", "")
    return PaperClaims(
        SERIAL, "EN-ZH", date(2026, 3, 5), bytes(16), "YT01", holder, holder_digest(SERIAL, number, letters)
    )


CLAIMS = claims_for("林範例", "林O例")
WORDS = "編號 114E0000001 查驗碼 K7QF-2M9X\n茲證明學生林範例（LIN, FAN-LI），學號 B11199042，民國 93 年"


def faults(words: str) -> list[str]:
    return list(word_faults(CLAIMS, CODE, 1, words))


def test_nothing_wrong() -> None:
    assert faults(WORDS) == []


@pytest.mark.parametrize(
    ("was", "becomes", "about"),
    [
        ("林範例", "林模例", "student"),
        ("林範例", "林範列", "student"),
        ("B11199042", "B11199043", "student"),
        ("B11199042", "C11199042", "student"),
        ("114E0000001", "114E0000002", "number of the paper"),
        ("114E0000001", "1114E0000001", "number of the paper"),
        ("K7QF-2M9X", "K7QF-2M9Y", "check code"),
    ],
)
def test_one_letter_changed(was: str, becomes: str, about: str) -> None:
    found = faults(WORDS.replace(was, becomes))
    assert len(found) == 1
    assert about in found[0]


def test_marks_are_not_bound_by_the_code_alone() -> None:
    assert faults(WORDS + " 資料探勘 95") == faults(WORDS + " 資料探勘 59") == []


@pytest.mark.parametrize(
    ("name", "holder"),
    [
        ("林例", "林O"),
        ("歐陽範例", "歐OO例"),
        ("瑪諾範例‧卡里樣本", "瑪OO例‧~"),
        ("O’SAMPLE, TEST", "O*******, T~"),
        ("LIN FAN", "L** F**"),
        ("\U00020089範", "\U00020089O"),
        ("範", "O"),
    ],
)
def test_names_of_all_kinds_are_found_behind_their_masks(name: str, holder: str) -> None:
    claims = claims_for(name, holder)
    words = f"姓名 {name} 學號 B11199042 出生"
    assert names_holder(claims, words)
    assert not names_holder(replace(claims, holder_digest=bytes(8)), words)
    other = name[:-1] + ("X" if name[-1] != "X" else "Y")
    assert not names_holder(claims, words.replace(name, other))


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("中　華　民　國　115　年　3　月　5　日", True),
        ("中華民國 115 年 3 月 5 日", True),
        ("中華民國 115 年 3 月 15 日", False),
        ("民國 115 年 3 月 5 日至", False),
        ("Date of issue: March 5, 2026", True),
        ("Date of issue: March 5, 20261", False),
        ("Date of issue: March 6, 2026", False),
        ("from March 5, 2026", False),
    ],
)
def test_day_of_issue(words: str, wanted: bool) -> None:
    assert says_day(date(2026, 3, 5), words) is wanted


@pytest.mark.parametrize("code", ["EN-ZH", "EN-EN", "TR-ZH", "TR-EN", "RK-ZH"])
def test_real_papers_say_what_was_signed(code: str) -> None:
    paper = printed(code)
    check_code = paper.entry["data"]["paper"]["code"].replace("-", "")
    for sheet in read_pdf(paper.pdf):
        assert list(word_faults(paper.claims, check_code, 1, sheet.words)) == []
