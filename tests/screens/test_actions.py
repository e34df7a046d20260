"""What typing and choosing do to the picture's own state."""

from __future__ import annotations

import pytest

from screens.actions import (
    ClearField,
    CountYears,
    EnlargeText,
    EnterField,
    Era,
    EraseKey,
    Field,
    RaiseContrast,
    ShowBirthday,
    ShowLetters,
    Speak,
    TurnPage,
    TypeKey,
    UiState,
    birthday_digits,
    changed,
)

FRESH = UiState("zh-TW")


def typed(text: str, ui: UiState = FRESH) -> UiState:
    for character in text:
        ui = changed(ui, TypeKey(character))
    return ui


def test_a_whole_number_leads_on_to_the_birthday() -> None:
    ui = typed("B11100001")
    assert (ui.number, ui.typing) == ("B11100001", Field.BIRTHDAY)
    assert not ui.complete


def test_a_number_without_a_letter_waits_for_the_person() -> None:
    ui = typed("123456789")
    assert ui.typing is Field.NUMBER
    assert typed("99", ui).number == "1234567899"


@pytest.mark.parametrize(
    ("birthday", "sent"), [("940305", "0940305"), ("0940305", "0940305"), ("1000229", "1000229")]
)
def test_roc_birthdays_are_sent_with_seven_digits(birthday: str, sent: str) -> None:
    ui = typed("B11100001" + birthday)
    assert ui.complete
    assert ui.birthday_sent == sent


def test_western_birthdays_have_eight_digits() -> None:
    ui = typed("20050305", changed(typed("B11100001"), CountYears(Era.WESTERN)))
    assert ui.complete
    assert ui.birthday_sent == "20050305"


def test_a_full_birthday_takes_no_more_and_no_letters() -> None:
    ui = typed("B11100001940305")
    assert typed("7A", ui) == ui


@pytest.mark.parametrize(("first", "digits"), [("", 7), ("0", 7), ("1", 7), ("2", 6), ("9", 6)])
def test_the_first_digit_tells_how_long_a_roc_birthday_is(first: str, digits: int) -> None:
    assert birthday_digits(first, Era.ROC) == digits
    assert birthday_digits(first, Era.WESTERN) == 8


def test_erasing_and_clearing_concern_the_active_field() -> None:
    ui = typed("B1110000194")
    assert changed(ui, EraseKey()).birthday == "9"
    assert changed(ui, ClearField()).birthday == ""
    back = changed(changed(ui, EnterField(Field.NUMBER)), EraseKey())
    assert (back.number, back.birthday) == ("B1110000", "94")


def test_years_are_counted_as_the_language_does_until_somebody_chooses() -> None:
    assert FRESH.counting is Era.ROC
    assert changed(FRESH, Speak("en")).counting is Era.WESTERN
    chosen = changed(changed(FRESH, CountYears(Era.ROC)), Speak("en"))
    assert chosen.counting is Era.ROC


def test_a_birthday_never_changes_its_meaning_with_the_language() -> None:
    assert changed(typed("B1110000194"), Speak("en")).birthday == ""
    kept = changed(changed(typed("B11100001"), CountYears(Era.ROC)), TypeKey("9"))
    assert changed(kept, Speak("en")).birthday == "9"


def test_settings() -> None:
    ui = changed(changed(FRESH, EnlargeText(True)), RaiseContrast(True))
    ui = changed(changed(ui, ShowBirthday(True)), ShowLetters(True))
    ui = changed(ui, TurnPage(3))
    assert (ui.large, ui.contrast, ui.birthday_shown, ui.letters, ui.page) == (True, True, True, True, 3)
    assert typed("K", ui).letters is False


def test_what_was_typed_is_not_in_a_log_line() -> None:
    ui = typed("B11100001940305")
    assert "B11100001" not in repr(ui)
    assert "940305" not in repr(ui)
    assert "7" not in repr(TypeKey("7"))
