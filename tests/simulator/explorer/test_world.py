"""Time in the explorer: what is due happens in order, and the clock of the program follows it."""

from __future__ import annotations

from simulator.explorer.world import Violation, VirtualClock, World


def test_what_is_due_happens_in_order_and_at_its_time() -> None:
    world = World()
    seen: list[tuple[float, str]] = []
    world.after(5.0, lambda: seen.append((world.now, "later")))
    world.after(2.0, lambda: seen.append((world.now, "first")))
    world.after(2.0, lambda: seen.append((world.now, "second")))
    world.run_until(3.0)
    assert seen == [(2.0, "first"), (2.0, "second")]
    assert world.now == 3.0
    world.run_until(5.0)
    assert seen[-1] == (5.0, "later")


def test_what_happens_may_make_more_happen() -> None:
    world = World()
    seen: list[float] = []

    def again() -> None:
        seen.append(world.now)
        if len(seen) < 3:
            world.after(1.0, again)

    world.after(1.0, again)
    world.run_until(10.0)
    assert seen == [1.0, 2.0, 3.0]


def test_a_story_is_kept_only_when_somebody_wants_it() -> None:
    silent, telling = World(), World(telling=True)
    for world in (silent, telling):
        world.run_until(86_400.0 + 3_661.5)
        world.tell("visitor", "puts in NT${}", 10)
    assert silent.story == []
    assert str(telling.story[0]) == "day 2 01:01:01.500  visitor          puts in NT$10"


def test_the_clock_is_the_worlds_and_can_be_wrong() -> None:
    world = World()
    clock = VirtualClock(world)
    before = clock.read()
    world.run_until(60.0)
    assert clock.now() == 60.0
    assert (clock.read().wall - before.wall).total_seconds() == 60.0
    clock.set_back_s = 3600.0
    assert clock.read().wall < before.wall
    assert clock.read().mono_ns == 60_000_000_000


def test_a_violation_has_a_short_name_and_the_details() -> None:
    found = Violation("a claim issued twice", "k-b1-1-c1")
    assert found.what == "a claim issued twice"
    assert str(found) == "a claim issued twice: k-b1-1-c1"
    assert str(Violation("a claim issued twice")) == "a claim issued twice"
