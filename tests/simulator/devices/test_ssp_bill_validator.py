"""The twin as a host finds it, asked by bytes; and the hands of people."""

from __future__ import annotations

import pytest

from drivers.ssp import codes
from drivers.ssp.framing import Packet, PacketCutter
from simulator.devices.ssp_bill_validator import (
    COMMON,
    ESCROW_S,
    FORGETFUL,
    SCAN_S,
    STACK_S,
    UNPOLLED_S,
    WITHOUT_ACK,
    Profile,
    SspBillValidatorTwin,
)


class Asker:
    """A host of a few lines, of its own making."""

    def __init__(self, profile: Profile = COMMON, opened: bool = True) -> None:
        self.twin = SspBillValidatorTwin(profile)
        self.now = 10.0
        self.sequence = True
        self.twin.output(self.now)
        if opened:
            self.enable()

    def enable(self) -> None:
        self.ask("11")
        self.sequence = False
        assert self.ask("02 07 00") == "F0"
        assert self.ask("0A") == "F0"

    def ask(self, data: str, again: bool = False) -> str:
        """The data of the reply; the sequence bit turns unless the same is asked again."""
        if again:
            self.sequence = not self.sequence
        wire = Packet(0, self.sequence, bytes.fromhex(data)).to_bytes()
        self.sequence = not self.sequence
        return self.send(wire)

    def send(self, wire: bytes) -> str:
        self.twin.receive(wire, self.now)
        self.now += 0.05
        packets = PacketCutter().receive(self.twin.output(self.now), self.now)
        return packets[0].data.hex(" ").upper() if packets else "silence"

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.twin.output(self.now)

    def escrow(self, value: int = 500) -> None:
        self.ask("07")
        self.twin.insert(value)
        self.wait(SCAN_S + 0.1)


def test_the_manuals_first_exchange() -> None:
    asker = Asker(opened=False)
    asker.twin.receive(bytes.fromhex("7F 80 01 11 65 82"), 10.0)
    assert asker.twin.output(10.005) == b"", "it takes its time"
    assert asker.twin.output(10.05) == bytes.fromhex("7F 80 01 F0 23 80")


def test_another_address_and_a_damaged_packet_meet_silence() -> None:
    asker = Asker(opened=False)
    assert asker.send(Packet(0x10, True, b"\x11").to_bytes()) == "silence"
    assert asker.send(bytes.fromhex("7F 80 01 11 65 83")) == "silence"
    assert asker.twin.commands == []


def test_a_note_in_escrow_is_accepted_by_the_next_poll() -> None:
    asker = Asker()
    asker.escrow()
    assert asker.ask("07") == "F0 EF 02"
    assert asker.twin.inside == 500
    asker.wait(3.0)
    assert asker.ask("07") == "F0 CC"
    asker.wait(STACK_S)
    assert asker.ask("07") == "F0 EE 02 EB"
    assert asker.twin.stacked == asker.twin.box == [500]


def test_the_same_packet_again_does_nothing_again() -> None:
    asker = Asker()
    asker.escrow()
    assert asker.ask("07") == "F0 EF 02"
    assert asker.ask("07", again=True) == "F0 EF 02"
    asker.wait(5.0)
    assert asker.ask("07", again=True) == "F0 EF 02"
    assert asker.twin.inside == 500
    assert not asker.twin.stacked


def test_after_sync_the_next_packet_is_new_whatever_came_before() -> None:
    asker = Asker()
    asker.escrow()
    asker.ask("07")
    for _ in range(2):
        asker.sequence = True
        assert asker.ask("11") == "F0"
        assert asker.ask("18") == "F0", "not the answer to an older packet"


def test_held_it_waits_and_forgotten_it_goes_back() -> None:
    asker = Asker()
    asker.escrow()
    asker.ask("07")
    for _ in range(10):
        asker.wait(ESCROW_S - 1.0)
        assert asker.ask("18") == "F0"
    asker.wait(ESCROW_S + 2.0)
    assert asker.ask("18") == "F5"
    assert asker.ask("07") == "F0 E8 EC", "unpolled for so long it has shut itself, too"
    assert asker.ask("17") == "F0 13"
    assert asker.twin.returned == [500]


def test_rejected_by_the_host() -> None:
    asker = Asker()
    asker.escrow()
    asker.ask("07")
    assert asker.ask("08") == "F0"
    assert asker.ask("07") == "F0 ED"
    asker.wait(1.0)
    assert asker.ask("07") == "F0 EC"
    assert asker.ask("17") == "F0 08"
    assert asker.ask("08") == "F5"


