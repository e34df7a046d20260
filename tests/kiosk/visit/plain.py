"""What every piece of plain data must be: frozen, slotted, hashable, comparable by value."""

from __future__ import annotations

import dataclasses
from typing import Any


def assert_plain(member: Any) -> None:
    assert dataclasses.is_dataclass(member), member
    parameters = member.__dataclass_params__  # type: ignore[union-attr]
    assert parameters.frozen, f"{member} can be changed"
    assert parameters.eq, f"{member} is not compared by value"
    assert "__slots__" in vars(member), f"{member} takes any attribute"
    for field in dataclasses.fields(member):
        words = str(field.type)
        assert not any(word in words for word in ("list", "dict", "set[", "float |")), (member, field.name)
