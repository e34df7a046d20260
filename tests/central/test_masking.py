"""Names half hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.masking import masked, shortened


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王O明"),
        ("王明", "王O"),
        ("王", "O"),
        ("歐陽範例", "歐OO例"),
        ("張𡍼例", "張O例"),
        ("瑪諾範例‧卡里樣本‧娜茹瓦谷", "瑪OO例‧卡OO本‧娜OO谷"),
        ("NGUYEN THI SAMPLE", "N***** T** S*****"),
        ("O’SAMPLE, TEST", "O*******, T***"),
        ("José", "J***"),
        ("Jose\u0301", "J***"),  # the accent apart
        ("葛\U000e0100例子", "葛\U000e0100O子"),  # a variation selector belongs to its letter
        ("", ""),
        (" ", " "),
    ],
)
def test_masked(name: str, shown: str) -> None:
    assert masked(name) == shown


@given(st.text(alphabet="林陳範例樣本測試", min_size=3, max_size=14))
def test_only_first_and_last_letter_stay(name: str) -> None:
    shown = masked(name)
    assert len(shown) == len(name)
    assert (shown[0], shown[-1]) == (name[0], name[-1])
    assert set(shown[1:-1]) == {"O"}


@given(st.text(max_size=60))
def test_any_text_is_masked_without_trouble(name: str) -> None:
    masked(name)


@pytest.mark.parametrize(
    ("masked_name", "most", "wanted"),
    [
        ("林O例", 12, "林O例"),
        ("林O例", 7, "林O例"),
        ("林O例", 6, "林O~"),
        ("瑪OO例‧卡OO本", 12, "瑪OO例‧~"),
        ("O*******, T***", 12, "O*******, T~"),
        ("\U00020089O", 4, "~"),
        ("a\u0301***", 2, "~"),
        ("林O例", 1, "~"),
    ],
)
def test_shortened_by_whole_letters(masked_name: str, most: int, wanted: str) -> None:
    found = shortened(masked_name, most)
    assert found == wanted
    assert len(found.encode()) <= most
