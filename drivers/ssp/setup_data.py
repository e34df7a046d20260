"""What a banknote validator says of itself: which channel is which note.

ITL SSP Protocol Manual GA138 2.2.2129A, banknote validator, answer to SETUP_REQUEST.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.money import NOTES, Money

BANKNOTE_VALIDATOR = 0x00
MOST_CHANNELS = 16
EXPANDED_FROM = 6  # protocol version


@dataclass(frozen=True, slots=True)
class SetupData:
    """`channels` are those with a note of the wanted country that the kiosk knows."""

    firmware: str
    protocol: int
    channels: dict[int, Money]


def setup_data(data: bytes, country: str) -> SetupData | None:
    """None: this is no banknote validator, or its answer does not hold together."""
    if len(data) < 12 or data[0] != BANKNOTE_VALIDATOR:
        return None
    many = data[11]
    if not 1 <= many <= MOST_CHANNELS or len(data) < 16 + 2 * many:
        return None
    protocol = data[15 + 2 * many]
    multiplier = int.from_bytes(data[8:11])
    values = [value * multiplier for value in data[12 : 12 + many]]
    countries = [data[5:8]] * many
    if protocol >= EXPANDED_FROM:
        if len(data) != 16 + 9 * many:
            return None
        first, second = 16 + 2 * many, 16 + 5 * many
        countries = [data[first + 3 * place : first + 3 * place + 3] for place in range(many)]
        if not multiplier:
            values = [
                int.from_bytes(data[second + 4 * place : second + 4 * place + 4], "little")
                for place in range(many)
            ]
    channels = {
        place + 1: Money(value)
        for place, (value, of) in enumerate(zip(values, countries, strict=True))
        if of == country.encode("ascii") and Money(value) in NOTES
    }
    return SetupData(data[1:5].decode("ascii", "replace"), protocol, channels)
