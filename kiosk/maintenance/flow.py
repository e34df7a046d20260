"""The service menu as one pure function, beside the visit: only while nobody is being served."""

from __future__ import annotations

from kiosk.devices import CoinsRead
from kiosk.maintenance import menu, sign_in
from kiosk.maintenance.events import ServiceCalled
from kiosk.maintenance.states import CheckingPin, Session, SigningIn
from kiosk.visit.decision import Decision
from kiosk.visit.events import Event
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract


def serviced(machine: Machine, event: Event) -> Decision | None:
    """What staff do; None: this event is the visit's."""
    if not isinstance(machine.visit, Attract) or isinstance(event, CoinsRead):
        return None
    match machine.service.state:
        case None:
            return sign_in.called(machine) if isinstance(event, ServiceCalled) else None
        case SigningIn():
            return sign_in.signing_in(machine, event)
        case CheckingPin() as state:
            return sign_in.checking_pin(machine, state, event)
        case Session() as state:
            return menu.session(machine, state, event)


def counts(machine: Machine, hopper: str) -> bool:
    """Whether somebody of the staff is counting this hopper now."""
    exchange = machine.service.exchange
    return isinstance(machine.service.state, Session) and exchange is not None and exchange.unit == hopper
