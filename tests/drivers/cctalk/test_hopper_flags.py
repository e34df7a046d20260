from __future__ import annotations

import pytest

from drivers.cctalk.hopper_flags import Flags, below_low_mark
from kiosk.devices import Trouble


@pytest.mark.parametrize(
    ("registers", "troubles", "needs_reset"),
    [
        ("C0 00 00", (), False),  # power-up and disabled: as it is every morning
        ("00 00 00", (), False),
        ("02 00 00", (), False),  # timed out is a warning
        ("04 00 00", (), False),  # so is a motor that was reversed
        ("01 00 00", (Trouble.JAM,), True),
        ("08 00 00", (Trouble.OPTO,), True),
        ("28 00 00", (Trouble.OPTO,), True),
        ("10 00 00", (Trouble.FRAUD,), True),
        ("00 01 00", (Trouble.FRAUD,), True),
        ("00 02 00", (), False),  # single coin mode
        ("00 04 00", (), False),  # use another hopper for change
        ("00 08 00", (Trouble.SELF_CHECK,), True),
        ("00 10 00", (Trouble.JAM,), True),
        ("00 20 00", (Trouble.SELF_CHECK,), True),
        ("00 40 00", (Trouble.SELF_CHECK,), False),
        ("00 80 00", (Trouble.OTHER,), False),  # wants a PIN
        ("00 00 01", (Trouble.POWER_LOST,), True),
        ("00 00 02", (Trouble.OTHER,), True),
        ("00 00 08", (Trouble.OTHER,), True),
        ("00 00 10", (), False),  # encryption enabled
        ("01 00 01", (Trouble.JAM, Trouble.POWER_LOST), True),
    ],
)
def test_the_registers_of_the_specification(
    registers: str, troubles: tuple[Trouble, ...], needs_reset: bool
) -> None:
    flags = Flags(bytes.fromhex(registers))
    assert flags.troubles == troubles
    assert flags.needs_reset == needs_reset


def test_enabled_timed_out_and_damaged() -> None:
    assert not Flags(b"\x80").enabled
    assert Flags(b"\x40").enabled
    assert Flags(b"\x02").timed_out
    assert not Flags(b"\xfd").timed_out
    assert Flags(b"\x00\x40").counters_damaged
    assert not Flags(b"\x00\xbf").counters_damaged


@pytest.mark.parametrize("bit", [2, 3, 4, 5, 6])
def test_an_sch2_has_its_counters_check_sums_in_register_2(bit: int) -> None:
    flags = Flags(bytes([0, 1 << bit]), sch2=True)
    assert flags.counters_damaged
    assert flags.troubles == (Trouble.SELF_CHECK,)
    assert not flags.needs_reset
    assert Flags(b"\x01\x01", sch2=True).needs_reset


def test_registers_that_are_missing_say_nothing() -> None:
    assert Flags(b"\x00").troubles == ()
    assert Flags(b"\x01").needs_reset


@pytest.mark.parametrize(
    ("levels", "low"),
    [(0x11, True), (0x10, False), (0x01, False), (0x31, True), (0x22, False), (0x00, False)],
)
def test_the_low_sensor_counts_where_it_is_fitted(levels: int, low: bool) -> None:
    assert below_low_mark(levels) == low
