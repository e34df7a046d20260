"""Wrong PINs: five of them lock a staff number for a while, five more for twice as long.

Pure: the time comes with the event, and the locks are folded from the journal, so that switching the machine
off and on does not open them.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.maintenance.states import Lock

MOST_WRONG = 5
LOCKED_S = 15 * 60
LONGEST_S = 24 * 3600


def locked_until(locks: tuple[Lock, ...], staff_id: str, wall_s: int) -> int:
    """When this number may be tried again; 0: now."""
    until_s = _of(locks, staff_id).until_s
    return until_s if wall_s < until_s else 0


def after_wrong(locks: tuple[Lock, ...], staff_id: str, wall_s: int) -> tuple[Lock, ...]:
    """A number that nobody has is not counted: there is nothing behind it that could be guessed."""
    lock = _of(locks, staff_id)
    if not staff_id or wall_s < lock.until_s:
        return locks
    wrong = lock.wrong + 1
    if wrong < MOST_WRONG:
        return _with(locks, replace(lock, wrong=wrong))
    times = lock.times + 1
    locked_s = min(LOCKED_S * 2 ** min(times - 1, 10), LONGEST_S)
    return _with(locks, Lock(staff_id, 0, times, wall_s + locked_s))


def after_right(locks: tuple[Lock, ...], staff_id: str) -> tuple[Lock, ...]:
    return tuple(lock for lock in locks if lock.staff_id != staff_id)


def _of(locks: tuple[Lock, ...], staff_id: str) -> Lock:
    return next((lock for lock in locks if lock.staff_id == staff_id), Lock(staff_id))


def _with(locks: tuple[Lock, ...], lock: Lock) -> tuple[Lock, ...]:
    return (*after_right(locks, lock.staff_id), lock)
