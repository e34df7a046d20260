"""Letters: broken where Chinese may be broken, straight quotes for Latin, no silent boxes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screens.text import GETA, NO_END, NO_START, Lettering, chunks

SENTENCE = "只用來查詢您的學籍與成績，離開後立即清除。（最多 20 張）「請」投入 NT$20，謝謝。"


@pytest.mark.parametrize("width", range(128, 700, 48))
def test_no_line_begins_or_ends_with_the_wrong_sign(lettering: Lettering, width: int) -> None:
    lines = lettering.lines(SENTENCE, 32, False, width)
    assert all(line[0] not in NO_START for line in lines[1:])
    assert all(line[-1] not in NO_END for line in lines[:-1])
    assert "".join(lines).replace(" ", "") == SENTENCE.replace(" ", "")
    least = lettering.least(SENTENCE, 32, False)
    assert all(lettering.width(line, 32, False) <= max(width, least) for line in lines)


@given(st.text(alphabet="雲林科技大學abc ,.，。（）「」12\n", max_size=60), st.integers(40, 400))
@settings(max_examples=60, deadline=None)
def test_breaking_loses_nothing(lettering: Lettering, text: str, width: int) -> None:
    lines = lettering.lines(text, 28, False, width)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_long_code_is_broken_rather_than_cut(lettering: Lettering) -> None:
    lines = lettering.lines("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 32, False, 200)
    assert len(lines) > 2
    assert all(lettering.width(line, 32, False) <= 200 for line in lines)


def test_a_last_line_of_one_hanzi_gets_a_companion(lettering: Lettering) -> None:
    text = "一二三四五六七八九"
    width = lettering.width(text[:-1], 32, False)
    assert lettering.lines(text, 32, False, width) == ("一二三四五六七", "八九")


def test_latin_words_stay_whole(lettering: Lettering) -> None:
    assert chunks("Please wait, 王 now") == ["Please ", "wait, ", "王 ", "now"]


def test_curly_quotes_are_straight_in_latin_text_only(lettering: Lettering) -> None:
    assert lettering.shown("O’Brien “it”") == 'O\'Brien "it"'
    assert lettering.shown("「“引”號」") == "「“引”號」"
    assert lettering.width("’", 32, False) < 16


def test_a_missing_character_is_shown_as_missing(lettering: Lettering) -> None:
    assert lettering.missing("林❤\ue000") == ("❤", "\ue000")
    assert lettering.shown("林❤例") == f"林{GETA}例"


def test_bold_is_the_bold_face(lettering: Lettering) -> None:
    regular = lettering.rendered("國", 48, False, "#000000")
    bold = lettering.rendered("國", 48, True, "#000000")
    assert covered(bold) > covered(regular) * 1.2


def covered(surface: object) -> int:
    import pygame

    assert isinstance(surface, pygame.Surface)
    return pygame.mask.from_surface(surface).count()


def test_forgetting_leaves_no_text(lettering: Lettering) -> None:
    own = Lettering(lettering.faces)
    own.rendered("B11100001", 44, True, "#000000")
    own.lines("林範例", 44, True, 100)
    assert own.held_bytes() > 0
    own.forget()
    assert own.held_bytes() == 0
    assert own.kept() == 0
