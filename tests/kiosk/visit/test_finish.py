"""Take your things; then the visit is summed up, closed and forgotten."""

from __future__ import annotations

import pytest

from kiosk.devices import Outcome
from kiosk.money import ZERO, Money
from kiosk.visit.effects import ForgetVisit
from kiosk.visit.events import BackTouched, CancelTouched, DoneTouched, Event, StartTouched, Timer, TimerFired
from kiosk.visit.facts import VisitClosed
from kiosk.visit.finish import delivered_price
from kiosk.visit.states import Attract, Finished, Order, OrderLine, PaperProgress, PaperState
from kiosk.visit.step import step
from tests.kiosk.visit.samples import PAPERS, paper, slip
from tests.kiosk.visit.walking import finished, follow, printing, refunding

ENDS = [DoneTouched(), BackTouched(), CancelTouched(), TimerFired(Timer.FINISHED)]


@pytest.mark.parametrize("event", ENDS, ids=str)
def test_it_ends_by_touch_or_by_time(event: Event) -> None:
    decision = step(finished().machine, event)
    assert isinstance(decision.machine.visit, Attract)
    assert decision.facts == (VisitClosed("v", Money(20), Money(20), ZERO, ZERO, ZERO),)
    assert ForgetVisit("v") in decision.effects


def test_a_refund_is_closed_with_what_is_owed() -> None:
    decision = step(follow(refunding(), slip("v-s1")).machine, DoneTouched())
    assert decision.facts == (VisitClosed("v", Money(10), ZERO, ZERO, Money(10), ZERO),)


def test_a_paper_in_doubt_is_not_sold() -> None:
    node = follow(printing(), paper("v-d1-1", Outcome.UNKNOWN), slip("v-s2"))
    assert isinstance(node.machine.visit, Finished)
    decision = step(node.machine, DoneTouched())
    assert decision.facts == (VisitClosed("v", Money(20), ZERO, ZERO, Money(20), ZERO),)


def test_nobody_begins_a_visit_on_the_last_screen() -> None:
    assert step(finished().machine, StartTouched("w")).machine == finished().machine


@pytest.mark.parametrize("state", PaperState)
def test_only_what_certainly_came_out_is_sold(state: PaperState) -> None:
    order = Order("o", (OrderLine("TR-ZH", "", "", 2, Money(20)),))
    papers = (PaperProgress(PAPERS[0], state), PaperProgress(PAPERS[1], PaperState.DELIVERED))
    assert delivered_price(order, papers) == Money(40 if state is PaperState.DELIVERED else 20)
