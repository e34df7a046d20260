"""PINs become hashes and are checked; nobody learns whether a number exists."""

from __future__ import annotations

import pytest

from kiosk.maintenance.events import PinConfirmed, PinRefused
from kiosk.maintenance.states import Role
from kiosk.pins import PinCheck, StaffMember, WeakPin, hashed

PIN = "246802"
CHECK = PinCheck({"7001": StaffMember(Role.CASHIER, hashed(PIN))}, lambda: 1000)


def test_the_right_pin_opens_with_the_right_role() -> None:
    assert CHECK("r1", "7001", PIN) == PinConfirmed("r1", "7001", Role.CASHIER, 1000)


def test_a_wrong_pin_names_the_number_and_an_unknown_number_names_nobody() -> None:
    assert CHECK("r1", "7001", "246803") == PinRefused("r1", "7001", 1000)
    assert CHECK("r1", "7009", PIN) == PinRefused("r1", "", 1000)
    assert CHECK("r1", "7001", "") == PinRefused("r1", "7001", 1000)


def test_even_the_pin_behind_the_placeholder_opens_nothing() -> None:
    assert isinstance(CHECK("r1", "7009", "nobody"), PinRefused)


def test_a_broken_hash_opens_nothing() -> None:
    broken = PinCheck({"7001": StaffMember(Role.CASHIER, "$argon2id$broken")}, lambda: 0)
    assert broken("r1", "7001", PIN) == PinRefused("r1", "7001", 0)


def test_a_machine_without_staff_says_so() -> None:
    assert PinCheck({}, lambda: 0)("r1", "7001", PIN) == PinRefused("r1", "", 0, nobody=True)


def test_a_hash_is_salted_and_does_not_show_the_pin() -> None:
    assert hashed(PIN) != hashed(PIN)
    assert PIN not in hashed(PIN)


@pytest.mark.parametrize(
    "pin", ["", "12345", "1234567890123", "12345a", "123456", "987654", "111111", "121212"]
)
def test_what_anybody_would_try_first_is_no_pin(pin: str) -> None:
    with pytest.raises(WeakPin):
        hashed(pin)
