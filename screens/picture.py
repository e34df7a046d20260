"""From a View to a Scene: which screen it is, laid out for this display and this person."""

from __future__ import annotations

from typing import assert_never

from kiosk.maintenance.states import CheckingPin, Page, ServiceState, Session, SigningIn
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
    service_claims,
    service_collection,
    service_devices,
    service_overview,
    service_refill,
    service_sign_in,
    service_visits,
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
SERVICE_SCREENS = (
    service_claims,
    service_collection,
    service_devices,
    service_overview,
    service_refill,
    service_sign_in,
    service_visits,
)


def screen(view: View) -> tuple[str, Layout]:
    """The screen that shows this state, and its name."""
    match view.machine.visit:
        case Attract() if view.machine.service.state is not None:
            return _service(view, view.machine.service.state)
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


def _service(view: View, state: ServiceState) -> tuple[str, Layout]:
    """What staff see; the name is the page's."""
    match state:
        case SigningIn() | CheckingPin():
            return "service_sign_in", service_sign_in.build(view, state)
        case Session(page=Page.OVERVIEW):
            return "service_overview", service_overview.build(view, state)
        case Session(page=Page.COLLECTION):
            return "service_collection", service_collection.build(view, state)
        case Session(page=Page.REFILL):
            return "service_refill", service_refill.build(view, state)
        case Session(page=Page.DEVICES):
            return "service_devices", service_devices.build(view, state)
        case Session(page=Page.VISITS):
            return "service_visits", service_visits.build(view, state)
        case Session(page=Page.CLAIMS):
            return "service_claims", service_claims.build(view, state)
        case _:
            raise AssertionError(f"{state} has no screen")


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
