"""Fields and keys for staff: numbers, PINs, counts of coins."""

from __future__ import annotations

from collections.abc import Sequence

from screens.actions import Action, ClearField, EnterField, EraseKey, Field, TypeKey
from screens.boxes import Card, Look, Text, Touch
from screens.kit import Align, Layout
from screens.layout import AtLeast, Grid, Grow, Hug, Row, Space
from screens.nodes import NO_STATES, Role, State
from screens.theme import CARD, Size
from screens.view import View
from screens.widgets import Dots, Icon

_KEY = Look("surface", stroke="edge", stroke_w=2, elevation=CARD)
_KEY_DOWN = Look("tint", stroke="prim", stroke_w=5)
_SUNKEN = Look("sunken", stroke="edge", stroke_w=2)


def keypad(view: View) -> Layout:
    """Ten figures, clear, and take back; for the field that is being typed into."""
    texts = view.texts
    clear = _key(Text(texts("identify.clear"), Size.BODY, True, align=Align.CENTRE), texts("identify.clear"),
                 ClearField(), _SUNKEN)  # fmt: skip
    erase = _key(Hug(Icon("del", 52), Align.CENTRE), texts("identify.erase"), EraseKey(), _SUNKEN)
    keys = [_figure(figure) for figure in "123456789"]
    if view.display.compact and not view.display.wide:
        return Grid([*keys, _figure("0"), clear, erase], 6, fixed=True)
    return Grid([*keys, clear, _figure("0"), erase], 3, fixed=True)


def _figure(figure: str) -> Touch:
    return _key(Text(figure, Size.ACTION, True, align=Align.CENTRE), figure, TypeKey(figure), _KEY)


def _key(face: Layout, name: str, action: TypeKey | EraseKey | ClearField, look: Look) -> Touch:
    return Touch(face, Role.KEY, name, action, look, _KEY_DOWN, pad_x=4, min_h=80)


def field(view: View, name: Field, label: str, typed: str, *, hidden: bool = False) -> Layout:
    """One field; what is hidden shows as dots."""
    shown: list[Layout] = [Dots(len(typed)) if hidden else Text(typed, Size.H2, True)] if typed else []
    said = "•" * len(typed) if hidden else typed
    return entry(label, shown, said, EnterField(name), active=view.ui.typing is name)


def entry(
    label: str,
    shown: Sequence[Layout],
    said: str,
    action: Action,
    *,
    active: bool,
    done: bool = False,
) -> Touch:
    """A row with its label on the left and what was typed on the right."""
    row: list[Layout] = [Text(label, Size.LEAD, active), Grow(), *shown]
    if active:
        row.append(_caret())
    if done:
        row.append(Icon("check", 44, "ok", 3.0))
    look = Look("surface", stroke="prim" if active else "edge", stroke_w=5 if active else 2)
    states = {state for state, holds in ((State.ACTIVE, active), (State.DONE, done)) if holds}
    return Touch(
        Row(row, gap=12), Role.FIELD, label, action, look, look, said, frozenset(states) or NO_STATES,
        pad_x=28, min_h=88,
    )  # fmt: skip


def _caret() -> Layout:
    return Hug(AtLeast(Card(Space(5), Look("prim", radius=2, line=""), 0, 0), h=48, w=5))
