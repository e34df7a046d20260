"""What a payload is worth, by the keys and their times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.keys import PaperKey, Revoked, SigningKey
from central.signing import PaperClaims, payload_text, sign_paper
from central.verify_signature import Signature, judge

KEY, OTHER = SigningKey.of(bytes(31) + b"\x01"), SigningKey.of(bytes(31) + b"\x02")
DAY = date(2026, 1, 26)
CLAIMS = PaperClaims("114T0012345", "TR-ZH", DAY, bytes(16), "YT01", "林O例", bytes(8))
PAYLOAD = payload_text(sign_paper(KEY, CLAIMS))
PAPER_KEY = PaperKey(KEY.kid, KEY.public_raw, since=date(2025, 8, 1))


def test_good() -> None:
    found = judge(PAYLOAD, (PAPER_KEY,))
    assert (found.signature, found.kid, found.claims) == (Signature.GOOD, KEY.kid.hex(), CLAIMS)


@pytest.mark.parametrize(
    ("since", "until", "wanted"),
    [
        (DAY, DAY, Signature.GOOD),
        (date(2025, 8, 1), None, Signature.GOOD),
        (date(2026, 1, 27), None, Signature.OUT_OF_TIME),
        (date(2025, 8, 1), date(2026, 1, 25), Signature.OUT_OF_TIME),
    ],
)
def test_key_speaks_for_its_time(since: date, until: date | None, wanted: Signature) -> None:
    found = judge(PAYLOAD, (replace(PAPER_KEY, since=since, until=until),))
    assert (found.signature, found.claims) == (wanted, CLAIMS)


def test_revoked_key_speaks_for_nothing_not_even_of_its_time() -> None:
    revoked = replace(PAPER_KEY, revoked=Revoked(date(2026, 9, 1), "lost"))
    assert judge(PAYLOAD, (revoked,)).signature is Signature.KEY_REVOKED


def test_another_universitys_key_is_told_from_a_forgery() -> None:
    stranger = PaperKey(OTHER.kid, OTHER.public_raw, since=date(2025, 8, 1))
    assert judge(PAYLOAD, (stranger,)).signature is Signature.UNKNOWN_KEY
    assert judge(PAYLOAD, ()).signature is Signature.UNKNOWN_KEY
    passed_off = replace(stranger, kid=KEY.kid)
    assert judge(PAYLOAD, (passed_off,)).signature is Signature.FORGED


def test_forged_payload_has_no_claims_whatever_the_key_is_worth() -> None:
    message = bytearray(sign_paper(KEY, CLAIMS))
    message[30] ^= 1
    for key in (PAPER_KEY, replace(PAPER_KEY, revoked=Revoked(DAY, "lost"))):
        found = judge(payload_text(bytes(message)), (key,))
        assert (found.signature, found.claims) == (Signature.FORGED, None)


@given(st.text(max_size=60))
def test_no_noise_is_good(noise: str) -> None:
    assert judge(noise, (PAPER_KEY,)).claims is None
