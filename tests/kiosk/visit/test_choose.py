"""The cart, and the way to the open acceptor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.devices import OFFLINE, DeviceStatusChanged
from kiosk.money import COINS, ZERO
from kiosk.visit.effects import OpenAcceptor, PrepareOrder
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    CopiesChosen,
    IdentityConfirmed,
    IdentityEntered,
    OrderConfirmed,
    PapersReady,
    PapersRefused,
    StartTouched,
    Timer,
    TimerFired,
)
from kiosk.visit.states import Attract, ChooseProblem, Choosing, Order, OrderLine, Paying, Preparing
from kiosk.visit.step import step
from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import FEE, FOREIGN, IN_SERVICE, OFFERS, PAPER_OUT, PAPERS, PERSON, coins
from tests.kiosk.visit.walking import choosing, follow, preparing

EMPTY = follow(choosing(), CopiesChosen("TR-ZH", 0))
ORDER = Order("v-o1", (OrderLine("TR-ZH", OFFERS[0].name_zh, OFFERS[0].name_en, 1, FEE),))


def cart(node: Node) -> tuple[tuple[str, int], ...]:
    assert isinstance(node.machine.visit, Choosing)
    return node.machine.visit.cart


def test_copies_are_added_changed_and_removed() -> None:
    assert cart(choosing()) == (("TR-ZH", 1),)
    assert cart(follow(choosing(), CopiesChosen("TR-ZH", 2))) == (("TR-ZH", 2),)
    assert cart(EMPTY) == ()


@pytest.mark.parametrize(
    "event",
    [
        CopiesChosen("TR-ZH", 3),
        CopiesChosen("TR-ZH", -1),
        CopiesChosen("RK-ZH", 1),
        CopiesChosen("TEA", 1),
        CopiesChosen("", 0),
    ],
    ids=str,
)
def test_what_may_not_be_had_is_not_in_the_cart(event: CopiesChosen) -> None:
    assert step(choosing().machine, event).machine == choosing().machine


def test_the_cart_keeps_the_order_of_the_offers() -> None:
    second = replace(OFFERS[1], why_not="")
    node = follow(
        Node(IN_SERVICE),
        StartTouched("v"),
        IdentityEntered("B11199042", "0930505"),
        IdentityConfirmed("v-i1", PERSON, (OFFERS[0], second)),
        CopiesChosen("RK-ZH", 1),
        CopiesChosen("TR-ZH", 2),
    )
    assert cart(node) == (("TR-ZH", 2), ("RK-ZH", 1))


def test_an_empty_cart_cannot_be_ordered() -> None:
    assert step(EMPTY.machine, OrderConfirmed()).machine == EMPTY.machine


def test_an_order_is_prepared_before_any_money_is_taken() -> None:
    decision = step(choosing().machine, OrderConfirmed())
    assert PrepareOrder("v-p1", "v", PERSON, ORDER) in decision.effects
    assert not any(isinstance(effect, OpenAcceptor) for effect in decision.effects)
    assert isinstance(decision.machine.visit, Preparing)
    assert decision.machine.visit.order.price == FEE


def test_when_the_papers_lie_ready_the_acceptor_opens() -> None:
    decision = step(preparing().machine, PapersReady("v-p1", PAPERS[:1]))
    assert OpenAcceptor(COINS) in decision.effects
    assert isinstance(decision.machine.visit, Paying)
    assert decision.machine.visit.due == FEE


@pytest.mark.parametrize("papers", [(), (FOREIGN,), PAPERS])
def test_other_papers_than_those_ordered_are_not_sold(papers: tuple[object, ...]) -> None:
    after = follow(preparing(), PapersReady("v-p1", papers))  # type: ignore[arg-type]
    assert isinstance(after.machine.visit, Choosing)
    assert after.machine.visit.problem is ChooseProblem.PAPER_MISMATCH
    assert after.machine.visit.cart == (("TR-ZH", 1),), "the cart stays as it is"


@pytest.mark.parametrize(
    ("device", "problem"),
    [
        ("document_printer", ChooseProblem.PRINTER),
        ("receipt_printer", ChooseProblem.RECEIPT_PRINTER),
        ("coin_acceptor", ChooseProblem.ACCEPTOR),
    ],
)
def test_what_fails_while_the_papers_are_fetched_keeps_the_acceptor_shut(
    device: str, problem: ChooseProblem
) -> None:
    status = OFFLINE if device == "coin_acceptor" else PAPER_OUT
    after = follow(preparing(), DeviceStatusChanged(device, status), PapersReady("v-p1", PAPERS[:1]))
    assert isinstance(after.machine.visit, Choosing)
    assert after.machine.visit.problem is problem
    assert not after.opened


def test_what_costs_nothing_is_not_sold_by_a_coin_machine() -> None:
    free = tuple(replace(offer, fee=ZERO) for offer in OFFERS)
    node = follow(
        Node(IN_SERVICE),
        StartTouched("v"),
        IdentityEntered("B11199042", "0930505"),
        IdentityConfirmed("v-i1", PERSON, free),
        CopiesChosen("TR-ZH", 1),
        OrderConfirmed(),
        PapersReady("v-p1", PAPERS[:1]),
    )
    assert isinstance(node.machine.visit, Choosing)
    assert node.machine.visit.problem is ChooseProblem.REFUSED


@pytest.mark.parametrize("problem", [ChooseProblem.OFFLINE, ChooseProblem.GLYPH_MISSING])
def test_why_there_are_no_papers_is_told(problem: ChooseProblem) -> None:
    after = follow(preparing(), PapersRefused("v-p1", problem, "U+2135C"))
    assert isinstance(after.machine.visit, Choosing)
    assert after.machine.visit.problem is problem


def test_the_next_try_is_another_order() -> None:
    again = follow(preparing(), TimerFired(Timer.REQUEST), OrderConfirmed())
    assert isinstance(again.machine.visit, Preparing)
    assert again.machine.visit.order.order_id == "v-o2"
    late = step(again.machine, PapersReady("v-p1", PAPERS[:1]))
    assert late.machine == again.machine, "the answer to the first try"


@pytest.mark.parametrize("event", [BackTouched(), CancelTouched()])
def test_a_visitor_may_leave_before_paying(event: BackTouched | CancelTouched) -> None:
    assert isinstance(follow(choosing(), event).machine.visit, Attract)


def test_a_coin_before_paying_waits_for_a_person_to_look() -> None:
    for node in (choosing(), preparing()):
        assert step(node.machine, coins(10)).machine.suspense.amount == 10
