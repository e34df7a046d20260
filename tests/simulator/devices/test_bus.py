from __future__ import annotations

import pytest

from simulator.devices.bus import BusTwin
from simulator.devices.coin_acceptor import CoinAcceptorTwin
from simulator.devices.hopper import HopperTwin
from simulator.devices.receipt_printer import ReceiptPrinterTwin
from simulator.wire import SerialTwin, TwinLine

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
