"""Judges the signed payload of a paper by public keys alone, each key by its own time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from central.keys import PaperKey
from central.signing import PaperClaims, kid_of, payload_bytes, verify_paper


class Signature(StrEnum):
    GOOD = "good"
    FORGED = "forged"  # not what a key signed, or no payload at all
    UNKNOWN_KEY = "unknown-key"  # says it is from a key that is not among these
    KEY_REVOKED = "key-revoked"
    OUT_OF_TIME = "out-of-time"  # dated when this key did not sign


@dataclass(frozen=True, slots=True)
class Judged:
    """`claims` are there where the key really signed them, whatever the key is worth now."""

    signature: Signature
    kid: str = ""
    claims: PaperClaims | None = None


def judge(payload: str, keys: Sequence[PaperKey]) -> Judged:
    """`payload` is base 32, as at the end of a paper's address; only the form that was printed counts."""
    message = payload_bytes(payload)
    if message is None:
        return Judged(Signature.FORGED)
    kid = kid_of(message)
    key = next((key for key in keys if key.kid == kid), None)
    if key is None:
        return Judged(Signature.UNKNOWN_KEY, kid.hex())
    claims = verify_paper(message, {key.kid: key.public})
    if claims is None:
        return Judged(Signature.FORGED, kid.hex())
    if key.revoked is not None:
        return Judged(Signature.KEY_REVOKED, kid.hex(), claims)
    if not key.signed_on(claims.issued):
        return Judged(Signature.OUT_OF_TIME, kid.hex(), claims)
    return Judged(Signature.GOOD, kid.hex(), claims)
