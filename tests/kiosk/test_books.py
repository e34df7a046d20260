"""The last visits with money, newest first, and the balances, from a real journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.books import MOST_VISITS, read_books
from kiosk.journal import Journal
from kiosk.money import ZERO, Money
from kiosk.visit.events import DoneTouched, StartTouched
from kiosk.visit.facts import Account, OrderPaid, Posted, VisitClosed
from tests.kiosk.rig import FakeClock


@pytest.fixture
def journal(in_memory: Path) -> Iterator[Journal]:
    with closing(Journal(in_memory / "j", "b1")) as opened:
        yield opened


def visit(journal: Journal, number: int, inserted: int) -> None:
    at, name = FakeClock().read(), f"v{number}"
    money = Money(inserted)
    journal.append(StartTouched(name), (), name, at)
    if inserted:
        paid = OrderPaid(f"o{number}", "P1", money, money, number)
        journal.append(DoneTouched(), (Posted(Account.CASH_BOX, Account.REVENUE, money), paid), name, at)
    journal.append(DoneTouched(), (VisitClosed(name, money, money, ZERO, ZERO, ZERO),), name, at)


def test_an_empty_journal_has_no_past(journal: Journal) -> None:
    assert read_books(journal).visits == ()


def test_the_newest_come_first_and_those_without_money_do_not_come(journal: Journal) -> None:
    for number in range(1, 2 * MOST_VISITS + 4):
        visit(journal, number, 20 if number % 2 else 0)
    books = read_books(journal)
    assert [found.receipt_no for found in books.visits] == list(range(23, 3, -2))
    assert len(books.visits) == MOST_VISITS
    assert dict(books.balances) == {"cash-box": Money(240), "revenue": Money(240)}
    assert books.last_row == journal.last_seq
