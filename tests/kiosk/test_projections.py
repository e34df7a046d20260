"""State tables follow from facts and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from kiosk.devices import Outcome
from kiosk.journal import SCHEMA, VERSION, _statements
from kiosk.money import ZERO, Money
from kiosk.projections import TABLES, clear, dump, project
from kiosk.visit.facts import Account, ClaimIssued, CopyDelivered, OrderPaid, Posted, VisitClosed
from kiosk.visit.states import ClaimReason


def connected() -> Connection:
    connection = create_engine("sqlite://").connect()
    for version in range(1, VERSION + 1):
        for statement in _statements((SCHEMA / f"journal_v{version}.sql").read_text(encoding="utf-8")):
            connection.exec_driver_sql(statement)
    return connection


@pytest.fixture
def tables() -> Iterator[Connection]:
    with connected() as connection:
        yield connection


def test_a_posting_moves_money_from_one_owner_to_another(tables: Connection) -> None:
    project(tables, Posted(Account.CASH_BOX, Account.VISIT, Money(50)))
    assert dump(tables)["balance"] == [("cash-box", 50), ("visit", 50)]
    project(tables, Posted(Account.VISIT, Account.REVENUE, Money(40)))
    project(tables, Posted(Account.VISIT, Account.OWED, Money(10)))
    assert dump(tables)["balance"] == [("cash-box", 50), ("owed", 10), ("revenue", 40), ("visit", 0)]


OWNERS = (Account.VISIT, Account.REVENUE, Account.OWED, Account.SUSPENSE)
postings = st.builds(
    Posted, st.sampled_from(OWNERS), st.sampled_from(OWNERS), st.integers(1, 10_000).map(Money)
) | st.builds(Posted, st.just(Account.CASH_BOX), st.sampled_from(OWNERS), st.integers(1, 10_000).map(Money))


@given(st.lists(postings, max_size=20))
def test_what_the_machine_holds_always_belongs_to_somebody(facts: list[Posted]) -> None:
    with connected() as tables:
        for fact in facts:
            project(tables, fact)
        balance = {str(account): int(str(amount)) for account, amount in dump(tables)["balance"]}
        assert balance.get("cash-box", 0) == sum(balance.get(owner.value, 0) for owner in OWNERS)
        taken = sum(fact.amount.amount for fact in facts if fact.debit is Account.CASH_BOX)
        assert balance.get("cash-box", 0) == taken


def test_claims_receipts_and_visits_are_listed(tables: Connection) -> None:
    project(tables, ClaimIssued("v1-c1", Money(10), ClaimReason.OVERPAID, "P1"))
    project(tables, OrderPaid("v1-o1", "P1", Money(40), Money(50), 7))
    project(tables, VisitClosed("v1", Money(50), Money(40), ZERO, Money(10), ZERO))
    found = dump(tables)
    assert found["claim"] == [("v1-c1", 10, "overpaid", "P1")]
    assert found["receipt"] == [(7, "v1-o1", 40)]
    assert found["closed_visit"] == [("v1", 50, 40, 0, 10, 0)]
    assert set(found) == set(TABLES)


def test_a_fact_without_a_table_changes_none(tables: Connection) -> None:
    project(tables, CopyDelivered("v1-o1", "S1", Outcome.DELIVERED))
    assert not any(dump(tables).values())


def test_clear_empties_every_table(tables: Connection) -> None:
    test_claims_receipts_and_visits_are_listed(tables)
    clear(tables)
    assert not any(dump(tables).values())
