"""One planted defect as it is written down."""

from __future__ import annotations

from kiosk import money
from simulator.explorer.defect import Defect, defect


def test_it_names_what_is_replaced_and_what_must_be_noticed() -> None:
    made = defect(money, "ZERO", 0, "a", "b", within=7)
    assert made == Defect(frozenset({"a", "b"}), ((money, "ZERO", 0),), 7)
    assert defect(money, "ZERO", 0, "a").within == 20
