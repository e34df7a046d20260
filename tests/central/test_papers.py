"""Copies: academic years, and a signature over what is in them."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import cbor2

from central.builders import Asked
from central.papers import Issuer, make_copy, verify_url
from central.settings import OWN_CATALOGUE, load_catalogue
from central.signing import payload_bytes, verify_paper
from central.specimen import Press
from tests.central.bench import Bench, everybody


def test_signature_is_over_this_very_paper(bench: Bench) -> None:
    """By cbor2 and cryptography alone, as anybody's program would do it offline."""
    for document in bench.order(copies=3).json()["documents"]:
        text = document["payload"]
        message = cbor2.loads(base64.b32decode(text + "=" * (-len(text) % 8)))
        protected, _, payload, signature = message.value
        kid = cbor2.loads(protected)[4]
        publics = {key.kid: key.public for key in bench.services.keys.papers}
        publics[kid].verify(signature, cbor2.dumps(["Signature1", protected, b"", payload]))
        claims = cbor2.loads(payload)
        assert claims[1] == document["copy_serial"]
        assert claims[2] == "TR-ZH"
        assert date(1970, 1, 1).toordinal() + claims[3] == date(2026, 8, 3).toordinal()
        assert claims[4].hex() == document["data_sha256"][:32]
        assert (claims[5], claims[6]) == ("KIOSK-1", "林O例")
        whose = json.dumps(
            [document["copy_serial"], "B11199042", "林範例"], separators=(",", ":"), ensure_ascii=False
        )
        assert claims[7] == hashlib.sha256(whose.encode()).digest()[:8]


def test_check_codes_are_not_guessable_from_each_other(bench: Bench) -> None:
    documents = bench.order(copies=10).json()["documents"]
    codes = [document["data"]["paper"]["code"] for document in documents]
    assert len(set(codes)) == 10
    assert all(len(code) == 9 and code[4] == "-" for code in codes)
    digests = {hashlib.sha256(document["payload"].encode()).digest() for document in documents}
    assert len(digests) == 10


def test_address_fits_into_the_code_whatever_stands_in_it() -> None:
    """A long host, kiosk id and name: what is cut is the masked name, which is only there to be looked at."""
    press = Press(load_catalogue(OWN_CATALOGUE))
    long_name = replace(everybody()[0], name_zh="MANO FANLI KALI YANGBEN NARUWAGU")
    now = datetime(2026, 3, 5, 2, tzinfo=UTC)
    kind = press.catalogue.kind("TR-ZH-R")
    assert kind is not None
    for kiosk_id, host, cut in (
        ("KIOSK-1", "", "M***"),
        ("KIOSK-123456", "", "M***"),
        ("KIOSK-1", "2", "M***"),
    ):
        issuer = Issuer(press.base.replace(".EXAMPLE", f"{host}.EXAMPLE"), press.key, kiosk_id, "")
        copy = make_copy(issuer, long_name, Asked(kind), "114T0000001", now)
        assert len(verify_url(issuer.base, copy)) <= 311
        message = payload_bytes(copy.payload)
        assert message is not None
        claims = verify_paper(message, {press.key.kid: press.key.private.public_key()})
        assert claims is not None
        assert claims.holder.startswith(cut)
        assert claims.holder.endswith("~")
