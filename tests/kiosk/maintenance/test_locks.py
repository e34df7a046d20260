"""Five wrong PINs lock a number, longer every time, and nothing but time opens it."""

from __future__ import annotations

from kiosk.maintenance.locks import LOCKED_S, LONGEST_S, MOST_WRONG, after_right, after_wrong, locked_until
from kiosk.maintenance.states import Lock

NOW = 1_800_000_000


def after(locks: tuple[Lock, ...], times: int, at_s: int = NOW, number: str = "7001") -> tuple[Lock, ...]:
    for _ in range(times):
        locks = after_wrong(locks, number, at_s)
    return locks


def test_four_are_forgiven_and_the_fifth_locks_for_a_quarter_of_an_hour() -> None:
    assert not locked_until(after((), MOST_WRONG - 1), "7001", NOW)
    locks = after((), MOST_WRONG)
    assert locked_until(locks, "7001", NOW) == NOW + LOCKED_S
    assert locked_until(locks, "7001", NOW + LOCKED_S - 1)
    assert not locked_until(locks, "7001", NOW + LOCKED_S)


def test_the_next_five_lock_for_twice_as_long_and_never_for_ever() -> None:
    locks = after(after((), MOST_WRONG), MOST_WRONG, NOW + LOCKED_S)
    assert locked_until(locks, "7001", NOW + LOCKED_S) == NOW + 3 * LOCKED_S
    at_s = NOW
    for _ in range(40):
        locks = after(locks, MOST_WRONG, at_s)
        until_s = locked_until(locks, "7001", at_s)
        assert until_s - at_s <= LONGEST_S
        at_s = until_s


def test_tries_while_it_is_locked_do_not_lengthen_it() -> None:
    locks = after((), MOST_WRONG)
    assert after(locks, 20, NOW + 60) == locks


def test_one_number_does_not_lock_another_and_no_number_is_not_counted() -> None:
    locks = after((), MOST_WRONG)
    assert not locked_until(locks, "7002", NOW)
    assert after((), 50, number="") == ()


def test_the_right_pin_clears_what_was_counted() -> None:
    assert after_right(after((), 3), "7001") == ()
