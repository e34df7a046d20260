"""Defects about notes and claims: enough of them, and each is one of the whole list."""

from __future__ import annotations

import pytest

from simulator.explorer.defects import DEFECTS
from simulator.explorer.defects_of_notes import CLAIM_DEFECTS, NOTE_DEFECTS
from simulator.explorer.planting import search


def test_there_are_enough_and_all_are_looked_for() -> None:
    assert len(NOTE_DEFECTS) >= 10
    assert len(CLAIM_DEFECTS) >= 8
    assert (NOTE_DEFECTS | CLAIM_DEFECTS).items() <= DEFECTS.items()


@pytest.mark.parametrize(
    "name",
    [
        "a note is credited in escrow",
        "the validator is left open",
        "another person's claim is credit",
        "a hand-over is not in the books",
    ],
)
def test_some_that_are_found_soon(name: str) -> None:
    assert search(name, 1, DEFECTS[name].within, 2).what in DEFECTS[name].says
