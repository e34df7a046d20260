"""Every language through the same checks: same keys, same placeholders, letters there are, nothing unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from kiosk.devices import Trouble
from kiosk.documents.fonts import coverage, static_fonts
from kiosk.texts import Texts, languages, placeholders
from kiosk.visit.states import ChooseProblem, ClaimReason, ClosedReason, IdentityProblem

HOUSE = Path(__file__).parents[2]
FOLDER = HOUSE / "config" / "languages"
LANGUAGES = languages(FOLDER)
ENUMS: dict[str, type[StrEnum]] = {
    "identify": IdentityProblem,
    "choose": ChooseProblem,
    "closed": ClosedReason,
    "claim": ClaimReason,
    "trouble": Trouble,
}
REFUSALS = ("not-taken", "too-fast", "unknown", "lever", "other")


def loaded(language: str) -> Texts:
    return Texts.load(FOLDER, language, strict=True)


def test_the_two_languages_of_the_university_are_there() -> None:
    assert {"zh-TW", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_keys_and_placeholders_as_english(language: str) -> None:
    texts, english = loaded(language), loaded("en")
    assert set(texts.messages) == set(english.messages)
    for key, message in texts.messages.items():
        assert all(message), f"{key} is empty in {language}"
        assert placeholders(message) == placeholders(english.messages[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", ENUMS)
def test_everything_a_person_may_be_told_has_a_sentence(language: str, prefix: str) -> None:
    texts = loaded(language)
    for value in ENUMS[prefix]:
        assert texts.has(f"{prefix}.{value.value}"), value
    if prefix == "identify":
        assert all(texts.has(f"identify.{value.value}.then") for value in IdentityProblem)
    assert all(texts.has(f"pay.refused.{group}") for group in REFUSALS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_in_the_typeface(language: str) -> None:
    covered = coverage(static_fonts())
    for key, message in loaded(language).messages.items():
        missing = [c for form in message for c in form if c != "\n" and ord(c) not in covered]
        assert not missing, f"{key}: {missing}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_plain(language: str) -> None:
    """No exclamation marks, no blame in codes; curly quotes are as wide as a hanzi in this typeface."""
    for key, message in loaded(language).messages.items():
        for form in message:
            assert not set(form) & set("!！"), key
            assert "系統錯誤" not in form, key
            assert key == "list.comma" or form in (" ", form.strip()), f"{key} has spaces at an end"
            if not language.startswith("zh"):
                assert not set(form) & set("‘’“”"), key


def test_every_key_is_used_and_every_used_key_exists() -> None:
    english = loaded("en")
    exact, patterns = used_keys()
    for key in exact:
        assert key in english.messages, f"{key} is used and has no sentence"
    for key in english.messages:
        assert key in exact or any(re.fullmatch(p, key) for p in patterns), f"{key} is used nowhere"


def used_keys() -> tuple[set[str], set[str]]:
    """Keys that stand in the source, and patterns for those that are put together."""
    exact: set[str] = set()
    patterns: set[str] = set()
    known = set(loaded("en").messages)
    for path in [*(HOUSE / "screens").glob("*.py"), HOUSE / "kiosk" / "texts.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known:
                exact.add(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "texts":
                exact.update(_literal(node))
            if isinstance(node, ast.JoinedStr):
                patterns.update(_pattern(node))
    short = {f"{key}.short" for key in exact if f"{key}.short" in known}
    return exact | short, patterns | {r"pay\.refused\." + f"({'|'.join(REFUSALS)})"}


def _literal(call: ast.Call) -> Iterator[str]:
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield first.value


def _pattern(node: ast.JoinedStr) -> Iterator[str]:
    parts = [re.escape(p.value) if isinstance(p, ast.Constant) and isinstance(p.value, str) else r"[\w.-]+"
             for p in node.values]  # fmt: skip
    fixed = [p.value for p in node.values if isinstance(p, ast.Constant) and isinstance(p.value, str)]
    if any(re.search(r"\w", part) for part in fixed) and "." in "".join(fixed) and " " not in "".join(fixed):
        yield "".join(parts)
