"""The frame of the service screens: a dark head, who is signed in, the access bar as everywhere."""

from __future__ import annotations

import pytest

from screens.nodes import Fill, Role
from screens.service_samples import MACHINES
from screens.theme import NIGHT
from tests.screens.conftest import Look, said

NAMES = [name for name, machine in MACHINES.items() if machine.service.state is not None]


@pytest.mark.parametrize("name", NAMES)
def test_every_screen_for_staff_has_the_dark_head_and_the_access_bar(look: Look, name: str) -> None:
    scene = look(name)
    heads = [mark for mark in scene.marks if isinstance(mark, Fill) and mark.colour == NIGHT.bg2]
    assert heads
    assert heads[0].rect.y == 0
    assert len([node for node in scene.nodes if node.role is Role.SWITCH]) == 3
    assert any(node.role is Role.TITLE for node in scene.nodes)


def test_whoever_is_signed_in_stands_there(look: Look) -> None:
    assert "員工 7001　出納" in said(look("service-overview"))
    assert "員工 7002　技術員" in said(look("service-technician"))
