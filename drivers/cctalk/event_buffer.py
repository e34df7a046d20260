"""Which events of header 229 are new: the counter and the five last results, read twice.

    [counter][1A 1B][2A 2B][3A 3B][4A 4B][5A 5B]      1 is the newest, 5 the oldest

The counter is 0 only after power-up or reset, then 1..255 and 1 again. A reset may hide behind events that
came after it; then the older results no longer continue what was read before. (Specification part 2, header
229; bill validators use the same form with header 159.)
"""

from __future__ import annotations

from dataclasses import dataclass

REMEMBERED = 5
BUFFER_SIZE = 1 + 2 * REMEMBERED
NOTHING_HAPPENED = bytes(2 * REMEMBERED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `next_round` says that the counter has come round to 1 since the last read."""

    counter: int
    next_round: bool
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class News:
    """`entries` oldest first; `lost` events came and went unread; `reset` says the device began anew."""

    entries: tuple[Entry, ...] = ()
    lost: int = 0
    reset: bool = False
    next_round: bool = False

    @property
    def plain(self) -> bool:
        """Nothing that a damaged or stale reply could have feigned."""
        return not self.lost and not self.reset


def compare(last: int, before: bytes, counter: int, results: bytes) -> News:
    """What is new in (`counter`, `results`) for somebody who last read (`last`, `before`)."""
    if counter == 0:
        return News(reset=last != 0)
    new = counter if last == 0 else (counter - last) % 255
    if new == 0 and results == before:
        return News()
    if new <= REMEMBERED:
        if new and results[2 * new :] == before[: 2 * (REMEMBERED - new)]:
            return _going_on(new, last, counter, results)
        return _since_reset(counter, results)
    if counter < last and not _certainly_running(counter, results):
        return _since_reset(counter, results)
    return _going_on(new, last, counter, results)


def _going_on(new: int, last: int, counter: int, results: bytes) -> News:
    came_round = counter < last
    return News(_newest(new, counter, results, came_round), max(new - REMEMBERED, 0), next_round=came_round)


def _since_reset(counter: int, results: bytes) -> News:
    entries = _newest(counter, counter, results, came_round=False)
    return News(entries, counter - len(entries), reset=True)


def _certainly_running(counter: int, results: bytes) -> bool:
    """A device that has counted to less than five since its reset has nothing in the places behind."""
    return counter < REMEMBERED and any(results[2 * counter :])


def _newest(new: int, counter: int, results: bytes, came_round: bool) -> tuple[Entry, ...]:
    entries = []
    for age in reversed(range(min(new, REMEMBERED))):
        this_round = counter > age
        number = counter - age if this_round else counter - age + 255
        entries.append(Entry(number, came_round and this_round, results[2 * age], results[2 * age + 1]))
    return tuple(entries)
