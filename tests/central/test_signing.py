"""Signatures, checked with nothing but cryptography and cbor2."""

from __future__ import annotations

import base64
from datetime import date

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from central.keys import SigningKey
from central.signing import (
    HOLDER_DIGEST_BYTES,
    LONGEST_ADDRESS,
    PaperClaims,
    acknowledgement,
    holder_digest,
    kid_of,
    payload_bytes,
    payload_text,
    sign_paper,
    verify_paper,
)
from kiosk.documents.renderer import QR_LONGEST

# RFC 8032, section 7.1, test 1: secret and public key.
SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
KEY = SigningKey.of(SECRET)
OTHER = SigningKey.of(bytes(31) + b"\x01")
CLAIMS = PaperClaims(
    "114T0012345", "TR-ZH", date(2026, 1, 26), bytes(range(16)), "YT01", "林O例", bytes(range(8))
)
SIGNED = sign_paper(KEY, CLAIMS)
PUBLICS = {KEY.kid: KEY.private.public_key(), OTHER.kid: OTHER.private.public_key()}


def test_key_is_the_rfcs() -> None:
    assert KEY.public_raw == PUBLIC


def test_layout_and_signature_by_rfc_9052() -> None:
    """Section 4.2: tag 18, [protected, unprotected, payload, signature]; section 4.4: what is signed."""
    message = cbor2.loads(SIGNED)
    assert message.tag == 18
    protected, unprotected, payload, signature = message.value
    assert dict(cbor2.loads(protected)) == {1: -8, 4: KEY.kid}
    assert dict(unprotected) == {}
    assert dict(cbor2.loads(payload)) == {
        1: "114T0012345",
        2: "TR-ZH",
        3: 20479,  # days from 1970-01-01 to 2026-01-26
        4: bytes(range(16)),
        5: "YT01",
        6: "林O例",
        7: bytes(range(8)),
    }
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(signature, signed)


def test_short_enough_for_the_code_on_a_paper() -> None:
    address = f"HTTPS://VERIFY.YUNTECH.EXAMPLE/V/114T0012345/K7QF2M9X/{payload_text(SIGNED)}"
    assert len(SIGNED) <= 150
    assert len(address) <= LONGEST_ADDRESS  # version 10 at level M, alphanumeric
    assert LONGEST_ADDRESS == QR_LONGEST


def test_verifies_what_it_signed() -> None:
    assert verify_paper(SIGNED, PUBLICS) == CLAIMS


def test_every_bit_counts() -> None:
    for place in range(len(SIGNED) * 8):
        forged = bytearray(SIGNED)
        forged[place // 8] ^= 1 << place % 8
        assert verify_paper(bytes(forged), PUBLICS) is None, place


def test_every_cut_and_every_extra_byte_counts() -> None:
    for end in range(len(SIGNED)):
        assert verify_paper(SIGNED[:end], PUBLICS) is None
    for extra in (b"\x00", b"\xa0", SIGNED):
        assert verify_paper(SIGNED + extra, PUBLICS) is None
        assert verify_paper(extra + SIGNED, PUBLICS) is None


@given(st.binary(max_size=300))
def test_no_noise_verifies(noise: bytes) -> None:
    assert verify_paper(noise, PUBLICS) is None


def test_other_keys_do_not_verify() -> None:
    assert verify_paper(SIGNED, {}) is None
    assert verify_paper(SIGNED, {OTHER.kid: OTHER.private.public_key()}) is None
    assert verify_paper(SIGNED, {KEY.kid: OTHER.private.public_key()}) is None
    renamed = SIGNED.replace(KEY.kid, OTHER.kid)
    assert verify_paper(renamed, PUBLICS) is None


def test_same_content_in_another_wording_is_not_accepted() -> None:
    """A longer length field decodes to the same message, but is not what was signed and printed."""
    protected, unprotected, payload, signature = cbor2.loads(SIGNED).value
    start = b"\xd2\x84\x49" + protected + b"\xa0"
    assert start + cbor2.dumps(payload) + cbor2.dumps(signature) == SIGNED
    assert unprotected == {}
    long_payload = b"\x59" + len(payload).to_bytes(2, "big") + payload
    assert verify_paper(start + long_payload + cbor2.dumps(signature), PUBLICS) is None


def test_says_which_key_it_is_from() -> None:
    assert kid_of(SIGNED) == KEY.kid


def test_claims_of_another_layout_are_none_of_ours() -> None:
    content = cbor2.dumps({1: "114T0012345", 2: "TR-ZH", 3: 20479, 4: bytes(16), 5: "YT01"})
    protected = b"\xa2\x01\x27\x04\x44" + KEY.kid
    signature = KEY.private.sign(cbor2.dumps(["Signature1", protected, b"", content]))
    message = b"\xd2\x84\x49" + protected + b"\xa0" + cbor2.dumps(content) + b"\x58\x40" + signature
    assert verify_paper(message, PUBLICS) is None


def test_holders_digest_binds_serial_number_and_name() -> None:
    """SHA-256 of ["114T0012345","B11199042","林範例"], by another program."""
    given = ("114T0012345", "B11199042", "林範例")
    assert holder_digest(*given).hex() == "f64b30d8de470545"
    assert len(holder_digest(*given)) == HOLDER_DIGEST_BYTES
    others = {holder_digest("114T0012346", *given[1:]), holder_digest(given[0], "B11199043", given[2])}
    others |= {holder_digest(*given[:2], "林範列"), holder_digest(given[0], "B1119904", "2林範例")}
    assert len(others | {holder_digest(*given)}) == 5


@given(st.binary(max_size=200))
def test_payload_text_there_and_back(data: bytes) -> None:
    text = payload_text(data)
    assert payload_bytes(text) == data
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@pytest.mark.parametrize("text", ["A", "a", "=", "AAAAAAA=", "AB", "A1", "林", "A" * 600, "A\n"])
def test_what_is_no_payload_text(text: str) -> None:
    """AB would decode like AA: only one way to write a payload is accepted."""
    assert payload_bytes(text) is None


def test_acknowledgement_signs_what_the_contract_says() -> None:
    signature = base64.b64decode(acknowledgement(KEY, "YT01", 12, "ab" * 32))
    said = b"YT01:12:" + b"ab" * 32
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(signature, said)
