"""Getting in: only while nobody is served, only with an answer to the own question, never while locked."""

from __future__ import annotations

import pytest

from kiosk.codec import encode
from kiosk.maintenance.events import PinConfirmed, PinEntered, PinRefused, ServiceCalled, SignedOut
from kiosk.maintenance.locks import LOCKED_S, MOST_WRONG
from kiosk.maintenance.states import CheckingPin, Role, Session, SigningIn, SignInProblem
from kiosk.visit.effects import CheckPin
from kiosk.visit.events import Booted, StartTouched, Timer, TimerFired
from kiosk.visit.facts import StaffActed
from kiosk.visit.step import step
from tests.kiosk.maintenance.staffing import (
    CASHIER,
    NOON_S,
    STOCKED,
    checking,
    happen,
    session,
    signed_in,
    wanted,
    wrong_pin,
)


def test_a_pin_is_checked_elsewhere_and_its_owner_is_on_record() -> None:
    decision = step(happen(STOCKED, ServiceCalled()), PinEntered(CASHIER, "246802"))
    (effect,) = wanted(decision, CheckPin)
    assert isinstance(effect, CheckPin)
    assert (effect.number, effect.pin) == (CASHIER, "246802")
    inside = step(decision.machine, PinConfirmed(effect.request_id, CASHIER, Role.CASHIER, NOON_S))
    assert inside.facts == (StaffActed(CASHIER, "SignedIn"),)
    assert session(inside.machine).staff.staff_id == CASHIER


@pytest.mark.parametrize("typed", [("7001", "246802"), ("246802", "7001"), ("", "000000")])
def test_nothing_typed_is_ever_written(typed: tuple[str, str]) -> None:
    kind, body, personal = encode(PinEntered(*typed))
    assert (kind, body, personal) == ("PinEntered", "{}", "")
    assert all(part not in repr(PinEntered(*typed)) for part in typed if part)
    decision = step(happen(STOCKED, ServiceCalled()), PinEntered(*typed))
    assert all(part not in repr(decision) for part in typed if part)


def test_a_visitor_is_not_disturbed() -> None:
    visiting = happen(STOCKED, StartTouched("v"))
    assert happen(visiting, ServiceCalled()) == visiting


def test_an_answer_to_another_question_opens_nothing() -> None:
    machine = happen(STOCKED, ServiceCalled(), PinEntered(CASHIER, "246802"))
    assert checking(machine) != "service-0"
    assert happen(machine, PinConfirmed("service-0", CASHIER, Role.CASHIER, NOON_S)) == machine
    assert happen(machine, PinRefused("service-0", CASHIER, NOON_S)) == machine
    late = happen(STOCKED, PinConfirmed(checking(machine), CASHIER, Role.CASHIER, NOON_S))
    assert late.service.state is None


def test_five_wrong_pins_lock_the_number_also_for_the_right_one_and_over_a_restart() -> None:
    machine = happen(STOCKED, ServiceCalled())
    for _ in range(MOST_WRONG - 1):
        machine = wrong_pin(machine)
        assert machine.service.state == SigningIn(SignInProblem.WRONG)
    machine = wrong_pin(machine)
    assert machine.service.state == SigningIn(SignInProblem.LOCKED, NOON_S + LOCKED_S)
    machine = happen(machine, Booted("b2", "test", 5.0), ServiceCalled(), PinEntered(CASHIER, "246802"))
    right = PinConfirmed(checking(machine), CASHIER, Role.CASHIER, NOON_S + 60)
    assert happen(machine, right).service.state == SigningIn(SignInProblem.LOCKED, NOON_S + LOCKED_S)
    later = PinConfirmed(checking(machine), CASHIER, Role.CASHIER, NOON_S + LOCKED_S)
    assert isinstance(happen(machine, later).service.state, Session)


def test_a_check_that_never_answers_ends() -> None:
    machine = happen(STOCKED, ServiceCalled(), PinEntered(CASHIER, "246802"))
    assert isinstance(machine.service.state, CheckingPin)
    assert isinstance(happen(machine, TimerFired(Timer.REQUEST)).service.state, SigningIn)


def test_without_staff_in_the_configuration_it_says_so() -> None:
    machine = happen(STOCKED, ServiceCalled(), PinEntered("1", "2"))
    machine = happen(machine, PinRefused(checking(machine), "", NOON_S, nobody=True))
    assert machine.service.state == SigningIn(SignInProblem.NOBODY)


def test_whoever_turns_back_or_falls_asleep_leaves_the_machine_to_visitors() -> None:
    machine = happen(STOCKED, ServiceCalled())
    assert happen(machine, SignedOut()).service.state is None
    assert happen(machine, TimerFired(Timer.ATTENTION), TimerFired(Timer.STILL_THERE)).service.state is None
    again = happen(signed_in(), SignedOut(), StartTouched("v"))
    assert again.visit != STOCKED.visit
