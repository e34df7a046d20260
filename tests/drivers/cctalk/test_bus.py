from __future__ import annotations

from drivers.cctalk.bus import Bus, BusDevice
from drivers.cctalk.framing import Frame
from drivers.cctalk.host import Addressee, Command, Echo, NoReply, Reply, Result
from kiosk.devices import OFFLINE, DeviceEvent, DeviceStatusChanged


class Asker:
    """Always wants to ask 254; remembers what it heard."""

    def __init__(self, address: int) -> None:
        self.name = f"device {address}"
        self.results: list[Result] = []
        self.wants = True
        self._poll = Addressee(address).command(254, reply=range(1), timeout_s=0.1)

    def connected(self, now: float) -> list[DeviceEvent]:
        return []

    def disconnected(self, now: float) -> list[DeviceEvent]:
        return [DeviceStatusChanged(self.name, OFFLINE)]

    def next_command(self, now: float) -> Command | None:
        return self._poll if self.wants else None

    def on_result(self, result: Result, now: float) -> list[DeviceEvent]:
        self.results.append(result)
        return [DeviceStatusChanged(self.name, OFFLINE)]


def run(bus: Bus, seconds: float, dead: frozenset[int] = frozenset()) -> list[int]:
    """Answer 5 ms after each command unless dead; the addresses that were asked."""
    asked = []
    for step in range(round(seconds * 200)):
        now = step / 200
        wire, _ = bus.tick(now)
        if wire:
            asked.append(wire[0])
            if wire[0] not in dead:
                bus.receive(Frame(1, wire[0], 0).to_bytes(), now + 0.002)
    return asked


def test_it_is_a_bus_device() -> None:
    assert isinstance(Asker(2), BusDevice)


def test_devices_ask_in_turn() -> None:
    first, second = Asker(2), Asker(3)
    bus = Bus("bus", [first, second], Echo.OFF)
    bus.connected(0.0)
    asked = run(bus, 1.0)
    assert asked[:6] == [2, 3, 2, 3, 2, 3]
    assert all(isinstance(result, Reply) for result in first.results + second.results)
    assert {result.command.address for result in second.results} == {3}


def test_a_dead_device_costs_the_others_one_exchange_at_most() -> None:
    living, dead = Asker(2), Asker(3)
    bus = Bus("bus", [living, dead], Echo.OFF)
    bus.connected(0.0)
    asked = run(bus, 2.0, dead=frozenset({3}))
    assert asked[:8] == [2, 3, 3, 3, 2, 3, 3, 3]
    assert all(isinstance(result, NoReply) for result in dead.results)


def test_a_device_without_a_question_is_passed_over() -> None:
    silent, living = Asker(2), Asker(3)
    silent.wants = False
    bus = Bus("bus", [silent, living], Echo.OFF)
    bus.connected(0.0)
    assert set(run(bus, 0.5)) == {3}


def test_a_pulled_cable_ends_the_exchange_and_everybody_says_so() -> None:
    bus = Bus("bus", [Asker(2), Asker(3)], Echo.OFF)
    bus.connected(0.0)
    assert bus.tick(1.0)[0]
    assert len(bus.disconnected(1.01)) == 2
    bus.connected(2.0)
    assert bus.receive(Frame(1, 2, 0).to_bytes(), 2.001) == []  # an answer from before
    assert bus.dropped.noise_bytes == 5
