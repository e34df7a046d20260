"""The menu takes only what is its own: visitors and coins go their own way."""

from __future__ import annotations

from kiosk.maintenance.events import RefillBegun, ServiceCalled, SignedOut
from kiosk.maintenance.flow import counts, serviced
from kiosk.visit.events import Booted, HopperCounted, StartTouched
from tests.kiosk.maintenance.staffing import STOCKED, happen, signed_in
from tests.kiosk.visit.samples import coins


def test_without_staff_only_the_call_is_the_menus() -> None:
    assert serviced(STOCKED, StartTouched("v")) is None
    assert serviced(STOCKED, SignedOut()) is None
    assert serviced(STOCKED, ServiceCalled()) is not None


def test_coins_are_never_the_menus() -> None:
    assert serviced(signed_in(), coins(10)) is None


def test_during_a_visit_nothing_is_the_menus() -> None:
    assert serviced(happen(STOCKED, StartTouched("v")), ServiceCalled()) is None


def test_a_hopper_is_counted_by_staff_only_while_they_have_it_open() -> None:
    machine = happen(signed_in(), RefillBegun("hopper_10"))
    assert counts(machine, "hopper_10")
    assert not counts(machine, "hopper_50")
    assert not counts(signed_in(), "hopper_10")
    restarted = happen(machine, Booted("b2", "test", 5.0))
    assert not counts(restarted, "hopper_10")
    assert happen(restarted, HopperCounted("hopper_10", 3)).hoppers[0].level == 3
