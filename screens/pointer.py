"""One finger or one mouse button, as the same thing. Everything else that points is ignored.

SDL can report each touch as a mouse click too (event.touch is true then); those are dropped, or one touch
would be two. A second finger, a hand on the glass, other mouse buttons: ignored.
Untried on a real touch panel.
"""

from __future__ import annotations

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

    def pointer(self, event: pygame.event.Event) -> Pointer | None:
        """What this event means, or None."""
        if event.type in _FINGER:
            return self._touched(event)
        if event.type in _BUTTON and event.button == 1 and not event.touch:
            return Pointer(_BUTTON[event.type], *event.pos)
        if event.type == pygame.MOUSEMOTION and event.buttons[0] and not event.touch:
            return Pointer(Moment.MOVE, *event.pos)
        return None

    def _touched(self, event: pygame.event.Event) -> Pointer | None:
        moment = _FINGER[event.type]
        if moment is Moment.DOWN and self._finger is None:
            self._finger = event.finger_id
        elif event.finger_id != self._finger:
            return None
        if moment is Moment.UP:
            self._finger = None
        return Pointer(moment, int(event.x * self._width), int(event.y * self._height))
