from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.processes import CHECKOUT
from simulator.visit import PAPER, paper_names

SIGNATURES = {"paper-1.pdf": b"%PDF-", "receipt.png": b"\x89PNG", "journal.sqlite": b"SQLite format 3\0"}


def visit(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulator", "visit", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=180, check=False)


def test_leaves_everything_that_came_out(tmp_path: Path) -> None:
    out = tmp_path / "visit"
    done = visit("--out", str(out), "--coins", "50,10", "--language", "en", "--hoppers", "none")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == json.loads((out / "visit.json").read_text(encoding="utf-8"))
    assert (told["price"], told["inserted"], told["claim"]["amount"]) == (20, 50, 30)
    assert told["delivered"] is True
    assert told["chain_verified"] is True
    assert told["central_order_state"] == "delivered"
    assert told["copy_serial"] in told["verify_url"]
    assert told["receipt_no"] == 1
    for name, signature in SIGNATURES.items():
        assert (out / name).read_bytes().startswith(signature)
    assert (out / "slip-2.png").exists()  # the claim
    screens = sorted(path.stem for path in (out / "screens").glob("*.png"))
    assert [name[3:] for name in screens if name[3:] in ("identify", "choose", "pay", "delivering")] == [
        "identify",
        "choose",
        "pay",
        "delivering",
    ]
    timings = {"setup", "first_frame", "identify", "choose", "prepare", "pay", "deliver", "total"}
    assert timings <= set(told["timings"])


def test_a_student_who_does_not_exist_is_a_wrong_call(tmp_path: Path) -> None:
    done = visit("--out", str(tmp_path / "visit"), "--student", "X0")
    assert done.returncode == 2
    assert "X0" in done.stderr


def test_a_visit_that_cannot_be_made_fails_and_says_why(tmp_path: Path) -> None:
    config = tmp_path / "broken.toml"
    text = (CHECKOUT / "config" / "demo.toml").read_text(encoding="utf-8")
    config.write_text(text.replace("[screen]", "[screen]\nwidht = 1080"), encoding="utf-8")
    done = visit("--out", str(tmp_path / "visit"), "--config", str(config))
    assert done.returncode == 1
    assert "widht" in json.loads(done.stdout.splitlines()[-1])["broken_promises"][0]


def test_the_paper_has_a_name_in_each_language() -> None:
    assert paper_names(PAPER) == {"zh-TW": "中文歷年成績單", "en": "Chinese Cumulative Transcript"}


def test_coins_are_numbers(tmp_path: Path) -> None:
    assert visit("--coins", "fifty").returncode == 2


@pytest.mark.parametrize("language", ["de", "ja"])
def test_a_language_the_machine_does_not_speak_is_a_wrong_call(language: str) -> None:
    assert visit("--language", language).returncode == 2
