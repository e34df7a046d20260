from __future__ import annotations

from pathlib import Path

import pytest

from simulator.installation import Installation
from simulator.processes import ChildFailed
from tests.simulator.test_processes import gone

CONFIG = Path("config/demo.toml")


def test_the_kiosk_is_started_killed_started_again_and_stopped(tmp_path: Path) -> None:
    with Installation(CONFIG, tmp_path) as site:
        assert not site.alive
        assert site.mirror is None
        mirror, seconds = site.started()
        assert seconds > 0
        assert mirror.tree().screen in ("attract", "out_of_service")
        site.start()
        assert site.runs == 1  # it was running
        site.kill()
        assert not site.alive
        assert site.mirror is None
        site.start()
        assert site.runs == 2
        assert site.stop() == 0
        assert site.languages[0] == "zh-TW"
        assert len(site.claim_key) == 64
        pid = site._processes._children[0].pid
    assert gone(pid)


def test_what_fails_to_start_leaves_nothing_running(tmp_path: Path) -> None:
    config = tmp_path / "wrong.toml"
    config.write_text(CONFIG.read_text(encoding="utf-8").replace('id = "YT01"', 'id = "yt-01"'), "utf-8")
    site = Installation(config, tmp_path / "run")
    site.open()
    with pytest.raises(ChildFailed, match=r"kiosk\.id"):
        site.start()
    children = [child.pid for child in site._processes._children]
    site.close()
    assert all(gone(pid) for pid in children)
