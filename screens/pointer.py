"""One finger or one mouse button, as the same thing. Everything else that points is ignored.

A tap that comes from the mirror is a TAP event: it goes down and up at once, and `done` is set when the
picture shows what it led to.

SDL can report each touch as a mouse click too (event.touch is true then); those are dropped, or one touch
would be two. A second finger, a hand on the glass, other mouse buttons: ignored.
Untried on a real touch panel.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

import pygame


class Moment(StrEnum):
    DOWN = "down"
    MOVE = "move"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Pointer:
    moment: Moment
    x: int
    y: int


TAP = pygame.event.custom_type()


def post_tap(x: int, y: int) -> threading.Event:
    """Put a tap into the queue that real touches come from; may be called from any thread."""
    done = threading.Event()
    pygame.event.post(pygame.event.Event(TAP, pos=(x, y), done=done))
    return done


_FINGER = {
    pygame.FINGERDOWN: Moment.DOWN,
    pygame.FINGERMOTION: Moment.MOVE,
    pygame.FINGERUP: Moment.UP,
}
_BUTTON = {pygame.MOUSEBUTTONDOWN: Moment.DOWN, pygame.MOUSEBUTTONUP: Moment.UP}


class PointerAdapter:
    """Turns SDL events into Pointers on a window of `width` by `height`."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._height = height
        self._finger: int | None = None

    def pointers(self, event: pygame.event.Event) -> tuple[Pointer, ...]:
        """What this event means; nothing where it is not the one finger."""
        if event.type == TAP:
            return Pointer(Moment.DOWN, *event.pos), Pointer(Moment.UP, *event.pos)
        if event.type in _FINGER:
            return self._touched(event)
        if event.type in _BUTTON and event.button == 1 and not event.touch:
            return (Pointer(_BUTTON[event.type], *event.pos),)
        if event.type == pygame.MOUSEMOTION and event.buttons[0] and not event.touch:
            return (Pointer(Moment.MOVE, *event.pos),)
        return ()

    def _touched(self, event: pygame.event.Event) -> tuple[Pointer, ...]:
        moment = _FINGER[event.type]
        if moment is Moment.DOWN and self._finger is None:
            self._finger = event.finger_id
        elif event.finger_id != self._finger:
            return ()
        if moment is Moment.UP:
            self._finger = None
        return (Pointer(moment, int(event.x * self._width), int(event.y * self._height)),)
