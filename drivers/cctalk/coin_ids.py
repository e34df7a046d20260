"""What a coin id says: `TW010A` is Taiwan, 10 units, issue A (header 184, specification part 3)."""

from __future__ import annotations

COUNTRY = "TW"
_MULTIPLIERS = {"K": 1_000, "M": 1_000_000, "G": 1_000_000_000}


def taiwan_units(coin_id: bytes) -> int | None:
    """The value field of a Taiwanese coin, or None for a blank, a token, a foreign or an odd id.

    Three digits are the number itself; one letter stands for the decimal point and multiplies: `2K5` is 2500.
    Whether a unit is a dollar or a cent is the maker's habit; no listing of a real TW device is public.
    """
    text = coin_id.decode("ascii", "replace")
    if len(text) != 6 or not text.startswith(COUNTRY):
        return None
    field = text[2:5]
    if field.isascii() and field.isdigit():
        return int(field)
    for letter, factor in _MULTIPLIERS.items():
        before, found, after = field.partition(letter)
        digits = before + after
        if found and digits.isascii() and digits.isdigit():
            return int(digits) * factor // int(10 ** len(after))
    return None
