from __future__ import annotations

from collections.abc import Mapping

import pytest

from drivers.cctalk import headers
from drivers.cctalk.credits import CreditReader
from drivers.cctalk.host import Addressee, NoReply, Refused, Reply
from drivers.cctalk.self_check import SelfCheck
from drivers.cctalk.start_up import NECESSARY, StartUp, poll_interval
from kiosk.devices import CoinsRead, Trouble
from kiosk.money import Money

POSITIONS = {1: Money(1), 3: Money(10), 5: Money(50)}
IDS = {1: b"TW001A", 3: b"TW010A", 5: b"TW050A"}

ANSWERS: dict[int, bytes | None] = {
    headers.REQUEST_EQUIPMENT_CATEGORY_ID: b"Coin Acceptor",
    headers.REQUEST_SERIAL_NUMBER: bytes.fromhex("4E 61 BC"),
    headers.MODIFY_INHIBIT_STATUS: b"",
    headers.REQUEST_MANUFACTURER_ID: b"MCI",
    headers.REQUEST_PRODUCT_CODE: b"SR5i",
    headers.REQUEST_SOFTWARE_REVISION: b"SCH-1.3 ",
    headers.REQUEST_BUILD_CODE: b"std",
    headers.REQUEST_COMMS_REVISION: bytes((1, 4, 7)),
    headers.REQUEST_POLLING_PRIORITY: bytes((2, 10)),
    headers.REQUEST_OPTION_FLAGS: b"\0",
    headers.PERFORM_SELF_CHECK: b"\0",
    headers.REQUEST_STATUS: b"\0",
    headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES: bytes(11),
    headers.MODIFY_MASTER_INHIBIT_STATUS: b"",
    headers.REQUEST_MASTER_INHIBIT_STATUS: b"\1",
}


class Run:
    """A start against fixed answers; None is NAK, absent is silence."""

    def __init__(
        self,
        changed: Mapping[int, bytes | None] | None = None,
        silent: frozenset[int] = frozenset(),
        ids: Mapping[int, bytes] = IDS,
        id_scale: int = 1,
    ) -> None:
        self.self_check = SelfCheck(Addressee(2))
        self.start = StartUp(Addressee(2), POSITIONS, id_scale, CreditReader("coins", None), self.self_check)
        self.asked: list[int] = []
        self.read: list[CoinsRead] = []
        answers = ANSWERS | dict(changed or {})
        while not self.start.done and self.start.unfit is None and len(self.asked) < 60:
            command = self.start.next_command()
            self.asked.append(command.header)
            data = (
                ids.get(command.data[0])
                if command.header == headers.REQUEST_COIN_ID
                else answers[command.header]
            )
            if command.header in silent:
                coins = self.start.on_result(NoReply(command))
            elif data is None:
                coins = self.start.on_result(Refused(command))
            else:
                coins = self.start.on_result(Reply(command, data))
            self.read += [coins] if coins is not None else []


def test_a_device_that_answers_everything() -> None:
    run = Run()
    assert run.start.done
    assert run.start.unfit is None
    identity = run.start.identity
    assert (identity.serial, identity.manufacturer, identity.product) == (12345678, "MCI", "SR5i")
    assert (identity.software, identity.build, identity.comms_revision) == ("SCH-1.3", "std", "1.4.7")
    assert run.start.values == POSITIONS
    assert run.start.poll_s == 0.1
    assert len(run.read) == 1


def test_it_is_shut_before_it_is_read_and_read_before_it_may_be_opened() -> None:
    asked = Run().asked
    first_read = asked.index(headers.READ_BUFFERED_CREDIT_OR_ERROR_CODES)
    assert asked.index(headers.MODIFY_INHIBIT_STATUS) < first_read
    assert asked.index(headers.MODIFY_MASTER_INHIBIT_STATUS) > first_read


@pytest.mark.parametrize("how", ["nak", "silence"])
def test_what_is_not_necessary_may_be_missing(how: str) -> None:
    optional = set(ANSWERS) - NECESSARY - {headers.PERFORM_SELF_CHECK}
    run = Run(dict.fromkeys(optional)) if how == "nak" else Run(silent=frozenset(optional))
    assert run.start.done
    assert run.start.unfit is None
    assert run.self_check.troubles == ()
    assert run.start.values == POSITIONS


@pytest.mark.parametrize("header", sorted(NECESSARY))
def test_what_is_necessary_is_asked_until_it_is_answered(header: int) -> None:
    run = Run(silent=frozenset({header}))
    assert not run.start.done
    assert run.asked[-20:] == [header] * 20


@pytest.mark.parametrize("header", sorted(NECESSARY))
def test_a_device_that_refuses_what_is_necessary_is_unfit(header: int) -> None:
    assert Run({header: None}).start.unfit is Trouble.WRONG_DEVICE


@pytest.mark.parametrize(
    ("header", "data", "why"),
    [
        (headers.REQUEST_EQUIPMENT_CATEGORY_ID, b"Payout", Trouble.WRONG_DEVICE),
        (headers.REQUEST_EQUIPMENT_CATEGORY_ID, b"", Trouble.WRONG_DEVICE),
        (headers.REQUEST_OPTION_FLAGS, b"\x01", Trouble.WRONG_DEVICE),
        (headers.REQUEST_MASTER_INHIBIT_STATUS, b"\x00", Trouble.OTHER),
    ],
)
def test_what_makes_a_device_unfit(header: int, data: bytes, why: Trouble) -> None:
    assert Run({header: data}).start.unfit is why


def test_the_category_may_be_spelt_in_capitals() -> None:
    assert Run({headers.REQUEST_EQUIPMENT_CATEGORY_ID: b"COIN ACCEPTOR"}).start.unfit is None


def test_a_fault_does_not_keep_the_buffer_from_being_read() -> None:
    run = Run({headers.PERFORM_SELF_CHECK: b"\x03", headers.REQUEST_STATUS: b"\x01"})
    assert run.self_check.troubles == (Trouble.SELF_CHECK, Trouble.RETURN_LEVER)
    assert len(run.read) == 1


def test_a_position_whose_coin_says_otherwise_is_left_out() -> None:
    assert Run(ids=IDS | {3: b"TW005A"}).start.values == {1: Money(1), 5: Money(50)}
    assert Run(ids=IDS | {3: b"EU010A"}).start.values == {1: Money(1), 5: Money(50)}
    assert Run(ids={1: b"TW001A"}).start.values == {1: Money(1)}


def test_a_maker_that_counts_cents() -> None:
    cents = {1: b"TW100A", 3: b"TW1K0A", 5: b"TW5K0A"}
    assert Run(ids=cents, id_scale=100).start.values == POSITIONS
    assert Run(ids=cents, id_scale=1).start.values == {}


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        ((2, 20), 0.2),
        ((1, 100), 0.1),
        ((2, 10), 0.1),
        ((1, 5), 0.05),
        ((3, 2), 0.2),
        ((0, 0), 0.2),
        ((0, 255), 0.2),
        ((4, 1), 0.2),
    ],
)
def test_the_polling_priority(data: tuple[int, int], seconds: float) -> None:
    assert poll_interval(bytes(data)) == pytest.approx(seconds)
