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
    receipt_code,
    receipt_number,
    whole_claim_code,
)
from kiosk.slips import claim_code as slip
from kiosk.slips import drawing

KEY = bytes(range(32))


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


@pytest.mark.parametrize(
    ("claim_id", "code"),
    [
        ("YT01-a-1-c1", "4QGQ-HGYZ-M678-50D5-$"),
        ("c9", "2R9V-0WX4-43FN-EP06-U"),
        ("c13", "9RX1-JMHS-SXYG-7YNS-~"),
        ("c21", "PEMS-WSER-ZXFB-GCYH-*"),
        ("c71", "2TWB-Z7SS-6F5F-CSTJ-="),
    ],
)
def test_claim_codes_on_both_sides(claim_id: str, code: str) -> None:
    """Every check symbol beyond the alphabet, and each in the forms in which it may come back."""
    assert slip.claim_code(KEY, claim_id) == code
    whole = claim_code(KEY, claim_id)
    assert grouped(whole) == code
    for typed in (
        whole,
        whole[:16],
        code,
        code[:-2],
        code.lower(),
        whole.replace("0", "o").replace("1", "l"),
    ):
        assert whole_claim_code(typed) == whole


def test_claim_code_with_a_mistake_in_it_is_none() -> None:
    whole = claim_code(KEY, "YT01-a-1-c1")
    for place in range(16):
        other = "Z" if whole[place] != "Z" else "Y"
        assert whole_claim_code(whole[:place] + other + whole[place + 1 :]) is None
    wrong = ["", "A", whole[:15], whole + "0", whole[:16] + "*", whole[:15] + "$" * 2, "U" * 16, "*" * 17]
    for typed in [*wrong, "K" * 10_000, "\x00" * 17, "王" * 16, "𡍼" * 17, "４" * 16]:
        assert whole_claim_code(typed) is None


@pytest.mark.parametrize(
    ("kiosk_id", "receipt_no", "number", "code"),
    [
        ("YT01", 1, "YT01-00000001", "JHATVTSJ"),
        ("YT01", 12, "YT01-00000012", "5F4P228A"),
        ("KIOSK-1", 7, "KIOSK-1-00000007", "GB7Y0AQQ"),
        ("YT02", 123456789, "YT02-123456789", "6PHQCQGN"),
    ],
)
def test_receipt_numbers_and_codes_on_both_sides(
    kiosk_id: str, receipt_no: int, number: str, code: str
) -> None:
    assert receipt_number(kiosk_id, receipt_no) == drawing.receipt_number(kiosk_id, receipt_no) == number
    assert receipt_code(KEY, number) == drawing.receipt_code(KEY, number) == code


@given(st.binary(min_size=32, max_size=32), st.integers(1, 2**53))
def test_any_receipt_code_is_the_one_that_the_kiosk_prints(key: bytes, receipt_no: int) -> None:
    number = receipt_number("YT01", receipt_no)
    assert receipt_code(key, number) == drawing.receipt_code(key, number)
