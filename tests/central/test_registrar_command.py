"""The registrar's commands, as typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from central.__main__ import main
from tests.central.bench import make_bench


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(list(arguments)) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_keys_are_made_listed_and_revoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--keys", str(tmp_path / "keys.json"))
    (first,) = said(capsys, "key", "new", *where)["papers"]
    before = said(capsys, "key", "new", *where)["papers"]
    assert (len(before), before[0]["kid"]) == (2, first["kid"])
    after = said(capsys, "key", "revoke", first["kid"], "--reason", "在備份中遺失", *where)["papers"]
    assert [key["revoked"] is None for key in after] == [False, True]
    assert after[0]["revoked"]["reason"] == "在備份中遺失"
    assert said(capsys, "key", "list", *where)["papers"] == after
    assert main(["key", "revoke", "00000000", "--reason", "none", *where]) == 2
    assert "no key 00000000" in capsys.readouterr().err


def test_copies_are_shown_and_revoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench = make_bench(tmp_path, students=20)
    serial = bench.order().json()["documents"][0]["copy_serial"]
    where = ("--database", bench.services.settings.database)
    shown = said(capsys, "copy", "show", serial.lower(), *where)
    assert (shown["code"], shown["delivery"], shown["revoked"]) == ("TR-ZH", "issued", None)
    given = ("copy", "revoke", serial, "--by", "範例", "--reason", "資料有誤")
    assert said(capsys, *given, *where)["revoked"]["reason"] == "資料有誤"
    assert said(capsys, "copy", "show", serial, *where)["revoked"]["by"] == "範例"
    assert main([*given, *where]) == 2
    assert "revoked by 範例" in capsys.readouterr().err
    assert main(["copy", "show", "115T9999999", *where]) == 1
    assert main(["copy", "revoke", "115T9999999", "--by", "x", "--reason", "y", *where]) == 2
    bench.database.dispose()
