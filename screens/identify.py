"""Number and birthday, typed. Nothing of it is kept: it is sent once and the screen forgets it."""

from __future__ import annotations

from kiosk.visit.events import BackTouched, IdentityEntered
from kiosk.visit.states import Identifying, IdentityProblem
from screens.actions import (
    NUMBER_LEAST,
    ClearField,
    CountYears,
    EnterField,
    Era,
    EraseKey,
    Field,
    ShowBirthday,
    ShowLetters,
    TypeKey,
    UiState,
)
from screens.boxes import Card, Look, Text, Touch
from screens.frame import Frame, actions
from screens.kit import Align, Layout
from screens.layout import AtLeast, Column, Fold, Grid, Grow, Hug, Pad, Row, Space
from screens.nodes import NO_STATES, Role, State
from screens.theme import CARD, Size
from screens.view import View, masked_middle
from screens.widgets import Dots, Icon, Kind, Tone, banner, button, plain, segmented

SHOWS = (Identifying,)
FIRST_LETTERS = ("B", "M", "D")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DOT = "•"


def build(view: View, state: Identifying) -> Layout:
    texts, ui = view.texts, view.ui
    body: list[Layout] = []
    if state.problem is not None:
        tone = Tone.WARN if state.problem is IdentityProblem.OFFLINE else Tone.BAD
        key = f"identify.{state.problem.value}"
        body.append(banner(tone, texts(key), texts(f"{key}.then")))
    body.append(Pad(Grid((_number(view), _birthday(view)), 2, gap=16), 16))
    body.append(Pad(_birthday_help(view), 16))
    privacy = Pad(plain(texts("identify.privacy"), "shield", "prim", Size.NOTE), 16)
    aside: tuple[Layout, ...] = (Grow(_keypad(view), most=1.5), privacy)
    if not view.display.compact:
        aside = (Grow(), Grow(AtLeast(_keypad(view), h=440), most=1.5), privacy)
    go_on = button(
        texts("identify.next"), IdentityEntered(ui.number, ui.birthday_sent), Kind.PRIMARY, icon="arrow",
        off=not ui.complete, speech="" if ui.complete else texts("identify.incomplete"),
    )  # fmt: skip
    foot = actions(button(texts("back"), BackTouched(), left="back"), go_on)
    return Frame(view, 0, texts("identify.title"), body, aside, foot)


# ---- Fields ------------------------------------------------------------------------------------------


def _number(view: View) -> Layout:
    ui = view.ui
    active = ui.typing is Field.NUMBER
    number = ui.number
    hidden = 0 if active else max(0, len(number) - 6)
    parts: list[Layout] = []
    if number:
        parts.append(Text(number[:3] if hidden else number, Size.H2, True))
    if hidden:
        parts += [Dots(hidden), Text(number[-3:], Size.H2, True)]
    if active:
        parts.append(_caret())
    done = not active and len(number) >= NUMBER_LEAST
    said = number if active else masked_middle(number)
    return _field(view, Field.NUMBER, "identify.number", parts, said, active, done)


def _birthday(view: View) -> Layout:
    ui = view.ui
    active = ui.typing is Field.BIRTHDAY
    parts = _birthday_parts(view, active)
    done = bool(ui.birthday) and len(ui.birthday) == ui.birthday_digits
    spoken = ui.birthday if ui.birthday_shown else DOT * len(ui.birthday)
    return _field(view, Field.BIRTHDAY, "identify.birthday", parts, spoken, active, done)


def _birthday_parts(view: View, active: bool) -> list[Layout]:
    """Year, month, day: dots, but the digit typed last is seen so that a slip is noticed."""
    ui, texts = view.ui, view.texts
    year = ui.birthday_digits - 4
    parts: list[Layout] = []
    start = 0
    for name, digits in (("year", year), ("month", 2), ("day", 2)):
        typed = ui.birthday[start : start + digits]
        here = active and start <= len(ui.birthday) < start + digits
        if here or (name == "day" and active and len(ui.birthday) == ui.birthday_digits):
            caret: list[Layout] = [_caret()]
        else:
            caret = []
        shown = _seen(ui, start, typed, active)
        if typed and not ui.birthday_shown and len(typed) > len(shown):
            parts.append(Dots(len(typed) - len(shown)))
        if shown:
            parts.append(Text(shown, Size.H2, True))
        parts += caret
        blank = texts(f"identify.{name}.blank")
        if not typed and blank.strip():
            parts.append(Text(blank, Size.LEAD, False, "disabled"))
        elif not typed and not caret:
            parts.append(Space(36))
        parts.append(Text(texts(f"identify.{name}"), Size.LEAD, False, "ink2"))
        start += digits
    return parts


def _seen(ui: UiState, start: int, typed: str, active: bool) -> str:
    """The end of this part that may be read: all of it, the digit typed last, or nothing."""
    if ui.birthday_shown:
        return typed
    last = len(ui.birthday) - 1
    whole = len(ui.birthday) == ui.birthday_digits
    return typed[-1:] if active and not whole and start <= last < start + len(typed) else ""


