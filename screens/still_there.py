"""Are you still there? One touch goes on; silence ends the visit, and the money is safe either way."""

from __future__ import annotations

from kiosk.money import ZERO
from kiosk.visit.events import CancelTouched, StillHereTouched
from kiosk.visit.states import Paying
from screens.boxes import Text
from screens.frame import Dialog, actions
from screens.kit import Align, Layout
from screens.layout import Column, Hug, Space
from screens.nodes import Role
from screens.theme import Size
from screens.view import View
from screens.widgets import Kind, button, countdown


def build(view: View) -> Layout:
    texts = view.texts
    visit = view.machine.visit
    put_in = visit.inserted.total if isinstance(visit, Paying) else ZERO
    then = texts("still.then")
    if put_in != ZERO:
        key = "still.then.coins" if view.machine.hoppers else "still.then.money"
        then = texts(key, amount=put_in)
    ring = countdown(view.palette, view.still_there_s, view.still_there_of_s)
    go_on = button(texts("still.yes"), StillHereTouched(), Kind.PRIMARY)
    end = button(texts("still.end"), CancelTouched())
    inside = Column(
        (
            Hug(ring, Align.CENTRE),
            Text(texts("still.title"), Size.H1, True, align=Align.CENTRE, role=Role.TITLE),
            Text(then, Size.LEAD, align=Align.CENTRE),
            Space(0, 8),
            actions(end, go_on),
        ),
        gap=28,
    )
    return Dialog(texts("still.title"), inside)
