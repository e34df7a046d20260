"""The whole command once, and its judgement on books that do not agree with what is there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from simulator.processes import CHECKOUT
from simulator.service import ROBBED, disagreements

BOOKS = {"units": [{"unit": "coin_box", "value": 50}, {"unit": "hopper_10", "value": 560}]}


def test_the_menu_is_walked_and_the_books_agree_with_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "service"
    command = [sys.executable, "-m", "simulator", "service", "--out", str(out)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["violations"] == []
    assert told["balanced"] is True
    assert told["differences"] == -ROBBED
    assert (told["collections"], told["refills"]) == ([1], [1, 2])
    seen = {name for name in told["screen_names"] if name.startswith("service_")}
    pages = {"overview", "collection", "refill", "devices", "visits", "claims", "sign_in"}
    assert {f"service_{page}" for page in pages} <= seen
    for slip in ("collection", "refill", "recount", "trial"):
        assert (out / f"{slip}.png").read_bytes().startswith(b"\x89PNG")
    assert len(list((out / "screens").glob("*.png"))) == told["screens"]


def test_a_coin_that_the_books_do_not_know_is_told() -> None:
    assert disagreements(BOOKS, {"boxes": 50, "hopper_10": 560}) == []
    assert disagreements(BOOKS, {"boxes": 60, "hopper_10": 560}) == ["boxes: the books say 50, there is 60"]
    assert disagreements(BOOKS, {"boxes": 50, "hopper_10": 550})
