"""The driver on a line whose other end is a script: bytes of the manual, not the twin's."""

from __future__ import annotations

from collections.abc import Callable

from drivers.ssp import codes
from drivers.ssp.bill_validator import ACK_AFTER_S, HOLD_S, SspBillValidator, create
from drivers.ssp.framing import Packet, PacketCutter
from drivers.ssp.host import REPLY_S
from drivers.ssp.settings import Settings
from kiosk.devices import (
    OFFLINE,
    CashBoxMoved,
    Condition,
    DeviceEvent,
    DeviceStatus,
    DeviceStatusChanged,
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
    Trouble,
    ValidatorOpened,
)
from kiosk.money import Money
from tests.drivers.ssp.test_setup_data import taiwan

NAME = "notes"
ALL = frozenset({Money(100), Money(500), Money(1000)})
POLLS = (codes.POLL, codes.POLL_WITH_ACK)
ENDS = (NoteStacked, NoteReturned, NoteInDoubt)
STEP_S = 0.01


class Script:
    """Answers each command from a table, and each poll with what is next in `polls`."""

    def __init__(self, **settings: object) -> None:
        self.answers = {
            codes.GET_SERIAL_NUMBER: "F0 00 1C 96 2C",
            codes.REJECT: "F5",
            codes.SETUP_REQUEST: "F0" + taiwan().hex(),
            codes.LAST_REJECT_CODE: "F0 08",
            codes.EVENT_ACK: "F0",
        }
        self.polls: list[str] = []
        self.silent = False
        self.now = 100.0
        self.asked: list[int] = []
        self.wires: list[bytes] = []
        self.at: list[float] = []
        self._cutter = PacketCutter()
        self.device: SspBillValidator = create(Settings.model_validate(settings), NAME, "boot1")
        self.events: list[DeviceEvent] = self.device.connected(self.now)

    def run(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.now += STEP_S
            out, events = self.device.tick(self.now)
            self.events += events
            for packet in self._cutter.receive(out, self.now):
                self.asked.append(packet.data[0])
                self.wires.append(out)
                self.at.append(self.now)
                if not self.silent:
                    data = bytes.fromhex(self.answer(packet.data[0]))
                    reply = Packet(packet.address, packet.sequence, data).to_bytes()
                    self.events += self.device.receive(reply, self.now + 0.005)

    def answer(self, code: int) -> str:
        if code in POLLS and code not in self.answers:
            return self.polls.pop(0) if self.polls else "F0"
        return self.answers.get(code, "F0")

    def until(self, done: Callable[[], bool], seconds: float = 20.0) -> None:
        end = self.now + seconds
        while not done():
            assert self.now < end, self.events
            self.run(STEP_S)

    def opened(self) -> Script:
        self.device.accept(ALL)
        self.until(lambda: any(isinstance(event, ValidatorOpened) for event in self.events))
        return self

    def in_escrow(self) -> Script:
        """A note of NT$1,000 on channel 3."""
        self.polls = ["F0 EF 00", "F0 EF 03"]
        self.until(lambda: self.said(NoteInEscrow) != [])
        return self

    @property
    def status(self) -> DeviceStatus:
        return [event.status for event in self.events if isinstance(event, DeviceStatusChanged)][-1]

    def said(self, *kinds: type) -> list[DeviceEvent]:
        return [event for event in self.events if isinstance(event, kinds)]


def test_it_begins_with_these_packets() -> None:
    script = Script()
    script.run(3.0)
    first = [wire.hex(" ").upper() for wire in script.wires[:6]]
    assert first == [
        "7F 80 01 11 65 82",  # SYNC
        "7F 00 01 09 36 08",  # DISABLE
        "7F 80 01 08 30 02",  # REJECT
        Packet(0, False, b"\x0c").to_bytes().hex(" ").upper(),
        "7F 80 02 06 06 24 14",  # HOST_PROTOCOL_VERSION 6
        Packet(0, False, b"\x05").to_bytes().hex(" ").upper(),
    ]
    assert script.asked[6] == codes.POLL_WITH_ACK
    assert script.device.identity.serial == 1873452
    assert script.status.serves


def test_a_note_waits_without_a_poll_until_the_kiosk_decides() -> None:
    script = Script().opened().in_escrow()
    assert script.said(NoteInEscrow) == [NoteInEscrow(NAME, "boot1-1", Money(1000))]
    before = len(script.asked)
    script.run(20.0)
    held = script.asked[before:]
    assert set(held) == {codes.HOLD}
    assert 20.0 / HOLD_S - 1 <= len(held) <= 20.0 / HOLD_S
    script.polls = ["F0 CC", "F0 CC EE 03", "F0 EB"]
    script.device.stack("boot1-1")
    script.run(5.0)
    assert script.said(*ENDS) == [NoteStacked(NAME, "boot1-1", Money(1000))]


def test_a_credit_is_acknowledged_when_it_had_time_to_be_written_down() -> None:
    script = Script().opened().in_escrow()
    script.polls = ["F0 CC EE 03"]
    script.device.stack("boot1-1")
    script.until(lambda: codes.EVENT_ACK in script.asked)
    ack = script.asked.index(codes.EVENT_ACK)
    assert script.asked[ack - 1] == codes.POLL_WITH_ACK, "nothing in between"
    assert script.at[ack] - script.at[ack - 1] >= ACK_AFTER_S


def test_repeated_until_acknowledged_it_is_one_credit() -> None:
    script = Script().opened().in_escrow()
    script.answers[codes.EVENT_ACK] = "F8"
    script.polls = ["F0 CC EE 03"] * 5
    script.device.stack("boot1-1")
    script.run(10.0)
    script.answers[codes.EVENT_ACK] = "F0"
    script.polls = ["F0 CC EE 03"] * 3
    script.run(10.0)
    assert script.said(*ENDS) == [NoteStacked(NAME, "boot1-1", Money(1000))]


def test_one_that_knows_no_acknowledgement_is_polled_plainly() -> None:
    for refusal in ("F2", "FA", "F8"):
        script = Script()
        script.answers[codes.POLL_WITH_ACK] = refusal
        script.opened().in_escrow()
        script.polls = ["F0 CC", "F0 EE 03 EB", "F0 EE 03"]
        script.device.stack("boot1-1")
        script.run(5.0)
        assert script.said(*ENDS) == [NoteStacked(NAME, "boot1-1", Money(1000))]
        assert script.asked.count(codes.POLL_WITH_ACK) == 1
        assert codes.EVENT_ACK not in script.asked
    assert codes.POLL_WITH_ACK not in Script(acknowledge=False).opened().asked


def test_a_lost_answer_is_asked_for_by_the_same_packet_and_no_note_is_moved_twice() -> None:
    script = Script().opened().in_escrow()
    script.silent = True
    script.device.stack("boot1-1")
    before = len(script.wires)
    script.run(5 * REPLY_S)
    assert len(set(script.wires[before:])) == 1
    assert len(script.wires) - before >= 4
    script.silent = False
    script.polls = ["F0 CC EE 03"]
    script.run(3.0)
    assert script.said(*ENDS) == [NoteStacked(NAME, "boot1-1", Money(1000))]
    assert codes.SYNC not in script.asked[1:]


def test_a_hold_that_is_refused_means_that_it_is_gone() -> None:
    script = Script().opened().in_escrow()
    script.answers[codes.HOLD] = "F5"
    script.polls = ["F0 ED", "F0 EC"]
    script.run(HOLD_S + 2.0)
    assert script.said(*ENDS) == [NoteReturned(NAME, "boot1-1")]


def test_a_note_that_was_gone_before_it_was_held_was_never_there() -> None:
    script = Script().opened()
    script.answers[codes.HOLD] = "F5"
    script.polls = ["F0 EF 03", "F0 ED", "F0 EC"]
    script.run(3.0)
    assert script.said(NoteInEscrow, *ENDS) == []
    assert script.said(NoteRefused) == [NoteRefused(NAME, 8)]


def test_an_unknown_channel_and_an_unwanted_note_go_back_unasked() -> None:
    for channel in ("09", "03"):
        script = Script()
        script.device.accept(frozenset({Money(100)}))
        script.run(3.0)
        script.answers[codes.REJECT] = "F0"
        script.polls = [f"F0 EF {channel}", "F0 ED", "F0 EC"]
        script.run(3.0)
        found = script.asked.index(codes.REJECT, 4)
        assert script.asked[found - 1] in POLLS, "no poll may come between"
        assert script.said(NoteInEscrow, *ENDS) == []
        assert script.said(NoteRefused) == [NoteRefused(NAME, 8)]


def test_a_reject_that_is_not_carried_out_is_tried_again_without_a_poll() -> None:
    script = Script().opened().in_escrow()
    script.answers[codes.REJECT] = "F6"
    script.device.return_note("boot1-1")
    before = len(script.asked)
    script.run(3.5)
    assert script.asked[before:].count(codes.REJECT) >= 3
    assert not set(POLLS) & set(script.asked[before:])
    script.answers[codes.REJECT] = "F0"
    script.polls = ["F0 ED", "F0 ED EC"]
    script.run(3.0)
    assert script.said(*ENDS) == [NoteReturned(NAME, "boot1-1")]


def test_reset_while_it_stacks_and_nothing_said_of_the_note() -> None:
    script = Script().opened().in_escrow()
    script.polls = ["F0 CC", "F0 F1 E8"]
    script.device.stack("boot1-1")
    script.run(30.0)
    assert script.said(*ENDS) == [NoteInDoubt(NAME, "boot1-1", Money(1000))]
    assert len(script.said(ValidatorOpened)) == 2, "it is opened again"


def test_what_power_up_says_of_the_note() -> None:
    for word, end in (
        ("F0 F1 E2 03", NoteStacked(NAME, "boot1-1", Money(1000))),
        ("F0 F1 E1 03", NoteReturned(NAME, "boot1-1")),
        ("F0 F1 E2 00", NoteInDoubt(NAME, "boot1-1", Money(1000))),
        ("F0 F1 E1 00", NoteInDoubt(NAME, "boot1-1", Money(1000))),
    ):
        script = Script().opened().in_escrow()
        script.polls = ["F0 CC", word]
        script.device.stack("boot1-1")
        script.run(30.0)
        assert script.said(*ENDS) == [end]


def test_given_up_while_it_stacked_a_note_that_comes_back_may_be_another() -> None:
    script = Script(acknowledge=False, patience_s=120).opened().in_escrow()
    script.device.stack("boot1-1")
    script.silent = True
    script.run(25.0)
    script.silent = False
    script.polls = ["F0 ED", "F0 EC"]
    script.run(10.0)
    assert script.asked.count(codes.SYNC) >= 2
    assert script.said(*ENDS) == [NoteInDoubt(NAME, "boot1-1", Money(1000))]


def test_another_serial_number_after_a_silence_is_another_validator() -> None:
    script = Script().opened().in_escrow()
    script.device.stack("boot1-1")
    script.silent = True
    script.run(2.0)
    script.silent = False
    script.answers[codes.GET_SERIAL_NUMBER] = "F0 00 00 00 07"
    script.run(10.0)
    assert script.said(*ENDS) == [NoteInDoubt(NAME, "boot1-1", Money(1000))]
    assert script.device.identity.serial == 7
    assert script.asked.count(codes.SYNC) == 2


def test_a_credit_of_a_note_that_nobody_read_is_a_doubt() -> None:
    script = Script().opened()
    script.polls = ["F0 EE 02"]
    script.run(3.0)
    assert script.said(*ENDS) == [NoteInDoubt(NAME, "boot1-1", Money(500))]


def test_a_credit_from_before_the_program_is_the_note_that_the_kiosk_asks_for() -> None:
    script = Script()
    script.polls = ["F0 EE 02"]
    script.run(4.0)
    assert codes.EVENT_ACK not in script.asked, "it would be forgotten if the program died now"
    script.device.reconcile("old-7", Money(500))
    script.run(2.0)
    assert script.said(*ENDS) == [NoteStacked(NAME, "old-7", Money(500))]
    assert codes.EVENT_ACK in script.asked


def test_nobody_asks_for_it() -> None:
    script = Script()
    script.polls = ["F0 EE 02"]
    script.run(20.0)
    assert script.said(*ENDS) == [NoteInDoubt(NAME, "boot1-1", Money(500))]


def test_one_that_wants_encryption_is_the_wrong_one() -> None:
    script = Script()
    script.answers[codes.DISABLE] = "FA"
    script.run(4.0)
    assert script.status.troubles == (Trouble.WRONG_DEVICE,)
    assert script.status.condition is Condition.STOPPED


def test_silent_it_is_offline_and_then_synchronised_again() -> None:
    script = Script().opened()
    script.silent = True
    script.run(6.0)
    assert script.status == OFFLINE
    script.run(40.0)
    assert script.asked[-1] == codes.SYNC
    script.silent = False
    script.run(10.0)
    assert script.status.serves
    assert len(script.said(ValidatorOpened)) == 2


def test_disabled_on_its_own_it_is_enabled_again() -> None:
    script = Script().opened()
    script.polls = ["F0 E8"]
    script.run(4.0)
    assert script.asked.count(codes.ENABLE) == 2
    assert len(script.said(ValidatorOpened)) == 1


def test_the_cash_box_and_words_that_it_cannot_read() -> None:
    script = Script().opened()
    script.polls = ["F0 E3 DA 01", "F0", "F0 E4"]
    script.run(3.0)
    assert script.said(CashBoxMoved) == [CashBoxMoved(NAME, False), CashBoxMoved(NAME, True)]
    assert script.device.unread == 2
    assert script.device.dropped.crc_errors == 0
