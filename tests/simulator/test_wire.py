from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import serial

from drivers.transport.wire import LineSettings
from simulator.faults import Fault, Faults
from simulator.wire import TwinLine, TwinServer, nonsense

# pyserial 3.5 names its reader thread the old way
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name).*deprecated:DeprecationWarning")

NINE_SIX = LineSettings(9600)
BYTE_S = 10 / 9600


class UpperCaseTwin:
    """Answers what it hears in capitals, 5 ms after the last byte."""

    def __init__(self, echoes: bool = False, line: LineSettings = NINE_SIX) -> None:
        self.line = line
        self.echoes = echoes
        self.heard = b""
        self.lived_until = 0.0
        self._due: list[tuple[float, bytes]] = []

    def receive(self, data: bytes, now: float) -> None:
        self.heard += data
        self._due.append((now + 0.005, data.upper()))

    def output(self, now: float) -> bytes:
        self.lived_until = now
        ready = b"".join(data for at, data in self._due if at <= now)
        self._due = [(at, data) for at, data in self._due if at > now]
        return ready


def listen(line: TwinLine, until: float, start: float = 0.0) -> list[tuple[float, bytes]]:
    """Read every millisecond; what came and when."""
    heard = []
    for step in range(int((until - start) * 1000) + 1):
        now = start + step / 1000
        data = line.read(now)
        if data:
            heard.append((now, data))
    return heard


def together(heard: list[tuple[float, bytes]]) -> bytes:
    return b"".join(data for _, data in heard)


def test_bytes_take_the_time_of_the_line_in_both_directions() -> None:
    line = TwinLine(UpperCaseTwin())
    line.write(b"abcdefghij", now=0.0)
    heard = listen(line, until=0.2)
    assert together(heard) == b"ABCDEFGHIJ"
    assert heard[0][0] >= 2 * BYTE_S + 0.005  # one byte there, one back
    assert heard[-1][0] - heard[0][0] == pytest.approx(9 * BYTE_S, abs=0.002)


def test_one_wire_for_both_directions_gives_our_own_bytes_back_first() -> None:
    line = TwinLine(UpperCaseTwin(echoes=True))
    line.write(b"ab", now=0.0)
    assert together(listen(line, until=0.1)) == b"abAB"


def test_a_missing_echo_can_be_switched_on() -> None:
    line = TwinLine(UpperCaseTwin(echoes=True))
    line.faults.echo_missing = True
    line.write(b"ab", now=0.0)
    assert together(listen(line, until=0.1)) == b"AB"


@pytest.mark.parametrize(
    "asked", [LineSettings(19200), LineSettings(9600, "E"), LineSettings(9600, "N", 7), None]
)
def test_wrong_settings_are_nonsense_to_both(asked: LineSettings | None) -> None:
    twin = UpperCaseTwin()
    line = TwinLine(twin)
    line.asked = asked
    line.write(b"hello", now=0.0)
    answer = together(listen(line, until=0.1))
    assert len(twin.heard) == 5
    assert twin.heard != b"hello"
    assert answer != b"HELLO"


def test_what_a_device_says_by_itself_is_nonsense_too() -> None:
    twin = UpperCaseTwin()
    line = TwinLine(twin)
    line.asked = LineSettings(19200)
    twin.receive(b"status", now=0.0)  # asked over another cable, so to say
    said = together(listen(line, until=0.1))
    assert len(said) == 6
    assert said != b"STATUS"


def test_nonsense_never_leaves_a_byte_as_it_was() -> None:
    every = bytes(range(256))
    assert all(wrong != right for wrong, right in zip(nonsense(every), every, strict=True))


def test_a_late_reply_comes_late_and_holds_nothing_else_up() -> None:
    line = TwinLine(UpperCaseTwin(echoes=True), Faults(late_s=0.5))
    line.faults.next(Fault.LATE)
    line.write(b"a", now=0.0)
    assert together(listen(line, until=0.3)) == b"a"
    line.write(b"b", now=0.301)
    assert together(listen(line, until=0.45, start=0.301)) == b"bB"
    assert together(listen(line, until=0.6, start=0.45)) == b"A"


# ---- over a real socket ------------------------------------------------------------------------


@pytest.fixture
def served() -> Iterator[tuple[UpperCaseTwin, TwinServer]]:
    twin = UpperCaseTwin()
    server = TwinServer(twin)
    server.start()
    yield twin, server
    server.stop()


def asked(port: serial.Serial, question: bytes) -> bytes:
    port.write(question)
    return bytes(port.read(len(question)))


def opened(server: TwinServer, **settings: object) -> serial.Serial:
    port = serial.serial_for_url(server.url, do_not_open=True, timeout=1.0)
    port.apply_settings({"baudrate": 9600, **settings})
    port.open()
    return port


def read_twice(port: serial.Serial) -> None:
    port.read(1)
    port.read(1)


def test_a_port_with_the_right_settings_talks_to_the_twin(served: tuple[UpperCaseTwin, TwinServer]) -> None:
    _, server = served
    with opened(server) as port:
        assert asked(port, b"money\xff") == b"MONEY\xff"  # 0xFF is what telnet escapes


def test_a_port_with_the_wrong_parity_hears_nonsense(served: tuple[UpperCaseTwin, TwinServer]) -> None:
    _, server = served
    with opened(server, parity="E") as port:
        assert asked(port, b"money") != b"MONEY"


def test_the_cable_can_be_pulled_and_comes_back_under_the_same_url(
    served: tuple[UpperCaseTwin, TwinServer],
) -> None:
    twin, server = served
    url = server.url
    port = opened(server)
    server.unplug()
    with pytest.raises(serial.SerialException):
        read_twice(port)  # pyserial's first read after the loss may still return, empty
    port.close()
    with pytest.raises(serial.SerialException):
        opened(server)
    before = twin.lived_until
    time.sleep(0.05)
    assert twin.lived_until > before  # the device keeps its power
    server.replug()
    assert server.url == url
    with opened(server) as again:
        assert asked(again, b"back") == b"BACK"
