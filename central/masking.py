"""Hides most of a name, so that who holds a paper recognises it and nobody else learns it."""

from __future__ import annotations

import unicodedata

HIDDEN = "O"  # as Taiwanese offices write it: 王O明
HIDDEN_LATIN = "*"  # an O among Latin letters would read as one
CUT = "~"


def masked(name: str) -> str:
    """王O明, 王O, 歐OO例; each part of a name with ‧ or spaces by itself."""
    out = ""
    part: list[str] = []
    for letter in _letters(name):
        if letter.isspace() or letter in "‧·・•，,－-":
            out += _masked_part(part) + letter
            part = []
        else:
            part.append(letter)
    return out + _masked_part(part)


def shortened(masked_name: str, most_bytes: int) -> str:
    """Whole letters in at most so many bytes of UTF-8, with CUT at the end where some are left out."""
    if len(masked_name.encode()) <= most_bytes:
        return masked_name
    kept = ""
    for letter in _letters(masked_name):
        if len((kept + letter + CUT).encode()) > most_bytes:
            break
        kept += letter
    return kept + CUT


def _masked_part(letters: list[str]) -> str:
    if not letters:
        return ""
    first, last = letters[0], letters[-1]
    if any(unicodedata.name(letter[0], "").startswith("LATIN") for letter in letters):
        return first + HIDDEN_LATIN * (len(letters) - 1)
    match len(letters):
        case 1:
            return HIDDEN
        case 2:
            return first + HIDDEN
        case count:
            return first + HIDDEN * (count - 2) + last


def _letters(name: str) -> list[str]:
    """Each letter with the marks and variation selectors that belong to it."""
    letters: list[str] = []
    for char in unicodedata.normalize("NFC", name):
        if letters and unicodedata.category(char) in ("Mn", "Me", "Mc"):
            letters[-1] += char
        else:
            letters.append(char)
    return letters
