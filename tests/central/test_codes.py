"""Codes that people read and type."""

from __future__ import annotations

import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.codes import (
    CHECK_SYMBOLS,
    SYMBOLS,
    as_meant,
    base32,
    check_symbol,
    claim_code,
    code_hash,
    grouped,
)
from kiosk.slips import claim_code as slip


@pytest.mark.parametrize(
    ("data", "symbols"),
    [
        (bytes(5), "00000000"),
        (b"\xff" * 5, "ZZZZZZZZ"),
        (b"\x00\x00\x00\x00\x01", "00000001"),
        (b"\x08\x42\x10\x84\x21", "11111111"),  # 00001 eight times
        (bytes(10), "0" * 16),
    ],
)
def test_base32_by_hand(data: bytes, symbols: str) -> None:
    assert base32(data) == symbols


def test_base32_takes_whole_groups_only() -> None:
    with pytest.raises(ValueError, match="five"):
        base32(b"four")


def test_alphabets() -> None:
    assert len(SYMBOLS) == len(set(SYMBOLS)) == 32
    assert not set("ILOU") & set(SYMBOLS)
    assert len(CHECK_SYMBOLS) == len(set(CHECK_SYMBOLS)) == 37


@pytest.mark.parametrize(("code", "symbol"), [("0", "0"), ("Z", "Z"), ("10", "*"), ("14", "U"), ("15", "0")])
def test_check_symbol_by_hand(code: str, symbol: str) -> None:
    """10 is 32, the first value beyond the alphabet; 14 is 36, 15 is 37 = 0."""
    assert check_symbol(code) == symbol


@given(st.binary(min_size=32, max_size=32), st.from_regex(r"[A-Za-z0-9-]{1,40}", fullmatch=True))
def test_claim_code_is_what_the_definition_says_and_what_the_kiosk_prints(key: bytes, claim_id: str) -> None:
    code = claim_code(key, claim_id)
    number = int.from_bytes(hmac.new(key, claim_id.encode(), sha256).digest()[:10], "big")
    value = 0
    for symbol in code[:16]:
        value = value * 32 + SYMBOLS.index(symbol)
    assert value == number
    assert CHECK_SYMBOLS.index(code[16]) == number % 37
    assert grouped(code) == slip.claim_code(key, claim_id)


def test_as_meant_forgives_what_is_misread() -> None:
    assert as_meant("k7qf-2m9x oil") == "K7QF2M9X011"


def test_grouping_and_hash() -> None:
    assert grouped("K7QF2M9X") == "K7QF-2M9X"
    assert code_hash("A") == sha256(b"A").hexdigest()
