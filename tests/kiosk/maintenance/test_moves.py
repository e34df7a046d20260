"""Every state of the menu has its time-out, and what is asked for has a name of its own."""

from __future__ import annotations

from kiosk.maintenance.events import RefillBegun, ServiceCalled
from kiosk.maintenance.moves import EXCHANGE_S, SERVICE_S, SIGN_IN_S, numbered, show
from kiosk.maintenance.states import SigningIn
from kiosk.visit.effects import StartTimer
from kiosk.visit.events import Timer
from kiosk.visit.step import step
from tests.kiosk.maintenance.staffing import STOCKED, happen, session, signed_in


def patience_s(effects: tuple[object, ...]) -> list[float]:
    return [e.after_s for e in effects if isinstance(e, StartTimer) and e.timer is Timer.ATTENTION]


def test_counting_is_given_more_time_than_looking() -> None:
    assert patience_s(step(STOCKED, ServiceCalled()).effects) == [SIGN_IN_S]
    machine = signed_in()
    assert patience_s(show(machine, session(machine)).effects) == [SERVICE_S]
    counting = happen(machine, RefillBegun("hopper_10"))
    assert patience_s(show(counting, session(counting)).effects) == [EXCHANGE_S]


def test_nothing_ticks_when_they_have_gone() -> None:
    assert patience_s(show(signed_in(), None).effects) == []


def test_a_number_is_never_used_again() -> None:
    machine, first = numbered(STOCKED)
    _, second = numbered(show(machine, SigningIn()).machine)
    assert first != second
