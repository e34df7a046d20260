from __future__ import annotations

import signal
import subprocess
import sys
import time

from simulator.leash import end_sessions, remaining

SLEEPS = "import time; time.sleep(60)"
IGNORES = "import signal, time; signal.signal(15, signal.SIG_IGN); print('x', flush=True); time.sleep(60)"


def test_who_was_crossed_out_is_not_remaining() -> None:
    assert remaining(["+11\n", "+12\n", "-11\n", "-99\n"]) == {12}


def test_ends_a_session_and_kills_one_that_does_not_follow() -> None:
    with (
        subprocess.Popen([sys.executable, "-c", SLEEPS], start_new_session=True) as willing,
        subprocess.Popen(
            [sys.executable, "-c", IGNORES], start_new_session=True, stdout=subprocess.PIPE
        ) as stubborn,
    ):
        assert stubborn.stdout is not None
        stubborn.stdout.readline()
        started = time.monotonic()
        end_sessions({willing.pid, stubborn.pid}, patience_s=0.3)
        assert time.monotonic() - started < 2.0
        assert willing.wait(5.0) == -signal.SIGTERM
        assert stubborn.wait(5.0) == -signal.SIGKILL


def test_a_session_that_is_gone_is_no_trouble() -> None:
    with subprocess.Popen([sys.executable, "-c", ""], start_new_session=True) as ended:
        ended.wait()
        end_sessions({ended.pid})
