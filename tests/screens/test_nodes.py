"""Rectangles, and what a finger reaches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.visit.events import BackTouched, DoneTouched
from screens.nodes import Node, Rect, Role, Scene, Shadow, State

rects = st.builds(Rect, *(st.integers(-50, 50) for _ in range(2)), *(st.integers(1, 50) for _ in range(2)))


@given(rects, rects)
def test_a_union_holds_both(one: Rect, other: Rect) -> None:
    both = one.union(other)
    assert both.holds(one)
    assert both.holds(other)
    assert one.meets(other) == other.meets(one)


def test_neighbours_do_not_meet() -> None:
    assert not Rect(0, 0, 10, 10).meets(Rect(10, 0, 10, 10))
    assert not Rect(0, 0, 10, 10).has(10, 5)


def test_a_shadow_reaches_past_its_box() -> None:
    shadow = Shadow(Rect(100, 100, 50, 50), 8, 4, 10, 30)
    assert shadow.extent == Rect(80, 84, 90, 90)


def scene(*nodes: Node) -> Scene:
    return Scene("test", 100, 100, nodes, ())


def test_the_topmost_control_gets_the_touch() -> None:
    under = Node(Role.BUTTON, "under", Rect(0, 0, 50, 50), BackTouched())
    over = Node(Role.BUTTON, "over", Rect(10, 10, 50, 50), DoneTouched())
    label = Node(Role.TEXT, "label", Rect(10, 10, 50, 50))
    picture = scene(under, over, label)
    assert picture.at(20, 20) is over
    assert picture.at(5, 5) is under
    assert picture.at(90, 90) is None
    assert picture.covered(under)
    assert not picture.covered(over)


def test_a_dialog_stops_what_is_under_it() -> None:
    under = Node(Role.BUTTON, "under", Rect(0, 0, 50, 50), BackTouched())
    dialog = Node(Role.DIALOG, "question", Rect(0, 0, 100, 100))
    assert scene(under, dialog).at(20, 20) is dialog
    assert scene(under, dialog).covered(under)


def test_a_control_that_is_off_stops_the_finger_and_does_nothing() -> None:
    off = Node(Role.BUTTON, "off", Rect(0, 0, 50, 50), BackTouched(), states=frozenset({State.DISABLED}))
    assert scene(off).at(20, 20) is off
    assert not off.touchable
    assert scene(off).named("off") == (off,)
