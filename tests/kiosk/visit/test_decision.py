"""The few moves that all flows share."""

from __future__ import annotations

from kiosk.money import ZERO, Money
from kiosk.visit.decision import (
    ATTENTION_S,
    STILL_THERE_S,
    attention,
    become,
    cash_in,
    cash_of_nobody,
    enter,
    leave,
    moved,
    stay,
    taken,
)
from kiosk.visit.effects import CloseAcceptor, ForgetVisit, StartTimer, StopTimers
from kiosk.visit.events import DoneTouched, StillHereTouched, Timer, TimerFired
from kiosk.visit.facts import Account, CoinsUncertain, Posted, VisitClosed
from kiosk.visit.machine import Machine
from kiosk.visit.states import ATTRACT, Identifying
from tests.kiosk.visit.samples import IN_SERVICE, coins

GONE = leave(IN_SERVICE, "v")


def test_staying_changes_nothing() -> None:
    assert stay(IN_SERVICE).machine is IN_SERVICE
    assert (stay(IN_SERVICE).facts, stay(IN_SERVICE).effects) == ((), ())


def test_becoming_keeps_the_timers() -> None:
    decision = become(IN_SERVICE, Identifying("v", 3))
    assert decision.machine.visit == Identifying("v", 3)
    assert decision.effects == ()


def test_entering_stops_all_timers_first_and_acts_last() -> None:
    machine = Machine(asking_still_there=True)
    decision = enter(machine, Identifying("v"), {Timer.ATTENTION: 5.0}, (CloseAcceptor(),))
    assert decision.effects == (StopTimers(), StartTimer(Timer.ATTENTION, 5.0), CloseAcceptor())
    assert not decision.machine.asking_still_there


def test_leaving_closes_and_forgets() -> None:
    assert GONE.machine.visit == ATTRACT
    assert GONE.facts == (VisitClosed("v", ZERO, ZERO, ZERO, ZERO, ZERO),)
    assert GONE.effects == (StopTimers(), ForgetVisit("v"))


def test_who_does_not_touch_is_asked_and_who_does_not_answer_has_gone() -> None:
    asked = attention(IN_SERVICE, TimerFired(Timer.ATTENTION), GONE)
    assert asked.machine.asking_still_there
    assert asked.effects == (StopTimers(), StartTimer(Timer.STILL_THERE, STILL_THERE_S))
    assert attention(asked.machine, TimerFired(Timer.STILL_THERE), GONE) == GONE
    here = attention(asked.machine, StillHereTouched(), GONE)
    assert not here.machine.asking_still_there
    assert here.effects == (StopTimers(), StartTimer(Timer.ATTENTION, ATTENTION_S))


def test_nobody_is_sent_away_without_having_been_asked() -> None:
    assert attention(IN_SERVICE, TimerFired(Timer.STILL_THERE), GONE) == stay(IN_SERVICE)
    assert attention(IN_SERVICE, DoneTouched(), GONE) == stay(IN_SERVICE)


def test_every_coin_of_a_reading_counts() -> None:
    assert cash_in(coins(1, 5, 5, 50)).total == Money(61)
    assert cash_in(coins()).total == ZERO


def test_money_and_doubt_are_on_record() -> None:
    assert taken(coins(10, 5), Account.VISIT) == (Posted(Account.CASH_BOX, Account.VISIT, Money(15)),)
    assert taken(coins(), Account.VISIT) == ()
    assert taken(coins(10, reset=True), Account.OWED) == (
        Posted(Account.CASH_BOX, Account.OWED, Money(10)),
        CoinsUncertain(0, reset=True),
    )
    assert taken(coins(unvalued=2), Account.VISIT) == (CoinsUncertain(2, reset=False),)


def test_money_of_nobody_is_kept_for_a_person_to_look_at() -> None:
    twice = cash_of_nobody(cash_of_nobody(IN_SERVICE, coins(10)).machine, coins(5))
    assert twice.machine.suspense == Money(15)
    assert twice.facts == (Posted(Account.CASH_BOX, Account.SUSPENSE, Money(5)),)


def test_nothing_is_posted_for_nothing() -> None:
    assert moved(Account.VISIT, Account.OWED, ZERO) == ()
    assert moved(Account.VISIT, Account.OWED, Money(1)) == (Posted(Account.VISIT, Account.OWED, Money(1)),)
