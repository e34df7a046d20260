"""What an operator states about one SSP validator; what its notes are worth it says itself."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """How the validator is wired, and how it is talked to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: int = Field(default=0, ge=0, le=0x7D, description="Its bus address; validators leave as 0.")
    stop_bits: Literal[1, 2] = Field(default=2, description="Stop bits of its line; the manual says 2.")
    country: str = Field(
        default="TWD",
        pattern=r"^[A-Z]{3}$",
        description="Code of the notes that count, as its dataset has it.",
    )
    acknowledge: bool = Field(
        default=True,
        description="Ask it to repeat credits until acknowledged; false if that confuses it.",
    )
    patience_s: float = Field(
        default=30.0,
        ge=15.0,
        le=600.0,
        description="How long to ask a silent validator what became of a note, 15 to 600 s.",
    )
