"""Reads the word lists of the invented university."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def read(name: str) -> object:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
