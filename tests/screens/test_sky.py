"""The sky is the same picture every time, and tells day from night."""

from __future__ import annotations

import re

import pytest

from screens.paint import svg
from screens.sky import DAY, HEIGHT, LIGHT, NIGHT_SKY, land, light
from screens.text import Lettering


@pytest.mark.parametrize("hour", [DAY, NIGHT_SKY], ids=["day", "night"])
def test_the_same_every_time(hour: object) -> None:
    chosen = DAY if hour is DAY else NIGHT_SKY
    assert land(1080, chosen) == land(1080, chosen)
    assert light(chosen) == light(chosen)


def test_night_has_stars_and_day_a_sun() -> None:
    assert light(NIGHT_SKY).count("<circle") > 30
    assert light(DAY).count("<circle") == 3


@pytest.mark.parametrize("width", [768, 1080, 1920])
def test_the_forest_reaches_over_the_whole_width(lettering: Lettering, width: int) -> None:
    surface = svg(width, int(HEIGHT), land(width, DAY), (width, HEIGHT))
    bottom = [surface.get_at((x, int(HEIGHT) - 2)) for x in range(0, width, 20)]
    assert all(abs(colour.r - 14) <= 1 and abs(colour.g - 90) <= 1 for colour in bottom)
    assert all(surface.get_at((x, 100)).a == 0 for x in range(0, width, 40)), "the upper sky is left alone"


def test_nothing_is_drawn_at_not_a_number() -> None:
    assert not re.search(r"nan|inf", land(1080, DAY) + light(NIGHT_SKY))
    assert LIGHT[0] > 400
