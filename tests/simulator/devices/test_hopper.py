from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.cctalk.framing import Check, Frame
from simulator.devices.coin_acceptor import Unknown
from simulator.devices.hopper import COMMON, FLOW, OLD, SCH2, HopperTwin, Profile
from simulator.wire import SerialTwin

ACK, NAK = "01 00 03 00 FC", "01 00 03 05 F7"
ENABLE, DISABLE = "03 01 01 A4 A5 B2", "03 01 01 A4 00 57"
STATUS, FLAGS, COUNT, STOP, RESET = (
    "03 00 01 A6 56", "03 00 01 A3 59", "03 00 01 A8 54", "03 00 01 AC 50", "03 00 01 01 FB",
)  # fmt: skip
PAY_5_SERIAL = "03 04 01 A7 4E 61 BC 05 E1"
PAY_5_ZEROS = "03 09 01 A7 00 00 00 00 00 00 00 00 05 47"
KEY = "03 00 01 A0 5C"


class Hand:
    """Asks a twin by hand, bytes as in the specification, and lets time pass."""

    def __init__(self, profile: Profile = COMMON, coins: int = 100) -> None:
        self.twin = HopperTwin(profile=profile, coins=coins)
        self.now = 10.0

    def ask(self, wire: str) -> str:
        self.twin.receive(bytes.fromhex(wire), self.now)
        self.now += 0.011
        return self.twin.output(self.now).hex(" ").upper()

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.01)):
            self.now += 0.01
            self.twin.output(self.now)

    def until(self, coins: int) -> None:
        while self.twin.paid_out < coins:
            self.wait(0.01)

    def data(self, wire: str) -> list[int]:
        return list(bytes.fromhex(self.ask(wire))[4:-1])

    def pay(self) -> str:
        assert self.ask(ENABLE) == ACK
        return self.ask(PAY_5_SERIAL)


def test_it_is_a_twin_for_the_wire() -> None:
    twin: SerialTwin = HopperTwin()
    assert twin.echoes


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("03 00 01 FE FE", ACK),
        ("03 00 01 F5 07", "01 06 03 00 50 61 79 6F 75 74 74"),
        ("03 00 01 F2 0A", "01 03 03 00 4E 61 BC 8E"),
        ("03 00 01 AB 51", "01 06 03 00 54 57 30 31 30 41 79"),
        (FLAGS, "01 03 03 00 C0 00 00 39"),
        (STATUS, "01 04 03 00 00 00 00 00 F8"),
        (COUNT, "01 03 03 00 00 00 00 F9"),
        (ENABLE, ACK),
        (DISABLE, ACK),
        (PAY_5_SERIAL, NAK),  # it is disabled
        (STOP, "01 01 03 00 00 FB"),
        (RESET, ACK),
    ],
)
def test_it_answers_as_the_specification_says(question: str, answer: str) -> None:
    assert Hand().ask(question) == answer


def test_it_answers_with_crc_too() -> None:
    hand = Hand(replace(COMMON, check=Check.CRC))
    assert hand.ask("03 00 81 FE 57") == "01 00 30 00 37"
    assert hand.ask("03 00 01 FE FE") == ""


@pytest.mark.parametrize(
    "question",
    [
        "03 00 01 FE 00",  # wrong checksum
        "04 00 01 FE FD",  # not its address
        "03 00 01 37 C5",  # unknown header
        "03 01 01 A6 00 55",  # data where none belongs
        "03 01 01 01 00 FA",  # a reset with data is a fraud
        "03 00 01 A4 58",  # enable what?
        "03 01 01 A7 05 4F",  # pay without security bytes
    ],
)
def test_what_is_wrong_meets_silence(question: str) -> None:
    hand = Hand()
    assert hand.ask(question) == ""
    assert hand.twin.commands == []


def test_one_that_refuses_what_it_does_not_know() -> None:
    assert Hand(replace(COMMON, unknown=Unknown.NAK)).ask("03 00 01 37 C5") == NAK
    assert Hand(replace(COMMON, unknown=Unknown.ACK)).ask("03 00 01 37 C5") == ACK


# ---- paying ------------------------------------------------------------------------------------


def test_five_coins() -> None:
    hand = Hand()
    assert hand.pay() == "01 01 03 00 01 FA"
    assert hand.data(STATUS) == [1, 5, 0, 0]
    hand.until(2)
    assert hand.data(STATUS) == [1, 3, 2, 0]
    assert hand.twin.turning
    hand.wait(2.0)
    assert hand.data(STATUS) == [1, 0, 5, 0]
    assert hand.data(COUNT) == [5, 0, 0]
    assert (hand.twin.coins, hand.twin.paid_out, hand.twin.turning) == (95, 5, False)


