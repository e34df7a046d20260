"""A cache that keeps to its budget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screens.cache import Cache


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 40)), max_size=200))
def test_never_holds_more_than_its_budget(wanted: list[tuple[int, int]]) -> None:
    cache: Cache[tuple[int, int], int] = Cache(100, lambda cost: cost)
    for key in wanted:
        assert cache.get(key, lambda cost=key[1]: cost) == key[1]  # type: ignore[misc]
        assert cache.held <= 100


def test_makes_once_and_forgets_the_oldest() -> None:
    made: list[str] = []
    cache: Cache[str, str] = Cache(2, lambda _: 1)

    def make(key: str) -> str:
        made.append(key)
        return key

    for key in ("a", "b", "a", "c", "a", "b"):
        cache.get(key, lambda key=key: make(key))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def test_what_is_too_large_is_made_and_not_kept() -> None:
    cache: Cache[str, int] = Cache(10, lambda cost: cost)
    assert cache.get("huge", lambda: 11) == 11
    assert (len(cache), cache.held) == (0, 0)


def test_clear() -> None:
    cache: Cache[str, int] = Cache(10, lambda cost: cost)
    cache.get("a", lambda: 3)
    cache.clear()
    assert (len(cache), cache.held) == (0, 0)
