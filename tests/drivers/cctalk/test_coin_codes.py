from __future__ import annotations

import pytest

from drivers.cctalk import coin_codes
from kiosk.devices import Trouble

# Part 3, table of error codes: «coin rejected?» says yes.
REJECTED = [1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 22, 24, 25, 30, 32, 33, 37, 38, *range(128, 160)]


def test_only_what_the_manual_promises_came_back() -> None:
    assert sorted(coin_codes.RETURNED) == REJECTED


def test_a_swallowed_coin_did_not_come_back() -> None:
    assert coin_codes.SWALLOWED_COIN not in coin_codes.RETURNED | coin_codes.NOT_ABOUT_A_COIN


@pytest.mark.parametrize(
    ("code", "inhibited"), [(1, False), (2, True), (127, False), (128, True), (159, True), (160, False)]
)
def test_which_codes_say_that_a_coin_was_inhibited(code: int, inhibited: bool) -> None:
    assert coin_codes.says_inhibited(code) is inhibited


def test_every_fault_has_a_trouble() -> None:
    assert {coin_codes.trouble_of_fault(code) for code in range(1, 256)} == {
        Trouble.JAM,
        Trouble.RETURN_LEVER,
        Trouble.FRAUD,
        Trouble.COVER_OPEN,
        Trouble.SELF_CHECK,
    }
    assert coin_codes.trouble_of_status(1) is Trouble.RETURN_LEVER
    assert coin_codes.trouble_of_status(2) is Trouble.FRAUD
    assert coin_codes.trouble_of_status(77) is Trouble.OTHER