@pytest.mark.parametrize("rate", [3.0, 8.0])
def test_so_many_coins_a_second(rate: float) -> None:
    hand = Hand(replace(COMMON, coins_per_s=rate))
    hand.pay()
    began = hand.now
    hand.until(5)
    assert 0.8 * 5 / rate < hand.now - began < 1.2 * 5 / rate + 0.2


def test_the_event_counter_wraps_to_one() -> None:
    hand = Hand(replace(COMMON, coins_per_s=100.0))
    hand.ask(ENABLE)
    for _ in range(256):
        hand.ask(PAY_5_SERIAL)
        hand.wait(0.3)
        hand.twin.fill(5)
    assert hand.data(STATUS)[0] == 1


@pytest.mark.parametrize(
    ("profile", "right", "wrong"),
    [(COMMON, PAY_5_SERIAL, PAY_5_ZEROS), (OLD, PAY_5_ZEROS, PAY_5_SERIAL)],
)
def test_the_security_bytes_must_be_right(profile: Profile, right: str, wrong: str) -> None:
    hand = Hand(profile)
    hand.ask(ENABLE)
    assert hand.ask(wrong) == NAK
    assert hand.ask(right) not in ("", NAK)
    assert len(hand.twin.complaints) == 1


def test_a_key_is_good_for_one_payout() -> None:
    hand = Hand(SCH2)
    hand.ask(ENABLE)
    assert hand.ask(PAY_5_ZEROS) == NAK
    assert len(hand.data(KEY)) == 8
    assert hand.data(PAY_5_ZEROS) == [1]
    hand.wait(3.0)
    assert hand.ask(PAY_5_ZEROS) == NAK


def test_it_does_not_pay_while_it_pays() -> None:
    hand = Hand()
    hand.pay()
    assert hand.ask(PAY_5_SERIAL) == NAK
    hand.wait(5.0)
    assert hand.twin.paid_out == 5


def test_habits_of_the_answer() -> None:
    assert Hand(replace(COMMON, answers_before_counting=True)).pay() == "01 01 03 00 00 FB"
    hand = Hand(OLD)
    hand.ask(ENABLE)
    assert hand.ask(PAY_5_ZEROS) == ACK


@pytest.mark.parametrize(("profile", "events"), [(COMMON, 0), (FLOW, 1)])
def test_a_refusal_counts_where_it_does(profile: Profile, events: int) -> None:
    hand = Hand(profile)
    assert hand.ask(PAY_5_SERIAL) == NAK
    assert hand.data(STATUS) == [events, 0, 0, 0]


def test_running_dry() -> None:
    for profile, unpaid in ((COMMON, 3), (FLOW, 0)):
        hand = Hand(profile, coins=2)
        hand.pay()
        hand.wait(6.0)
        assert hand.data(STATUS) == [1, 0, 2, unpaid]
        assert hand.data(FLAGS) == [0x42, 0, 0]
        hand.twin.fill(10)
        hand.ask(PAY_5_SERIAL)
        assert hand.data(FLAGS) == [0x40, 0, 0], "the next payout clears the warning"


def test_a_jam_wants_a_reset() -> None:
    hand = Hand()
    hand.pay()
    hand.until(2)
    hand.twin.jam(True)
    hand.wait(5.0)
    assert hand.data(STATUS) == [1, 0, 2, 3]
    assert hand.data(FLAGS) == [0x41, 0, 0]
    hand.twin.jam(False)
    assert hand.ask(PAY_5_SERIAL) == NAK
    assert hand.ask(RESET) == ACK
    hand.wait(0.2)
    assert hand.data(STATUS) == [0, 0, 2, 3]
    assert hand.data(FLAGS) == [0x80, 0, 0], "a reset clears the power-up flag, power does not"
    assert len(hand.pay()) > len(NAK)


def test_a_blocked_exit_wants_a_reset_and_tells_again() -> None:
    hand = Hand()
    hand.twin.block(True)
    hand.wait(0.1)
    assert hand.data(FLAGS)[0] & 0x08
    hand.ask(RESET)
    hand.wait(0.1)
    assert not hand.data(FLAGS)[0] & 0x08
    hand.wait(0.4)
    assert hand.data(FLAGS)[0] & 0x08
    hand.twin.block(False)
    hand.ask(RESET)
    hand.wait(1.0)
    hand.pay()
    hand.until(1)
    hand.twin.block(True)
    hand.wait(0.1)
    assert hand.data(FLAGS)[0] & 0x20
    assert hand.data(STATUS) == [1, 0, 1, 4]


