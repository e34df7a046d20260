"""From a View to a Scene: which screen it is, laid out for this display and this person."""

from __future__ import annotations

from typing import assert_never

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
from screens import (
    attract,
    choose,
    delivering,
    finished,
    identify,
    out_of_service,
    pay,
    paying_out,
    preparing,
    refund,
    still_there,
)
from screens.kit import Kit, Layout, Sheet
from screens.nodes import Rect, Scene
from screens.text import Lettering
from screens.view import View

SCREENS = (
    attract,
    choose,
    delivering,
    finished,
    identify,
    out_of_service,
    pay,
    paying_out,
    preparing,
    refund,
)


def screen(view: View) -> tuple[str, Layout]:
    """The screen that shows this state, and its name."""
    match view.machine.visit:
        case Attract() if closed_reasons(view.machine):
            return "out_of_service", out_of_service.build(view)
        case Attract():
            return "attract", attract.build(view)
        case Identifying() as state:
            return "identify", identify.build(view, state)
        case CheckingIdentity() | Preparing() as state:
            return "preparing", preparing.build(view, state)
        case Choosing() as state:
            return "choose", choose.build(view, state)
        case Paying() as state:
            return "pay", pay.build(view, state)
        case PayingOut() as state:
            return "paying_out", paying_out.build(view, state)
        case Delivering() as state:
            return "delivering", delivering.build(view, state)
        case Refunding() as state:
            return "refund", refund.build(view, state)
        case Finished() as state:
            return "finished", finished.build(view, state)
        case state:
            assert_never(state)


def compose(view: View, lettering: Lettering, pressed: str = "") -> Scene:
    """The whole picture. `pressed` names what a finger is on."""
    kit = Kit(view.metrics, lettering, view.palette, pressed)
    sheet = Sheet()
    whole = Rect(0, 0, view.display.width, view.display.height)
    name, layout = screen(view)
    layout.place(kit, whole, sheet)
    if view.machine.asking_still_there:
        still_there.build(view).place(kit, whole, sheet)
        name = f"{name}+still_there"
    return Scene(name, whole.w, whole.h, tuple(sheet.nodes), tuple(sheet.marks))
