"""Every page of the menu and every step of it has a sample."""

from __future__ import annotations

from typing import get_args

from kiosk.maintenance.states import ExchangeKind, Page, ServiceState, Session
from screens.picture import SERVICE_SCREENS
from screens.service_samples import LINES, MACHINES, UIS


def test_every_state_and_every_page_is_there() -> None:
    states = [machine.service.state for machine in MACHINES.values()]
    assert {type(state) for state in states if state is not None} == set(get_args(ServiceState))
    assert {state.page for state in states if isinstance(state, Session)} == set(Page)
    kinds = {m.service.exchange.kind for m in MACHINES.values() if m.service.exchange is not None}
    assert kinds == set(ExchangeKind)


def test_every_page_has_exactly_one_screen() -> None:
    shown = [page for module in SERVICE_SCREENS for page in module.SHOWS if isinstance(page, Page)]
    assert sorted(shown) == sorted(Page)


def test_what_is_typed_belongs_to_a_sample() -> None:
    assert set(UIS) <= set(MACHINES)
    assert any(line.difference.amount for line in LINES)
