"""Words by key: placeholders, plurals, what happens to a key that is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.texts import MissingText, Texts, languages, placeholders

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {}\\n"\n\n'
EN = HEAD.format("nplurals=2; plural=(n != 1);") + (
    'msgid "language.name"\nmsgstr "English"\n\n'
    'msgid "pay.price"\nmsgstr "Price {amount}"\n\n'
    'msgid "count"\nmsgid_plural "count"\nmsgstr[0] "{n} document"\nmsgstr[1] "{n} documents"\n\n'
    'msgid "only.english"\nmsgstr "Only here"\n'
)
ZH = HEAD.format("nplurals=1; plural=0;") + (
    'msgid "language.name"\nmsgstr "中文"\n\n'
    'msgid "pay.price"\nmsgstr "應付 {amount}"\n\n'
    'msgid "count"\nmsgid_plural "count"\nmsgstr[0] "{n} 份"\n\n'
    'msgid "only.english"\nmsgstr ""\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.po").write_text(EN, encoding="utf-8")
    (tmp_path / "zh-TW.po").write_text(ZH, encoding="utf-8")
    return tmp_path


def test_placeholders_are_filled(folder: Path) -> None:
    texts = Texts.load(folder, "zh-TW")
    assert texts("pay.price", amount="NT$20") == "應付 NT$20"
    assert texts.name == "中文"


@pytest.mark.parametrize(("n", "sentence"), [(0, "0 documents"), (1, "1 document"), (2, "2 documents")])
def test_english_counts(folder: Path, n: int, sentence: str) -> None:
    assert Texts.load(folder, "en")("count", n=n) == sentence


def test_chinese_has_one_form(folder: Path) -> None:
    texts = Texts.load(folder, "zh-TW")
    assert [texts("count", n=n) for n in (1, 5)] == ["1 份", "5 份"]


def test_in_the_street_a_missing_sentence_is_english_and_a_missing_key_is_itself(folder: Path) -> None:
    texts = Texts.load(folder, "zh-TW")
    assert texts("only.english") == "Only here"
    assert texts("nowhere") == "nowhere"


@pytest.mark.parametrize("key", ["only.english", "nowhere"])
def test_in_tests_a_missing_sentence_is_an_error(folder: Path, key: str) -> None:
    with pytest.raises(MissingText):
        Texts.load(folder, "zh-TW", strict=True)(key)


def test_a_missing_placeholder_is_our_mistake(folder: Path) -> None:
    with pytest.raises(KeyError):
        Texts.load(folder, "en")("pay.price")


def test_languages_are_the_files(folder: Path) -> None:
    (folder / "notes.txt").write_text("not a language", encoding="utf-8")
    assert languages(folder) == ("en", "zh-TW")


def test_placeholders_of_all_forms() -> None:
    assert placeholders(("{n} of {of}", "{n} in {place}")) == {"n", "of", "place"}
