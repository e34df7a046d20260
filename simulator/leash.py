"""Ends the child processes of a simulator that died without cleaning up.

Runs beside it as a process of its own and reads lines "+PID" and "-PID" from standard input. The end of the
input means that the simulator is gone, however it went: every process still on the list is ended with its
whole session. Without this, a simulator killed with -9 would leave a kiosk running on a locked journal.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable

PATIENCE_S = 3.0


def remaining(lines: Iterable[str]) -> set[int]:
    """Which processes are still on the list when the input ends."""
    held: set[int] = set()
    for line in lines:
        sign, pid = line[:1], int(line[1:])
        if sign == "+":
            held.add(pid)
        else:
            held.discard(pid)
    return held


def end_sessions(leaders: set[int], patience_s: float = PATIENCE_S) -> None:
    """SIGTERM to each session, SIGKILL to those that do not follow."""
    left = {pid for pid in leaders if _signal(pid, signal.SIGTERM)}
    until = time.monotonic() + patience_s
    while left and time.monotonic() < until:
        time.sleep(0.05)
        left = {pid for pid in left if _signal(pid, 0)}
    for pid in left:
        _signal(pid, signal.SIGKILL)


def _signal(leader: int, number: int) -> bool:
    """False when the session has no process left."""
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_sessions(remaining(sys.stdin))
