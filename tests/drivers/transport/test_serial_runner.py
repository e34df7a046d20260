from __future__ import annotations

import os
import termios
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from drivers.cctalk.bus import Bus
from drivers.cctalk.coin_acceptor import Settings, create
from drivers.transport.serial_runner import SerialRunner
from drivers.transport.wire import LineSettings
from kiosk.devices import (
    OFFLINE,
    AcceptorClosed,
    AcceptorOpened,
    CoinsRead,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
)
from kiosk.money import Money
from simulator.devices.coin_acceptor import CoinAcceptorTwin
from simulator.faults import Fault
from simulator.wire import TwinServer

# pyserial 3.5 names its reader thread the old way
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name).*deprecated:DeprecationWarning")

READY = DeviceStatus(Condition.READY)
QUICK = (0.05, 0.1)


class Greeter:
    """Says «hi» when connected and whatever it was told to; hears with `heard`."""

    name = "greeter"
    line = LineSettings(9600)

    def __init__(self) -> None:
        self.heard = b""
        self.connections = 0
        self.disconnections = 0
        self.to_say = b""
        self.ticks: list[float] = []
        self.thread = ""
        self.break_at_tick = False

    def connected(self, now: float) -> list[DeviceEvent]:
        self.connections += 1
        self.to_say = b"hi"
        return [DeviceStatusChanged(self.name, READY)]

    def disconnected(self, now: float) -> list[DeviceEvent]:
        self.disconnections += 1
        return [DeviceStatusChanged(self.name, OFFLINE)]

    def receive(self, data: bytes, now: float) -> list[DeviceEvent]:
        self.heard += data
        return []

    def tick(self, now: float) -> tuple[bytes, list[DeviceEvent]]:
        if self.break_at_tick:
            raise OSError("our own mistake, dressed up as a port's")
        self.ticks.append(now)
        self.thread = threading.current_thread().name
        out, self.to_say = self.to_say, b""
        return out, []


class Shouter:
    """A twin that answers in capitals."""

    line = LineSettings(9600)
    echoes = False

    def __init__(self) -> None:
        self._answer = b""

    def receive(self, data: bytes, now: float) -> None:
        self._answer += data.upper()

    def output(self, now: float) -> bytes:
        out, self._answer = self._answer, b""
        return out


