"""From the attract screen to a person the central system knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.devices import OFFLINE
from kiosk.visit.effects import AskIdentity, ForgetVisit
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    IdentityConfirmed,
    IdentityEntered,
    IdentityRefused,
    StartTouched,
    Timer,
    TimerFired,
)
from kiosk.visit.identify import MOST_TRIES
from kiosk.visit.machine import Machine
from kiosk.visit.states import Attract, CheckingIdentity, Choosing, Identifying, IdentityProblem
from kiosk.visit.step import step
from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import IN_SERVICE, OFFERS, PERSON, SOMEBODY_ELSE, coins
from tests.kiosk.visit.walking import follow

TYPED = IdentityEntered("B11199042", "0930505")
IDENTIFYING = follow(Node(IN_SERVICE), StartTouched("v"))
CHECKING = follow(IDENTIFYING, TYPED)


def test_a_touch_begins_a_visit() -> None:
    assert IDENTIFYING.machine.visit == Identifying("v")
    assert IDENTIFYING.timers == {Timer.ATTENTION}


@pytest.mark.parametrize(
    "machine",
    [
        replace(IN_SERVICE, acceptor=OFFLINE),
        replace(IN_SERVICE, receipt_printer=OFFLINE),
        replace(IN_SERVICE, document_printer=OFFLINE),
        replace(IN_SERVICE, online=False),
        replace(IN_SERVICE, journal_room=False),
        replace(IN_SERVICE, clock_sane=False),
        replace(IN_SERVICE, fault="x"),
        Machine(),
    ],
)
def test_no_visit_begins_while_the_machine_is_closed(machine: Machine) -> None:
    assert step(machine, StartTouched("v")).machine == machine


def test_number_and_birthday_are_asked_about_once() -> None:
    decision = step(IDENTIFYING.machine, TYPED)
    asked = [effect for effect in decision.effects if isinstance(effect, AskIdentity)]
    assert asked == [AskIdentity("v-i1", "v", "B11199042", "0930505")]
    assert decision.machine.visit == CheckingIdentity("v", 1, "v-i1")
    again = step(decision.machine, TYPED)
    assert again.machine == decision.machine
    assert again.effects == ()


def test_who_is_known_may_choose() -> None:
    after = follow(CHECKING, IdentityConfirmed("v-i1", PERSON, OFFERS))
    assert after.machine.visit == Choosing("v", PERSON, OFFERS)


def test_the_answer_to_an_earlier_question_is_not_this_visitors() -> None:
    decision = step(CHECKING.machine, IdentityConfirmed("u-i1", SOMEBODY_ELSE, OFFERS))
    assert decision.machine == CHECKING.machine


@pytest.mark.parametrize("problem", IdentityProblem)
def test_who_is_not_known_may_try_again_and_hears_why(problem: IdentityProblem) -> None:
    after = follow(CHECKING, IdentityRefused("v-i1", problem))
    assert after.machine.visit == Identifying("v", 1, problem)


def test_no_answer_is_told_as_such() -> None:
    after = follow(CHECKING, TimerFired(Timer.REQUEST))
    assert after.machine.visit == Identifying("v", 1, IdentityProblem.OFFLINE)


def test_after_so_many_tries_the_reason_is_that() -> None:
    node = IDENTIFYING
    for number in range(1, MOST_TRIES + 1):
        node = follow(node, TYPED, IdentityRefused(f"v-i{number}", IdentityProblem.NO_MATCH))
    assert node.machine.visit == Identifying("v", MOST_TRIES, IdentityProblem.TOO_MANY)


@pytest.mark.parametrize("node", [IDENTIFYING, CHECKING])
@pytest.mark.parametrize("event", [BackTouched(), CancelTouched()])
def test_a_visitor_may_leave_and_is_forgotten(node: Node, event: BackTouched | CancelTouched) -> None:
    decision = step(node.machine, event)
    assert isinstance(decision.machine.visit, Attract)
    assert ForgetVisit("v") in decision.effects


@pytest.mark.parametrize("node", [Node(IN_SERVICE), IDENTIFYING, CHECKING])
def test_a_coin_before_anything_is_bought_waits_for_a_person_to_look(node: Node) -> None:
    after = step(node.machine, coins(10))
    assert after.machine.suspense.amount == 10
    assert after.machine.visit == node.machine.visit
