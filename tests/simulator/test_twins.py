from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from drivers.cctalk.coin_ids import taiwan_units
from simulator.controls import Controls, DeedRefused
from simulator.loopback import LoopbackService
from simulator.processes import Processes
from simulator.twins import Twins, _coin_id

CONFIG = Path("config/demo.toml")


@pytest.fixture(scope="module")
def twins() -> Iterator[Twins]:
    with Twins(tomllib.loads(CONFIG.read_text(encoding="utf-8")), free_ports=True) as twins:
        yield twins


@pytest.fixture(scope="module")
def controls(twins: Twins) -> Iterator[Controls]:
    with LoopbackService(twins.answer) as service:
        yield Controls(service.url)


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")  # pyserial 3.5
def test_the_wires_answer(twins: Twins) -> None:
    with serial.serial_for_url(twins.addresses()["coin_acceptor"], 9600, timeout=2) as line:
        line.write(bytes((2, 0, 1, 254, 255)))  # simple poll: ccTalk part 1, with its echo
        assert line.read(10) == bytes((2, 0, 1, 254, 255, 1, 0, 2, 0, 253))
    with serial.serial_for_url(twins.addresses()["receipt_printer"], 115200, timeout=2) as line:
        line.write(b"\x10\x04\x01")
        assert line.read(1) == b"\x12"


def test_a_coin_that_nobody_wants_comes_back(controls: Controls) -> None:
    before = len(controls.state()["coin_acceptor"]["returned"])
    controls.do("coin_acceptor", "insert", coin="50")
    controls.do("coin_acceptor", "insert", coin="token")
    until = time.monotonic() + 5.0
    while (acceptor := controls.state()["coin_acceptor"])["falling"] and time.monotonic() < until:
        time.sleep(0.02)
    assert len(acceptor["returned"]) == before + 2
    assert acceptor["cash_box"] == []


@pytest.mark.parametrize(
    ("device", "on", "off", "key"),
    [
        ("receipt_printer", {"deed": "cover", "open": True}, {"deed": "cover", "open": False}, "cover_open"),
        ("receipt_printer", {"deed": "power", "on": False}, {"deed": "power", "on": True}, "powered"),
        ("receipt_printer", {"deed": "paper", "level": "out"}, {"deed": "paper", "level": "full"}, "paper"),
        ("receipt_printer", {"deed": "unplug"}, {"deed": "replug"}, "plugged"),
        ("coin_acceptor", {"deed": "unplug"}, {"deed": "replug"}, "plugged"),
        ("document_printer", {"deed": "jam", "on": True}, {"deed": "jam", "on": False}, "jammed"),
        ("document_printer", {"deed": "paper", "sheets": 0}, {"deed": "paper", "sheets": 250}, "sheets"),
        ("document_printer", {"deed": "power", "on": False}, {"deed": "power", "on": True}, "powered"),
    ],
)
def test_what_hands_do_is_seen_and_undone(
    controls: Controls, device: str, on: dict[str, object], off: dict[str, object], key: str
) -> None:
    def seen() -> object:
        return controls.state()[device][key]

    whole = seen()
    controls.do(device, **on)  # type: ignore[arg-type]
    assert seen() != whole
    controls.do(device, **off)  # type: ignore[arg-type]
    assert seen() == whole


@pytest.mark.parametrize(
    ("device", "deed", "how"),
    [
        ("coffee_machine", "brew", {}),
        ("coin_acceptor", "explode", {}),
        ("coin_acceptor", "insert", {"coin": "fifty"}),
        ("coin_acceptor", "insert", {}),
        ("document_printer", "paper", {"sheets": -1}),
        ("document_printer", "unplug", {}),
        ("receipt_printer", "paper", {"level": "plenty"}),
    ],
)
def test_what_cannot_be_done_is_refused(
    controls: Controls, device: str, deed: str, how: dict[str, object]
) -> None:
    with pytest.raises(DeedRefused):
        controls.do(device, deed, **how)


def test_there_is_no_slip_and_no_sheet_yet(controls: Controls) -> None:
    with pytest.raises(DeedRefused):
        controls.slip(1)
    with pytest.raises(DeedRefused):
        controls.sheet(0)


@pytest.mark.parametrize("units", [1, 5, 20, 50, 100, 500, 1000, 2000, 5000])
def test_a_coin_id_reads_back(units: int) -> None:
    assert taiwan_units(_coin_id(units)) == units


def test_as_a_process_they_tell_their_addresses_and_end_when_asked(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        child = processes.start("twins", ["-m", "simulator", "twins", "--free-ports"])
        told = child.announcement(20.0)
        assert set(told) == {
            "coin_acceptor",
            "bill_validator",
            "receipt_printer",
            "document_printer",
            "control",
        }
        assert Controls(told["control"]).state()["document_printer"]["sheets"] == 250
        child.stop()
        assert child.exit_code == 0
