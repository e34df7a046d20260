from __future__ import annotations

import subprocess
import sys

from simulator.scenario import SCENARIOS, Fault


def test_every_fault_has_its_promise() -> None:
    assert set(SCENARIOS) == set(Fault)
    assert all(promise.words for promise in SCENARIOS.values())


def test_the_command_line_knows_them_and_refuses_others() -> None:
    command = [sys.executable, "-m", "simulator", "visit", "--fault"]
    refused = subprocess.run(
        [*command, "earthquake"], capture_output=True, text=True, timeout=30, check=False
    )
    assert refused.returncode == 2
    assert all(fault in refused.stderr for fault in Fault)
