"""Looks at what the kiosk stands on: room on the disk, a believable clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from kiosk.clock import ClockQuality, Reading
from kiosk.visit.events import ClockChanged, Event, JournalRoomChanged

ROOM_BYTES = 64 * 1024 * 1024  # a visit journals some 30 kB; below this nobody should begin one
LOOK_EVERY_S = 5.0


class Health:
    """Tells what it finds at first, because the last run may have left it otherwise, then changes only.

    Called from the loop's thread.
    """

    def __init__(self, folder: Path, put: Callable[[Event], None]) -> None:
        self._folder, self._put = folder, put
        self._looked: float | None = None
        self._room: bool | None = None
        self._sane: bool | None = None

    def look(self, now: float, reading: Reading) -> None:
        if self._looked is not None and now - self._looked < LOOK_EVERY_S:
            return
        self._looked = now
        room = _free_bytes(self._folder) >= ROOM_BYTES
        sane = reading.quality is not ClockQuality.BACKWARDS
        if room != self._room:
            self._room = room
            self._put(JournalRoomChanged(room))
        if sane != self._sane:
            self._sane = sane
            self._put(ClockChanged(sane))


def _free_bytes(folder: Path) -> int:
    """What an ordinary user may still write; nothing where the disk cannot be asked."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return 0
    return disk.f_bavail * disk.f_frsize
