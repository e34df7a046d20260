"""What every driver on a serial line keeps to, whatever it speaks. New drivers are found by themselves."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import random
import tomllib
import typing
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from drivers.cctalk.bus import Bus, BusDevice
from drivers.transport.wire import LineSettings, WireDevice
from kiosk.devices import OFFLINE, Condition, DeviceEvent, DeviceStatusChanged

ROOT = Path(__file__).parents[2]
NAME = "device under test"
IMPURE = {
    "asyncio", "logging", "os", "pygame", "random", "requests", "select", "serial", "signal", "socket",
    "sqlalchemy", "sqlite3", "subprocess", "threading", "time",
}  # fmt: skip
STEP_S = 0.005
LONGEST_WRITE_S = 0.25  # of bytes from one tick: the port's thread must come back to listen


def _serves_a_wire(module: ModuleType) -> bool:
    """A driver is a module with `create` and `Settings`; a serial one makes a WireDevice or a BusDevice."""
    members = vars(module)
    if "create" not in members or "Settings" not in members:
        return False
    made = typing.get_type_hints(members["create"])["return"]
    return hasattr(made, "receive") or hasattr(made, "next_command")


def _drivers() -> list[str]:
    files = sorted((ROOT / "drivers").glob("*/*.py"))
    names = [f"{file.parent.name}.{file.stem}" for file in files if file.stem != "__init__"]
    return [name for name in names if _serves_a_wire(importlib.import_module(f"drivers.{name}"))]


def _models() -> list[tuple[str, str]]:
    """(file, driver) of every device file that belongs to a serial driver."""
    found = [
        (file.name, str(tomllib.loads(file.read_text())["driver"]))
        for file in sorted((ROOT / "config" / "devices").glob("*.toml"))
    ]
    return [(file, driver) for file, driver in found if driver in DRIVERS]


DRIVERS = _drivers()
MODELS = _models()


def made(file: str, driver: str) -> WireDevice:
    module = importlib.import_module(f"drivers.{driver}")
    create: Callable[..., Any] = vars(module)["create"]
    settings: type[BaseModel] = vars(module)["Settings"]
    table = tomllib.loads((ROOT / "config" / "devices" / file).read_text())["settings"]
    known = {"cursor": None, "boot_id": "boot1"}
    extra = {key: known[key] for key in known if key in inspect.signature(create).parameters}
    device = create(settings.model_validate(table), NAME, **extra)
    if isinstance(device, BusDevice):
        device = Bus(NAME, [device])
    wire: WireDevice = device
    return wire


class Line:
    """Nobody at the other end, unless a test says so."""

    def __init__(self, device: WireDevice) -> None:
        self.device = device
        self.now = 50.0
        self.events: list[DeviceEvent] = []
        self.writes: list[tuple[float, bytes]] = []

    def run(self, seconds: float, arrives: Callable[[], bytes] = bytes) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            self.events += self.device.receive(arrives(), self.now)
            out, events = self.device.tick(self.now)
            self.events += events
            if out:
                self.writes.append((self.now, out))

    @property
    def statuses(self) -> list[DeviceStatusChanged]:
        return [event for event in self.events if isinstance(event, DeviceStatusChanged)]


@pytest.fixture(params=MODELS, ids=lambda model: f"{model[1]} ({model[0]})")
def device(request: pytest.FixtureRequest) -> WireDevice:
    return made(*request.param)


def test_the_serial_drivers_are_found() -> None:
    assert {"cctalk.coin_acceptor", "escpos.printer"} <= set(DRIVERS)


@pytest.mark.parametrize("driver", DRIVERS)
def test_each_driver_has_a_device_file(driver: str) -> None:
    assert driver in {used for _, used in MODELS}


@pytest.mark.parametrize("driver", DRIVERS)
def test_each_option_has_a_sentence_and_an_unknown_one_stops_the_start(driver: str) -> None:
    settings: type[BaseModel] = vars(importlib.import_module(f"drivers.{driver}"))["Settings"]
    assert all((field.description or "").endswith(".") for field in settings.model_fields.values())
    with pytest.raises(ValidationError, match="Extra inputs"):
        settings.model_validate({"no_such_option": 1})


@pytest.mark.parametrize("driver", DRIVERS)
def test_protocol_code_opens_nothing_and_reads_no_clock(driver: str) -> None:
    for file in (ROOT / "drivers" / driver.partition(".")[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            assert not {name.partition(".")[0] for name in names} & IMPURE, f"{file.name}: {names}"


def test_it_says_its_name_and_its_line(device: WireDevice) -> None:
    assert device.name == NAME
    assert isinstance(device.line, LineSettings)


def test_a_port_that_never_opened_is_offline_said_once(device: WireDevice) -> None:
    assert device.disconnected(1.0) == [DeviceStatusChanged(NAME, OFFLINE)]
    assert device.disconnected(2.0) == []


def test_connected_it_is_not_ready_before_it_was_asked(device: WireDevice) -> None:
    events = device.connected(1.0)
    assert [type(event) for event in events] == [DeviceStatusChanged]
    assert not any(event.status.serves for event in events if isinstance(event, DeviceStatusChanged))


def test_empty_bytes_mean_nothing(device: WireDevice) -> None:
    device.connected(1.0)
    assert device.receive(b"", 1.0) == []


def test_a_silent_line_is_offline_and_is_asked_for_ever(device: WireDevice) -> None:
    line = Line(device)
    line.events += device.connected(line.now)
    line.run(60.0)
    assert line.statuses[-1].status == OFFLINE
    assert not any(changed.status.serves for changed in line.statuses)
    for minute in range(3):
        assert [at for at, _ in line.writes if at >= line.now - 15.0], f"silent in minute {minute}"
        line.run(20.0)


def test_no_tick_writes_more_than_the_line_carries_meanwhile(device: WireDevice) -> None:
    line = Line(device)
    device.connected(line.now)
    line.run(10.0)
    assert all(len(out) * 10 / device.line.baud <= LONGEST_WRITE_S for _, out in line.writes)


def test_pulled_and_plugged_in_again_it_starts_over(device: WireDevice) -> None:
    line = Line(device)
    for _ in range(3):
        line.events += device.connected(line.now)
        line.run(0.5)
        line.events += device.disconnected(line.now)
        assert line.statuses[-1].status == OFFLINE
    conditions = [changed.status for changed in line.statuses]
    assert all(before != after for before, after in itertools.pairwise(conditions))
    assert line.statuses[0].status.condition is Condition.OFFLINE
    assert len(line.statuses) == 6


@pytest.mark.parametrize("seed", range(8))
def test_noise_never_raises(device: WireDevice, seed: int) -> None:
    dice = random.Random(seed)
    line = Line(device)
    line.events += device.connected(line.now)
    line.run(10.0, lambda: dice.randbytes(dice.choice((0, 0, 0, 1, 2, 7, 30))))
    line.events += device.disconnected(line.now)
    assert line.statuses[-1].status == OFFLINE


@pytest.mark.parametrize("seed", range(4))
def test_its_own_words_thrown_back_never_raise_and_are_no_answer(device: WireDevice, seed: int) -> None:
    dice = random.Random(seed)
    line = Line(device)
    line.events += device.connected(line.now)
    said = 0

    def echo() -> bytes:
        nonlocal said
        heard = b"".join(out for _, out in line.writes[said:])
        said = len(line.writes)
        return heard[dice.randrange(2) :]

    line.run(10.0, echo)
    assert not any(changed.status.serves for changed in line.statuses)
