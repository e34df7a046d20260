"""What a planted defect is: a function that keeps a promise no longer, in the place of one that does."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

Owner = ModuleType | type


@dataclass(frozen=True, slots=True)
class Defect:
    """`plants`: which attribute of which module or class becomes what; found `within` so many seeds.

    `says` is what the judge may say of it, so that nothing counts as found by accident.
    """

    says: frozenset[str]
    plants: tuple[tuple[Owner, str, Any], ...]
    within: int


def defect(owner: Owner, attribute: str, defective: Any, *says: str, within: int = 20) -> Defect:
    return Defect(frozenset(says), ((owner, attribute, defective),), within)
