"""The verdict on what somebody holds, offline: its codes, its signature, and what it says.

Valid means: every sheet carries the same code, the code is signed by a key in its time, and what can be
compared agrees. What was not compared is said, for that is left to the reader: a good code can be copied onto
a forged sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from central.keys import PaperKey
from central.signing import PaperClaims
from central.verify_signature import Judged, Signature, judge
from central.verify_source import Sheet
from central.verify_words import says_day, word_faults

ADDRESS = re.compile(
    r"(?P<base>(?i:https?)://[A-Za-z0-9.:/-]*[A-Za-z0-9])/V/(?P<serial>[0-9A-Z]{1,20})/(?P<code>[0-9A-Z]{8})"
    r"(?:/(?P<payload>[A-Z2-7]{1,512}))?"
)
SAID = {
    Signature.FORGED: "the signature is not of this content",
    Signature.UNKNOWN_KEY: "signed with a key that is not among those given",
    Signature.KEY_REVOKED: "the key that signed it has been revoked",
    Signature.OUT_OF_TIME: "dated on a day when this key did not sign",
}


class Verdict(StrEnum):
    VALID = "valid"
    NOT_VALID = "not-valid"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Address:
    """What a code says, taken apart; `base` and `code` are not signed."""

    whole: str
    serial: str
    code: str
    payload: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`claims` only where a key really signed them; `compared` says what was found equal on the sheets."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    address: Address | None = None
    claims: PaperClaims | None = None
    kid: str = ""
    compared: tuple[str, ...] = ()


def address_in(text: str) -> Address | None:
    found = ADDRESS.fullmatch(text)
    if found is None:
        return None
    return Address(text, found["serial"], found["code"], found["payload"] or "")


def verify_text(text: str, keys: Sequence[PaperKey]) -> Outcome:
    """The text of a code alone."""
    return verify_sheets((Sheet((text,)),), keys)


def verify_sheets(sheets: Sequence[Sheet], keys: Sequence[PaperKey]) -> Outcome:
    """One paper of one or more sheets."""
    addresses, faults = _addresses(sheets)
    if not addresses:
        return Outcome(Verdict.UNREADABLE, ("no code of a paper can be read",))
    address = addresses[0]
    if not address.payload:
        said = "the address carries no signature; only the verification page can tell"
        return Outcome(Verdict.UNREADABLE, (said,), address)
    judged = judge(address.payload, keys)
    faults += _signature_faults(judged, address)
    if judged.claims is None:
        return Outcome(Verdict.NOT_VALID, tuple(faults), address, kid=judged.kid)
    faults += _word_faults(judged.claims, address, sheets)
    compared = () if faults or not all(sheet.words for sheet in sheets) else COMPARED
    verdict = Verdict.NOT_VALID if faults else Verdict.VALID
    return Outcome(verdict, tuple(faults), address, judged.claims, judged.kid, compared)


COMPARED = ("name", "student number", "paper number", "check code", "day of issue")


def _addresses(sheets: Sequence[Sheet]) -> tuple[list[Address], list[str]]:
    """All different ones, and what is wrong with the codes; other codes than papers' are passed over."""
    found: dict[str, Address] = {}
    faults = []
    for number, sheet in enumerate(sheets, start=1):
        here = [address for address in map(address_in, sheet.codes) if address is not None]
        if not here:
            faults.append(f"sheet {number}: no code of a paper can be read")
        found |= {address.whole: address for address in here}
    if len(found) > 1:
        faults.append("codes of different papers")
    return list(found.values()), faults


def _signature_faults(judged: Judged, address: Address) -> list[str]:
    faults = [] if judged.signature is Signature.GOOD else [SAID[judged.signature]]
    if judged.claims is not None and judged.claims.serial != address.serial:
        faults.append(f"the address is of {address.serial}, the signature of {judged.claims.serial}")
    return faults


def _word_faults(claims: PaperClaims, address: Address, sheets: Sequence[Sheet]) -> list[str]:
    faults = [
        fault
        for number, sheet in enumerate(sheets, start=1)
        if sheet.words
        for fault in word_faults(claims, address.code, number, sheet.words)
    ]
    if all(sheet.words for sheet in sheets) and not any(
        says_day(claims.issued, sheet.words) for sheet in sheets
    ):
        faults.append(f"it does not say that it was issued on {claims.issued.isoformat()}")
    return faults
