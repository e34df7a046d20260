"""What is asked first, and what makes a device unfit."""

from __future__ import annotations

import pytest

from drivers.ssp import codes
from drivers.ssp.host import Reply
from drivers.ssp.start_up import StartUp
from kiosk.devices import Trouble
from kiosk.money import Money
from tests.drivers.ssp.test_setup_data import taiwan

GOOD = {
    codes.DISABLE: b"\xf0",
    codes.REJECT: b"\xf5",
    codes.GET_SERIAL_NUMBER: b"\xf0\x00\x1c\x96\x2c",
    codes.HOST_PROTOCOL_VERSION: b"\xf0",
    codes.SETUP_REQUEST: b"\xf0" + taiwan(),
}


def through(changed: dict[int, bytes] | None = None) -> tuple[StartUp, list[int]]:
    answers = GOOD | (changed or {})
    start_up = StartUp("TWD")
    asked: list[int] = []
    while not start_up.done and start_up.unfit is None:
        command = start_up.next_command()
        asked.append(command.code)
        answer = answers[command.code]
        start_up.on_reply(Reply(command, answer[0], answer[1:], repeated=False))
    return start_up, asked


def test_it_is_quieted_and_emptied_before_all_else_and_never_polled() -> None:
    start_up, asked = through()
    assert asked[:2] == [codes.DISABLE, codes.REJECT]
    assert not {codes.POLL, codes.POLL_WITH_ACK, codes.ENABLE, codes.RESET} & set(asked)
    assert (start_up.identity.serial, start_up.identity.firmware) == (1873452, "0333")
    assert start_up.setup.channels == {1: Money(100), 2: Money(500), 3: Money(1000)}


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (codes.HOST_PROTOCOL_VERSION, b"\xf8"),
        (codes.SETUP_REQUEST, b"\xf2"),
        (codes.SETUP_REQUEST, b"\xf0" + taiwan(country=b"EUR", second=b"EUR")),
        (codes.SETUP_REQUEST, b"\xf0\x03"),
        (codes.DISABLE, b"\xfa"),
    ],
    ids=["old", "no setup", "foreign notes", "a hopper", "wants encryption"],
)
def test_unfit(code: int, answer: bytes) -> None:
    start_up, _ = through({code: answer})
    assert start_up.unfit is Trouble.WRONG_DEVICE
    assert not start_up.setup.channels
