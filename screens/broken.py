"""When a screen cannot be drawn by a mistake of ours: what became of the money, and the one way on.

As little as can be, so that it does not break by what broke the other: no frame, no access bar, no pictures.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kiosk.maintenance.events import SignedOut
from kiosk.money import ZERO
from kiosk.visit.events import BackTouched, CancelTouched, DoneTouched
from kiosk.visit.machine import closed_reasons
from kiosk.visit.states import (
    Attract,
    CheckingIdentity,
    Choosing,
    Delivering,
    Finished,
    Identifying,
    Paying,
    PayingOut,
    Preparing,
    Refunding,
)
from screens.actions import Action, Start
from screens.boxes import Look, Text, Touch
from screens.kit import Align, Kit, Layout, Sheet
from screens.layout import Column
from screens.nodes import Fill, Rect, Role, Scene
from screens.text import Lettering
from screens.theme import Size
from screens.view import View

NAME = "broken"

log = logging.getLogger(__name__)
T = TypeVar("T")


class Rescue:
    """The one place where a mistake in a screen is caught; the machine behind it goes on."""

    def __init__(self) -> None:
        self._last = ""

    def attempt(self, deed: Callable[[], T], instead: Callable[[], T]) -> T:
        try:
            return deed()
        except Exception as error:  # noqa: BLE001  any mistake of ours; told in the log
            self._log(error)
            return instead()

    def _log(self, error: Exception) -> None:
        """Where, and not the error's own words: they may hold a visitor's name. The same one only once."""
        trace = "".join(traceback.format_tb(error.__traceback__))
        told = f"{type(error).__name__}\n{trace}"
        if told != self._last:
            self._last = told
            log.critical("a screen failed with %s", told)


def scene(view: View, lettering: Lettering, pressed: str = "") -> Scene:
    """The plain picture instead of the one that failed."""
    sheet, whole = Sheet(), Rect(0, 0, view.display.width, view.display.height)
    _Plain(view).place(Kit(view.metrics, lettering, view.palette, pressed), whole, sheet)
    return Scene(NAME, whole.w, whole.h, tuple(sheet.nodes), tuple(sheet.marks))


def blank(view: View) -> Scene:
    """Not even that can be drawn."""
    whole = Rect(0, 0, view.display.width, view.display.height)
    return Scene(NAME, whole.w, whole.h, (), (Fill(whole, view.palette.bg),))


@dataclass(frozen=True, slots=True, eq=False)
class _Plain(Layout):
    view: View

    def place(self, kit: Kit, rect: Rect, sheet: Sheet) -> None:
        texts, way = self.view.texts, _way_on(self.view)
        then = texts("broken.then") if way is not None else texts("broken.wait")
        words = [
            Text(texts("broken.title"), Size.H1, True, role=Role.TITLE),
            Text(_money(self.view), Size.LEAD, True),
            Text(then, Size.LEAD),
        ]
        sheet.mark(Fill(rect, kit.palette.bg))
        inner = rect.inset(kit.px(48), kit.px(48))
        column = Column(words, gap=32)
        tall = kit.height(column, inner.w)
        column.place(kit, Rect(inner.x, inner.y + (inner.h - tall) // 4, inner.w, tall), sheet)
        if way is not None:
            button = _button(*way)
            high = kit.height(button, inner.w)
            # Where the buttons of the other screens are, within reach.
            button.place(kit, Rect(inner.x, inner.bottom - high - kit.px(144), inner.w, high), sheet)


def _button(label: str, action: Action) -> Touch:
    look = Look("surface", stroke="edge", stroke_w=3, radius=36)
    down = Look("sunken", stroke="ink", stroke_w=3, radius=32)
    return Touch(Text(label, Size.H2, True, align=Align.CENTRE), Role.BUTTON, label, action, look, down,
                 min_h=120, min_w=88, pad_x=16)  # fmt: skip


def _money(view: View) -> str:
    """What is true of the money in this state."""
    texts = view.texts
    match view.machine.visit:
        case Paying(inserted=inserted, visit_id=case) if inserted.total > ZERO:
            return texts("broken.money", amount=inserted.total, case=case)
        case Paying(note=note, notes_in_doubt=lost, visit_id=case) if note is not None or lost > ZERO:
            return texts("broken.paid", case=case)
        case PayingOut(visit_id=case) | Delivering(visit_id=case):
            return texts("broken.paid", case=case)
        case Refunding(visit_id=case) | Finished(visit_id=case):
            return texts("broken.paid", case=case)
        case _:
            return texts("waiting.money")


def _way_on(view: View) -> tuple[str, Action] | None:
    """What the failed screen would have offered: cancel, back, done. Nothing where the machine is at work."""
    texts, machine = view.texts, view.machine
    match machine.visit:
        case Attract():
            if machine.service.state is not None:
                return texts("service.sign-out"), SignedOut()
            return None if closed_reasons(machine) else (texts("attract.start"), Start())
        case Identifying() | CheckingIdentity():
            return texts("back"), BackTouched()
        case Choosing():
            return texts("choose.leave"), BackTouched()
        case Paying(closing=None, inserted=inserted):
            put_in = inserted.total
            label = texts("pay.cancel.refund", amount=put_in) if put_in > ZERO else texts("pay.cancel")
            return label, CancelTouched()
        case Finished():
            return texts("finish.done"), DoneTouched()
        case Preparing() | Paying() | PayingOut() | Delivering() | Refunding():
            return None
