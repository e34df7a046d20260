"""The central system as a process, on a copy of a university that was invented once and lies in a cache."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import requests

from simulator.processes import CHECKOUT, Child, ChildFailed, Processes

KIOSK_ID = "YT01"
CACHE = CHECKOUT / ".cache" / "central"
SOURCES = ("central/**/*.py", "central/**/*.toml", "kiosk/catalogue.py", "config/catalogue.toml")
FILES = ("central.sqlite", "central-keys.json", "kiosk-keys.json")
SEED_S = 180.0
START_S = 60.0  # two busy cores, cold caches
LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Student:
    """One of the invented people, as `central students --json` tells."""

    number: str
    birthday: str  # eight digits, western
    name_zh: str
    status: str
    semesters: int
    missing_grades: int


class NoSuchStudent(LookupError):
    """The invented university has nobody of that number."""


def seeded(processes: Processes, place: str, cache: Path = CACHE) -> Path:
    """A folder with the database, the keys of central and of our kiosk, and the list of students."""
    folder = cache / _fingerprint(place)
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=cache))
    try:
        where = _files(draft)
        processes.run("central-seed", ["-m", "central", "seed", *where], SEED_S)
        add = ["-m", "central", "kiosk", "add", KIOSK_ID, "--place", place, *where]
        (draft / "kiosk-keys.json").write_text(processes.run("central-kiosk", add, SEED_S))
        students = processes.run("central-students", ["-m", "central", "students", "--json", *where], SEED_S)
        (draft / "students.json").write_text(students, encoding="utf-8")
        draft.rename(folder)  # appears whole or not at all
    except OSError:
        if not folder.exists():  # else another run was first, and its folder is as good
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def take_copy(seed: Path, folder: Path) -> None:
    for name in FILES:
        shutil.copy(seed / name, folder / name)


def students(seed: Path) -> tuple[Student, ...]:
    told = json.loads((seed / "students.json").read_text(encoding="utf-8"))
    return tuple(Student(**{key: one[key] for key in Student.__dataclass_fields__}) for one in told)


def find(people: Iterable[Student], number: str) -> Student:
    """The student of that number; without a number the first with a long record and every grade."""
    for student in people if number else plain(people):
        if student.number == number or not number:
            return student
    raise NoSuchStudent(f"there is no student {number or 'with a plain record'}")


def plain(people: Iterable[Student]) -> list[Student]:
    """Those who can have every paper: enrolled, with a long record and every grade."""
    return [student for student in people if _plain(student)]


def serve(processes: Processes, folder: Path, port: int) -> Child:
    """Start the web service on the copy in `folder`."""
    quiet = ("--log-level", "warning")
    return processes.start(
        "central", ["-m", "central", "serve", "--port", str(port), *_files(folder), *quiet]
    )


def wait_until_healthy(child: Child, port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if not child.alive:
            raise ChildFailed(f"central ended with {child.exit_code}:\n{child.last_words()}")
        try:
            if requests.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=5.0).ok:
                return
        except requests.ConnectionError:
            time.sleep(LOOK_EVERY_S)
    raise ChildFailed(f"central was not healthy within {START_S:g} s:\n{child.last_words()}")


def _files(folder: Path) -> tuple[str, ...]:
    database, keys = folder / "central.sqlite", folder / "central-keys.json"
    return ("--database", f"sqlite:///{database}", "--keys", str(keys))


def _fingerprint(place: str) -> str:
    """Another seed for every change of what makes it."""
    digest = hashlib.sha256(place.encode())
    for pattern in SOURCES:
        for file in sorted(CHECKOUT.glob(pattern)):
            digest.update(os.fsencode(file.relative_to(CHECKOUT)) + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _plain(student: Student) -> bool:
    return student.semesters >= 4 and not student.missing_grades and student.status == "enrolled"
