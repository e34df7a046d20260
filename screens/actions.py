"""What a touch can mean: something that only changes the picture, or an event for the kiosk.

What is typed lives in the picture's own state and nowhere else until it is sent as IdentityEntered.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from kiosk.visit.events import Event

NUMBER_LEAST = 7
NUMBER_USUAL = 9  # a letter and eight digits; typing goes on to the birthday by itself
NUMBER_MOST = 10
WESTERN_DIGITS = 8


class Field(StrEnum):
    NUMBER = "number"
    BIRTHDAY = "birthday"
    STAFF = "staff"
    PIN = "pin"
    FIGURE = "figure"  # a count of coins


MOST_DIGITS = {Field.STAFF: 8, Field.PIN: 12, Field.FIGURE: 5}


class Era(StrEnum):
    """How the year of birth is counted."""

    ROC = "roc"
    WESTERN = "western"


# ---- What a touch does -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """Begin a visit; the window gives it an id. `language` is chosen at the same time where it is set."""

    language: str = ""


@dataclass(frozen=True, slots=True)
class TypeKey:
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EraseKey:
    """Take back the last character."""


@dataclass(frozen=True, slots=True)
class ClearField:
    """Empty the field that is being typed into."""


@dataclass(frozen=True, slots=True)
class EnterField:
    field: Field


@dataclass(frozen=True, slots=True)
class ShowLetters:
    shown: bool


@dataclass(frozen=True, slots=True)
class ShowBirthday:
    shown: bool


@dataclass(frozen=True, slots=True)
class CountYears:
    era: Era


@dataclass(frozen=True, slots=True)
class TurnPage:
    page: int


@dataclass(frozen=True, slots=True)
class Speak:
    """Switch to another language."""

    language: str


@dataclass(frozen=True, slots=True)
class CountInto:
    """The next figure is for the coins of this value."""

    value: int


@dataclass(frozen=True, slots=True)
class CountWhole:
    """Whether all that is in a hopper is being counted, or only what is put in."""

    whole: bool


@dataclass(frozen=True, slots=True)
class EnlargeText:
    large: bool


@dataclass(frozen=True, slots=True)
class RaiseContrast:
    high: bool


UiAction = (
    TypeKey
    | EraseKey
    | ClearField
    | EnterField
    | ShowLetters
    | ShowBirthday
    | CountYears
    | TurnPage
    | Speak
    | CountInto
    | CountWhole
    | EnlargeText
    | RaiseContrast
)
Action = UiAction | Start | Event


# ---- What the picture remembers --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UiState:
    """What belongs to the picture and to this person only. A new one is made for every visit."""

    language: str
    large: bool = False
    contrast: bool = False
    number: str = field(default="", repr=False)
    birthday: str = field(default="", repr=False)
    typing: Field = Field.NUMBER
    letters: bool = False
    birthday_shown: bool = False
    era: Era | None = None  # None: as the language counts
    page: int | None = None  # None: where something is happening
    staff: str = field(default="", repr=False)
    pin: str = field(default="", repr=False)
    figure: str = ""
    coin: int = 0  # the value being counted; 0: the first that has no figure yet
    whole: bool = False

    @property
    def counting(self) -> Era:
        if self.era is not None:
            return self.era
        return Era.ROC if self.language == "zh-TW" else Era.WESTERN

    @property
    def birthday_digits(self) -> int:
        return birthday_digits(self.birthday, self.counting)

    @property
    def complete(self) -> bool:
        return len(self.number) >= NUMBER_LEAST and len(self.birthday) == self.birthday_digits

    @property
    def birthday_sent(self) -> str:
        """Seven digits (ROC) or eight (western), however short the year was typed."""
        return self.birthday.zfill(7) if self.counting is Era.ROC else self.birthday


def birthday_digits(typed: str, era: Era) -> int:
    """How many digits make a whole birthday.

    ROC years 20..99 are usually said with two digits (94 03 05), 100 and later with three, and forms ask
    for 0940305: the first digit tells which, so nobody has to choose.
    """
    if era is Era.WESTERN:
        return WESTERN_DIGITS
    return 7 if typed[:1] in ("", "0", "1") else 6


def changed(ui: UiState, action: UiAction) -> UiState:
    """What the picture remembers after a touch that concerns only the picture."""
    match action:
        case TypeKey(key):
            return _typed(ui, key)
        case EraseKey():
            return _with_field(ui, _field(ui)[:-1])
        case ClearField():
            return _with_field(ui, "")
        case EnterField(entered):
            return replace(ui, typing=entered, letters=False)
        case ShowLetters(shown):
            return replace(ui, letters=shown)
        case ShowBirthday(shown):
            return replace(ui, birthday_shown=shown)
        case CountYears(era):
            return replace(ui, era=era, birthday="", typing=Field.BIRTHDAY)
        case TurnPage(page):
            return replace(ui, page=page)
        case Speak(language):
            # The count of years may change with the language, and then what was typed means another day.
            after = replace(ui, language=language, page=None)
            return after if after.counting is ui.counting else replace(after, birthday="")
        case CountInto(value):
            return replace(ui, coin=value, figure="")
        case CountWhole(whole):
            return replace(ui, whole=whole, figure="")
        case EnlargeText(large):
            return replace(ui, large=large, page=None)
        case RaiseContrast(high):
            return replace(ui, contrast=high)
        case _:
            assert_never(action)


def _field(ui: UiState) -> str:
    typed = {
        Field.NUMBER: ui.number,
        Field.BIRTHDAY: ui.birthday,
        Field.STAFF: ui.staff,
        Field.PIN: ui.pin,
        Field.FIGURE: ui.figure,
    }
    return typed[ui.typing]


def _with_field(ui: UiState, text: str) -> UiState:
    match ui.typing:
        case Field.NUMBER:
            return replace(ui, number=text)
        case Field.BIRTHDAY:
            return replace(ui, birthday=text)
        case Field.STAFF:
            return replace(ui, staff=text)
        case Field.PIN:
            return replace(ui, pin=text)
        case Field.FIGURE:
            return replace(ui, figure=text)
        case _:
            assert_never(ui.typing)


def _typed(ui: UiState, key: str) -> UiState:
    if ui.typing is Field.BIRTHDAY:
        if not key.isdigit() or len(ui.birthday) >= ui.birthday_digits:
            return ui
        return replace(ui, birthday=ui.birthday + key)
    if ui.typing in MOST_DIGITS:
        typed = _field(ui)
        full = len(typed) >= MOST_DIGITS[ui.typing] or not key.isdigit()
        return ui if full else _with_field(ui, typed + key)
    if len(ui.number) >= NUMBER_MOST:
        return ui
    number = ui.number + key
    whole = len(number) == NUMBER_USUAL and number[0].isalpha() and not ui.birthday
    return replace(ui, number=number, letters=False, typing=Field.BIRTHDAY if whole else Field.NUMBER)
