from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cctalk.event_buffer import NOTHING_HAPPENED, REMEMBERED, News, compare

Pair = tuple[int, int]


def buffer(*pairs: Pair) -> bytes:
    """Newest first, filled up with nothing."""
    return bytes(part for pair in pairs for part in pair).ljust(10, b"\0")


class Device:
    """A device's counter and memory, straight from the rule."""

    def __init__(self, counter: int = 0) -> None:
        self.counter = counter
        self.events: deque[Pair] = deque([(0, 0)] * REMEMBERED, REMEMBERED)

    def post(self, pair: Pair) -> None:
        self.counter = 1 if self.counter in (0, 255) else self.counter + 1
        self.events.appendleft(pair)

    @property
    def read(self) -> tuple[int, bytes]:
        return self.counter, buffer(*self.events)


@pytest.mark.parametrize(
    ("last", "counter", "new", "lost", "reset"),
    [  # the table of part 2, header 229
        (23, 23, 0, 0, False),
        (102, 104, 2, 0, False),
        (255, 1, 1, 0, False),
        (253, 3, 5, 0, False),
        (48, 54, 5, 1, False),
        (67, 0, 0, 0, True),
    ],
)
def test_the_table_of_the_specification(last: int, counter: int, new: int, lost: int, reset: bool) -> None:
    before = buffer((1, 1), (2, 1), (3, 1), (4, 1), (5, 1))
    coming = [(7, 1), (8, 1), (9, 1), (10, 1), (11, 1)][:new]
    after = buffer(*coming[::-1])[: 2 * new] + before[: 10 - 2 * new]
    news = compare(last, before, counter, NOTHING_HAPPENED if counter == 0 else after)
    assert [(entry.a, entry.b) for entry in news.entries] == coming
    assert (news.lost, news.reset) == (lost, reset)


def test_the_first_events_after_power_up_count_from_zero() -> None:
    news = compare(0, NOTHING_HAPPENED, 2, buffer((0, 1), (3, 1)))
    assert [(entry.counter, entry.a, entry.b) for entry in news.entries] == [(1, 3, 1), (2, 0, 1)]
    assert news.plain


def test_around_the_wrap_each_event_knows_its_round() -> None:
    before = buffer((1, 1), (1, 1), (1, 1), (1, 1), (1, 1))
    news = compare(254, before, 2, buffer((4, 1), (3, 1), (2, 1), (1, 1), (1, 1)))
    assert [(entry.counter, entry.next_round) for entry in news.entries] == [
        (255, False),
        (1, True),
        (2, True),
    ]
    assert news.next_round


@pytest.mark.parametrize(("last", "counter"), [(3, 4), (3, 3), (200, 203), (255, 1)])
def test_a_reset_behind_new_events_shows_by_the_older_ones(last: int, counter: int) -> None:
    before = buffer((1, 1), (2, 1), (3, 1), (4, 1), (5, 1))
    fresh = buffer(*[(9, 1)] * counter)[:10]
    news = compare(last, before, counter, fresh)
    assert news.reset
    assert len(news.entries) + news.lost == counter


def test_a_few_events_after_a_reset_are_not_taken_for_hundreds_lost() -> None:
    before = buffer((1, 1), (2, 1), (3, 1), (4, 1), (5, 1))
    news = compare(100, before, 1, buffer((0, 2)))  # also the dummy event some devices start with
    assert news == News(entries=news.entries, lost=0, reset=True)
    assert [(entry.a, entry.b) for entry in news.entries] == [(0, 2)]


def test_many_events_across_the_wrap_are_lost_events_and_no_reset() -> None:
    before = buffer((1, 1), (2, 1), (3, 1), (4, 1), (5, 1))
    news = compare(250, before, 3, buffer(*[(9, 1)] * 5))  # after a reset, places 4 and 5 would be empty
    assert (len(news.entries), news.lost, news.reset) == (5, 3, False)


pairs = st.tuples(st.integers(0, 5), st.integers(0, 255)).filter(lambda pair: pair != (0, 0))


@given(st.integers(0, 255), st.lists(pairs, min_size=5, max_size=9), st.lists(pairs, max_size=12))
def test_every_event_is_seen_once_or_counted_as_lost(
    start: int, history: list[Pair], coming: list[Pair]
) -> None:
    device = Device(start)
    for pair in history:
        device.post(pair)
    last, before = device.read
    for pair in coming:
        device.post(pair)
    news = compare(last, before, *device.read)
    if news.reset:  # more than five across the wrap can look like one; never the other way round
        assert len(coming) > REMEMBERED
        return
    assert [(entry.a, entry.b) for entry in news.entries] == coming[-REMEMBERED:]
    assert news.lost == max(len(coming) - REMEMBERED, 0)


@given(st.lists(pairs, max_size=300), st.lists(st.integers(1, 5), min_size=1))
def test_read_often_enough_nothing_is_lost_and_every_number_is_new(
    events: list[Pair], gaps: list[int]
) -> None:
    device, seen, names, turn, rounds = Device(), [], [], 0, 0
    posted = list(events)
    last, before = device.read
    while events:
        some, events = events[: gaps[turn % len(gaps)]], events[gaps[turn % len(gaps)] :]
        for pair in some:
            device.post(pair)
        news = compare(last, before, *device.read)
        assert news.plain
        seen += [(entry.a, entry.b) for entry in news.entries]
        names += [(rounds + entry.next_round, entry.counter) for entry in news.entries]
        rounds += news.next_round
        last, before = device.read
        turn += 1
    assert seen == posted
    assert len(names) == len(set(names))


@given(
    st.integers(0, 255),
    st.binary(min_size=10, max_size=10),
    st.integers(0, 255),
    st.binary(min_size=10, max_size=10),
)
def test_no_buffer_raises(last: int, before: bytes, counter: int, results: bytes) -> None:
    news = compare(last, before, counter, results)
    assert len(news.entries) <= REMEMBERED
    assert all(1 <= entry.counter <= 255 for entry in news.entries)
