"""Coins become credit, and closing the acceptor takes two steps."""

from __future__ import annotations

import pytest

from kiosk.devices import (
    OFFLINE,
    AcceptorOpened,
    CoinRefused,
    Condition,
    DeviceStatus,
    DeviceStatusChanged,
    Trouble,
)
from kiosk.money import COINS, NOTHING, Money
from kiosk.visit.decision import ATTENTION_S
from kiosk.visit.effects import CloseAcceptor, CloseValidator, OpenAcceptor, StartTimer
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    ClockChanged,
    Event,
    JournalRoomChanged,
    ProgramFault,
    StillHereTouched,
    Timer,
    TimerFired,
)
from kiosk.visit.facts import Account, CoinsUncertain, Posted
from kiosk.visit.states import (
    Attract,
    ChooseProblem,
    Choosing,
    ClaimReason,
    Closing,
    Delivering,
    Paying,
    Refunding,
)
from kiosk.visit.step import step
from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import CLOSED, PAPER_OUT, READY, coins
from tests.kiosk.visit.walking import follow, paying, paying_out

PRINTER_OUT = DeviceStatusChanged("document_printer", PAPER_OUT)


def state(node: Node) -> Paying:
    assert isinstance(node.machine.visit, Paying)
    return node.machine.visit


def test_a_coin_becomes_credit_and_is_posted() -> None:
    decision = step(paying().machine, coins(10))
    assert decision.facts == (Posted(Account.CASH_BOX, Account.VISIT, Money(10)),)
    assert isinstance(decision.machine.visit, Paying)
    assert (decision.machine.visit.credit, decision.machine.visit.due) == (Money(10), Money(10))


def test_several_coins_in_one_reading_all_count() -> None:
    assert state(follow(paying(), coins(1, 5, 10))).credit == Money(16)


def test_whoever_puts_a_coin_in_is_there() -> None:
    asked = follow(paying(), TimerFired(Timer.ATTENTION))
    assert asked.machine.asking_still_there
    after = step(asked.machine, coins(1))
    assert not after.machine.asking_still_there
    assert StartTimer(Timer.ATTENTION, ATTENTION_S) in after.effects
    assert follow(asked, coins(1)).timers == {Timer.ATTENTION}


def test_the_price_reached_closes_the_acceptor_and_sells_nothing_yet() -> None:
    after = follow(paying(), coins(10), coins(10))
    assert state(after).closing is Closing.PAID
    assert not after.opened
    assert not after.paid


def test_a_coin_that_was_already_falling_still_counts() -> None:
    after = follow(paying(), coins(10), coins(10), coins(5), CLOSED)
    assert isinstance(after.machine.visit, Delivering)
    assert [(c.amount, c.reason) for c in after.machine.visit.claims] == [(Money(5), ClaimReason.OVERPAID)]


def test_an_acceptor_that_never_says_it_is_closed_does_not_hold_the_visitor() -> None:
    after = follow(paying(), coins(50), TimerFired(Timer.CLOSING))
    assert isinstance(after.machine.visit, Delivering)


def test_a_stray_closed_sells_nothing() -> None:
    after = follow(paying(), coins(10), CLOSED)
    assert state(after).closing is None
    assert state(after).coins_open == ()


@pytest.mark.parametrize(
    ("event", "reason"),
    [(CancelTouched(), ClaimReason.CANCELLED), (BackTouched(), ClaimReason.CANCELLED)],
)
def test_with_money_in_leaving_gives_it_back(event: Event, reason: ClaimReason) -> None:
    after = follow(paying(), coins(10), event, CLOSED)
    assert isinstance(after.machine.visit, Refunding)
    assert [(c.amount, c.reason) for c in after.machine.visit.claims] == [(Money(10), reason)]


def test_without_money_in_back_is_the_cart_again_and_cancel_the_end() -> None:
    back = follow(paying(), BackTouched(), CLOSED)
    assert isinstance(back.machine.visit, Choosing)
    assert back.machine.visit.cart == (("TR-ZH", 1),)
    assert isinstance(follow(paying(), CancelTouched(), CLOSED).machine.visit, Attract)


def test_a_coin_that_lands_while_going_back_is_given_back() -> None:
    after = follow(paying(), BackTouched(), coins(10), CLOSED)
    assert isinstance(after.machine.visit, Refunding)


def test_who_does_not_answer_has_left() -> None:
    after = follow(paying(), coins(10), TimerFired(Timer.ATTENTION), TimerFired(Timer.STILL_THERE), CLOSED)
    assert isinstance(after.machine.visit, Refunding)
    assert after.machine.visit.claims[0].reason is ClaimReason.LEFT


def test_who_answers_stays() -> None:
    after = follow(paying(), TimerFired(Timer.ATTENTION), StillHereTouched())
    assert state(after).closing is None
    assert after.timers == {Timer.ATTENTION}


