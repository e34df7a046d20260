"""The command `demo`: everything runs, a scripted student walks through it once, then it is yours.

The panel opens first, so that the visit can be watched. Ctrl-C, or the end of the terminal, ends all of it.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kiosk.documents.fonts import static_fonts
from simulator import central_process
from simulator.central_process import Student
from simulator.installation import Installation
from simulator.loopback import LoopbackService
from simulator.panel.server import Panel, Surroundings
from simulator.visit import PAPER, WENT_WRONG, paper_names, say
from simulator.walk import Plan, Stopwatch, Walk

PORTS_TRIED = 20
PEOPLE_SHOWN = 7
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
STATUS_EN = {"enrolled": "enrolled", "graduated": "graduate", "extended": "extended", "on-leave": "on leave"}


def demo(config: Path, out: Path, port: int) -> int:
    """Until Ctrl-C. Exit code 1 when the first visit did not go as it should."""
    shutil.rmtree(out, ignore_errors=True)
    (out / "screens").mkdir(parents=True)
    window = any(os.environ.get(name) for name in DISPLAYS)
    say("starts central and the devices")
    with Installation(config, out / "run", window=window) as installation:
        say("starts the kiosk")
        installation.start()
        with serve_panel(installation, port) as panel:
            print(f"Panel: {panel.url}", flush=True)
            well = _first_visit(installation, out)
            print(f"Now it is yours: {panel.url}   (Ctrl-C ends everything)", flush=True)
            try:
                _wait()
            except KeyboardInterrupt:
                say("ends everything")
        return 0 if well else 1


def serve_panel(installation: Installation, port: int) -> LoopbackService:
    """On `port`, or the next one that is free."""
    around = Surroundings(
        installation,
        installation.network,
        installation.controls,
        installation.central.as_json,
        [_shown(person) for person in some_people(installation.students)],
        static_fonts(),
    )
    for tried in range(port, port + PORTS_TRIED):
        try:
            return Panel(around).serve(tried)
        except OSError:
            say(f"port {tried} is taken")
    return Panel(around).serve(0)


def some_people(people: Sequence[Student]) -> list[Student]:
    """The plain one first, then one of each kind that the machine treats differently."""
    first = central_process.find(people, "")
    kinds = {(person.status, bool(person.missing_grades)): person for person in reversed(people)}
    others = sorted(kinds.values(), key=lambda person: (person.status, person.number))
    return [first, *(person for person in others if person is not first)][:PEOPLE_SHOWN]


def _shown(person: Student) -> dict[str, str]:
    missing = f", grades missing: {person.missing_grades}" if person.missing_grades else ""
    return {
        "number": person.number,
        "birthday": person.birthday,
        "name": person.name_zh,
        "note": f"{STATUS_EN.get(person.status, person.status)}, semesters: {person.semesters}{missing}",
    }


def _first_visit(installation: Installation, out: Path) -> bool:
    """The scripted one. When it fails, the machine stays up so that one can look at it."""
    plan = Plan(central_process.find(installation.students, ""), paper_names(PAPER))
    try:
        Walk(installation, plan, out / "screens", Stopwatch(), say).through()
    except WENT_WRONG as error:
        print(f"the visit failed: {error}", file=sys.stderr)
        return False
    return True


def _wait() -> None:
    while True:
        time.sleep(3600.0)
