"""Keeps the finished papers of this visit in memory until they are printed, and forgets them after it.

    <folder>/                          0700, ours alone
        <copy serial in hex>.<sha256 of the PDF>.pdf    0600

In /dev/shm the files outlive the program (killed while printing, it finds the paper again at boot) but not
the power. They are not encrypted: who can read them is who runs the kiosk, or root. Deployment: no swap.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from kiosk.errors import KioskError

MEMORY = Path("/dev/shm")


class SpoolError(KioskError):
    """A paper cannot be kept, or is not there as it was put. It must not be printed."""


def default_folder(kiosk: str) -> Path:
    """Where this kiosk keeps papers: in memory where the system offers that, else among temporary files."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return (MEMORY if usable else Path(tempfile.gettempdir())) / f"papers-{_digest(kiosk.encode())[:16]}"


class Spool:
    """What is in it stays until `wipe`: at the end of a visit, and at boot when recovery says so."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, copy_serial: str, pdf: bytes, sha256: str) -> None:
        """Keeps one paper; the same copy serial again replaces it. Raises SpoolError."""
        if _digest(pdf) != sha256:
            raise SpoolError("the paper is not the one that was checked")
        try:
            self._own_folder()
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")  # mkstemp makes it 0600
            with os.fdopen(handle, "wb") as file:
                file.write(pdf)
            place = self._folder / f"{copy_serial.encode().hex()}.{sha256}.pdf"
            os.replace(name, place)
            for older in self._places(copy_serial):
                if older != place:
                    older.unlink()
        except OSError as error:
            raise SpoolError(f"cannot keep a paper: {error.strerror}") from error

    def take(self, copy_serial: str) -> bytes:
        """The paper as it was put; it stays in the spool. Raises SpoolError when it is missing or changed."""
        try:
            self._own_folder()
            places = self._places(copy_serial)
            if len(places) != 1:
                raise SpoolError("no such paper" if not places else "more than one such paper")
            pdf = places[0].read_bytes()
        except OSError as error:
            raise SpoolError(f"cannot read a paper: {error.strerror}") from error
        if _digest(pdf) != places[0].name.split(".")[1]:
            raise SpoolError("the paper has changed in the spool")
        return pdf

    def wipe(self) -> None:
        """Forgets everything, half-written files too. Raises SpoolError when something stays."""
        try:
            if self._folder.is_symlink():
                self._folder.unlink()
            elif self._folder.exists():
                shutil.rmtree(self._folder)
        except OSError as error:
            raise SpoolError(f"cannot wipe the spool: {error.strerror}") from error

    def _own_folder(self) -> None:
        """Makes the folder, or refuses one that another account has put in this public place before us."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self._folder.lstat()
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        if not ours or stat.S_IMODE(found.st_mode) != 0o700:
            raise SpoolError("the spool folder is not ours alone")

    def _places(self, copy_serial: str) -> list[Path]:
        return list(self._folder.glob(f"{copy_serial.encode().hex()}.*.pdf"))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
