from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulator.processes import CHECKOUT, ChildFailed, Processes, free_port

READY = "import json, time; print(json.dumps({'url': 'here'})); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('{}'); time.sleep(60)"


def gone(pid: int) -> bool:
    """Whether the process has ended (a zombie of somebody else's counts as ended)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until_gone(pid: int, timeout_s: float = 8.0) -> bool:
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        if gone(pid):
            return True
        time.sleep(0.02)
    return False


def test_a_child_announces_itself_and_ends_with_the_context(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        child = processes.start("server", ["-c", READY])
        assert child.announcement(10.0) == {"url": "here"}
        assert child.alive
    assert not child.alive
    assert gone(child.pid)


def test_children_end_when_the_body_fails(tmp_path: Path) -> None:
    started = []

    def body_that_fails() -> None:
        with Processes(tmp_path) as processes:
            started.append(processes.start("server", ["-c", READY]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        body_that_fails()
    assert gone(started[0].pid)


def test_a_child_that_ignores_the_request_to_end_is_killed(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        child = processes.start("stubborn", ["-c", STUBBORN])
        child.announcement(10.0)
        child.stop(patience_s=0.2)
        assert child.exit_code == -signal.SIGKILL


def test_a_child_that_fails_tells_its_last_words(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        child = processes.start("broken", ["-c", "raise SystemExit('no such port')"])
        with pytest.raises(ChildFailed, match="no such port"):
            child.announcement(10.0)


def test_a_silent_child_is_given_up(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        child = processes.start("silent", ["-c", "import time; time.sleep(60)"])
        with pytest.raises(ChildFailed, match="said nothing"):
            child.announcement(0.3)


def test_a_restarted_child_keeps_the_log_of_the_first(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        for word in ("first", "second"):
            processes.run("tool", ["-c", f"print('{word}')"], 10.0)
    assert (tmp_path / "tool.out").read_text() == "first\n"
    assert (tmp_path / "tool-2.out").read_text() == "second\n"


def test_a_command_that_fails_raises(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes, pytest.raises(ChildFailed, match="ended with 3"):
        processes.run("tool", ["-c", "raise SystemExit(3)"], 10.0)


def test_children_end_when_the_simulator_is_killed_without_warning(tmp_path: Path) -> None:
    script = (
        "import time; from pathlib import Path; from simulator.processes import Processes\n"
        f"processes = Processes(Path({str(tmp_path)!r}))\n"
        f"child = processes.start('server', ['-c', {READY!r}]); child.announcement(10.0)\n"
        "print(child.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=CHECKOUT, stdout=subprocess.PIPE) as simulator:
        assert simulator.stdout is not None
        orphan = int(simulator.stdout.readline())
        assert not gone(orphan)
        os.kill(simulator.pid, signal.SIGKILL)
        simulator.wait()
    assert wait_until_gone(orphan)


def test_a_free_port_can_be_bound() -> None:
    with socket.create_server(("127.0.0.1", free_port())):
        pass
