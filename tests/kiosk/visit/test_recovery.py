"""After a start of the program: closed, taken up again, or asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.devices import OFFLINE, DeviceStatusChanged, Outcome
from kiosk.visit.effects import CloseAcceptor, OpenAcceptor, ReconcilePaper
from kiosk.visit.events import Booted, CancelTouched, StartTouched, Timer, TimerFired
from kiosk.visit.recovery import CLOSING_AFTER_BOOT_S, PRESENT_S
from kiosk.visit.states import Attract, ClaimReason, Closing, Delivering, Finished, Paying, Refunding
from kiosk.visit.step import step
from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import CLOSED, IN_SERVICE, PAPER_OUT, READY, coins, paper, slip
from tests.kiosk.visit.walking import (
    choosing,
    delivering,
    finished,
    follow,
    paying,
    preparing,
    printing,
    refunding,
)

SOON = Booted("b2", "test", 5.0, ("S1", "S2"))
SPOOL_LOST = Booted("b2", "test", 5.0)
LATER = Booted("b2", "test", PRESENT_S + 1, ("S1", "S2"))
SET_BACK = Booted("b2", "test", -1.0, ("S1", "S2"))
FOUND = tuple(
    DeviceStatusChanged(device, READY) for device in ("coin_acceptor", "receipt_printer", "document_printer")
)


def test_nothing_is_known_of_the_devices_after_a_start() -> None:
    machine = step(replace(IN_SERVICE, fault="x", asking_still_there=True), SOON).machine
    assert machine.acceptor == machine.receipt_printer == machine.document_printer == OFFLINE
    assert (machine.online, machine.fault, machine.asking_still_there) == (False, "", False)


def test_what_belongs_to_the_money_is_kept() -> None:
    before = replace(follow(Node(IN_SERVICE), coins(5)).machine, next_receipt=7, acknowledged=3)
    machine = step(before, SOON).machine
    assert (machine.suspense, machine.cursor) == (before.suspense, before.cursor)
    assert (machine.next_receipt, machine.acknowledged) == (7, 3)


@pytest.mark.parametrize("start", [choosing, preparing])
def test_without_money_the_visit_is_over(start: Callable[[], Node]) -> None:
    assert isinstance(follow(start(), SOON).machine.visit, Attract)


def test_identifying_is_over_too() -> None:
    assert isinstance(follow(Node(IN_SERVICE), StartTouched("v"), SOON).machine.visit, Attract)


# ---- While paying ------------------------------------------------------------------------------------------


def test_the_acceptor_stays_shut_until_all_that_must_serve_is_found() -> None:
    node = follow(paying(), coins(10), SOON)
    for event in FOUND:
        assert not node.opened
        node = follow(node, event)
    assert node.opened
    state = node.machine.visit
    assert isinstance(state, Paying)
    assert (state.credit.amount, state.closing, state.blocked) == (10, None, ())


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_in_whatever_order_they_are_found(order: tuple[int, ...]) -> None:
    node = follow(paying(), SOON, *(FOUND[index] for index in order))
    assert node.opened


def test_a_printer_that_comes_back_without_paper_keeps_it_shut_without_a_verdict() -> None:
    node = follow(paying(), coins(10), SOON, *FOUND[:2], DeviceStatusChanged("document_printer", PAPER_OUT))
    assert not node.opened
    assert follow(node, FOUND[2]).opened, "somebody put paper in"
    left = follow(node, CancelTouched(), CLOSED)
    assert isinstance(left.machine.visit, Refunding)


def test_a_coin_found_in_the_buffer_at_boot_can_complete_the_price() -> None:
    node = follow(paying(), coins(10), SOON, coins(10), CLOSED)
    assert isinstance(node.machine.visit, Delivering)


@pytest.mark.parametrize("event", [LATER, SET_BACK, SPOOL_LOST], ids=["gone", "clock set back", "spool lost"])
def test_otherwise_the_money_goes_back(event: Booted) -> None:
    decision = step(follow(paying(), coins(10)).machine, event)
    assert CloseAcceptor() in decision.effects
    assert not any(isinstance(effect, OpenAcceptor) for effect in decision.effects)
    after = follow(paying(), coins(10), event, CLOSED)
    assert isinstance(after.machine.visit, Refunding)
    assert after.machine.visit.claims[0].reason is ClaimReason.INTERRUPTED


def test_the_acceptor_has_time_to_be_found_before_the_sum_is_settled() -> None:
    node = follow(paying(), coins(10), LATER)
    assert step(node.machine, TimerFired(Timer.CLOSING)).machine != node.machine
    assert CLOSING_AFTER_BOOT_S > 8


def test_paid_and_still_there_is_delivered() -> None:
    node = follow(paying(), coins(10), coins(10), SOON, CLOSED)
    assert isinstance(node.machine.visit, Delivering)


@pytest.mark.parametrize("event", [LATER, SET_BACK, SPOOL_LOST], ids=["gone", "clock set back", "spool lost"])
def test_paid_but_nobody_or_nothing_there_is_given_back(event: Booted) -> None:
    node = follow(paying(), coins(10), coins(10), event, CLOSED)
    assert isinstance(node.machine.visit, Refunding)
    assert node.machine.visit.claims[0].amount.amount == 20


def test_a_visit_that_was_cancelled_stays_cancelled() -> None:
    node = follow(paying(), coins(10), CancelTouched(), SOON)
    assert isinstance(node.machine.visit, Paying)
    assert node.machine.visit.closing is Closing.CANCELLED
    assert isinstance(follow(node, CLOSED).machine.visit, Refunding)


# ---- While delivering --------------------------------------------------------------------------------------


def test_a_slip_under_way_is_in_doubt_and_never_printed_again() -> None:
    node = follow(delivering(), SOON)
    assert isinstance(node.machine.visit, Delivering)
    assert node.machine.visit.slips[0].outcome is Outcome.UNKNOWN
    assert [job for job, _ in node.jobs] == ["v-s1"]


def test_the_printer_is_asked_about_the_paper_under_way() -> None:
    decision = step(printing().machine, SOON)
    assert ReconcilePaper("v-d1-1", 1) in decision.effects
    assert isinstance(follow(printing(), SOON, paper("v-d1-1")).machine.visit, Finished)


def test_it_is_tried_again_for_who_is_still_there() -> None:
    node = follow(printing(), SOON, *FOUND, paper("v-d1-1", Outcome.NOT_DELIVERED))
    assert node.jobs[-1] == ("v-d1-2", "S1")


@pytest.mark.parametrize("event", [LATER, SET_BACK, SPOOL_LOST], ids=["gone", "clock set back", "spool lost"])
def test_it_is_not_tried_again_for_nobody(event: Booted) -> None:
    node = follow(printing(2), event, *FOUND, paper("v-d1-1", Outcome.NOT_DELIVERED))
    assert [job for job, serial in node.jobs if serial] == ["v-d1-1"]
    state = node.machine.visit
    assert isinstance(state, Delivering)
    assert [p.state.value for p in state.papers] == ["not-delivered", "not-delivered"]
    assert node.ended == (("S2", Outcome.NOT_DELIVERED), ("S1", Outcome.NOT_DELIVERED))
    assert sum(claim.amount.amount for claim in state.claims) == 40


def test_waiting_papers_wait_until_the_printer_is_found() -> None:
    node = follow(delivering(2), SOON)
    assert node.timers == {Timer.RETRY}
    assert follow(node, *FOUND).jobs[-1] == ("v-d1-1", "S1")


def test_a_printer_that_does_not_answer_about_it_leaves_doubt() -> None:
    node = follow(printing(), SOON, TimerFired(Timer.DOCUMENT))
    assert node.ended == (("S1", Outcome.UNKNOWN),)


@pytest.mark.parametrize("then", [SOON, LATER, SPOOL_LOST], ids=["soon", "later", "spool lost"])
def test_down_again_right_after_coming_up_owes_nothing_more(then: Booted) -> None:
    for start in (paying(), follow(paying(), coins(50)), delivering(2), printing(2)):
        once = follow(start, LATER)
        again = follow(once, then)
        assert again.claims == once.claims
        assert again.balances == once.balances


# ---- Afterwards --------------------------------------------------------------------------------------------


def test_a_refund_goes_on_with_what_was_not_begun() -> None:
    node = follow(refunding(), coins(5), SOON)
    assert [job for job, _ in node.jobs] == ["v-s1", "v-s2"]


def test_the_last_screen_is_not_shown_again() -> None:
    assert isinstance(follow(finished(), SOON).machine.visit, Attract)
    assert isinstance(follow(refunding(), slip("v-s1"), LATER).machine.visit, Attract)
