"""The judge is judged: planted defects are noticed, and nothing is noticed without them."""

from __future__ import annotations

import pytest

from kiosk.visit import deliver
from simulator.explorer.defects import DEFECTS
from simulator.explorer.planting import planted, search

# `python -m simulator.explorer defects` hunts all of them; here, those that are found soon.
SOON = 20
DAYS = 2
FAST = [name for name, defect in DEFECTS.items() if defect.within <= SOON]


def test_most_are_found_soon() -> None:
    assert len(FAST) >= 35
    assert len(FAST) >= len(DEFECTS) * 3 / 4


@pytest.mark.parametrize("name", FAST)
def test_a_planted_defect_is_found_in_time(name: str) -> None:
    hunt = search(name, 1, DEFECTS[name].within, DAYS)
    assert hunt.what in DEFECTS[name].says


def test_afterwards_all_is_sound_again() -> None:
    sound = deliver.resumed
    with planted("a start prints the paper again"):
        assert deliver.resumed is not sound
    assert deliver.resumed is sound
    with planted(""):
        assert deliver.resumed is sound


def test_a_defect_that_nobody_notices_is_reported_as_such() -> None:
    hunt = search("a coin is lost while paying", 1, 0, DAYS)
    assert (hunt.seeds, hunt.what) == (0, "")
