"""Signs what central vouches for: papers (COSE_Sign1, RFC 9052) and acknowledgements of journals.

    d2 84                     tag 18, array of four
      49 a2 01 27 04 44 kid   protected: {alg: EdDSA, kid: four bytes}
      a0                      unprotected: nothing
      58 nn {1: serial, 2: kind, 3: day issued, 4: digest, 5: kiosk, 6: masked holder, 7: holder's digest}
      58 40 signature         Ed25519

Signing goes through pycose. Verifying accepts exactly the layout above and nothing that merely decodes to
the same, so that there is one byte string per paper and no parser meets unsigned bytes.

The code on a paper has room for about 160 bytes, so the marks are in it as a digest only: who has the data
can check them, who has only the paper must ask the registrar.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm
from pycose.keys.curves import Ed25519
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

from central.canonical import canonical
from central.keys import SigningKey

DIGEST_BYTES = 16
HOLDER_BYTES = 12  # of the masked name; long ones are cut
LONGEST_ADDRESS = 311  # what the code on a paper can say: kiosk.documents.renderer.QR_LONGEST
HOLDER_DIGEST_BYTES = 8
LONGEST_PAYLOAD = 256  # a paper's is about 150 bytes

_START = bytes.fromhex("d28449a201270444")
_PROTECTED = bytes.fromhex("a201270444")
_UNPROTECTED = b"\xa0"
_SIGNATURE_START = b"\x58\x40"
_SIGNATURE_BYTES = 64
_EPOCH = date(1970, 1, 1)
_FIELDS = range(1, 8)


@dataclass(frozen=True, slots=True)
class PaperClaims:
    """What the code on a paper asserts.

    `digest` is the first 16 bytes of SHA-256 of its canonical data. `holder` is the masked name, to be
    looked at; `holder_digest` is what binds the number and the whole name.
    """

    serial: str
    kind: str
    issued: date
    digest: bytes
    kiosk: str
    holder: str
    holder_digest: bytes


def holder_digest(serial: str, number: str, name: str) -> bytes:
    """`name` without spaces, compatible letters made one, as `kiosk.documents.checks.squeezed` does.

    Eight bytes: somebody who wants this paper for another person has that person's name and number to hit.
    It hides nothing from who can guess both; the paper says them in full.
    """
    return hashlib.sha256(canonical([serial, number, name]).encode()).digest()[:HOLDER_DIGEST_BYTES]


def sign_paper(key: SigningKey, claims: PaperClaims) -> bytes:
    content = cbor2.dumps(
        {
            1: claims.serial,
            2: claims.kind,
            3: (claims.issued - _EPOCH).days,
            4: claims.digest,
            5: claims.kiosk,
            6: claims.holder,
            7: claims.holder_digest,
        }
    )
    message = Sign1Message(phdr={Algorithm: EdDSA, KID: key.kid}, payload=content)
    message.key = OKPKey(
        crv=Ed25519, x=key.private.public_key().public_bytes_raw(), d=key.private.private_bytes_raw()
    )
    signed: bytes = message.encode()
    return signed


def verify_paper(message: bytes, publics: Mapping[bytes, Ed25519PublicKey]) -> PaperClaims | None:
    """The claims, or None for anything that was not signed by one of these keys."""
    content_at = len(_START) + 4 + len(_UNPROTECTED)
    signature_at = len(message) - _SIGNATURE_BYTES
    content_end = signature_at - len(_SIGNATURE_START)
    if not content_at < content_end <= LONGEST_PAYLOAD:
        return None
    kid = message[len(_START) : len(_START) + 4]
    content = _unwrapped(message[content_at:content_end])
    public = publics.get(kid)
    framed = _START + kid + _UNPROTECTED, message[:content_at], message[content_end:signature_at]
    if content is None or public is None or framed[0] != framed[1] or framed[2] != _SIGNATURE_START:
        return None
    try:
        public.verify(message[signature_at:], cbor2.dumps(["Signature1", _PROTECTED + kid, b"", content]))
    except InvalidSignature:
        return None
    fields = cbor2.loads(content)
    if set(fields) != set(_FIELDS):
        return None  # ours, but of an earlier layout that never left the house
    serial, kind, day, *others = (fields[name] for name in _FIELDS)
    return PaperClaims(serial, kind, date.fromordinal(_EPOCH.toordinal() + day), *others)


def kid_of(message: bytes) -> bytes:
    """Which key it says it was signed with; nothing is proven by that."""
    return message[len(_START) : len(_START) + 4]


def _unwrapped(wrapped: bytes) -> bytes | None:
    """The content of a CBOR byte string in its shortest form."""
    content = wrapped[1:] if len(wrapped) <= 24 else wrapped[2:]
    return content if cbor2.dumps(content) == wrapped else None


def payload_text(message: bytes) -> str:
    """Base 32 without padding: every letter is in the QR code's alphanumeric set."""
    return base64.b32encode(message).decode().rstrip("=")


def payload_bytes(text: str) -> bytes | None:
    """The reverse; None when it is not the base 32 of anything, or not the one way to write it."""
    if len(text) > LONGEST_PAYLOAD * 2 or not text.isascii():
        return None
    try:
        message = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error:
        return None
    return message if payload_text(message) == text else None


def acknowledgement(key: SigningKey, kiosk: str, seq: int, row_hash: str) -> str:
    """Base64 Ed25519 over "kiosk:seq:hash": the kiosk's proof of what central has."""
    return base64.b64encode(key.private.sign(f"{kiosk}:{seq}:{row_hash}".encode())).decode()
