"""What every model of hopper keeps to: it pays once, or says that it did not. New models are found here."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from drivers.cctalk import headers
from drivers.cctalk.bus import Bus
from drivers.cctalk.framing import Frame
from drivers.cctalk.hopper import CcTalkHopper, create
from drivers.cctalk.hopper_settings import Settings
from kiosk.devices import DeviceEvent, Hopper, HopperRead, HopperReading, PayoutFinished

DEVICES = Path(__file__).parents[2] / "config" / "devices"
MOVES_MONEY = {
    headers.DISPENSE_HOPPER_COINS,
    headers.EMERGENCY_STOP,
    headers.RESET_DEVICE,
    headers.REQUEST_CIPHER_KEY,
}
ACKNOWLEDGES = {headers.SIMPLE_POLL} | MOVES_MONEY - {headers.REQUEST_CIPHER_KEY}
STEP_S = 0.010


def models() -> dict[str, dict[str, Any]]:
    known = {file.name: tomllib.loads(file.read_text()) for file in sorted(DEVICES.glob("*.toml"))}
    return {name: table["settings"] for name, table in known.items() if table["driver"] == "cctalk.hopper"}


class Rig:
    """A driver, and a hopper that answers everything except what it was told to leave unanswered."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.hopper: CcTalkHopper = create(Settings.model_validate(settings | {"echo": "off"}), "hopper")
        self.port: Hopper = self.hopper
        self.bus = Bus("bus", [self.hopper])
        self.now = 10.0
        self.silent: set[int] = set()
        self.asked: list[int] = []
        self.events: list[DeviceEvent] = self.bus.connected(self.now)
        self.enabled = False

    def run(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.now += STEP_S
            wire, events = self.bus.tick(self.now)
            self.events += events
            if wire:
                self.asked.append(wire[3])
                if wire[3] not in self.silent:
                    self.events += self.bus.receive(self.answer(wire), self.now + 0.003)

    def answer(self, wire: bytes) -> bytes:
        match wire[3]:
            case headers.REQUEST_EQUIPMENT_CATEGORY_ID:
                data = b"Payout"
            case headers.REQUEST_SERIAL_NUMBER | headers.REQUEST_HOPPER_DISPENSE_COUNT:
                data = bytes((1, 2, 3))
            case headers.REQUEST_HOPPER_STATUS:
                data = bytes((7, 0, 1, 0))
            case headers.TEST_HOPPER:
                data = bytes((0x40 if self.enabled else 0xC0, 0, 0))
            case headers.REQUEST_HOPPER_COIN:
                data = b"......"
            case headers.ENABLE_HOPPER:
                self.enabled = wire[4] == 165
                data = b""
            case headers.REQUEST_CIPHER_KEY:
                data = bytes(8)
            case (
                headers.SIMPLE_POLL
                | headers.EMERGENCY_STOP
                | headers.DISPENSE_HOPPER_COINS
                | headers.RESET_DEVICE
            ):
                data = b""
            case _:
                return Frame(1, wire[0], headers.NAK).to_bytes()
        return Frame(1, wire[0], headers.REPLY, data).to_bytes()

    @property
    def reading(self) -> HopperReading:
        return [said.reading for said in self.events if isinstance(said, HopperRead)][-1]

    @property
    def finished(self) -> list[PayoutFinished]:
        return [said for said in self.events if isinstance(said, PayoutFinished)]


@pytest.fixture(params=list(models().values()), ids=list(models()))
def rig(request: pytest.FixtureRequest) -> Rig:
    rig = Rig(request.param)
    rig.run(5.0)
    return rig


def test_nothing_that_moves_money_is_repeated_by_itself() -> None:
    assert not MOVES_MONEY & headers.REPEATABLE


def test_it_says_what_it_read_and_asks_for_nothing_that_moves(rig: Rig) -> None:
    assert rig.reading.events == 7
    rig.run(60.0)
    assert MOVES_MONEY.isdisjoint(rig.asked)
    assert headers.ENABLE_HOPPER not in rig.asked


def test_the_command_to_dispense_goes_out_once_though_nobody_ever_answers_again(rig: Rig) -> None:
    rig.port.dispense("p1", 3, rig.reading)
    rig.silent = {headers.DISPENSE_HOPPER_COINS}
    while headers.DISPENSE_HOPPER_COINS not in rig.asked:
        rig.run(STEP_S)
    rig.silent = set(range(256))
    rig.run(300.0)
    assert rig.asked.count(headers.DISPENSE_HOPPER_COINS) == 1
    assert [(one.paid, one.doubtful) for one in rig.finished] == [(0, 3)]


def test_nor_when_the_port_goes_and_comes_in_the_middle(rig: Rig) -> None:
    rig.port.dispense("p1", 3, rig.reading)
    rig.silent = {headers.DISPENSE_HOPPER_COINS}
    while headers.DISPENSE_HOPPER_COINS not in rig.asked:
        rig.run(STEP_S)
    for _ in range(5):
        rig.events += rig.bus.disconnected(rig.now)
        rig.run(0.5)
        rig.events += rig.bus.connected(rig.now)
        rig.run(1.0)
    rig.run(60.0)
    assert rig.asked.count(headers.DISPENSE_HOPPER_COINS) == 1
    assert [(one.paid, one.doubtful) for one in rig.finished] == [(0, 0)], (
        "its counter shows that it never came"
    )


def test_reconciling_never_commands(rig: Rig) -> None:
    rig.port.reconcile("p1", 3, rig.reading)
    rig.run(10.0)
    assert headers.DISPENSE_HOPPER_COINS not in rig.asked
    assert len(rig.finished) == 1
    rig.port.dispense("p1", 3, rig.reading)
    rig.run(10.0)
    assert headers.DISPENSE_HOPPER_COINS not in rig.asked, "that payout has had its answer"


def test_other_counters_than_on_record_pay_nothing(rig: Rig) -> None:
    rig.port.dispense("p1", 3, HopperReading(rig.reading.serial, 6, 0, 1, 0, rig.reading.lifetime))
    rig.run(10.0)
    assert headers.DISPENSE_HOPPER_COINS not in rig.asked
    assert [(one.paid, one.doubtful) for one in rig.finished] == [(0, 0)]


def test_stopped_before_it_began_it_never_begins(rig: Rig) -> None:
    rig.port.dispense("p1", 3, rig.reading)
    rig.port.stop()
    rig.run(10.0)
    assert headers.DISPENSE_HOPPER_COINS not in rig.asked
    assert [(one.paid, one.doubtful) for one in rig.finished] == [(0, 0)]
