"""Shared by the tests of the papers: one renderer, the invented students, and each paper rendered once."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kiosk.documents.fonts import Faces, coverage, static_fonts
from kiosk.documents.prepare import data_hash
from kiosk.documents.renderer import Renderer

DATA = Path(__file__).with_name("data")
CASES = tuple(sorted(file.name.removesuffix(".json") for file in DATA.glob("*.json")))

Sample = Callable[[str], dict[str, Any]]
Rendered = Callable[[str], bytes]


def whole_address(paper: dict[str, Any]) -> str:
    """A verification address as long as the real ones: 130 bytes of signed claims in base 32."""
    parts = (hashlib.sha256(f"{paper['serial']}{part}".encode()).digest() for part in range(5))
    payload = base64.b32encode(b"".join(parts)[:130]).decode().rstrip("=")
    return f"{paper['check_url']}/{payload}"


@cache
def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="session")
def faces() -> Faces:
    return static_fonts()


@pytest.fixture(scope="session")
def characters(faces: Faces) -> frozenset[int]:
    return coverage(faces)


@pytest.fixture(scope="session")
def renderer(faces: Faces) -> Renderer:
    return Renderer(faces)


@pytest.fixture(scope="session")
def sample() -> Sample:
    """The data of a case as the template gets it, with the verification address filled in."""

    def of(name: str) -> dict[str, Any]:
        data = copy.deepcopy(_read(name))
        data["paper"]["check_url"] = whole_address(data["paper"])
        return data

    return of


@pytest.fixture(scope="session")
def rendered(renderer: Renderer, sample: Sample) -> Rendered:
    @cache
    def of(name: str) -> bytes:
        data = sample(name)
        return renderer.render(data["paper"]["kind"], data)

    return of


@pytest.fixture(scope="session")
def issued() -> Sample:
    """One entry of `documents` as the central system answers it; the data hold the address unsigned."""

    def of(name: str) -> dict[str, Any]:
        data = copy.deepcopy(_read(name))
        paper, student = data["paper"], data["student"]
        return {
            "copy_serial": paper["serial"],
            "code": "transcript-zh",
            "person_id": "P0123456789abcdef",
            "holder": {"number": student["number"], "name_zh": student["name_zh"]},
            "template": paper["kind"],
            "data": data,
            "data_sha256": data_hash(data),
            "verify_url": whole_address(paper),
            "payload": "not read by the kiosk",
        }

    return of
