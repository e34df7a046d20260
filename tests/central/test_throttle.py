"""Failed tries are counted in windows, also at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from central.models import Throttle
from central.throttle import Limit, give_back, hashed_key, take
from tests.central.bench import NOW, Bench

THREE = (Limit("k", 3, 60),)


def taken(bench: Bench, limits: tuple[Limit, ...] = THREE, after_s: int = 0) -> int:
    with bench.database.writing() as session:
        return take(session, limits, NOW + timedelta(seconds=after_s))


def test_three_in_a_window_and_three_in_the_next(bench: Bench) -> None:
    assert [taken(bench, after_s=second) for second in (0, 10, 20, 30, 59)] == [0, 0, 0, 30, 1]
    assert [taken(bench, after_s=60) for _ in range(4)] == [0, 0, 0, 60]


def test_trying_on_does_not_make_the_window_longer(bench: Bench) -> None:
    waits = [taken(bench, after_s=second) for second in range(0, 60, 5)]
    assert waits[3:] == [60 - second for second in range(15, 60, 5)]


def test_given_back_tries_do_not_count(bench: Bench) -> None:
    for _ in range(5):
        with bench.database.writing() as session:
            assert take(session, THREE, NOW) == 0
            give_back(session, THREE)
    assert [taken(bench) for _ in range(4)] == [0, 0, 0, 60]


def test_the_fullest_limit_decides(bench: Bench) -> None:
    both = (Limit("wide", 100, 10), Limit("narrow", 1, 1000))
    assert [taken(bench, both) for _ in range(2)] == [0, 1000]
    assert taken(bench, (Limit("wide", 100, 10),)) == 0


def test_tries_at_the_same_moment_all_count(bench: Bench) -> None:
    with ThreadPoolExecutor(6) as pool:
        waits = list(pool.map(lambda _: taken(bench), range(12)))
    assert waits.count(0) == 3


def test_old_windows_are_forgotten(bench: Bench) -> None:
    for place in range(30):
        taken(bench, (Limit(f"k{place}", 1, 60),))
    for _ in range(3):
        taken(bench, (Limit("other", 9, 60),), after_s=61)
    with bench.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Throttle)) == 1


def test_key_does_not_spell_the_number() -> None:
    key = hashed_key("identify-number", "B11199042")
    assert "99042" not in key
    assert key != hashed_key("identify-number", "B11199043")
    assert len(hashed_key("identify-number", "B" * 10_000)) == len(key) <= 80
