"""Keys and fields for staff: ten figures, and what is secret shows as dots."""

from __future__ import annotations

from screens.nodes import Role, State
from tests.screens.conftest import Look


def test_ten_figures_and_no_letters(look: Look) -> None:
    keys = [node.name for node in look("service-sign-in").nodes if node.role is Role.KEY]
    assert sorted(key for key in keys if key.isdigit()) == list("0123456789")
    assert len(keys) == 12


def test_the_active_field_has_a_caret_and_the_secret_one_dots(look: Look) -> None:
    number, pin = (node for node in look("service-sign-in").nodes if node.role is Role.FIELD)
    assert (number.value, pin.value) == ("7001", "••••••")
    assert State.ACTIVE in pin.states
    assert State.ACTIVE not in number.states


def test_a_counted_denomination_has_its_check(look: Look) -> None:
    done = {n.name for n in look("service-counting").nodes if State.DONE in n.states and n.role is Role.FIELD}
    assert done == {"1 元", "5 元", "10 元"}
