"""What the tests of the kiosk's core share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("busy machine", deadline=None)  # how fast an example runs is nobody's promise
settings.load_profile("busy machine")

MEMORY = Path("/dev/shm")


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system offers that: thousands of real commits, no waiting for a disk."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix="kiosk-test-") as folder:
        yield Path(folder)
