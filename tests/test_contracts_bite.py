"""Each import contract fails when it is broken: planted imports in a copy of the house."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
ROOMS = ("kiosk", "drivers", "screens", "simulator", "central")

PLANTS = [
    ("kiosk/visit/pay.py", "import kiosk.journal", "Who may know whom"),
    ("kiosk/money.py", "import kiosk.devices", "Who may know whom"),
    ("drivers/cctalk/host.py", "import kiosk.visit.states", "A driver knows the device ports"),
    ("kiosk/visit/pay.py", "import time", "The core and the wire protocols do no I/O"),
    ("drivers/escpos/status.py", "import logging", "The core and the wire protocols do no I/O"),
    ("screens/theme.py", "import simulator", "The kiosk in the street never imports"),
    ("kiosk/sync.py", "import central", "The kiosk in the street never imports"),
    ("screens/theme.py", "import serial", "Only drivers/transport opens ports"),
    ("kiosk/loop.py", "import time", "Only kiosk/clock.py reads a clock"),
    ("central/issue.py", "import kiosk.journal", "Central shares catalogue and papers"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(HOUSE / room, there / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", there)
    return there


def lint(there: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=there, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("file", "line", "contract"), PLANTS, ids=lambda value: str(value)[:40])
def test_a_planted_import_breaks_its_contract(copy: Path, file: str, line: str, contract: str) -> None:
    source = copy / file
    clean = source.read_text(encoding="utf-8")
    source.write_text(
        clean.replace(
            "from __future__ import annotations\n", f"from __future__ import annotations\n\n{line}\n", 1
        )
    )
    try:
        answer = lint(copy)
    finally:
        source.write_text(clean, encoding="utf-8")
    broken = [row for row in answer.stdout.splitlines() if " BROKEN" in row]
    assert answer.returncode != 0
    assert any(row.startswith(contract) for row in broken), answer.stdout[-2000:]
