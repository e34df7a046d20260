from __future__ import annotations

import pytest

from drivers.cctalk.framing import Check, Frame
from simulator.devices.coin_acceptor import CoinAcceptorTwin, Profile, Unknown
from simulator.wire import SerialTwin

POLL = "02 00 01 FE FF"
ACK = "01 00 02 00 FD"
READ = "02 00 01 E5 18"
OPEN = "02 02 01 E7 1F 00 F5"


class Hand:
    """Asks a twin by hand, bytes as in the specification, and lets time pass."""

    def __init__(self, profile: Profile | None = None) -> None:
        self.twin = CoinAcceptorTwin(profile=profile or Profile())
        self.now = 10.0

    def ask(self, wire: str) -> str:
        self.twin.receive(bytes.fromhex(wire), self.now)
        self.now += 0.011
        return self.twin.output(self.now).hex(" ").upper()

    def wait(self, seconds: float, polling: bool = True) -> None:
        for _ in range(round(seconds / 0.05)):
            self.now += 0.05
            if polling:
                self.ask(READ)
            self.twin.output(self.now)

    def open(self) -> None:
        assert self.ask(READ)
        assert self.ask(OPEN) == ACK


def test_it_is_a_twin_for_the_wire() -> None:
    twin: SerialTwin = CoinAcceptorTwin()
    assert twin.echoes


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (POLL, ACK),
        ("02 00 01 F5 08", "01 0D 02 00 43 6F 69 6E 20 41 63 63 65 70 74 6F 72 16"),
        ("02 00 01 F2 0B", "01 03 02 00 4E 61 BC 8F"),
        ("02 00 01 04 F9", "01 03 02 00 01 04 07 EE"),
        ("02 00 01 F9 04", "01 02 02 00 02 14 E5"),
        ("02 00 01 F8 05", "01 01 02 00 00 FC"),
        ("02 00 01 E8 15", "01 01 02 00 00 FC"),
        ("02 01 01 B8 01 43", "01 06 02 00 54 57 30 30 31 41 7A"),
        ("02 01 01 B8 03 41", "01 06 02 00 54 57 30 31 30 41 7A"),
        ("02 01 01 B8 09 3B", "01 06 02 00 2E 2E 2E 2E 2E 2E E3"),
        (READ, "01 0B 02 00 00 00 00 00 00 00 00 00 00 00 00 F2"),
        (OPEN, ACK),
        ("02 01 01 E4 01 17", ACK),
        ("02 00 01 E3 1A", "01 01 02 00 01 FB"),
    ],
)
def test_it_answers_as_the_specification_says(question: str, answer: str) -> None:
    assert Hand().ask(question) == answer


@pytest.mark.parametrize(
    "question",
    [
        "02 00 01 FE 00",  # wrong checksum
        "03 00 01 FE FE",  # not its address
        "02 00 01 37 C6",  # unknown header
        "02 01 01 FE 55 A9",  # data where none belongs
        "02 01 01 B8 11 33",  # position 17
        "02 00 01 E7 16",  # no mask
        "00 02 01 01 E4 01 17",  # a null byte pushed in front turns «accept» into a broadcast reset with data
    ],
)
def test_what_is_wrong_meets_silence(question: str) -> None:
    hand = Hand()
    hand.open()
    assert hand.ask(question) == ""
    assert hand.twin.state()["accepts"] == [1, 5, 10, 20, 50]


def test_a_truncated_frame_is_dropped_after_the_gap() -> None:
    hand = Hand()
    assert hand.ask("02 00 01") == ""
    hand.now += 0.06
    assert hand.ask(POLL) == ACK


def test_answers_take_between_2_and_10_ms() -> None:
    twin = CoinAcceptorTwin()
    twin.receive(bytes.fromhex(POLL), 1.0)
    assert twin.output(1.0019) == b""
    assert twin.output(1.0101) == bytes.fromhex(ACK)


def test_it_speaks_crc_when_set_so() -> None:
    hand = Hand(Profile(check=Check.CRC))
    assert hand.ask(POLL) == ""
    assert hand.ask("02 00 B1 FE 60") == "01 00 30 00 37"


def test_a_coin_is_credited_about_300_ms_after_the_slot() -> None:
    hand = Hand()
    hand.open()
    assert hand.twin.insert(10) == "a coin of NT$10 rolls in"
    hand.wait(0.25)
    assert hand.twin.cash_box.coins == []
    hand.wait(0.15)
    assert hand.twin.cash_box.coins == [10]
    assert hand.ask(READ) == "01 0B 02 00 01 03 01 00 00 00 00 00 00 00 00 ED"


