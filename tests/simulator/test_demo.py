from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import requests

from simulator.central_process import Student
from simulator.demo import some_people
from simulator.processes import CHECKOUT
from tests.simulator.test_processes import wait_until_gone

PLAIN = Student("B5", "20040505", "林範例", "enrolled", 8, 0)
READY_S = 60.0


def test_the_people_to_try_are_of_all_kinds_and_the_plain_one_comes_first() -> None:
    people = [
        replace(PLAIN, number="B1", status="graduated"),
        replace(PLAIN, number="B2", status="enrolled", missing_grades=3),
        replace(PLAIN, number="B3", status="graduated"),
        PLAIN,
    ]
    assert [person.number for person in some_people(people)] == ["B5", "B2", "B1"]


def test_ctrl_c_ends_the_panel_and_every_child(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simulator", "demo", "--port", "0", "--out", str(tmp_path / "demo")]
    without_display = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    with (
        _interrupts_ignored_by_children(),
        subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, env=without_display) as demo,
    ):
        try:
            assert demo.stdout is not None
            told = demo.stdout.readline().decode()
            [address] = re.findall(r"http://127\.0\.0\.1:\d+", told)
            state = _state_with_screen(address)
            assert state["network"] == "up"
            assert state["students"]
            children = _children(demo.pid)
            assert len(children) >= 3
            demo.send_signal(signal.SIGINT)
            demo.wait(30.0)
        finally:
            demo.kill()  # leaving the block waits for it, however long
    assert all(wait_until_gone(child) for child in children)


@contextmanager
def _interrupts_ignored_by_children() -> Iterator[None]:
    """As a shell without job control starts what runs in its background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _state_with_screen(address: str) -> dict[str, object]:
    until = time.monotonic() + READY_S
    while True:
        state: dict[str, object] = requests.get(f"{address}/state", timeout=10).json()
        kiosk = state["kiosk"]
        assert isinstance(kiosk, dict)
        if kiosk["screen"]:
            return state
        assert time.monotonic() < until
        time.sleep(0.1)


def _children(parent: int) -> list[int]:
    """Its child processes, as /proc tells."""
    threads = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]
