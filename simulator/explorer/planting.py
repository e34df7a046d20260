"""Plants one defect in the core, or in the shell's discipline, and looks for the seed that notices it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from simulator.explorer.defects import DEFECTS
from simulator.explorer.explore import Exploration


@dataclass(frozen=True, slots=True)
class Hunt:
    """After how many seeds the judge noticed, and what it said; `what` "" means that it never did."""

    seeds: int
    what: str


@contextmanager
def planted(name: str) -> Iterator[None]:
    """While this lasts the defect is in; "" plants nothing."""
    if not name:
        yield
        return
    plants = DEFECTS[name].plants
    healthy = [(owner, attribute, vars(owner)[attribute]) for owner, attribute, _ in plants]
    for owner, attribute, defective in plants:
        setattr(owner, attribute, defective)  # in modules and classes; nothing else can replace a function
    try:
        yield
    finally:
        for owner, attribute, sound in healthy:
            setattr(owner, attribute, sound)


def search(name: str, first: int, most: int, days: int) -> Hunt:
    """Seed after seed until the judge says what it should say of this defect."""
    with planted(name):
        for seed in range(first, first + most):
            violation = Exploration(seed, days).run().violation
            if violation is not None and violation.what in DEFECTS[name].says:
                return Hunt(seed - first + 1, violation.what)
    return Hunt(most, "")
