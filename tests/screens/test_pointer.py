"""One finger is one finger; nothing else counts."""

from __future__ import annotations

import pygame

from screens.pointer import TAP, Moment, Pointer, PointerAdapter, post_tap
from screens.text import Lettering


def event(kind: int, **values: object) -> pygame.event.Event:
    return pygame.event.Event(kind, values)


def mouse(kind: int, x: int, y: int, button: int = 1, touch: bool = False) -> pygame.event.Event:
    return event(kind, pos=(x, y), button=button, touch=touch)


def finger(kind: int, x: float, y: float, finger_id: int = 1) -> pygame.event.Event:
    return event(kind, x=x, y=y, finger_id=finger_id)


def test_a_finger_is_measured_on_the_window() -> None:
    adapter = PointerAdapter(1080, 1920)
    down = adapter.pointers(finger(pygame.FINGERDOWN, 0.5, 0.25))
    move = adapter.pointers(finger(pygame.FINGERMOTION, 0.5, 0.5))
    up = adapter.pointers(finger(pygame.FINGERUP, 0.999, 0.999))
    assert down == (Pointer(Moment.DOWN, 540, 480),)
    assert move == (Pointer(Moment.MOVE, 540, 960),)
    assert up == (Pointer(Moment.UP, 1078, 1918),)


def test_a_second_finger_is_ignored_until_the_first_is_up() -> None:
    adapter = PointerAdapter(100, 100)
    assert adapter.pointers(finger(pygame.FINGERDOWN, 0.1, 0.1, 1))
    assert not adapter.pointers(finger(pygame.FINGERDOWN, 0.9, 0.9, 2))
    assert not adapter.pointers(finger(pygame.FINGERUP, 0.9, 0.9, 2))
    assert adapter.pointers(finger(pygame.FINGERUP, 0.1, 0.1, 1))
    assert adapter.pointers(finger(pygame.FINGERDOWN, 0.9, 0.9, 2))


def test_a_click_made_from_a_touch_is_not_a_second_touch() -> None:
    adapter = PointerAdapter(100, 100)
    assert not adapter.pointers(mouse(pygame.MOUSEBUTTONDOWN, 5, 5, touch=True))
    assert adapter.pointers(mouse(pygame.MOUSEBUTTONDOWN, 5, 5)) == (Pointer(Moment.DOWN, 5, 5),)
    assert adapter.pointers(mouse(pygame.MOUSEBUTTONUP, 5, 6)) == (Pointer(Moment.UP, 5, 6),)


def test_other_buttons_and_a_hovering_mouse_are_ignored() -> None:
    adapter = PointerAdapter(100, 100)
    assert not adapter.pointers(mouse(pygame.MOUSEBUTTONDOWN, 5, 5, button=3))
    assert not adapter.pointers(event(pygame.MOUSEMOTION, pos=(5, 5), buttons=(0, 0, 0), touch=False))
    dragged = event(pygame.MOUSEMOTION, pos=(5, 5), buttons=(1, 0, 0), touch=False)
    assert adapter.pointers(dragged) == (Pointer(Moment.MOVE, 5, 5),)
    assert not adapter.pointers(event(pygame.KEYDOWN, key=pygame.K_5))


def test_a_tap_goes_down_and_up_through_the_same_queue(lettering: Lettering) -> None:
    pygame.event.clear()
    done = post_tap(7, 9)
    (tap,) = pygame.event.get(TAP)
    pair = PointerAdapter(100, 100).pointers(tap)
    assert pair == (Pointer(Moment.DOWN, 7, 9), Pointer(Moment.UP, 7, 9))
    assert tap.done is done
    assert not done.is_set()
