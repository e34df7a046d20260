"""Staff sign in with their number and PIN. Nothing of it is kept; wrong ones are counted."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.maintenance.events import PinEntered, SignedOut
from kiosk.maintenance.states import CheckingPin, SigningIn, SignInProblem
from screens.actions import Field
from screens.figures import field, keypad
from screens.frame import actions
from screens.kit import Layout
from screens.layout import AtLeast, Column, Grow
from screens.service_frame import ServiceFrame
from screens.theme import Size
from screens.view import View
from screens.widgets import Kind, Tone, banner, button, plain

SHOWS = (SigningIn, CheckingPin)
PIN_LEAST = 6
NUMBER_LEAST = 3


def build(view: View, state: SigningIn | CheckingPin) -> Layout:
    texts, ui = view.texts, view.ui
    waits = isinstance(state, CheckingPin)
    body: list[Layout] = [_notice(view, state)]
    fields = (
        field(view, Field.STAFF, texts("service.number"), ui.staff),
        field(view, Field.PIN, texts("service.pin"), ui.pin, hidden=True),
    )
    body.append(Column(fields, gap=16))
    keys = keypad(view)
    body.append(Grow(keys if view.display.compact else AtLeast(keys, h=440), most=1.4))
    whole = len(ui.staff) >= NUMBER_LEAST and len(ui.pin) >= PIN_LEAST
    enter = button(
        texts("service.enter"), PinEntered(ui.staff, ui.pin), Kind.PRIMARY, icon="arrow",
        off=waits or not whole,
    )  # fmt: skip
    foot = actions(button(texts("back"), SignedOut(), left="back"), enter)
    return ServiceFrame(view, texts("service.title"), body, foot, texts("service.staff-only"))


def _notice(view: View, state: SigningIn | CheckingPin) -> Layout:
    texts = view.texts
    match state:
        case CheckingPin():
            return banner(Tone.INFO, texts("service.checking"))
        case SigningIn(SignInProblem.LOCKED, until_s):
            local = datetime.fromtimestamp(until_s, UTC).astimezone(view.now.tzinfo)
            return banner(
                Tone.BAD, texts("service.locked"), texts("service.locked.until", time=local.strftime("%H:%M"))
            )
        case SigningIn(problem) if problem is not None:
            return banner(Tone.BAD, texts(f"service.{problem.value}"))
        case SigningIn():
            return plain(texts("service.sign-in"), "shield", "prim", Size.BODY)
