"""Names in the reader's language, masked; the hour; which language comes next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.texts import Texts
from screens import samples
from screens.theme import HIGH_CONTRAST, LIGHT
from screens.view import Name, local, masked, masked_middle


@pytest.mark.parametrize(
    ("zh", "en", "in_zh", "in_en"),
    [
        ("林範例", "Lin, Fan-Li", "林O例", "Lin F. L."),
        ("林範", "LIN FAN", "林O", "LIN F."),
        ("歐陽範例", "", "歐O範例", "歐陽範例"),
        ("", "Nguyen Van A", "Nguyen V. A.", "Nguyen V. A."),
    ],
)
def test_masked_names(spoken: tuple[Texts, ...], zh: str, en: str, in_zh: str, in_en: str) -> None:
    chinese, english = spoken[0], next(texts for texts in spoken if texts.language == "en")
    assert masked(chinese, zh, en) == in_zh
    if en:
        assert masked(english, zh, en) == in_en


@pytest.mark.parametrize(
    ("number", "shown"), [("B11100001", "B11•••001"), ("1234567", "123•567"), ("B111", "B111"), ("", "")]
)
def test_masked_numbers(number: str, shown: str) -> None:
    assert masked_middle(number) == shown


def test_local_falls_back_to_what_there_is(spoken: tuple[Texts, ...]) -> None:
    english = next(texts for texts in spoken if texts.language == "en")
    assert local(spoken[0], "", "only English") == "only English"
    assert local(english, "只有中文", "") == "只有中文"


def test_the_language_button_goes_round(spoken: tuple[Texts, ...]) -> None:
    view = samples.view("attract", spoken)
    assert view.next_language.language == "en"
    back = replace(view, ui=replace(view.ui, language="en"))
    assert back.next_language.language == "zh-TW"
    unknown = replace(view, ui=replace(view.ui, language="xx"))
    assert unknown.texts is spoken[0]


@pytest.mark.parametrize(("hour", "night"), [(5, True), (6, False), (17, False), (18, True), (0, True)])
def test_night(spoken: tuple[Texts, ...], hour: int, night: bool) -> None:
    view = samples.view("attract", spoken)
    assert replace(view, now=view.now.replace(hour=hour)).night is night


def test_date_and_time_are_said_as_the_language_does(spoken: tuple[Texts, ...]) -> None:
    view = samples.view("attract", spoken)
    assert view.clock() == "14:32"
    assert view.date(spoken[0]) == "9 月 20 日　星期日"
    assert view.date(view.next_language) == "Sunday, 20 September"


def test_palette_follows_the_person(spoken: tuple[Texts, ...]) -> None:
    assert samples.view("pay", spoken).palette is LIGHT
    assert samples.view("pay", spoken, contrast=True).palette is HIGH_CONTRAST
    assert samples.view("pay", spoken).name(Name("甲", "A")) == "甲"
