"""The code on a claim slip: made from the claim's id and a key that only this kiosk and central share.

    HMAC-SHA256(key, claim_id) -> first 10 bytes -> 16 symbols of Crockford's base 32, and one to check them
    shown as K7QF-2M9X-4HWP-J2DT-C

The code proves the claim also while the network is down, and 80 bits cannot be guessed at a counter. The
check symbol is the number modulo 37; its last five values are * ~ $ = U.
"""

from __future__ import annotations

import hashlib
import hmac

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = SYMBOLS + "*~$=U"
CODE_BYTES = 10
CODE_SYMBOLS = 16

# What people write for a symbol that Crockford left out because it is misread.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def claim_code(key: bytes, claim_id: str) -> str:
    """The code in groups 4-4-4-4-1. `key` is the kiosk's claim key, 32 bytes."""
    digest = hmac.new(key, claim_id.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:CODE_BYTES], "big")
    symbols = "".join(SYMBOLS[number >> shift & 31] for shift in range(75, -1, -5))
    groups = [symbols[at : at + 4] for at in range(0, CODE_SYMBOLS, 4)]
    return "-".join([*groups, CHECK_SYMBOLS[number % 37]])


def typed_code(text: str) -> str | None:
    """A code as a person typed it, in its one written form; None where the check symbol does not fit.

    Finds every single wrong symbol and every exchange of two neighbours. It says nothing about whether
    such a claim exists.
    """
    plain = text.upper().translate(_MISREAD)
    symbols, check = plain[:-1], plain[-1:]
    if len(symbols) != CODE_SYMBOLS or any(symbol not in SYMBOLS for symbol in symbols):
        return None
    number = 0
    for symbol in symbols:
        number = number << 5 | SYMBOLS.index(symbol)
    if check != CHECK_SYMBOLS[number % 37]:
        return None
    return "-".join([*(symbols[at : at + 4] for at in range(0, CODE_SYMBOLS, 4)), check])
