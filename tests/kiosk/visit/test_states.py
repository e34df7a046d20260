"""States: plain data that adds up."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import get_args

import pytest

from kiosk.money import ZERO, Money, Tally
from kiosk.visit import states
from kiosk.visit.states import Attract, Order, OrderLine, Paying, Person, VisitState
from tests.kiosk.visit.plain import assert_plain
from tests.kiosk.visit.samples import PERSON

ALL = [
    item
    for item in vars(states).values()
    if isinstance(item, type) and dataclasses.is_dataclass(item) and item.__module__ == states.__name__
]
ORDER = Order("o", (OrderLine("A", "", "", 2, Money(20)), OrderLine("B", "", "", 1, Money(5))))


@pytest.mark.parametrize("member", ALL, ids=lambda member: member.__name__)
def test_everything_in_a_state_is_plain_data(member: type) -> None:
    assert_plain(member)


def test_every_state_but_attract_names_its_visit() -> None:
    for member in get_args(VisitState):
        names = [field.name for field in dataclasses.fields(member)]
        assert names == [] if member is Attract else names[0] == "visit_id"


def test_a_price_is_the_sum_of_its_lines() -> None:
    assert [line.price for line in ORDER.lines] == [Money(40), Money(5)]
    assert ORDER.price == Money(45)
    assert Order("o", ()).price == ZERO


@pytest.mark.parametrize(("put_in", "due"), [(0, 45), (44, 1), (45, 0), (100, 0)])
def test_what_is_due_never_goes_below_zero(put_in: int, due: int) -> None:
    state = Paying("v", PERSON, ORDER, ())
    state = replace(state, inserted=Tally.of([Money(1)] * put_in))
    assert (state.credit, state.due) == (Money(put_in), Money(due))


def test_a_person_is_known_by_a_pseudonym_and_everything_else_is_personal() -> None:
    privacy = {field.name: field.metadata.get("privacy") for field in dataclasses.fields(Person)}
    assert privacy.pop("person_id") is None
    assert set(privacy.values()) == {"personal"}