# ---- stopping, power, reset ----------------------------------------------------------------------


def test_the_coin_in_the_exit_falls_after_a_stop() -> None:
    hand = Hand()
    hand.pay()
    hand.until(2)
    assert hand.data(STOP) == [3]
    assert hand.data(STATUS) == [1, 0, 2, 3]
    hand.wait(0.2)
    assert hand.data(STATUS) == [1, 0, 3, 2]
    assert hand.twin.paid_out == 3


def test_a_stop_that_resets() -> None:
    hand = Hand(replace(COMMON, stop_resets=True, late_coin=False))
    hand.pay()
    hand.until(2)
    hand.ask(STOP)
    assert hand.data(STATUS) == [0, 0, 2, 3]
    assert not hand.twin.state()["enabled"]


def cut(profile: Profile) -> Hand:
    """Power fails in a payout after two coins, and returns."""
    hand = Hand(profile)
    hand.pay()
    hand.until(2)
    hand.twin.power(False)
    assert hand.ask(STATUS) == ""
    hand.wait(1.0)
    hand.twin.power(True)
    assert hand.ask(STATUS) == "", "it starts up"
    hand.wait(1.0)
    return hand


def test_power_lost_in_a_payout_and_remembered() -> None:
    hand = cut(replace(COMMON, throws=False))
    assert hand.ask(STATUS) == "01 04 03 00 00 00 02 03 F3"
    assert hand.data(COUNT) == [2, 0, 0]
    assert hand.data(FLAGS) == [0xC0, 0, 1]
    assert hand.twin.paid_out == 2
    hand.ask(ENABLE)
    assert hand.ask(PAY_5_SERIAL) == NAK, "it wants a reset first"


def test_power_lost_in_a_payout_and_a_coin_falls_that_nobody_counts() -> None:
    hand = cut(COMMON)
    assert hand.data(STATUS) == [0, 0, 2, 3]
    assert hand.data(COUNT) == [2, 0, 0]
    assert hand.twin.paid_out == 3


def test_power_lost_and_all_forgotten() -> None:
    hand = cut(replace(COMMON, keeps_counters=False))
    assert hand.data(STATUS) == [0, 0, 0, 0]
    assert hand.data(COUNT) == [0, 0, 0]
    assert hand.data(FLAGS) == [0xC0, 0, 0]


def test_power_lost_at_rest_clears_what_was_not_paid() -> None:
    hand = Hand(coins=2)
    hand.pay()
    hand.wait(6.0)
    assert hand.data(STATUS) == [1, 0, 2, 3]
    hand.twin.power(False)
    hand.twin.power(True)
    hand.wait(1.0)
    assert hand.data(STATUS) == [0, 0, 2, 0]


def test_nobody_asks_and_it_pays_on() -> None:
    hand = Hand()
    hand.pay()
    hand.wait(5.0)
    assert hand.twin.paid_out == 5


# ---- hands ---------------------------------------------------------------------------------------


def test_levels() -> None:
    levels = "03 00 01 D9 23"
    hand = Hand(replace(COMMON, low_mark=20, high_mark=200), coins=100)
    assert hand.data(levels) == [0x30]
    assert hand.twin.take_out() == 100
    assert hand.data(levels) == [0x31]
    hand.twin.fill(300)
    assert hand.data(levels) == [0x32]
    assert Hand(coins=0).data(levels) == [0x00]


def test_state_tells_what_is_there() -> None:
    hand = Hand()
    hand.pay()
    hand.until(1)
    state = hand.twin.state()
    assert (state["coins"], state["paid_out"], state["turning"], state["enabled"]) == (99, 1, True, True)
    assert state["counters"] == [1, 4, 1, 0, 1]
    assert state["flags"] == "40 00 00"


def test_a_broadcast_is_answered_from_nobody() -> None:
    hand = Hand()
    hand.twin.receive(Frame(0, 1, 254).to_bytes(), hand.now)
    hand.wait(0.02)
    hand.twin.receive(Frame(0, 1, 254).to_bytes(), hand.now)
    assert hand.twin.output(hand.now + 0.011) == Frame(1, 0, 0).to_bytes()
