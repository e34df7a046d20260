from __future__ import annotations

import queue
import time
from dataclasses import replace
from typing import TypeVar

import pytest

from drivers.cctalk.bus import Bus
from drivers.cctalk.coin_acceptor import Settings as AcceptorSettings
from drivers.cctalk.coin_acceptor import create as create_acceptor
from drivers.cctalk.hopper import create as create_hopper
from drivers.transport.serial_runner import SerialRunner
from kiosk.devices import AcceptorOpened, CoinsRead, DeviceEvent, HopperRead, PayoutFinished
from kiosk.money import Money
from simulator.devices.bus import BusTwin
from simulator.devices.coin_acceptor import CoinAcceptorTwin
from simulator.devices.hopper import COMMON, HopperTwin
from simulator.devices.receipt_printer import ReceiptPrinterTwin
from simulator.wire import SerialTwin, TwinLine, TwinServer
from tests.drivers.cctalk.hopper_bench import settings_for

# pyserial 3.5 names its reader thread the old way
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name).*deprecated:DeprecationWarning")

E = TypeVar("E")

POLL_2, ACK_2 = "02 00 01 FE FF", "01 00 02 00 FD"
POLL_3, ACK_3 = "03 00 01 FE FE", "01 00 03 00 FC"
POLL_4, ACK_4 = "04 00 01 FE FD", "01 00 04 00 FB"


class Listener(HopperTwin):
    """Keeps what it hears."""

    def __init__(self, address: int) -> None:
        super().__init__(address)
        self.heard = b""

    def receive(self, data: bytes, now: float) -> None:
        self.heard += data
        super().receive(data, now)


def ask(line: TwinLine, wire: str, now: float) -> str:
    data = bytes.fromhex(wire)
    line.write(data, now)
    said = b""
    for step in range(1, 50):
        said += line.read(now + step / 1000)
    assert said.startswith(data), "the host hears itself"
    return said[len(data) :].hex(" ").upper()


def test_it_is_a_twin_and_each_answers_for_itself() -> None:
    bus: SerialTwin = BusTwin([CoinAcceptorTwin(), HopperTwin(3), HopperTwin(4)])
    line = TwinLine(bus)
    assert ask(line, POLL_2, 10.0) == ACK_2
    assert ask(line, POLL_3, 10.1) == ACK_3
    assert ask(line, POLL_4, 10.2) == ACK_4
    assert ask(line, "05 00 01 FE FC", 10.3) == ""


def test_all_hear_all_and_go_on_answering() -> None:
    listener = Listener(4)
    line = TwinLine(BusTwin([HopperTwin(3), listener]))
    ask(line, POLL_3, 10.0)
    assert listener.heard == bytes.fromhex(POLL_3 + ACK_3)
    assert ask(line, POLL_4, 10.1) == ACK_4


def test_one_bus_is_one_kind_of_line() -> None:
    with pytest.raises(ValueError, match="same line settings"):
        BusTwin([CoinAcceptorTwin(), ReceiptPrinterTwin()])
    with pytest.raises(ValueError, match="same interface"):
        BusTwin([HopperTwin(3), HopperTwin(4, echoes=False)])


def test_a_coin_goes_in_and_change_comes_out_over_one_real_port() -> None:
    acceptor, hopper = CoinAcceptorTwin(), HopperTwin(profile=replace(COMMON, coins_per_s=8.0))
    accepts = AcceptorSettings.model_validate({"positions": {3: 10}})
    coins = create_acceptor(accepts, "coins", None)
    change = create_hopper(settings_for(COMMON), "change")
    events: queue.SimpleQueue[DeviceEvent] = queue.SimpleQueue()
    server = TwinServer(BusTwin([acceptor, hopper]))
    server.start()
    runner = SerialRunner(Bus("bus", [coins, change]), server.url, events.put, time.monotonic)
    runner.start()
    try:
        before = wait_for(events, HopperRead).reading
        runner.post(lambda: coins.accept(frozenset({Money(10)})))
        wait_for(events, AcceptorOpened)
        with server.lock:
            acceptor.insert(10)
        assert [credit.value for credit in wait_for(events, CoinsRead).credits] == [Money(10)]
        runner.post(lambda: change.dispense("p1", 2, before))
        finished = wait_for(events, PayoutFinished)
        assert (finished.paid, finished.doubtful, hopper.paid_out) == (2, 0, 2)
    finally:
        runner.stop()
        server.stop()


def wait_for(events: queue.SimpleQueue[DeviceEvent], kind: type[E]) -> E:
    """The next of this kind; for coins the next that holds any."""
    while True:
        event = events.get(timeout=15.0)
        if isinstance(event, kind) and not (isinstance(event, CoinsRead) and not event.credits):
            return event