def test_a_credit_is_repeated_until_acknowledged_and_nothing_is_taken_meanwhile() -> None:
    asker = Asker()
    asker.escrow()
    asker.ask("56")
    asker.ask("56")
    asker.wait(1.0)
    assert asker.ask("56") == "F0 EE 02 CC"
    asker.wait(1.0)
    assert asker.ask("56") == "F0 EE 02 CC"
    asker.twin.insert(100)
    assert asker.twin.returned == [100]
    assert asker.ask("57") == "F0"
    assert asker.ask("56") == "F0 EB"
    assert asker.ask("57") == "F5"


def test_one_that_does_not_know_acknowledgement() -> None:
    assert Asker(WITHOUT_ACK).ask("56") == "F2"


def test_unpolled_it_shuts_itself() -> None:
    asker = Asker()
    asker.wait(UNPOLLED_S + 0.5)
    assert not asker.twin.takes
    assert asker.ask("07").endswith("E8")


@pytest.mark.parametrize(("value", "reason"), [(2000, "02"), (1000, "0C")])
def test_what_it_does_not_take(value: int, reason: str) -> None:
    asker = Asker()
    asker.ask("02 03 00")
    asker.ask("07")
    asker.twin.insert(value)
    asker.wait(1.2)
    asker.ask("07")
    asker.wait(1.0)
    assert asker.ask("07") == "F0 EC"
    assert asker.ask("17") == f"F0 {reason}"
    assert asker.twin.returned == [value]


@pytest.mark.parametrize(
    ("profile", "into_s", "word", "stacked"),
    [
        (COMMON, 0.2, "E1 02", []),
        (COMMON, 0.9, "E2 02", [500]),
        (FORGETFUL, 0.2, "E1 00", []),
        (FORGETFUL, 0.9, "E2 00", [500]),
    ],
)
def test_power_fails_while_it_stacks(profile: Profile, into_s: float, word: str, stacked: list[int]) -> None:
    asker = Asker(profile)
    asker.escrow()
    asker.ask("07")
    asker.ask("07")
    asker.wait(into_s)
    asker.twin.power(False)
    assert asker.ask("07") == "silence"
    asker.twin.power(True)
    asker.wait(6.0)
    assert asker.ask("07") == f"F0 F1 {word}"
    assert asker.twin.stacked == stacked
    assert asker.twin.box + asker.twin.returned == [500]
    assert not asker.twin.takes


def test_a_jam_holds_the_note_and_says_so() -> None:
    asker = Asker()
    asker.escrow()
    asker.ask("07")
    asker.twin.jam(True)
    asker.ask("07")
    asker.wait(4.0)
    assert asker.ask("07") == "F0 CC E9"
    asker.twin.jam(False)
    asker.wait(2.0)
    assert asker.ask("07") == "F0 EE 02 EB"


def test_pulled_out_on_a_thread() -> None:
    asker = Asker()
    asker.escrow()
    asker.ask("07")
    asker.ask("07")
    asker.twin.pull_back()
    assert asker.twin.returned == [500]
    assert asker.ask("07") == "F0 E6 02"
    asker.escrow()
    asker.ask("07")
    asker.ask("07")
    asker.wait(0.8)
    asker.twin.pull_back()
    asker.wait(1.0)
    assert asker.twin.stacked == [500]


def test_the_box_takes_its_notes_along() -> None:
    asker = Asker()
    asker.escrow()
    asker.ask("07")
    asker.ask("07")
    asker.wait(2.0)
    asker.ask("07")
    assert asker.twin.move_cash_box(False) == [500]
    assert asker.ask("07") == "F0 E3 E3"
    assert not asker.twin.takes
    asker.twin.move_cash_box(True)
    assert asker.ask("07") == "F0 E4"
    assert asker.twin.takes
    assert (asker.twin.stacked, asker.twin.box) == ([500], [])


def test_a_full_box() -> None:
    asker = Asker()
    asker.ask("07")
    asker.twin.fill()
    assert asker.ask("07") == "F0 E7"
    assert not asker.twin.takes


def test_a_hand_holds_the_next_note_ready() -> None:
    asker = Asker()
    asker.escrow()
    asker.ask("07")
    asker.ask("07")
    asker.wait(0.8)
    asker.twin.insert(100)
    assert asker.twin.inside == 500
    asker.wait(1.0)
    assert asker.twin.inside == 100
    assert asker.twin.drawn_in == 2


def test_what_is_asked_wrongly_is_noted() -> None:
    asker = Asker()
    assert asker.ask("02 07") == "F3"
    assert asker.ask("06 09") == "F8"
    assert asker.ask("33") == "F2"
    assert len(asker.twin.complaints) == 2
    assert asker.twin.state()["takes"] == [100, 500, 1000]
    assert codes.POLL not in asker.twin.commands
