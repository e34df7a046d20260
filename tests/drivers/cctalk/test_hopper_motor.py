from __future__ import annotations

from drivers.cctalk.bus import Bus
from drivers.cctalk.hopper import create
from drivers.cctalk.hopper_motor import LONGEST_RUN_S, DrivesMotor, MotorSupply
from drivers.cctalk.hopper_settings import Settings
from drivers.cctalk.host import Command, Result
from kiosk.devices import DeviceEvent

SETTINGS = Settings.model_validate({"value": 10, "security": "serial"})


def test_one_at_a_time() -> None:
    supply = MotorSupply()
    assert supply.take("a", 0.0)
    assert not supply.take("b", 1.0)
    assert supply.take("a", 2.0)
    supply.rests("a")
    assert supply.take("b", 3.0)


def test_who_was_never_heard_of_may_be_turning() -> None:
    supply = MotorSupply()
    supply.turns("a", 0.0)
    supply.turns("b", 0.0)
    assert not supply.take("b", 1.0)
    supply.rests("a")
    assert supply.take("b", 1.0)


def test_a_dead_hopper_does_not_hold_the_supply_for_ever() -> None:
    supply = MotorSupply()
    supply.turns("dead", 0.0)
    assert not supply.take("b", LONGEST_RUN_S - 0.1)
    assert supply.take("b", LONGEST_RUN_S)


class Shares:
    """A device of a bus that only wants to know its supply."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.supply: MotorSupply | None = None

    def share(self, supply: MotorSupply) -> None:
        self.supply = supply

    def connected(self, now: float) -> list[DeviceEvent]:
        return []

    def disconnected(self, now: float) -> list[DeviceEvent]:
        return []

    def next_command(self, now: float) -> Command | None:
        return None

    def on_result(self, result: Result, now: float) -> list[DeviceEvent]:
        return []


def test_a_bus_gives_all_its_hoppers_one_supply() -> None:
    assert isinstance(create(SETTINGS, "hopper"), DrivesMotor)
    first, second, elsewhere = Shares("a"), Shares("b"), Shares("c")
    Bus("bus", [first, second])
    Bus("another bus", [elsewhere])
    assert first.supply is second.supply is not None
    assert elsewhere.supply is not first.supply