def wait_for(what: Callable[[], bool], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


@pytest.fixture
def shouting() -> Iterator[TwinServer]:
    server = TwinServer(Shouter())
    server.start()
    yield server
    server.stop()


def test_bytes_go_both_ways_and_the_device_is_ticked_often(shouting: TwinServer) -> None:
    device, events = Greeter(), list[DeviceEvent]()
    runner = SerialRunner(device, shouting.url, events.append, time.monotonic)
    runner.start()
    wait_for(lambda: device.heard == b"HI")
    time.sleep(0.3)
    runner.stop()
    gaps = sorted(after - before for before, after in zip(device.ticks, device.ticks[1:], strict=False))
    assert gaps[len(gaps) // 2] <= 0.045  # on a quiet line
    assert events == [DeviceStatusChanged("greeter", READY), DeviceStatusChanged("greeter", OFFLINE)]
    assert device.thread == "port of greeter"


def test_deeds_run_on_the_runners_thread_in_order(shouting: TwinServer) -> None:
    device, done = Greeter(), list[tuple[int, str]]()
    runner = SerialRunner(device, shouting.url, lambda event: None, time.monotonic)
    runner.start()
    for number in range(20):
        runner.post(lambda number=number: done.append((number, threading.current_thread().name)))  # type: ignore[misc]
    runner.stop()
    assert done == [(number, "port of greeter") for number in range(20)]


def test_a_port_that_never_opens_is_offline_and_is_tried_for_ever() -> None:
    device, events = Greeter(), list[DeviceEvent]()
    runner = SerialRunner(
        device, "/dev/serial/by-id/nothing-there", events.append, time.monotonic, back_off_s=QUICK
    )
    runner.start()
    wait_for(lambda: device.disconnections >= 4)
    done = threading.Event()
    runner.post(done.set)
    assert done.wait(2.0)  # deeds are heard all the same
    runner.stop()
    assert set(events) == {DeviceStatusChanged("greeter", OFFLINE)}
    assert device.connections == 0
    assert "nothing-there" in runner.last_loss


def test_pulled_and_plugged_in_again(shouting: TwinServer) -> None:
    device = Greeter()
    runner = SerialRunner(device, shouting.url, lambda event: None, time.monotonic, back_off_s=QUICK)
    runner.start()
    wait_for(lambda: device.heard == b"HI")
    for round_ in range(2, 4):
        shouting.unplug()
        wait_for(lambda: device.disconnections > 0)
        device.disconnections = 0
        device.heard = b""
        shouting.replug()
        wait_for(lambda: device.heard == b"HI")
        assert device.connections == round_
    runner.stop()
    assert runner.opened == 3


def test_a_server_that_dies_and_another_that_comes_up_in_its_place() -> None:
    first = TwinServer(Shouter())
    first.start()
    device = Greeter()
    runner = SerialRunner(device, first.url, lambda event: None, time.monotonic, back_off_s=QUICK)
    runner.start()
    wait_for(lambda: device.heard == b"HI")
    first.stop()
    wait_for(lambda: device.disconnections > 0)
    second = TwinServer(Shouter(), port=int(first.url.rpartition(":")[2]))
    second.start()
    wait_for(lambda: device.heard == b"HIHI")
    runner.stop()
    second.stop()


def test_our_own_mistake_ends_the_thread_loudly(shouting: TwinServer) -> None:
    device, events, mistakes = Greeter(), list[DeviceEvent](), list[BaseException]()
    runner = SerialRunner(device, shouting.url, events.append, time.monotonic, mistakes.append)
    runner.start()
    wait_for(lambda: device.heard == b"HI")
    device.break_at_tick = True
    wait_for(lambda: bool(mistakes))
    runner.stop()
    assert "our own mistake" in str(mistakes[0])
    assert events[-1] == DeviceStatusChanged("greeter", OFFLINE)
    assert device.disconnections == 0  # it was not taken for a lost port


def test_our_own_mistake_without_anybody_to_tell_reaches_the_excepthook(
    shouting: TwinServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(str(args.exc_value)))
    device = Greeter()
    device.break_at_tick = True
    runner = SerialRunner(device, shouting.url, lambda event: None, time.monotonic)
    runner.start()
    wait_for(lambda: bool(seen))
    runner.stop()
    assert seen == ["our own mistake, dressed up as a port's"]


def test_a_native_port_works_too() -> None:
    """A pseudo-terminal stands for /dev/ttyUSB0: no speed, but the real system calls, and a real loss."""
    master, slave = os.openpty()
    device = Greeter()
    runner = SerialRunner(device, os.ttyname(slave), lambda event: None, time.monotonic, back_off_s=QUICK)
    runner.start()
    assert os.read(master, 10) == b"hi"
    os.write(master, b"there")
    wait_for(lambda: device.heard == b"there")
    os.close(slave)
    os.close(master)
    wait_for(lambda: device.disconnections > 0)
    runner.stop()


@pytest.mark.parametrize("parity", ["E", "N"])
def test_bytes_with_wrong_parity_are_dropped_by_the_kernel(parity: str) -> None:
    """A pseudo-terminal has no parity; that the kernel was told to look is all that can be seen."""
    master, slave = os.openpty()
    device = Greeter()
    device.line = LineSettings(9600, parity)
    runner = SerialRunner(device, os.ttyname(slave), lambda event: None, time.monotonic, back_off_s=QUICK)
    runner.start()
    assert os.read(master, 10) == b"hi"
    wanted = termios.INPCK | termios.IGNPAR
    assert termios.tcgetattr(slave)[0] & wanted == (wanted if parity == "E" else 0)
    runner.stop()
    os.close(slave)
    os.close(master)


# ---- a whole acceptor over a real line -------------------------------------------------------------


class Sale:
    """A coin acceptor from the kiosk's queue to the twin's cash box."""

    def __init__(self) -> None:
        self.twin = CoinAcceptorTwin()
        self.server = TwinServer(self.twin)
        self.server.start()
        settings = Settings.model_validate({"positions": {1: 1, 2: 5, 3: 10, 4: 20, 5: 50}})
        self.acceptor = create(settings, "coins", None)
        self.bus = Bus("coin bus", [self.acceptor], settings.echo)
        self.events: list[DeviceEvent] = []
        self.runner = SerialRunner(
            self.bus, self.server.url, self.events.append, time.monotonic, back_off_s=QUICK
        )
        self.runner.start()

    def insert(self, value: int) -> None:
        with self.server.lock:
            self.twin.insert(value)

    def has(self, kind: type, times: int = 1) -> Callable[[], bool]:
        return lambda: sum(isinstance(event, kind) for event in self.events) >= times

    @property
    def credited(self) -> list[int]:
        reads = [event for event in self.events if isinstance(event, CoinsRead)]
        return [credit.value.amount for read in reads for credit in read.credits]

    def end(self) -> None:
        self.runner.stop()
        self.server.stop()


@pytest.fixture
def sale() -> Iterator[Sale]:
    made = Sale()
    yield made
    made.end()


def test_a_sale_over_a_real_line_with_a_pulled_cable(sale: Sale) -> None:
    wait_for(lambda: DeviceStatusChanged("coins", READY) in sale.events)
    sale.runner.post(lambda: sale.acceptor.accept(frozenset(map(Money, (5, 10, 20, 50)))))
    wait_for(sale.has(AcceptorOpened))
    for value in (10, 1, 50):
        sale.insert(value)
        time.sleep(0.2)
    wait_for(lambda: sale.credited == [10, 50])
    sale.insert(20)
    time.sleep(0.15)  # it is past the gate
    sale.server.unplug()
    wait_for(lambda: DeviceStatusChanged("coins", OFFLINE) in sale.events)
    sale.server.replug()
    wait_for(sale.has(AcceptorOpened, times=2))
    sale.server.faults.next(Fault.DAMAGED, 2)
    sale.insert(5)
    wait_for(lambda: sale.credited == [10, 50, 20, 5])
    sale.runner.post(sale.acceptor.inhibit)
    wait_for(sale.has(AcceptorClosed))
    assert sale.twin.cash_box.coins == [10, 50, 20, 5]
    assert sale.twin.returned.coins == [1]
    assert sale.twin.complaints == []
    assert sale.bus.dropped.checksum_errors >= 1
