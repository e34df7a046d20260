"""The twin against the documents: what it answers to which byte, and where its notes really are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.devices.ict_bill_validator import (
    ESCROW_S,
    ICT002,
    ICT104,
    ICT106,
    Dialect,
    IctBillValidatorTwin,
)
from simulator.wire import TwinLine

STEP_S = 0.01
CALM = replace(ICT104, shut_unless_polled_s=None)


class Hands:
    """A twin on a clock. `heard` is what it said."""

    def __init__(self, dialect: Dialect = CALM, in_step: bool = True, capacity: int = 500) -> None:
        self.twin = IctBillValidatorTwin(dialect, in_step=in_step, capacity=capacity)
        self.now = 10.0
        self.heard = bytearray()
        self.twin.receive(b"", self.now)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            self.heard += self.twin.output(self.now)

    def say(self, text: str, wait_s: float = 0.1) -> str:
        """Its answer in hex."""
        self.heard.clear()
        self.twin.receive(bytes.fromhex(text), self.now)
        self.run(wait_s)
        return self.heard.hex(" ").upper()

    def escrow(self, value: int = 100) -> None:
        self.say("3E")
        self.twin.insert(value)
        self.run(1.6)
        assert self.twin.state()["place"] == "escrow"


def test_switched_on_it_says_so_until_it_is_answered() -> None:
    hands = Hands(in_step=False)
    hands.run(5.0)
    assert hands.heard == bytes.fromhex("80 8F") * 3
    assert hands.say("0C") == "5E"
    hands.say("02")
    hands.heard.clear()
    hands.run(5.0)
    assert not hands.heard


def test_an_old_one_says_that_communication_failed() -> None:
    hands = Hands(replace(ICT002, shut_unless_polled_s=None), in_step=False)
    hands.run(8.0)
    assert hands.heard == bytes.fromhex("80 8F 26")


def test_out_of_step_it_obeys_nothing() -> None:
    hands = Hands(in_step=False)
    hands.run(1.0)
    hands.say("3E")
    assert hands.say("0C") == "5E"
    hands.twin.insert(100)
    hands.run(3.0)
    assert hands.twin.returned == [100]


def test_enabled_and_inhibited() -> None:
    hands = Hands()
    assert hands.say("3E 0C") == "3E"
    assert hands.say("5E 0C") == "5E"


def test_an_ict106_answers_switching_and_says_more() -> None:
    hands = Hands(ICT106)
    assert hands.say("3E") == "3E"
    hands.escrow(500)
    assert hands.say("0C") == "81 41"
    hands.say("02", 0.2)
    assert hands.say("0C") == "71"
    assert Hands(ICT106, in_step=False).say("0C", 0.4) == ""
    started = Hands(ICT106, in_step=False)
    started.run(1.0)
    assert started.say("0C") == "A1"


def test_accepted_it_is_in_the_box() -> None:
    hands = Hands()
    hands.escrow()
    assert hands.say("02", 2.0) == "10"
    assert (hands.twin.stacked, hands.twin.box, hands.twin.returned) == ([100], [100], [])


def test_rejected_it_is_back() -> None:
    hands = Hands()
    hands.escrow()
    assert hands.say("0F", 1.0) == "11"
    assert (hands.twin.stacked, hands.twin.returned) == ([], [100])


def test_nobody_decides() -> None:
    hands = Hands()
    hands.escrow()
    hands.heard.clear()
    hands.run(ESCROW_S + 1.0)
    assert hands.heard == b"\x11"
    for _ in range(2):
        hands.escrow()
        hands.run(ESCROW_S + 1.0)
    assert hands.heard[-2:] == bytes.fromhex("26 11")


def test_hold_starts_its_time_again() -> None:
    hands = Hands()
    hands.escrow()
    for _ in range(5):
        hands.say("18", 4.0)
    assert hands.twin.inside == 100
    assert Hands(ICT002).say("18") == "2A"


def test_sync_that_meets_a_note_in_escrow_takes_it() -> None:
    hands = Hands()
    hands.escrow()
    hands.say("02", 2.0)
    assert hands.twin.accepts == 1


def test_without_power_it_forgets_and_a_note_on_the_edge_is_in() -> None:
    for seconds, stacked in ((0.1, []), (1.4, [100])):
        hands = Hands()
        hands.escrow()
        hands.say("02", seconds)
        hands.twin.power(False)
        hands.run(1.0)
        hands.heard.clear()
        hands.twin.power(True)
        hands.run(1.0)
        assert hands.heard == bytes.fromhex("80 8F")
        assert hands.twin.stacked == stacked
        assert hands.twin.returned == ([] if stacked else [100])


def test_some_push_a_note_in_at_power_up() -> None:
    hands = Hands(replace(CALM, stacks_at_power_up=True))
    hands.escrow()
    hands.twin.power(False)
    hands.twin.power(True)
    hands.run(1.0)
    assert hands.twin.stacked == hands.twin.pushed_at_power_up == [100]


def test_a_jam_stops_it_where_it_is() -> None:
    hands = Hands()
    hands.escrow()
    hands.twin.jam(True)
    assert hands.say("02", 3.0) == "22"
    assert hands.say("0C") == "22"
    hands.heard.clear()
    hands.twin.jam(False)
    hands.run(2.0)
    assert hands.heard == bytes.fromhex("2F 10")


def test_fished_out() -> None:
    hands = Hands()
    hands.twin.fish()
    hands.escrow()
    assert hands.say("02", 2.0) == "27"
    assert (hands.twin.stacked, hands.twin.returned) == ([], [100])


def test_pulled_out() -> None:
    hands = Hands()
    hands.escrow()
    hands.heard.clear()
    hands.twin.pull_out()
    hands.run(0.1)
    assert hands.heard == b"\x23"
    assert hands.twin.returned == [100]


def test_the_cash_box() -> None:
    hands = Hands(capacity=1)
    hands.escrow()
    hands.say("02", 2.0)
    hands.escrow()
    assert hands.say("02", 2.0) == "28 11"
    hands.twin.move_cash_box(False)
    assert hands.say("0C") == "24 24"
    hands.twin.move_cash_box(True)
    assert hands.say("0C") == "2F 3E"
    assert hands.twin.box == []
    assert hands.twin.stacked == [100]


def test_what_is_no_money_or_not_known_comes_back() -> None:
    hands = Hands()
    hands.say("3E")
    hands.twin.insert(100, genuine=False)
    hands.twin.insert(50)
    hands.run(5.0)
    assert hands.heard.count(b"\x29") == 2
    assert hands.twin.returned == [100, 50]


def test_a_host_that_does_not_poll_finds_it_shut() -> None:
    hands = Hands(ICT104)
    hands.say("3E", 4.0)
    assert hands.twin.enabled
    hands.run(2.0)
    assert not hands.twin.enabled


@pytest.mark.parametrize("byte", ["00", "5A", "FF"])
def test_it_complains_of_bytes_that_it_does_not_know(byte: str) -> None:
    hands = Hands()
    assert hands.say(byte) == "2A"
    assert hands.twin.complaints == [f"does not know {byte}"]


def test_with_the_wrong_parity_it_is_not_understood() -> None:
    """8E1: the line says so, and simulator.wire makes nonsense of anything else."""
    twin = IctBillValidatorTwin(CALM, in_step=True)
    line = TwinLine(twin)
    line.write(b"\x0c", 1.0)
    line.read(1.1)
    assert line.read(1.3) == b"\x5e"
    line.asked = replace(twin.line, parity="N")
    line.write(b"\x0c", 2.0)
    line.read(2.1)
    assert line.read(2.3) not in (b"\x5e", b"")
    assert twin.complaints
