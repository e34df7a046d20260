"""The configuration of one run: a copy of another with its own ports, addresses and folders."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, assert_never

from simulator.scenario import Hoppers


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def for_run(
    values: Mapping[str, Any], folder: Path, wires: Mapping[str, str], central: str
) -> dict[str, Any]:
    """`wires` are the addresses of the twins by device; everything of the run lies in `folder`."""
    return {
        **values,
        "kiosk": {
            **values["kiosk"],
            "simulated": True,
            "key_file": str(folder / "kiosk-keys.json"),
            "data_folder": str(folder / "kiosk"),
        },
        "central": {**values["central"], "url": central},
        "coin_acceptor": {**values["coin_acceptor"], "port": wires["coin_acceptor"]},
        "receipt_printer": {**values["receipt_printer"], "port": wires["receipt_printer"]},
        "document_printer": {**values["document_printer"], "url": wires["document_printer"]},
        "mirror": {"port": 0},
        **_validator(values, wires),
    }


def _validator(values: Mapping[str, Any], wires: Mapping[str, str]) -> dict[str, Any]:
    if "bill_validator" not in values:
        return {}
    return {"bill_validator": {**values["bill_validator"], "port": wires["bill_validator"]}}


def with_hoppers(values: Mapping[str, Any], how: Hoppers) -> dict[str, Any]:
    """The same machine with its hoppers filled as configured, empty, or not fitted at all."""
    match how:
        case Hoppers.FULL:
            return dict(values)
        case Hoppers.EMPTY:
            return {**values, "start_float": dict.fromkeys(values.get("hoppers", {}), 0)}
        case Hoppers.NONE:
            without = {key: value for key, value in values.items() if key not in ("hoppers", "start_float")}
            limits = values.get("limits", {})
            boxes = {unit: limit for unit, limit in limits.items() if not unit.startswith("hopper_")}
            return (
                {**without, "limits": boxes} if boxes else {k: v for k, v in without.items() if k != "limits"}
            )
        case _:
            assert_never(how)


def to_toml(values: Mapping[str, Any]) -> str:
    """TOML of tables, strings, numbers, truths and lists of those; all that a configuration has."""
    return "\n".join(_lines(values, ())) + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    if path:
        yield f"\n[{'.'.join(path)}]"
    for key, value in table.items():
        if key not in inner:
            # A JSON string is a TOML basic string as long as nothing is written as a surrogate pair.
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    for key, value in inner.items():
        yield from _lines(value, (*path, key))
