"""What an operator sets: from a TOML file, from YUNTECH_CENTRAL_* variables, or both (variables win)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.catalogue import Catalogue, CatalogueError

PREFIX = "YUNTECH_CENTRAL_"
OWN_CATALOGUE = Path(__file__).parents[1] / "config" / "catalogue.toml"


class SettingsError(ValueError):
    """The settings cannot be used; the text names the place."""


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    database: str = "sqlite:///central.sqlite"
    catalogue: Path = OWN_CATALOGUE
    keys: Path = Path("central-keys.json")
    verify_base: str = Field(
        default="HTTPS://VERIFY.YUNTECH.EXAMPLE", pattern=r"^HTTPS?://[A-Z0-9.:/-]+[A-Z0-9]$"
    )
    """Begins every address on a paper. Upper case, for the QR code's alphanumeric set."""
    order_valid_h: int = Field(default=72, ge=1, le=720)
    """How long an issued order may wait for its payment. A payment that comes later still counts."""
    identify_tries_per_number: int = Field(default=5, ge=1)
    identify_tries_per_kiosk: int = Field(default=60, ge=1)
    identify_window_s: int = Field(default=900, ge=1, le=86_400)
    verify_tries: int = Field(default=20, ge=1)
    """Failed look-ups from one address within the window; of papers, receipts and claims, each by itself."""
    verify_window_s: int = Field(default=600, ge=1, le=86_400)
    cashier_tries: int = Field(default=5, ge=1)
    """Wrong passwords of one cashier from one address within the window."""
    cashier_window_s: int = Field(default=900, ge=1, le=86_400)
    papers_office: str = "registrar"
    """Of the catalogue's offices, the one that the pages name for a paper that is missing."""
    claims_office: str = "cashier"
    """And the one that pays claims."""
    longest_body: int = Field(default=16_384, ge=1_024)
    longest_journal_body: int = Field(default=8_388_608, ge=1_024)


def load_settings(file: Path | None, environment: Mapping[str, str], **given: Any) -> Settings:
    """File, then variables, then what the command line gave; raises SettingsError."""
    values: dict[str, Any] = {}
    try:
        if file is not None:
            values |= tomllib.loads(file.read_text(encoding="utf-8"))
        values |= {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environment.items()
            if name.startswith(PREFIX)
        }
        values |= {name: value for name, value in given.items() if value is not None}
        return Settings.model_validate(values)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
    except ValidationError as error:
        lines = (
            f"{'.'.join(map(str, one['loc']))}: {_words(one)}" for one in error.errors(include_url=False)
        )
        raise SettingsError("settings: " + "; ".join(lines)) from error


def load_catalogue(file: Path) -> Catalogue:
    """Raises CatalogueError."""
    try:
        return Catalogue.parse(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file}: {error}") from error


def _words(error: Any) -> str:
    return "unknown key" if error["type"] == "extra_forbidden" else str(error["msg"])
