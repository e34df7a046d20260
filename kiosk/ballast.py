"""Room on the disk that is kept back beside the journal, and given up so that an open visit can still end.

While it lies there the machine may sell. When something else has filled the disk, it is given up: at the next
look, or at the next start after a commit that found no room. It is laid down again when there is plenty.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

FILE = "ballast"
BALLAST_BYTES = 16 * 1024 * 1024  # a visit journals some 30 kB: room for hundreds to be ended
SPARE_BYTES = 4 * 1024 * 1024  # with less free than this, every commit may be the one that fails


class Ballast:
    """The file `ballast` in the journal's folder. Never raises: a disk that refuses has no room."""

    def __init__(self, folder: Path, size: int = BALLAST_BYTES, spare: int = SPARE_BYTES) -> None:
        self.size, self.spare = size, spare
        self._folder, self._path = folder, folder / FILE

    @property
    def held(self) -> bool:
        """Whether all of it really takes room, and not only has a length."""
        try:
            return self._path.stat().st_blocks * 512 >= self.size
        except OSError:
            return False

    def free_bytes(self) -> int:
        """What an ordinary user may still write beside it; nothing where the disk cannot be asked."""
        try:
            disk = os.statvfs(self._folder)
        except OSError:
            return 0
        return disk.f_bavail * disk.f_frsize

    def make_room(self) -> None:
        """Give it up if the disk is as good as full."""
        if self.free_bytes() < self.spare and self._path.exists():
            log.warning("the disk is full: the ballast is given up so that the open visit can end")
            self._remove()

    def lay_down(self) -> None:
        if self.held:
            return
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, self.size)
            finally:
                os.close(descriptor)
        except OSError as error:
            log.warning("there is no room for the ballast: %s", error)
            self._remove()

    def _remove(self) -> None:
        with suppress(OSError):  # it stays where it is; the journal says what the disk lets it do
            self._path.unlink(missing_ok=True)
