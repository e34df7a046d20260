from __future__ import annotations

import subprocess
import sys

from simulator.installation import NO_DISPLAY, Installation

IN_USE = 3


def test_the_second_refuses_and_the_first_goes_on(site: Installation) -> None:
    command = [sys.executable, "-m", "kiosk", "run", "--config", str(site.kiosk_file)]
    second = subprocess.run(command, capture_output=True, timeout=30, check=False, env=NO_DISPLAY)
    assert second.returncode == IN_USE
    assert b"use" in second.stderr
    assert site.alive
    assert site.mirror is not None
    assert site.mirror.tree().screen == "attract"
