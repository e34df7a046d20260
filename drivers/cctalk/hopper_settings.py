"""What an operator states about one hopper: its place on the bus, its coin, and what its counters mean.

Where a manual does not promise something, leave the default: it costs a doubt now and then, never a coin.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from drivers.cctalk.hopper_payout import Security
from drivers.cctalk.host import Echo
from kiosk.money import COINS, Money


class Settings(BaseModel):
    """How one model of hopper is wired, and what its counters mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: int = Field(
        default=3, ge=2, le=255, description="Its bus address, 2 to 255; 3 to 10 are usual, set by switches."
    )
    crc: bool = Field(
        default=False, description="True if it is set to 16-bit CRC; nearly all have the 8-bit checksum."
    )
    echo: Echo = Field(
        default=Echo.AUTO, description="Whether the adapter gives sent bytes back: auto, on or off."
    )
    value: int = Field(description="The NT$ coin it is filled with: 1, 5, 10, 20 or 50.")
    id_scale: Literal[1, 100] = Field(
        default=1, description="Units of its coin id per NT$: 1 if NT$10 is TW010A, 100 if it is TW1K0A."
    )
    security: Security = Field(
        description="What it wants with a payout: serial (its number), cipher (a key first) or zeros."
    )
    lifetime_counter: bool = Field(
        default=False, description="True if header 168 counts every coin and keeps the count without power."
    )
    keeps_last_payout: bool = Field(
        False,
        description="True if header 166 keeps the paid coins of a payout through power failure and reset.",
    )
    counts_refused: bool = Field(
        True,
        description="False only if the manual says that a refused payout does not move the event counter.",
    )
    unseen_coins: int = Field(
        default=1,
        ge=0,
        le=3,
        description="Coins, 0 to 3, that may fall uncounted when its power fails as it pays.",
    )
    sch2_flags: bool = Field(
        default=False, description="True if register 2 of its flags is that of the Money Controls SCH2."
    )
    patience_s: float = Field(
        default=60.0,
        ge=15.0,
        le=600.0,
        description="How long to ask a silent hopper what it paid, 15 to 600 s.",
    )

    @field_validator("value")
    @classmethod
    def _is_a_coin(cls, value: int) -> int:
        if Money(value) not in COINS:
            raise ValueError(f"there is no coin of NT${value}")
        return value