def test_everything_is_inhibited_at_power_up() -> None:
    hand = Hand()
    hand.ask(READ)
    hand.twin.insert(10)
    hand.wait(0.5)
    assert hand.twin.returned.coins == [10]
    assert "inhibited" in hand.twin.last


def test_it_shuts_itself_when_nobody_reads_and_wakes_by_itself() -> None:
    hand = Hand()
    hand.open()
    hand.wait(1.5, polling=False)
    hand.twin.insert(10)
    hand.wait(0.5, polling=False)
    assert hand.twin.returned.coins == [10]
    hand.ask(READ)
    hand.twin.insert(10)
    hand.wait(0.5)
    assert hand.twin.cash_box.coins == [10]


def test_a_fault_a_lever_and_a_foreign_coin_are_returned() -> None:
    hand = Hand()
    hand.open()
    hand.twin.insert(0)
    hand.wait(0.5)
    hand.twin.lever(True)
    hand.twin.insert(10)
    hand.wait(0.5)
    assert hand.ask("02 00 01 F8 05") == "01 01 02 00 01 FB"
    assert hand.ask("02 00 01 E8 15") == "01 01 02 00 13 E9"
    hand.twin.lever(False)
    hand.twin.set_fault(3)
    assert hand.ask("02 00 01 E8 15") == "01 01 02 00 03 F9"
    hand.twin.insert(20)
    hand.wait(0.5)
    assert hand.twin.returned.coins == [0, 10, 20]
    assert hand.twin.cash_box.coins == []


def test_two_coins_at_once_and_the_second_comes_back() -> None:
    hand = Hand()
    hand.open()
    hand.twin.insert(10)
    hand.twin.insert(50)
    hand.wait(0.6)
    assert (hand.twin.cash_box.coins, hand.twin.returned.coins) == ([10], [50])


def test_the_counter_goes_from_255_to_1_and_remembers_five() -> None:
    hand = Hand()
    hand.ask(READ)
    for _ in range(256):
        hand.twin.string()
    answer = bytes.fromhex(hand.ask(READ))
    assert answer[4] == 1
    assert answer[5:-1] == bytes([0, 20] * 5)


def test_power_and_reset_forget_everything() -> None:
    hand = Hand()
    hand.open()
    hand.twin.string()
    assert hand.ask("02 00 01 01 FC") == ACK
    assert hand.ask(POLL) == ""  # deaf for a moment
    hand.wait(0.5)
    assert hand.ask(READ) == "01 0B 02 00 00 00 00 00 00 00 00 00 00 00 00 F2"
    assert hand.twin.state()["accepts"] == []


def test_a_coin_past_the_gate_when_power_fails_is_in_the_box_and_unknown() -> None:
    hand = Hand()
    hand.open()
    hand.twin.insert(50)
    hand.wait(0.2)
    hand.twin.power_cycle()
    assert hand.twin.cash_box.coins == hand.twin.uncredited.coins == [50]
    hand.wait(1.0)
    assert hand.twin.state()["counter"] == 0


def test_habits_of_other_models() -> None:
    assert Hand(Profile(missing=frozenset({228}))).ask("02 01 01 E4 01 17") == ""
    nak = Profile(missing=frozenset({228}), unknown=Unknown.NAK)
    assert Hand(nak).ask("02 01 01 E4 01 17") == "01 00 02 05 F8"
    assert Hand(Profile(unknown=Unknown.ACK)).ask("02 00 01 37 C6") == ACK
    dummy = Hand(Profile(dummy_first_event=True))
    assert bytes.fromhex(dummy.ask(READ))[4] == 0
    assert bytes.fromhex(dummy.ask(READ))[4:7] == bytes([1, 0, 2])


def test_needing_a_first_read_it_takes_nothing_before_it() -> None:
    hand = Hand(Profile(needs_first_read=True))
    assert hand.ask(OPEN) == ACK
    hand.twin.insert(10)
    hand.wait(0.5, polling=False)
    assert hand.twin.returned.coins == [10]


def test_what_a_careful_host_would_not_send_is_kept() -> None:
    hand = Hand()
    hand.ask(Frame(2, 1, 254, b"\x55").to_bytes().hex())
    assert hand.twin.complaints == ["header 254 with 1 bytes of data"]