def _caret() -> Layout:
    return Hug(AtLeast(Card(Space(5), Look("prim", radius=2, line=""), 0, 0), h=56, w=5))


def _field(
    view: View, field: Field, key: str, parts: list[Layout], value: str, active: bool, done: bool
) -> Layout:
    label = view.texts(key)
    row = [*parts, Grow()]
    if done:
        row.append(Icon("check", 44, "ok", 3.0))
    look = Look("surface", stroke="prim" if active else "edge", stroke_w=5 if active else 2)
    states = {State.ACTIVE} if active else set()
    if done:
        states.add(State.DONE)
    low = view.display.compact and not view.display.wide
    if low:
        row = [Text(label, Size.NOTE, False, "ink2"), Space(8), *row]
    touch = Touch(
        Row(row, gap=8), Role.FIELD, label, EnterField(field), look, look, value,
        frozenset(states) or NO_STATES, pad_x=28, min_h=96 if low else 112,
    )  # fmt: skip
    return touch if low else Column((Text(label, Size.BODY, True), touch), gap=8)


def _birthday_help(view: View) -> Layout:
    """How to type it, the two ways to count years, and whether it may be seen."""
    texts, ui = view.texts, view.ui
    roc = ui.counting is Era.ROC
    eras = segmented(
        (
            (texts("identify.roc"), CountYears(Era.ROC), roc),
            (texts("identify.western"), CountYears(Era.WESTERN), not roc),
        )
    )
    shown = ui.birthday_shown
    eye = button(
        texts("identify.hide" if shown else "identify.show"), ShowBirthday(not shown), left="eye",
        size=Size.BODY, height=84,
    )  # fmt: skip
    key = "identify.example.roc" if roc else "identify.example.western"
    if view.display.compact:
        key += ".short"
    example = Text(texts(key), Size.NOTE, False, "ink2")
    return Fold(example, Row((eras, eye), gap=16), gap=24, comfort=300, end=False)


# ---- Keypad ------------------------------------------------------------------------------------------


def _keypad(view: View) -> Layout:
    ui, texts = view.ui, view.texts
    if ui.letters:
        keys = [_key(letter) for letter in ALPHABET]
        keys += [_word_key(texts("identify.digits"), ShowLetters(False)), _erase(view)]
        return Pad(Grid(keys, 7, fixed=True), 16)
    clear = _word_key(texts("identify.clear"), ClearField())
    if view.display.compact and not view.display.wide:
        return Pad(_low_keypad(view, clear), 16)
    if ui.typing is Field.BIRTHDAY:
        keys = [*(_key(str(n)) for n in range(1, 10)), clear, _key("0"), _erase(view)]
        return Pad(Grid(keys, 3, fixed=True), 16)
    others = _word_key(texts("identify.letters"), ShowLetters(True))
    keys = []
    for i, letter in enumerate(FIRST_LETTERS):
        keys += [_key(letter), *(_key(str(3 * i + j)) for j in (1, 2, 3))]
    return Pad(Grid([*keys, others, clear, _key("0"), _erase(view)], 4, fixed=True), 16)


def _low_keypad(view: View, clear: Touch) -> Layout:
    """Two rows of figures and one of the rest: fields and keys must be seen together."""
    figures = Grid([_key(figure) for figure in "1234567890"], 5, fixed=True)
    rest = [clear, _erase(view)]
    if view.ui.typing is Field.NUMBER:
        others = _word_key(view.texts("identify.letters"), ShowLetters(True))
        rest = [*(_key(letter) for letter in FIRST_LETTERS), others, *rest]
    return Column((figures, Grid(rest, len(rest), fixed=True)), gap=12)


_KEY = Look("surface", stroke="edge", stroke_w=2, elevation=CARD)
_KEY_DOWN = Look("tint", stroke="prim", stroke_w=5)
_SUNKEN = Look("sunken", stroke="edge", stroke_w=2)


def _key(letter: str) -> Touch:
    return _pressed_key(Text(letter, Size.ACTION, True, align=Align.CENTRE), letter, TypeKey(letter), _KEY)


def _word_key(word: str, action: ShowLetters | ClearField) -> Touch:
    return _pressed_key(Text(word, Size.BODY, True, align=Align.CENTRE), word, action, _SUNKEN)


def _erase(view: View) -> Touch:
    return _pressed_key(Hug(Icon("del", 52), Align.CENTRE), view.texts("identify.erase"), EraseKey(), _SUNKEN)


def _pressed_key(
    face: Layout, name: str, action: TypeKey | EraseKey | ClearField | ShowLetters, look: Look
) -> Touch:
    return Touch(face, Role.KEY, name, action, look, _KEY_DOWN, pad_x=4, min_h=80)
