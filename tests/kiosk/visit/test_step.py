"""The exhaustive walk: every promise about money is checked in every state that can be reached."""

from __future__ import annotations

from kiosk.money import Money
from kiosk.visit.events import CopiesChosen, IdentityConfirmed, IdentityEntered, OrderConfirmed, StartTouched
from kiosk.visit.step import step
from tests.kiosk.visit import walking
from tests.kiosk.visit.walking import IN_SERVICE, Node, advance, coins, settles, walk

ALL_STATES = {
    "Attract",
    "Identifying",
    "CheckingIdentity",
    "Choosing",
    "Preparing",
    "Paying",
    "Delivering",
    "Refunding",
    "Finished",
}


def paying(copies: int = 1) -> Node:
    """The way to the open acceptor, by the same events a visit takes."""
    node = Node(IN_SERVICE)
    for event in (
        StartTouched("v"),
        IdentityEntered("B11199042", "0930505"),
        IdentityConfirmed("v-i1", walking.PERSON, walking.OFFERS),
        CopiesChosen("TR-ZH", copies),
        OrderConfirmed(),
    ):
        node = advance(node, event)
    return advance(node, next(iter(walking.answers(node.machine))))


def test_every_reachable_state_keeps_the_promises_from_an_idle_machine() -> None:
    found = walk(Node(IN_SERVICE), depth=6)
    assert len(found.nodes) > 50
    assert {"Attract", "Identifying", "CheckingIdentity", "Choosing", "Preparing", "Paying"} <= found.kinds


def test_every_reachable_state_keeps_the_promises_once_money_can_be_taken() -> None:
    found = walk(paying(), depth=6).kinds
    assert {"Paying", "Delivering", "Refunding", "Finished", "Attract"} <= found


def test_two_papers_keep_the_promises() -> None:
    node = paying(copies=2)
    for event in (coins(50), walking.ALWAYS[17]):  # price 40, then AcceptorClosed
        node = advance(node, event)
    assert "Finished" in walk(node, depth=4).kinds


def test_time_outs_alone_end_every_visit() -> None:
    ends = set()
    for node in walk(paying(), depth=4).nodes:
        ends.update(settles(node)[-1:])
    assert any("Finished" in end for end in ends)


def test_the_walk_notices_a_lost_coin() -> None:
    """The judge itself: a coin that is not posted must be noticed."""
    node = paying()
    event = coins(10)
    decision = step(node.machine, event)
    forged = walking.Decision(decision.machine, (), decision.effects)
    after = walking._remembered(node, event, forged)
    try:
        walking._judge(node, event, forged, after)
    except AssertionError:
        return
    raise AssertionError("the judge slept")


def test_a_late_coin_after_closing_is_owed_not_lost() -> None:
    node = paying()
    for event in (coins(50), walking.ALWAYS[17], coins(10)):
        node = advance(node, event)
    assert [claim.amount for claim in node.machine.visit.claims] == [Money(30), Money(10)]  # type: ignore[union-attr]
