"""The list of planted defects: each replaces something that is there, and says what must be noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.explorer.defects import DEFECTS

SAID = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[3] / "simulator" / "explorer").glob("*.py")
    if path.name != "defects.py"
)


def test_there_are_enough() -> None:
    assert len(DEFECTS) >= 20


@pytest.mark.parametrize("name", DEFECTS)
def test_it_replaces_what_is_there_by_something_else(name: str) -> None:
    for owner, attribute, defective in DEFECTS[name].plants:
        assert vars(owner)[attribute] is not defective


@pytest.mark.parametrize("name", DEFECTS)
def test_what_must_be_noticed_is_something_the_judge_can_say(name: str) -> None:
    assert DEFECTS[name].says
    for says in DEFECTS[name].says:
        assert says in SAID or says.replace(" a coin ", " a {what} ") in SAID, says


@pytest.mark.parametrize("name", DEFECTS)
def test_it_is_to_be_found_within_a_stated_number_of_seeds(name: str) -> None:
    assert 0 < DEFECTS[name].within <= 200
