"""The loop on a display that nobody sees: touches in, changed pixels out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pygame
import pytest

from screens.nodes import Node
from screens.pointer import post_tap
from screens.window import REMEDY, Window, check_pygame, open_hidden

if TYPE_CHECKING:
    from tests.screens.conftest import Person


@pytest.fixture
def window(person: Person) -> Iterator[Window]:
    yield Window(person.app, lambda: person.now_s, headless=True)
    open_hidden()


def place(person: Person, name: str) -> tuple[int, int]:
    node: Node = person.scene.named(name)[0]
    return node.rect.centre


def test_this_is_pygame_ce() -> None:
    check_pygame()
    assert "pip uninstall -y pygame pygame-ce" in REMEDY


def test_the_first_frame_draws_and_the_next_has_nothing_to_do(window: Window) -> None:
    assert window.frame()
    assert not window.frame()


def test_a_touch_changes_the_screen_within_one_frame(window: Window, person: Person) -> None:
    window.frame()
    before = pygame.image.tobytes(window.surface, "RGB")
    done = post_tap(*place(person, "開始使用"))
    assert window.frame()
    assert done.is_set()
    assert person.scene.screen == "identify"
    assert pygame.image.tobytes(window.surface, "RGB") != before


def test_several_touches_in_one_frame_meet_the_picture_each_has_made(window: Window, person: Person) -> None:
    window.frame()
    post_tap(*place(person, "開始使用"))
    window.frame()
    keys = [place(person, key) for key in "B123"]
    for key in keys:
        post_tap(*key)
    window.frame()
    assert person.app.ui.number == "B123"


def test_a_keyboard_types_too(window: Window, person: Person) -> None:
    person.tap("開始使用")
    pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text="m"))
    window.frame()
    assert person.app.ui.number == "M"


def test_stripes_move_and_nothing_else_is_drawn(window: Window, person: Person) -> None:
    person.tap("開始使用")
    person.type("B11100001940305")
    person.tap("下一步")
    window.frame()
    assert not window.frame()
    person.now_s += 0.1
    assert window.frame()


def test_the_loop_ends_when_it_is_told(person: Person) -> None:
    stop = threading.Event()
    stop.set()
    Window(person.app, lambda: 0.0, headless=True).run(stop)
    assert not pygame.display.get_init()
    open_hidden()


def test_closing_the_window_ends_the_loop(window: Window) -> None:
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    window.frame()
    assert window.closed
