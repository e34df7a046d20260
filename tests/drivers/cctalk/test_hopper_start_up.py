from __future__ import annotations

from collections.abc import Mapping

import pytest

from drivers.cctalk import headers
from drivers.cctalk.hopper_start_up import NECESSARY, HopperStartUp, says_another_coin
from drivers.cctalk.host import Addressee, NoReply, Refused, Reply
from kiosk.devices import Trouble

ANSWERS: dict[int, bytes | None] = {
    headers.REQUEST_EQUIPMENT_CATEGORY_ID: b"Payout",
    headers.REQUEST_SERIAL_NUMBER: bytes.fromhex("4E 61 BC"),
    headers.REQUEST_MANUFACTURER_ID: b"MCI",
    headers.REQUEST_PRODUCT_CODE: b"SCH2-NOENCRYPT",
    headers.REQUEST_SOFTWARE_REVISION: b"SCH2-1.1",
    headers.REQUEST_BUILD_CODE: b"std     ",
    headers.REQUEST_COMMS_REVISION: bytes((1, 4, 7)),
    headers.REQUEST_HOPPER_COIN: b"TW010A",
    headers.REQUEST_PAYOUT_HIGH_LOW_STATUS: b"\x11",
}


class Run:
    """A start against fixed answers; None is NAK, absent is silence."""

    def __init__(
        self, changed: Mapping[int, bytes | None] | None = None, silent: frozenset[int] = frozenset()
    ) -> None:
        self.start = HopperStartUp(Addressee(3), units=10)
        self.asked: list[int] = []
        answers = ANSWERS | dict(changed or {})
        while not self.start.done and self.start.unfit is None and len(self.asked) < 60:
            command = self.start.next_command()
            self.asked.append(command.header)
            data = answers[command.header]
            if command.header in silent:
                self.start.on_result(NoReply(command))
            elif data is None:
                self.start.on_result(Refused(command))
            else:
                self.start.on_result(Reply(command, data))


def test_a_device_that_answers_everything() -> None:
    start = Run().start
    assert start.done
    assert start.unfit is None
    assert start.has_low_sensor
    identity = start.identity
    assert (identity.serial, identity.manufacturer, identity.product) == (12345678, "MCI", "SCH2-NOENCRYPT")
    assert (identity.software, identity.build, identity.comms_revision) == ("SCH2-1.1", "std", "1.4.7")


def test_nothing_is_changed() -> None:
    assert {164, 1, 167, 172, 160}.isdisjoint(Run().asked)


@pytest.mark.parametrize("how", ["nak", "silence"])
def test_what_is_not_necessary_may_be_missing(how: str) -> None:
    optional = set(ANSWERS) - NECESSARY
    run = Run(dict.fromkeys(optional)) if how == "nak" else Run(silent=frozenset(optional))
    assert run.start.done
    assert run.start.unfit is None
    assert not run.start.has_low_sensor


@pytest.mark.parametrize("header", sorted(NECESSARY))
def test_what_is_necessary_is_asked_until_it_is_answered(header: int) -> None:
    run = Run(silent=frozenset({header}))
    assert not run.start.done
    assert run.asked[-20:] == [header] * 20


@pytest.mark.parametrize("header", sorted(NECESSARY))
def test_a_device_that_refuses_what_is_necessary_is_unfit(header: int) -> None:
    assert Run({header: None}).start.unfit is Trouble.WRONG_DEVICE


@pytest.mark.parametrize("category", [b"Coin Acceptor", b"Coin Inject System", b"Bill Validator"])
def test_something_else_is_unfit(category: bytes) -> None:
    assert Run({headers.REQUEST_EQUIPMENT_CATEGORY_ID: category}).start.unfit is Trouble.WRONG_DEVICE


def test_a_hopper_of_another_coin_is_unfit() -> None:
    assert Run({headers.REQUEST_HOPPER_COIN: b"TW050A"}).start.unfit is Trouble.WRONG_DEVICE


def test_two_serial_numbers_are_none() -> None:
    start = HopperStartUp(Addressee(3), units=10)
    start.on_result(Reply(start.next_command(), b"Payout"))
    start.on_result(Reply(start.next_command(), bytes((1, 4, 7))))  # the late answer to another question
    start.on_result(Reply(start.next_command(), bytes.fromhex("4E 61 BC")))
    assert start.unfit is Trouble.OTHER


@pytest.mark.parametrize(
    ("coin_id", "another"),
    [
        (b"TW010A", False), (b"TW010C", False), (b"TW050A", True), (b"TW1K0A", True), (b"EU010A", True),
        (b"TK001A", True), (b"......", False), (b"------", False), (b"000000", False), (b"      ", False),
        (b"Token ", False), (b"\xff\xff\xff\xff\xff\xff", False),
    ],
)  # fmt: skip
def test_which_ids_name_another_coin(coin_id: bytes, another: bool) -> None:
    assert says_another_coin(coin_id, 10) == another
