"""Every icon draws something, in the colour asked for."""

from __future__ import annotations

import pygame
import pytest

from screens.icons import BOX, PATHS, icon
from screens.paint import svg
from screens.text import Lettering


@pytest.mark.parametrize("name", PATHS)
def test_every_icon_leaves_ink_inside_its_box(lettering: Lettering, name: str) -> None:
    surface = svg(48, 48, icon(name, "#FF0000"), BOX)
    mask = pygame.mask.from_surface(surface)
    assert mask.count() > 40
    bounds = mask.get_bounding_rects()
    assert all(surface.get_rect().contains(rect) for rect in bounds)
    x, y = next((x, y) for x in range(48) for y in range(48) if surface.get_at((x, y)).a == 255)
    assert tuple(surface.get_at((x, y)))[:3] == (255, 0, 0)


def test_filled_parts_take_the_colour_too() -> None:
    assert "currentColor" in PATHS["contrast"]
    assert "currentColor" not in icon("contrast", "#123456")
