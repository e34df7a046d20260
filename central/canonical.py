"""Canonical JSON: one text for one value, so that a hash over it means something."""

from __future__ import annotations

import hashlib
import json


def canonical(value: object) -> str:
    """Sorted keys, no spaces, letters as they are. No floats ever come here, so their form is no question."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_of(value: object) -> str:
    """SHA-256 in hex over the UTF-8 of the canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
