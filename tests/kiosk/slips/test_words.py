"""The office's file: what it must have, and how a mistake in it stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from kiosk.documents.fonts import coverage
from kiosk.slips.words import Label, Words, load_words
from kiosk.visit.states import ClaimReason
from tests.kiosk.slips.samples import FACES

FILE = Path(__file__).parents[3] / "config" / "slips.toml"


def test_the_file_loads_and_has_words_for_every_reason() -> None:
    words = load_words(FILE)
    assert set(words.claim.reasons) == set(ClaimReason)
    assert all(reason.zh and reason.en for reason in words.claim.reasons.values())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('school = "國立雲林科技大學"', 'shcool = "國立雲林科技大學"'),
        ('test = "', 'tset = "'),
        ("[notices]", '[notices]\nvoid = "作廢 VOID"'),
        ("第 {copy} 次", "第 {number} 次"),
        ("第 {copy} 次", "第 {copy"),
        ("第 {copy} 次", "第 次"),
        ("{value} 元硬幣 coin × {count}", "{value} 元硬幣"),
        ("[claim.reasons.late-coin]", "[claim.reasons.too-late]"),
        ('title = { zh = "收　據", en = "RECEIPT" }', 'title = { zh = "", en = "RECEIPT" }'),
        ('title = { zh = "收　據", en = "RECEIPT" }', 'title = "收據"'),
    ],
)
def test_a_mistake_is_refused(tmp_path: Path, before: str, after: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    broken = tmp_path / "slips.toml"
    broken.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ValidationError):
        load_words(broken)


def test_our_own_words_have_no_rare_letters() -> None:
    known = coverage(FACES)
    assert [letter for letter in every_word(load_words(FILE)) if ord(letter) not in known] == []


def every_word(words: Words) -> str:
    def walk(part: object) -> str:
        match part:
            case str():
                return part
            case dict():
                return "".join(map(walk, part.values()))
            case list() | tuple():
                return "".join(map(walk, part))
            case _:
                return ""

    assert isinstance(words.labels.date, Label)
    return walk(words.model_dump())
