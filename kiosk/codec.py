"""Events and facts to and from the journal's JSON.

Fields marked personal are taken out into a side table, so that they can be erased and the chain still
verifies; fields marked secret are never written at all.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any, get_args

from pydantic import TypeAdapter

from kiosk.visit.events import Event
from kiosk.visit.facts import Fact


def _adapters(union: Any) -> dict[str, TypeAdapter[Any]]:
    return {member.__name__: TypeAdapter(member) for member in get_args(union)}


EVENTS = _adapters(Event)
FACTS = _adapters(Fact)
ALL = {**EVENTS, **FACTS}


def canonical(value: object) -> str:
    """JSON text that is the same for the same value: sorted keys, no spaces, real characters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def encode(item: Event | Fact) -> tuple[str, str, str]:
    """Kind, public body, personal body ("" where there is nothing personal)."""
    whole: dict[str, Any] = ALL[type(item).__name__].dump_python(item, mode="json")
    personal = _take_out(item, whole)
    return type(item).__name__, canonical(whole), canonical(personal) if personal else ""


def decode(kind: str, body: str, personal: str = "") -> Event | Fact:
    """The event or fact again; erased personal fields come back empty.

    Raises KeyError for a kind this program does not know, ValidationError for a body that does not fit.
    """
    whole = json.loads(body)
    if personal:
        _put_back(whole, json.loads(personal))
    item: Event | Fact = ALL[kind].validate_python(whole)
    return item


def _take_out(item: Any, dumped: dict[str, Any]) -> dict[str, Any]:
    personal: dict[str, Any] = {}
    for field in dataclasses.fields(item):
        value = getattr(item, field.name)
        match field.metadata.get("privacy"):
            case "secret":
                del dumped[field.name]
            case "personal":
                personal[field.name] = dumped.pop(field.name)
            case _ if dataclasses.is_dataclass(value):
                inner = _take_out(value, dumped[field.name])
                if inner:
                    personal[field.name] = inner
    return personal


def _put_back(whole: dict[str, Any], personal: dict[str, Any]) -> None:
    for name, value in personal.items():
        if isinstance(value, dict):
            _put_back(whole[name], value)
        else:
            whole[name] = value
