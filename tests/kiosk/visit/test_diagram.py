"""Draws the states of a visit from step() and holds ARCHITECTURE.md to it.

After a change of the core: SNAPSHOTS=write python -m pytest tests/kiosk/visit/test_diagram.py
"""

from __future__ import annotations

import os
from collections import defaultdict
from functools import cache
from pathlib import Path

from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import IN_SERVICE
from tests.kiosk.visit.walking import paying, preparing, printing, refunding, walk

PAGE = Path(__file__).parents[3] / "ARCHITECTURE.md"
MARK = "<!-- drawn by tests/kiosk/visit/test_diagram.py -->"


@cache
def arrows() -> dict[tuple[str, str], set[str]]:
    """Which event leads from where to where, however it is reached."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    starts = ((Node(IN_SERVICE), 5), (preparing(), 3), (paying(), 4), (printing(), 3), (refunding(), 3))
    for start, depth in starts:
        for before, after, event in walk(start, depth).arrows:
            found[before, after].add(event)
    return found


def drawn() -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> Attract"]
    for (before, after), events in sorted(arrows().items()):
        lines.append(f"    {before} --> {after}: {', '.join(sorted(events))}")
    return "\n".join([*lines, "```"])


def test_the_drawing_in_the_architecture_page_is_what_step_does() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.partition(MARK)[0], page.rpartition(MARK)[2]
    wanted = f"{before}{MARK}\n\n{drawn()}\n\n{MARK}{after}"
    if os.environ.get("SNAPSHOTS") == "write":
        PAGE.write_text(wanted, encoding="utf-8")
    assert page.count(MARK) == 2, "the drawing stands between two marks"
    assert page == wanted, f"ARCHITECTURE.md shows other states than step() has:\n{drawn()}"


def test_every_state_is_reached_and_left() -> None:
    from_, to = {before for before, _ in arrows()}, {after for _, after in arrows()}
    every = {"Attract", "Identifying", "CheckingIdentity", "Choosing", "Preparing", "Paying"}
    assert from_ == to == every | {"Delivering", "Refunding", "Finished"}
