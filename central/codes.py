"""Codes that people read and type: of papers, receipts and claims, in Crockford's base 32."""

from __future__ import annotations

import hashlib
import hmac

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = SYMBOLS + "*~$=U"  # values 32 to 36 occur only as a check symbol
_AS_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})

CHECK_CODE_BYTES = 5  # 40 bits = 8 symbols
RECEIPT_CODE_SYMBOLS = 8
CLAIM_CODE_SYMBOLS = 16  # and one to check them


def base32(data: bytes) -> str:
    """Five bytes become eight symbols; other lengths are not used here."""
    if len(data) % 5:
        raise ValueError("only whole groups of five bytes")
    number = int.from_bytes(data, "big")
    count = len(data) * 8 // 5
    return "".join(SYMBOLS[number >> 5 * place & 31] for place in reversed(range(count)))


def as_meant(typed: str) -> str:
    """Upper case, O read as 0, I and L as 1, hyphens and spaces dropped."""
    return typed.upper().translate(_AS_MEANT)


def check_symbol(code: str) -> str:
    """Crockford's modulo-37 symbol of a code without hyphens."""
    number = 0
    for symbol in code:
        number = (number * 32 + SYMBOLS.index(symbol)) % 37
    return CHECK_SYMBOLS[number]


def claim_code(claim_key: bytes, claim_id: str) -> str:
    """Sixteen symbols and a check symbol, without hyphens. The kiosk computes the same without a network."""
    code = base32(hmac.digest(claim_key, claim_id.encode(), "sha256")[:10])
    return code + check_symbol(code)


def whole_claim_code(given: str) -> str | None:
    """A claim code in its one form, from a slip's address (no check symbol) or as typed from its front.

    None when it cannot be one; whether there is such a claim is another question.
    """
    meant = as_meant(given)
    symbols, checked_by = meant[:CLAIM_CODE_SYMBOLS], meant[CLAIM_CODE_SYMBOLS:]
    if len(symbols) != CLAIM_CODE_SYMBOLS or not set(symbols) <= set(SYMBOLS):
        return None
    check = check_symbol(symbols)
    return symbols + check if checked_by in ("", check) else None


def receipt_number(kiosk_id: str, receipt_no: int) -> str:
    """As a receipt prints it: YT01-00000012."""
    return f"{kiosk_id}-{receipt_no:08d}"


def receipt_code(claim_key: bytes, number: str) -> str:
    """What a receipt's address has beside its number. No claim id has a space, so no claim has this code."""
    return claim_code(claim_key, f"receipt {number}")[:RECEIPT_CODE_SYMBOLS]


def code_hash(code: str) -> str:
    """What is kept of a claim code, so that reading the database does not pay anybody."""
    return hashlib.sha256(code.encode()).hexdigest()


def grouped(code: str) -> str:
    """Hyphens after every four symbols: 4-4-4-4-1 for a claim, 4-4 for a paper."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
