"""Everything a picture is made from. The picture is a function of this and of nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from babel.dates import format_date

from kiosk.cash import Limits
from kiosk.money import Money
from kiosk.texts import Texts
from kiosk.visit.machine import Machine
from kiosk.visit.states import Delivery
from screens.actions import UiState
from screens.art import FRONT, Front
from screens.theme import HIGH_CONTRAST, LIGHT, Display, Metrics, Palette


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called, in Chinese and in English; other languages read the English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Site:
    """What the school is called, and where things are. `elsewhere`: where the other one is; may be empty."""

    school: Name
    counter: Name  # where claims are paid
    elsewhere: Name = Name("", "")
    front: Front = FRONT
    notes: tuple[Money, ...] = (Money(100), Money(500), Money(1000))  # where a validator is fitted


@dataclass(frozen=True, slots=True)
class PriceTag:
    """One line of the price list on the attract screen."""

    name: Name
    fee: Money
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class View:
    machine: Machine
    ui: UiState
    languages: tuple[Texts, ...]  # the first is the language a new visit begins in
    site: Site
    display: Display
    now: datetime
    prices: tuple[PriceTag, ...] = ()
    still_there_s: int = 30  # left of `still_there_of_s` when the machine asks whether somebody is there
    still_there_of_s: int = 30
    limits: tuple[Limits, ...] = ()  # of the cash units; for staff

    @property
    def texts(self) -> Texts:
        return self.speaking(self.ui.language)

    def speaking(self, language: str) -> Texts:
        return next((texts for texts in self.languages if texts.language == language), self.languages[0])

    @property
    def next_language(self) -> Texts:
        """The one the language button leads to."""
        order = [texts.language for texts in self.languages]
        return self.languages[(order.index(self.texts.language) + 1) % len(order)]

    @property
    def palette(self) -> Palette:
        return HIGH_CONTRAST if self.ui.contrast else LIGHT

    @property
    def metrics(self) -> Metrics:
        return Metrics(self.display, self.ui.large)

    @property
    def front(self) -> Front:
        """The machine's front as it is fitted: without a validator there is no slot for notes."""
        fitted = self.machine.validator is not None
        return self.site.front if fitted else replace(self.site.front, note_slot=None)

    @property
    def night(self) -> bool:
        return not 6 <= self.now.hour < 18

    def name(self, name: Name) -> str:
        """As this person reads it."""
        return local(self.texts, name.zh, name.en)

    def clock(self) -> str:
        return self.now.strftime("%H:%M")

    def date(self, texts: Texts) -> str:
        locale = texts.language.replace("-", "_")
        return format_date(self.now, texts("date.pattern"), locale=locale)


def local(texts: Texts, zh: str, en: str) -> str:
    return (zh or en) if texts.language.startswith("zh") else (en or zh)


def masked(texts: Texts, zh: str, en: str) -> str:
    """A name that its owner knows again and nobody behind can read."""
    if texts.language.startswith("zh") and zh:
        return zh[0] + "O" + zh[2:] if len(zh) > 1 else zh
    words = en.replace(",", " ").replace("-", " ").split()
    return " ".join([*words[:1], *(f"{word[0]}." for word in words[1:])]) or masked_middle(zh)


def masked_middle(text: str) -> str:
    """B11•••042: first and last three characters."""
    hidden = max(0, len(text) - 6)
    return text if not hidden else text[:3] + "•" * hidden + text[-3:]