def test_cancelling_twice_is_cancelling_once() -> None:
    once = follow(paying(), coins(10), CancelTouched())
    assert follow(once, CancelTouched(), BackTouched(), TimerFired(Timer.ATTENTION)).machine == once.machine


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (PRINTER_OUT, ChooseProblem.PRINTER),
        (DeviceStatusChanged("receipt_printer", PAPER_OUT), ChooseProblem.RECEIPT_PRINTER),
        (JournalRoomChanged(enough=False), ChooseProblem.JOURNAL),
        (ClockChanged(sane=False), ChooseProblem.CLOCK),
    ],
)
def test_what_fails_shuts_the_acceptor_and_stays_failed(event: Event, problem: ChooseProblem) -> None:
    after = follow(paying(), event)
    assert state(after).blocked == (problem,)
    assert not after.opened
    mended = follow(
        after,
        DeviceStatusChanged("document_printer", READY),
        DeviceStatusChanged("receipt_printer", READY),
        JournalRoomChanged(enough=True),
        ClockChanged(sane=True),
        AcceptorOpened("coin_acceptor", COINS),
    )
    assert state(mended).blocked == (problem,)
    assert state(mended).coins_open == ()
    assert not mended.opened


def test_a_coin_that_completes_the_price_of_a_blocked_visit_still_buys() -> None:
    after = follow(paying(), coins(10), PRINTER_OUT, coins(10), CLOSED)
    assert isinstance(after.machine.visit, Delivering)


def test_the_screen_shows_the_coins_that_the_acceptor_confirmed() -> None:
    assert state(paying()).coins_open == COINS
    gone = follow(paying(), DeviceStatusChanged("coin_acceptor", OFFLINE))
    assert state(gone).coins_open == ()
    assert state(gone).blocked == (), "when it is back the visitor can go on"
    back = follow(gone, DeviceStatusChanged("coin_acceptor", READY), AcceptorOpened("coin_acceptor", COINS))
    assert state(back).coins_open == COINS


def test_a_coin_given_back_is_told_until_the_next_one_is_taken() -> None:
    refused = follow(paying(), CoinRefused("coin_acceptor", 7, returned=True))
    assert state(refused).refused_code == 7
    assert state(follow(refused, coins(10))).refused_code is None


def test_doubt_about_coins_is_on_record_and_is_no_credit() -> None:
    decision = step(paying().machine, coins(reset=True, unvalued=2))
    assert decision.facts == (CoinsUncertain(2, reset=True),)
    assert isinstance(decision.machine.visit, Paying)
    assert decision.machine.visit.inserted == NOTHING


def test_a_fault_of_ours_shuts_the_acceptor_and_the_money_still_goes_back() -> None:
    decision = step(follow(paying(), coins(10)).machine, ProgramFault("here", "KeyError"))
    assert decision.effects == (CloseAcceptor(), CloseValidator())
    after = follow(follow(paying(), coins(10)), ProgramFault("here", "KeyError"), CancelTouched(), CLOSED)
    assert isinstance(after.machine.visit, Refunding)


def test_nothing_else_opens_the_acceptor() -> None:
    for event in (CLOSED, CoinRefused("coin_acceptor", 1, returned=False), coins(1)):
        assert not any(isinstance(e, OpenAcceptor) for e in step(paying().machine, event).effects)


def test_a_coin_that_still_fell_does_not_open_it_again_after_the_program_failed() -> None:
    """Found by the explorer: with 10 in, a 50 can no longer be changed, and the new offer opened the slot."""
    node = paying_out((), n10=3)  # nothing is paid yet
    assert OpenAcceptor((Money(1), Money(5), Money(10), Money(20))) in step(node.machine, coins(10)).effects
    failed = step(node.machine, ProgramFault("cctalk", "SerialException")).machine
    decision = step(failed, coins(10))
    assert not any(isinstance(effect, OpenAcceptor) for effect in decision.effects)
    assert isinstance(decision.machine.visit, Paying)
    assert decision.machine.visit.credit == Money(10)


def test_an_acceptor_that_serves_again_is_asked_again_so_that_the_screen_knows_what_it_takes() -> None:
    """The driver says AcceptorOpened once for each order: after a held return lever none came by itself."""
    lever = DeviceStatus(Condition.STOPPED, (Trouble.RETURN_LEVER,))
    stopped = follow(paying(), DeviceStatusChanged("coin_acceptor", lever))
    assert state(stopped).coins_open == ()
    falling = step(stopped.machine, coins(10))
    assert not any(isinstance(effect, OpenAcceptor) for effect in falling.effects)
    decision = step(stopped.machine, DeviceStatusChanged("coin_acceptor", READY))
    assert decision.effects == (OpenAcceptor(COINS),)
    again = follow(
        stopped, DeviceStatusChanged("coin_acceptor", READY), AcceptorOpened("coin_acceptor", COINS)
    )
    assert state(again).coins_open == COINS


def test_a_dead_acceptor_hears_that_a_coin_can_no_longer_be_changed() -> None:
    """Found by the explorer: back on its cable, it opened for what it had been told before."""
    node = follow(paying_out((), n5=9, n1=9), coins(10), DeviceStatusChanged("coin_acceptor", OFFLINE))
    decision = step(node.machine, DeviceStatusChanged("hopper_5", OFFLINE))
    told = [effect.values for effect in decision.effects if isinstance(effect, OpenAcceptor)]
    assert told
    assert Money(50) in node.machine.visit.offered  # type: ignore[union-attr]
    assert Money(50) not in told[-1]
