from __future__ import annotations

import tomllib
from pathlib import Path

from simulator.run_config import for_run, read, to_toml

DEMO = Path("config/demo.toml")
WIRES = {
    "bill_validator": "rfc2217://127.0.0.1:5",
    "coin_acceptor": "rfc2217://127.0.0.1:5001",
    "receipt_printer": "rfc2217://127.0.0.1:5002",
    "document_printer": "ipp://127.0.0.1:5003/ipp/print",
}


def test_what_is_written_reads_back_the_same() -> None:
    values = read(DEMO)
    values["site"]["place_zh"] = '門口 "1 號" \\ 機 𠮷'
    assert tomllib.loads(to_toml(values)) == {
        **values,
        "coin_acceptor": {
            **values["coin_acceptor"],
            "positions": {str(at): coin for at, coin in values["coin_acceptor"]["positions"].items()},
        },
    }


def test_a_run_has_its_own_places_and_keeps_the_rest(tmp_path: Path) -> None:
    values = read(DEMO)
    run = for_run(values, tmp_path, WIRES, "http://127.0.0.1:9")
    assert run["site"] == values["site"]
    assert run["screen"] == values["screen"]
    assert run["coin_acceptor"]["positions"] == values["coin_acceptor"]["positions"]
    assert run["document_printer"]["stopped_patience_s"] == values["document_printer"]["stopped_patience_s"]
    assert run["coin_acceptor"]["port"] == WIRES["coin_acceptor"]
    assert run["bill_validator"]["port"] == WIRES["bill_validator"]
    assert run["central"]["url"] == "http://127.0.0.1:9"
    assert Path(run["kiosk"]["data_folder"]).is_relative_to(tmp_path)
    assert run["mirror"]["port"] == 0


def test_a_machine_for_coins_only_stays_one(tmp_path: Path) -> None:
    values = {name: section for name, section in read(DEMO).items() if name != "bill_validator"}
    assert "bill_validator" not in for_run(values, tmp_path, WIRES, "http://127.0.0.1:9")
