"""Keeps what was used last, up to a budget. Counted in bytes, because a count of surfaces says nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """A least-recently-used cache whose values together cost at most `budget`."""

    def __init__(self, budget: int, cost: Callable[[Value], int]) -> None:
        self.budget = budget
        self.held = 0
        self._cost = cost
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value under `key`, made when it is not there. One that alone breaks the budget is not kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        value = make()
        cost = self._cost(value)
        if cost <= self.budget:
            self._kept[key] = value
            self.held += cost
            while self.held > self.budget:
                _, dropped = self._kept.popitem(last=False)
                self.held -= self._cost(dropped)
        return value

    def clear(self) -> None:
        self._kept.clear()
        self.held = 0

    def __len__(self) -> int:
        return len(self._kept)
