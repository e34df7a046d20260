"""What a validator says of its notes: the manual's example, and a dataset of Taiwan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ssp.setup_data import setup_data
from kiosk.money import Money

# ITL SSP Protocol Manual GA138 2.2.2129A: firmware 1.00, GBP 5, 10 and 20.
MANUAL = bytes.fromhex("00 30 31 30 30 47 42 50 00 00 01 03 05 0A 14 02 02 02 40 00 00 05")


def taiwan(country: bytes = b"TWD", second: bytes = b"TWD", last: int = 1000, multiplier: int = 0) -> bytes:
    return (
        b"\x000333" + country + multiplier.to_bytes(3) + b"\x03" + bytes(6) + b"\x00\x00\x64\x06"
        + country + second + country
        + b"".join(value.to_bytes(4, "little") for value in (100, 500, last))
    )  # fmt: skip


def test_the_manuals_example() -> None:
    setup = setup_data(MANUAL, "GBP")
    assert setup is not None
    assert (setup.firmware, setup.protocol, setup.channels) == ("0100", 5, {})  # no such notes in Taiwan
    foreign = setup_data(MANUAL[:8] + b"\x00\x00\x64" + MANUAL[11:], "GBP")
    assert foreign is not None
    assert foreign.channels == {1: Money(500), 2: Money(1000), 3: Money(2000)}


def test_values_in_full() -> None:
    setup = setup_data(taiwan(), "TWD")
    assert setup is not None
    assert setup.channels == {1: Money(100), 2: Money(500), 3: Money(1000)}


def test_a_foreign_or_unheard_of_note_has_no_channel() -> None:
    setup = setup_data(taiwan(second=b"EUR", last=300), "TWD")
    assert setup is not None
    assert setup.channels == {1: Money(100)}


@pytest.mark.parametrize(
    "data",
    [b"", taiwan()[:-1], taiwan() + b"\x00", b"\x03" + taiwan()[1:], taiwan()[:11] + b"\x00" + taiwan()[12:]],
    ids=["nothing", "cut off", "too long", "a hopper", "no channels"],
)
def test_what_does_not_hold_together_is_no_validator(data: bytes) -> None:
    assert setup_data(data, "TWD") is None


@given(st.binary(max_size=200))
def test_anything_is_read_or_refused(data: bytes) -> None:
    setup_data(b"\x00" + data, "TWD")
