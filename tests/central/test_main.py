"""The command line, as a process."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from central.__main__ import main

HOUSE = Path(__file__).parents[2]


def common(folder: Path) -> list[str]:
    return ["--database", f"sqlite:///{folder / 'c.sqlite'}", "--keys", str(folder / "keys.json")]


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_seed_kiosk_student_and_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = common(tmp_path)
    assert json.loads(said(capsys, "seed", "--students", "21", *where))["added"] == 21
    assert json.loads(said(capsys, "seed", "--students", "21", *where))["added"] == 0
    kiosk = json.loads(said(capsys, "kiosk", "add", "YT01", *where))
    assert set(kiosk) == {"kiosk", "api_key", "claim_key"}
    assert main(["kiosk", "add", "YT01", *where]) == 2
    assert "exists already" in capsys.readouterr().err
    assert json.loads(said(capsys, "student", "B11199042", *where)) == {
        "number": "B11199042",
        "birthday": "20040505",
        "name_zh": "林範例",
        "status": "enrolled",
        "level": "bachelor",
        "semesters": 8,
        "missing_grades": 0,
        "invented": True,
    }
    assert main(["student", "B0", *where]) == 1
    capsys.readouterr()
    assert len(json.loads(said(capsys, "students", "--json", *where))) == 21
    assert said(capsys, "students", *where).startswith("B10999018\t20021111\t陳樣本\t")
    assert len(json.loads(said(capsys, "key", "list", *where))["papers"]) == 1
    assert len(json.loads(said(capsys, "key", "new", *where))["papers"]) == 2


def test_prints_the_data_of_one_specimen(capsys: pytest.CaptureFixture[str]) -> None:
    """What `python -m kiosk document preview` asks for."""
    entry = json.loads(said(capsys, "paper", "TS-ZH", "--student", "B11199042", "--choice", "113-1"))
    assert (entry["code"], entry["choice"], entry["template"]) == ("TS-ZH", "113-1", "semester-zh")
    assert entry["data"]["semester"]["year"] == 113
    for code, number, words in (("TS-ZH", "B0", "no student B0"), ("DG-ZH", "B11199042", "by hand")):
        assert main(["paper", code, "--student", number]) == 1
        assert words in capsys.readouterr().err


def test_a_machine_is_retired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = common(tmp_path)
    said(capsys, "kiosk", "add", "YT01", *where)
    gone = json.loads(said(capsys, "kiosk", "retire", "YT01", "--by", "head of IT", *where))
    assert gone == {"retired": "YT01", "claims_freed": 0}
    assert main(["kiosk", "retire", "YT02", "--by", "x", *where]) == 1
    assert "no kiosk YT02" in capsys.readouterr().err


def test_cashiers_and_stopped_claims(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = common(tmp_path)
    first = json.loads(said(capsys, "cashier", "add", "lin", *where))
    again = json.loads(said(capsys, "cashier", "add", "lin", *where))
    assert first["cashier"] == again["cashier"] == "lin"
    assert first["password"] != again["password"]
    assert json.loads(said(capsys, "cashier", "remove", "lin", *where)) == {"removed": "lin"}
    assert main(["cashier", "remove", "chen", *where]) == 1
    assert main(["cashier", "add", "Not a name", *where]) == 2
    capsys.readouterr()
    assert main(["claim", "release", "YT01", "c1", "--by", "lin", "--why", "looked", *where]) == 1
    assert "no claim c1" in capsys.readouterr().out


def test_mistakes_are_told_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", *common(tmp_path)]) == 2
    assert "no key file" in capsys.readouterr().err
    settings = tmp_path / "s.toml"
    settings.write_text("colour = 1")
    assert main(["seed", "--settings", str(settings)]) == 2
    assert "colour: unknown key" in capsys.readouterr().err
    assert main(["seed", "--students", "5000", *common(tmp_path)]) == 2
    assert "not more" in capsys.readouterr().err


def test_serves_as_a_process(tmp_path: Path) -> None:
    where = common(tmp_path)
    assert main(["seed", "--students", "1", *where]) == 0
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "central", "serve", "--port", str(port), "--log-level", "debug", *where]
    log = tmp_path / "log"
    with (
        log.open("wb") as said_there,
        subprocess.Popen(command, cwd=HOUSE, stdout=said_there, stderr=subprocess.STDOUT) as process,
    ):
        try:
            for _ in range(200):
                try:
                    answer = requests.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=5)
                    break
                except requests.ConnectionError:
                    time.sleep(0.1)
            assert answer.json() == {"ok": True}
            answer = requests.get(f"http://127.0.0.1:{port}/C/4QGQHGYZM67850D5", timeout=5)
            assert answer.status_code == 404
        finally:
            process.terminate()
    assert process.returncode in (0, -15)
    logged = log.read_text(encoding="utf-8")
    assert "Uvicorn running" in logged
    assert "4QGQHGYZM67850D5" not in logged  # who reads the log must not be paid for it
