"""The house keeps its order: every source file has its twin, nothing pulls plain pygame, files stay short."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
ROOMS = ("kiosk", "drivers", "screens", "simulator", "central")

# Source files without a test file of their own; this list may only shrink.
WITHOUT_TWIN = frozenset(
    {
        "drivers/transport/wire.py",  # a contract and nothing else: tests/contracts holds the drivers to it
        "drivers/transport/http_exchange.py",
    }
)
LONGEST = {"tests": 800}  # lines; elsewhere LONGEST_SOURCE
LONGEST_SOURCE = 640


def sources() -> list[Path]:
    found = [path for room in ROOMS for path in (HOUSE / room).rglob("*.py")]
    return sorted(
        path.relative_to(HOUSE) for path in found if path.name not in ("__init__.py", "__main__.py")
    )


@pytest.mark.parametrize("source", sources(), ids=str)
def test_every_source_file_has_its_twin(source: Path) -> None:
    twin = HOUSE / "tests" / source.parent / f"test_{source.name}"
    if str(source) in WITHOUT_TWIN:
        assert not twin.exists(), f"{source} has its twin now: take it off the list"
        return
    assert twin.exists(), f"{source} needs {twin.relative_to(HOUSE)}"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-bench.lock"])
def test_nothing_pulls_plain_pygame(lock: str) -> None:
    """Plain pygame installs into the same folder as pygame-ce and silently wins."""
    names = re.findall(r"^([A-Za-z0-9._-]+)==", (HOUSE / lock).read_text(encoding="utf-8"), re.MULTILINE)
    assert "pygame-ce" in names
    assert "pygame" not in {name.lower() for name in names}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-bench.lock"])
def test_every_locked_package_has_hashes_and_no_address(lock: str) -> None:
    text = (HOUSE / lock).read_text(encoding="utf-8")
    assert "://" not in text
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(x for extra in project["optional-dependencies"].values() for x in extra),
    ]
    reasons = (HOUSE / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for requirement in wanted:
        name = re.split(r"[\[<>=~]", requirement)[0]
        assert f"`{name}`" in reasons, f"ARCHITECTURE.md does not say why {name}"


def test_only_the_window_opens_a_display() -> None:
    for path in (HOUSE / "screens").rglob("*.py"):
        if path.name != "window.py":
            assert "set_mode" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("room", [*ROOMS, "tests", "benchmarks", "config"])
def test_files_stay_readable(room: str) -> None:
    for path in (HOUSE / room).rglob("*"):
        if path.suffix in {".py", ".toml", ".po", ".typ", ".sql"}:
            lines = path.read_text(encoding="utf-8").count("\n")
            most = LONGEST.get(room, LONGEST_SOURCE)
            assert path.suffix != ".py" or lines <= most, f"{path}: {lines} lines: which second job crept in?"
