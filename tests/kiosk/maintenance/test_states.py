"""What the menu knows is plain data, and every page is somebody's."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from kiosk.maintenance import states
from kiosk.maintenance.states import MAY_SEE, NO_STAFF, Page, Role, ServiceState
from tests.kiosk.visit.plain import assert_plain

HERE = (item for item in vars(states).values() if isinstance(item, type))
WRITTEN = [item for item in HERE if dataclasses.is_dataclass(item)]


@pytest.mark.parametrize("member", WRITTEN, ids=lambda member: member.__name__)
def test_every_state_is_plain_data(member: type) -> None:
    assert_plain(member)


def test_every_page_is_for_somebody_and_money_is_for_the_cashier() -> None:
    assert set(MAY_SEE) == set(Page)
    assert all(MAY_SEE.values())
    assert MAY_SEE[Page.COLLECTION] == {Role.CASHIER}


def test_nobody_is_here_at_first() -> None:
    assert NO_STAFF.state is None
    assert len(get_args(ServiceState)) == 3
