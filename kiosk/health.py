"""Looks at what the kiosk stands on: room on the disk, a believable clock."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.ballast import Ballast
from kiosk.clock import ClockQuality, Reading
from kiosk.visit.events import ClockChanged, Event, JournalRoomChanged

ROOM_BYTES = 64 * 1024 * 1024  # a visit journals some 30 kB; below this nobody should begin one
LOOK_EVERY_S = 5.0


class Health:
    """Tells what it finds at first, because the last run may have left it otherwise, then changes only.

    Called from the loop's thread.
    """

    def __init__(self, ballast: Ballast, put: Callable[[Event], None], room_bytes: int = ROOM_BYTES) -> None:
        self._ballast, self._put, self._room_bytes = ballast, put, room_bytes
        self._looked: float | None = None
        self._room: bool | None = None
        self._sane: bool | None = None

    def look(self, now: float, reading: Reading) -> None:
        if self._looked is not None and now - self._looked < LOOK_EVERY_S:
            return
        self._looked = now
        room = self._has_room()
        sane = reading.quality is not ClockQuality.BACKWARDS
        if room != self._room:
            self._room = room
            self._put(JournalRoomChanged(room))
        if sane != self._sane:
            self._sane = sane
            self._put(ClockChanged(sane))

    def _has_room(self) -> bool:
        """Nobody begins a visit without the ballast: it is what lets the visit end."""
        self._ballast.make_room()
        free = self._ballast.free_bytes()
        if free >= self._room_bytes + self._ballast.size:
            self._ballast.lay_down()
        return free >= self._room_bytes and self._ballast.held
