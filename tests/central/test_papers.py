"""Copies: academic years, and a signature over what is in them."""

from __future__ import annotations

import base64
import hashlib
from datetime import date

import cbor2

from tests.central.bench import Bench


def test_signature_is_over_this_very_paper(bench: Bench) -> None:
    """By cbor2 and cryptography alone, as anybody's program would do it offline."""
    for document in bench.order(copies=3).json()["documents"]:
        text = document["payload"]
        message = cbor2.loads(base64.b32decode(text + "=" * (-len(text) % 8)))
        protected, _, payload, signature = message.value
        kid = cbor2.loads(protected)[4]
        publics = {key.kid: key.private.public_key() for key in bench.services.keys.papers}
        publics[kid].verify(signature, cbor2.dumps(["Signature1", protected, b"", payload]))
        claims = cbor2.loads(payload)
        assert claims[1] == document["copy_serial"]
        assert claims[2] == "TR-ZH"
        assert date(1970, 1, 1).toordinal() + claims[3] == date(2026, 8, 3).toordinal()
        assert claims[4].hex() == document["data_sha256"][:32]
        assert claims[5] == "KIOSK-1"


def test_check_codes_are_not_guessable_from_each_other(bench: Bench) -> None:
    documents = bench.order(copies=10).json()["documents"]
    codes = [document["data"]["paper"]["code"] for document in documents]
    assert len(set(codes)) == 10
    assert all(len(code) == 9 and code[4] == "-" for code in codes)
    digests = {hashlib.sha256(document["payload"].encode()).digest() for document in documents}
    assert len(digests) == 10
