"""What a count does to the books: the boxes' money moves, a difference stands by itself, all balances."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cash import Accuracy
from kiosk.maintenance import counting
from kiosk.maintenance.states import Exchange, ExchangeKind
from kiosk.money import COINS, Money, Tally
from kiosk.visit.facts import ASSETS, Account, Fact, NoteFound, Posted
from kiosk.visit.machine import Machine
from tests.kiosk.maintenance.staffing import STOCKED, happen
from tests.kiosk.visit.samples import coins


def balances(facts: tuple[Fact, ...]) -> dict[Account, int]:
    """Assets upwards when debited, owners when credited."""
    found = dict.fromkeys(Account, 0)
    for fact in facts:
        if isinstance(fact, Posted):
            for account, sign in ((fact.debit, 1), (fact.credit, -1)):
                found[account] += sign * fact.amount.amount * (1 if account in ASSETS else -1)
    return found


def collected(held: tuple[int, ...], hand: dict[int, int]) -> tuple[Machine, dict[Account, int]]:
    machine = happen(STOCKED, coins(*held))
    exchange = counting.collecting(machine, "7001")
    for value in COINS:
        exchange = counting.counted(exchange, value, hand.get(value.amount, 0))
    after, _, facts = counting.collected(counting.begun(machine, exchange), exchange, "7001")
    return after, balances(facts)


def test_what_agrees_moves_from_the_box_to_the_cashier() -> None:
    _, moved = collected((10, 10, 50), {10: 2, 50: 1})
    assert (moved[Account.CASH_BOX], moved[Account.COLLECTED], moved[Account.DIFFERENCE]) == (-70, 70, 0)


@given(
    held=st.lists(st.sampled_from([1, 5, 10, 20, 50]), max_size=12),
    hand=st.dictionaries(st.sampled_from([1, 5, 10, 20, 50]), st.integers(0, 9)),
)
def test_whatever_was_counted_the_books_balance_and_the_cashier_has_what_he_counted(
    held: list[int], hand: dict[int, int]
) -> None:
    after, moved = collected(tuple(held), hand)
    counted = sum(value * count for value, count in hand.items())
    assert moved[Account.CASH_BOX] == -sum(held)
    assert moved[Account.COLLECTED] == counted
    assert moved[Account.DIFFERENCE] == counted - sum(held)
    owners = sum(amount for account, amount in moved.items() if account not in ASSETS)
    assert sum(moved[account] for account in ASSETS) == owners
    assert after.cash.coin_box.held == Tally()


def test_notes_leave_their_own_account() -> None:
    machine = happen(STOCKED, coins(10))
    expected = Tally.of([Money(10), Money(500)])
    exchange = Exchange(ExchangeKind.COLLECTION, "7001", expected=expected)
    _, report, facts = counting.collected(machine, exchange, "7001")
    moved = balances(facts)
    assert (moved[Account.CASH_BOX], moved[Account.NOTE_BOX]) == (-10, -500)
    assert report.difference == Money(-510), "nothing was counted, so all of it is missing"


def test_a_coin_that_falls_while_the_box_is_out_lies_in_the_next_collection() -> None:
    machine = happen(STOCKED, coins(10))
    exchange = counting.collecting(machine, "7001")
    late = happen(counting.begun(machine, exchange), coins(50))
    after, report, _ = counting.collected(late, exchange, "7001")
    assert report.journal == Money(10)
    assert after.cash.coin_box.held == Tally.of([Money(50)])


@pytest.mark.parametrize("pieces", [-1, counting.MOST_PIECES + 1])
def test_a_slip_of_the_finger_counts_nothing(pieces: int) -> None:
    exchange = counting.collecting(STOCKED, "7001")
    assert counting.counted(exchange, Money(10), pieces) == exchange
    filling = Exchange(ExchangeKind.REFILL, "7001", "hopper_10")
    assert counting.refilled(STOCKED, filling, "7001", pieces, None) is None


def test_a_count_ends_doubt_and_posts_what_is_missing() -> None:
    hopper = replace(STOCKED.hoppers[0], level=38, in_doubt=2, accuracy=Accuracy.INACCURATE, filled=40)
    machine = replace(STOCKED, hoppers=(hopper,))
    exchange = Exchange(ExchangeKind.REFILL, "7001", "hopper_10")
    ended = counting.refilled(machine, exchange, "7001", 0, 39)
    assert ended is not None
    after, report, facts = ended
    assert (report.journal, report.in_doubt, report.difference) == (40, 2, Money(-10))
    assert balances(facts)[Account.DIFFERENCE] == balances(facts)[Account.HOPPERS] == -10
    (now,) = after.hoppers
    assert (now.level, now.in_doubt, now.accuracy, now.filled) == (39, 0, Accuracy.ACCURATE_SET, 39)


def test_coins_put_in_are_the_universitys_own() -> None:
    exchange = Exchange(ExchangeKind.REFILL, "7001", "hopper_10")
    ended = counting.refilled(STOCKED, exchange, "7001", 25, None)
    assert ended is not None
    moved = balances(ended[2])
    assert (moved[Account.HOPPERS], moved[Account.FLOAT], moved[Account.DIFFERENCE]) == (250, 250, 0)
    assert ended[0].hoppers[0].accuracy is Accuracy.UNKNOWN, "nobody has counted what was there before"


def test_a_note_in_doubt_that_is_counted_is_certain_and_no_difference() -> None:
    doubtful = (("n1", Money(100)), ("n2", Money(500)))
    machine = replace(STOCKED, doubtful_notes=doubtful)
    exchange = Exchange(ExchangeKind.COLLECTION, "7001", expected=Tally.of([Money(100)]))
    exchange = counting.counted(exchange, Money(100), 2)
    after, report, facts = counting.collected(machine, exchange, "7001")
    moved = balances(facts)
    assert NoteFound("n1", Money(100)) in facts
    assert (moved[Account.DOUBT], moved[Account.COLLECTED], moved[Account.DIFFERENCE]) == (-100, 200, 0)
    assert report.difference == Money(100), "the report shows what was counted"
    assert after.doubtful_notes == doubtful[1:], "what was not found stays in doubt"


def test_one_more_note_than_in_doubt_is_a_difference() -> None:
    machine = replace(STOCKED, doubtful_notes=(("n1", Money(100)),))
    exchange = counting.counted(Exchange(ExchangeKind.COLLECTION, "7001"), Money(100), 2)
    _, _, facts = counting.collected(machine, exchange, "7001")
    moved = balances(facts)
    assert (moved[Account.DOUBT], moved[Account.COLLECTED], moved[Account.DIFFERENCE]) == (-100, 200, 100)
