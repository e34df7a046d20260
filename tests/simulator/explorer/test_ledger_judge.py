"""Entries, claims, receipts and sums: what the judge of the ledger lets pass and what not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.money import Money
from kiosk.visit.facts import Account, OrderPaid, VisitClosed
from simulator.explorer.ledger_judge import LedgerJudge, Truth
from simulator.explorer.world import Violation

PAID = OrderPaid("o", "p", Money(20), Money(50), 1)
TRUTH = Truth(credited=50, delivered=20, paid_out=10, owed=20)
CLOSED = VisitClosed("v", Money(50), Money(20), Money(10), Money(20), Money(0))


def bought() -> LedgerJudge:
    """50 in, 20 for the paper, 10 out of a hopper, 20 owed."""
    judge = LedgerJudge()
    judge.posted(Account.HOPPERS, Account.FLOAT, Money(100))
    judge.posted(Account.CASH_BOX, Account.VISIT, Money(50))
    judge.posted(Account.VISIT, Account.REVENUE, Money(20))
    judge.order_paid(PAID, "v")
    judge.posted(Account.VISIT, Account.HOPPERS, Money(10))
    judge.posted(Account.VISIT, Account.OWED, Money(20))
    return judge


def test_a_visit_that_adds_up_is_let_pass() -> None:
    judge = bought()
    judge.visit_closed(CLOSED, TRUTH)
    judge.quiet(20, 0)
    assert judge.balance[Account.HOPPERS] == 90
    with pytest.raises(Violation, match="closed twice"):
        judge.visit_closed(CLOSED, TRUTH)


@pytest.mark.parametrize(
    ("fact", "truth", "says"),
    [
        (replace(CLOSED, inserted=Money(60)), TRUTH, "does not balance"),
        (replace(CLOSED, redeemed=Money(5), owed=Money(25)), replace(TRUTH, owed=25), "what was redeemed"),
        (CLOSED, replace(TRUTH, credited=60), "forgets money"),
        (CLOSED, replace(TRUTH, notes_in_doubt=100), "forgets money"),
        (replace(CLOSED, owed=Money(10), suspense=Money(10)), TRUTH, "forgets a debt"),
        (CLOSED, replace(TRUTH, delivered=0), "sold is not what came out"),
        (CLOSED, replace(TRUTH, paid_out=5), "forgets a payout"),
        (CLOSED, replace(TRUTH, coins_in_doubt=5), "forgets a doubt"),
    ],
)
def test_a_sum_that_is_wrong_is_noticed(fact: VisitClosed, truth: Truth, says: str) -> None:
    with pytest.raises(Violation, match=says):
        bought().visit_closed(fact, truth)


def test_what_was_redeemed_and_what_is_in_doubt_belong_to_the_sum() -> None:
    fact = VisitClosed("v", Money(150), Money(20), Money(10), Money(20), Money(105), redeemed=Money(5))
    truth = replace(TRUTH, notes_in_doubt=100, coins_in_doubt=5, redeemed=5)
    bought().visit_closed(fact, truth)
    assert truth.kept == 50 - 20 - 10 - 5


def test_receipts_come_once_each_and_in_order() -> None:
    judge = bought()
    for wrong in (1, 3):
        with pytest.raises(Violation, match="gap or a double"):
            bought().order_paid(replace(PAID, receipt_no=wrong), "w")
    with pytest.raises(Violation, match="sold before it was paid"):
        bought().order_paid(replace(PAID, receipt_no=2, inserted=Money(10)), "w")
    with pytest.raises(Violation, match="a visit pays twice"):
        judge.order_paid(replace(PAID, receipt_no=2), "v")


def test_entries_must_move_something_and_stay_above_zero() -> None:
    with pytest.raises(Violation, match="an empty entry"):
        LedgerJudge().posted(Account.CASH_BOX, Account.VISIT, Money(0))
    with pytest.raises(Violation, match="below zero"):
        LedgerJudge().posted(Account.VISIT, Account.REVENUE, Money(5))
    LedgerJudge().posted(Account.HOPPERS, Account.FLOAT, Money(5))


def test_quiet_moments_leave_nothing_open() -> None:
    judge = bought()
    judge.posted(Account.CASH_BOX, Account.VISIT, Money(5))
    with pytest.raises(Violation, match="left on the account"):
        judge.quiet(20, 0)
    judge.posted(Account.VISIT, Account.OWED, Money(5))
    with pytest.raises(Violation, match="not what was claimed"):
        judge.quiet(20, 0)
    judge.posted(Account.OWED, Account.ELSEWHERE, Money(5))
    with pytest.raises(Violation, match="lost on its way"):
        judge.quiet(20, 0)
    judge.quiet(20, 5)
    judge.balance[Account.REVENUE] += 1
    with pytest.raises(Violation, match="do not balance"):
        judge.quiet(20, 5)


def test_notes_and_doubts_are_what_the_machine_holds() -> None:
    judge = LedgerJudge()
    judge.posted(Account.NOTE_BOX, Account.VISIT, Money(100))
    judge.posted(Account.DOUBT, Account.SUSPENSE, Money(500))
    judge.posted(Account.VISIT, Account.REVENUE, Money(100))
    judge.quiet(0, 0)
    judge.posted(Account.ELSEWHERE, Account.OWED, Money(20))
    judge.quiet(20, -20)
