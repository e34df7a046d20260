"""What must be readable, against a paper that is made by hand here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.paper_words import expected, page_words, squeezed

DATA = Path(__file__).parents[1] / "kiosk" / "documents" / "data"


def words_of(case: str) -> list[str]:
    return expected(json.loads((DATA / f"{case}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("transcript-zh", "必微積分(一)352*"),
        ("transcript-zh", "選#財務管理383"),
        ("transcript-zh", "選電子商務3退選"),
        ("transcript-zh", "修習18實得15學業平均74.39操行89班名次3/48系名次5/97"),
        ("transcript-en", "EnglishProficiencyTutoringR1T"),
        ("semester-zh", "114年8月1日"),
        ("rank-zh.semesters", "105學年度第1學期73.50128/14886.49%187/29762.96%"),
        ("enrollment-zh", "業已完成114學年度第2學期註冊"),
        ("enrollment-en", "2025–2026"),
        ("graduation-zh", "預計於民國115年6月畢業"),
    ],
)
def test_asks_for_what_the_data_say(case: str, words: str) -> None:
    asked = words_of(case)
    if case == "semester-zh":
        assert words not in "".join(asked)
    else:
        assert any(squeezed(words) in one for one in asked)


def test_page_numbers_in_the_language_of_the_paper() -> None:
    chinese, english = {"paper": {"kind": "rank-zh"}}, {"paper": {"kind": "transcript-en"}}
    assert page_words(chinese, 1, 2) == squeezed("第 1 頁，共 2 頁")
    assert page_words(english, 2, 2) == "Page2of2"
