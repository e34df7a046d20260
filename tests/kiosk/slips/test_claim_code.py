"""Codes worked out by other means: a hand-written HMAC with long arithmetic, and Crockford's own rules."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.slips.claim_code import CHECK_SYMBOLS, SYMBOLS, claim_code, typed_code

KEY = bytes(range(32))


def by_hand(key: bytes, claim_id: str) -> str:
    """HMAC as RFC 2104 defines it, then division with remainder instead of shifting bits."""
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + claim_id.encode()).digest()
    digest = hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()
    number = int(digest[:10].hex(), 16)
    rest, letters = number, ""
    for _ in range(16):
        rest, value = divmod(rest, 32)
        letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[value] + letters
    check = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"[number % 37]
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:12]}-{letters[12:]}-{check}"


VECTORS = [
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "YT01-C0001",
        "W3R2-A24K-A1SB-RK17-R",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "YT01-C0002",
        "0NPY-44HK-9BCC-YAX2-E",
    ),
    ("0000000000000000000000000000000000000000000000000000000000000000", "", "PR9P-F6G8-2KCY-RXSF-3"),
    (
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "YT01-V000123-1",
        "0SAJ-N5B1-WEV6-Z299-U",
    ),
    ("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "林範例", "5D3F-QFYG-RFNE-8TEK-S"),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "YT01-C0050",
        "GGJZ-56K6-B8N3-9CGM-*",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "YT01-C0004",
        "Z9B2-9086-MTVT-WJEG-~",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "YT01-C0021",
        "JMRS-60YT-6ZM9-DK8M-$",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "YT01-C0037",
        "KNYV-QKDC-502G-07HP-=",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "YT01-C0099",
        "42VG-516K-X0FX-06CS-U",
    ),
]


@pytest.mark.parametrize(("key", "claim_id", "code"), VECTORS)
def test_vectors(key: str, claim_id: str, code: str) -> None:
    """The central system must give the same; these lines are what its tests may copy."""
    assert claim_code(bytes.fromhex(key), claim_id) == code
    assert by_hand(bytes.fromhex(key), claim_id) == code


@given(st.binary(min_size=32, max_size=32), st.text(max_size=40))
def test_every_code_has_its_form_and_checks(key: bytes, claim_id: str) -> None:
    code = claim_code(key, claim_id)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 1]
    assert code == by_hand(key, claim_id)
    assert typed_code(code) == code
    assert typed_code(f"  {code.lower().replace('-', ' ')} ") == code


def test_letters_that_people_misread_are_understood() -> None:
    code = next(code for n in range(1000) if {"0", "1"} <= set(code := claim_code(KEY, str(n))[:-2]))
    check = claim_code(KEY, str(next(n for n in range(1000) if claim_code(KEY, str(n))[:-2] == code)))[-1]
    assert typed_code(code.replace("0", "o").replace("1", "l") + check) == f"{code}-{check}"


@given(st.integers(0, 10**6), st.integers(0, 15), st.sampled_from(SYMBOLS))
def test_one_wrong_symbol_is_always_found(n: int, at: int, wrong: str) -> None:
    plain = claim_code(KEY, str(n)).replace("-", "")
    spoilt = plain[:at] + wrong + plain[at + 1 :]
    assert (typed_code(spoilt) is None) == (spoilt != plain)


@given(st.integers(0, 10**6), st.integers(0, 14))
def test_two_exchanged_symbols_are_always_found(n: int, at: int) -> None:
    plain = claim_code(KEY, str(n)).replace("-", "")
    spoilt = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    assert (typed_code(spoilt) is None) == (spoilt != plain)


@pytest.mark.parametrize("text", ["", "-", "K7QF", "0" * 16, "U" * 17, "0" * 18, "０" * 17, "!" * 17])
def test_rubbish_is_no_code(text: str) -> None:
    assert typed_code(text) is None


def test_zero_is_a_code_like_any_other() -> None:
    assert typed_code("0" * 17) == "0000-0000-0000-0000-0"
    assert len(CHECK_SYMBOLS) == 37
