"""Child processes that never outlive us: each with its log files, stopped in reverse order of their start."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CHECKOUT = Path(__file__).parents[1]
LOOK_EVERY_S = 0.02
LAST_LINES = 25


class ChildFailed(RuntimeError):
    """A child process ended, or did not say that it is ready; carries the end of its log."""


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Child:
    """One running process. What it prints goes to NAME.out, what it complains about to NAME.log."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], out: Path, log: Path) -> None:
        self.name = name
        self._process = process
        self._out = out
        self._log = log

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    def announcement(self, timeout_s: float) -> dict[str, Any]:
        """The first line of JSON that the child prints: its addresses, once it is ready."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            for line in self._out.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True):
                if line.startswith("{") and line.endswith("\n"):
                    said: dict[str, Any] = json.loads(line)
                    return said
            if not self.alive:
                raise ChildFailed(f"{self.name} ended with {self.exit_code}:\n{self.last_words()}")
            time.sleep(LOOK_EVERY_S)
        raise ChildFailed(f"{self.name} said nothing within {timeout_s:g} s:\n{self.last_words()}")

    def last_words(self) -> str:
        return "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:])

    def wait(self, timeout_s: float) -> int:
        return self._process.wait(timeout_s)

    def stop(self, patience_s: float = 5.0) -> None:
        """Ask it to end; kill it when it does not."""
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """kill -9: no clean-up of its own, as in a power cut of the program."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: int) -> None:
        if self.alive:
            os.killpg(self.pid, number)  # a session of its own, so its children go with it


class Processes:
    """The child processes of one run. A context manager: leaving it ends them all."""

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._children: list[Child] = []
        self._leash = subprocess.Popen(
            [sys.executable, "-m", "simulator.leash"],
            stdin=subprocess.PIPE,
            cwd=CHECKOUT,
            start_new_session=True,  # Ctrl-C is ours to handle
        )

    def start(self, name: str, argv: Sequence[str], env: Mapping[str, str] | None = None) -> Child:
        """Start `python ARGV` from the checkout. A second start under the same name gets logs of its own."""
        again = sum(child.name == name for child in self._children)
        stem = name if not again else f"{name}-{again + 1}"
        out, log = self._logs / f"{stem}.out", self._logs / f"{stem}.log"
        with out.open("wb") as printed, log.open("wb") as complained:
            process = subprocess.Popen(
                [sys.executable, *argv],
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=complained,
                cwd=CHECKOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})},
                start_new_session=True,
            )
        child = Child(name, process, out, log)
        self._children.append(child)
        self._tell_leash(f"+{child.pid}")
        return child

    def run(self, name: str, argv: Sequence[str], timeout_s: float) -> str:
        """Run a command to its end and answer what it printed; ChildFailed when it fails."""
        child = self.start(name, argv)
        try:
            code = child.wait(timeout_s)
        except subprocess.TimeoutExpired:
            child.kill()
            raise ChildFailed(f"{name} did not end within {timeout_s:g} s:\n{child.last_words()}") from None
        finally:
            self._tell_leash(f"-{child.pid}")
        if code:
            raise ChildFailed(f"{name} ended with {code}:\n{child.last_words()}")
        return child._out.read_text(encoding="utf-8")

    def end(self) -> None:
        for child in reversed(self._children):
            child.stop()
        for child in self._children:
            self._tell_leash(f"-{child.pid}")
        if self._leash.stdin and not self._leash.stdin.closed:
            self._leash.stdin.close()
        self._leash.wait()

    def _tell_leash(self, word: str) -> None:
        if self._leash.stdin and not self._leash.stdin.closed:
            self._leash.stdin.write(f"{word}\n".encode())
            self._leash.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def end_on_signals() -> None:
    """Let SIGTERM and SIGHUP unwind like Ctrl-C does, so that context managers end the children.

    A shell without job control starts what runs in its background with SIGINT ignored, and so it would stay.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupted)


def _interrupted(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)
