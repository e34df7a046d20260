"""Facts: what an auditor reads. Plain data, and no visitor's name in any of them."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from kiosk.visit import facts
from kiosk.visit.facts import Account, Fact
from kiosk.visit.states import Person
from tests.kiosk.visit.plain import assert_plain

MEMBERS = get_args(Fact)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_every_fact_is_plain_data(member: type) -> None:
    assert_plain(member)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_no_fact_holds_anything_personal(member: type) -> None:
    """Facts are sent and kept for ever; a pseudonym is all they know of a person."""
    personal = {field.name for field in dataclasses.fields(Person)} - {"person_id"}
    for field in dataclasses.fields(member):
        assert "privacy" not in field.metadata
        assert field.name not in personal
        assert "Person" not in str(field.type)


def test_what_is_written_here_is_a_fact() -> None:
    written = {
        item
        for item in vars(facts).values()
        if isinstance(item, type) and dataclasses.is_dataclass(item) and item.__module__ == facts.__name__
    }
    assert written == set(MEMBERS)


def test_every_account_that_is_no_asset_says_whose_the_money_is() -> None:
    owners = {Account.VISIT, Account.REVENUE, Account.OWED, Account.SUSPENSE}
    assert owners <= set(Account)
    assert Account.CASH_BOX in set(Account) - owners
