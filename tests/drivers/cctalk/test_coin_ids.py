from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cctalk.coin_ids import taiwan_units


@pytest.mark.parametrize(
    ("coin_id", "units"),
    [
        (b"TW001A", 1),
        (b"TW010B", 10),
        (b"TW050A", 50),
        (b"TW500A", 500),
        (b"TW1K0A", 1000),
        (b"TW2K5A", 2500),
        (b"TW10KA", 10_000),
        (b"TW5M0A", 5_000_000),
        (b"TW1G0A", 1_000_000_000),
        (b"......", None),
        (b"      ", None),
        (b"Token ", None),
        (b"TK001A", None),
        (b"EU010A", None),
        (b"TW.50A", None),
        (b"TW5m0A", None),
        (b"TWK00A", 0),
        (b"TW---A", None),
        (b"\xff\xff\xff\xff\xff\xff", None),
        (b"TW010", None),
    ],
)
def test_the_value_field(coin_id: bytes, units: int | None) -> None:
    assert taiwan_units(coin_id) == units


@given(st.binary(max_size=8))
def test_no_id_raises(coin_id: bytes) -> None:
    taiwan_units(coin_id)
