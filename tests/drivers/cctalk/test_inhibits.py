from __future__ import annotations

from drivers.cctalk import headers
from drivers.cctalk.host import Addressee, Command, NoReply, Refused, Reply
from drivers.cctalk.inhibits import LOOK_S, TRIES, Inhibits

ACCEPTOR = Addressee(2)


class Device:
    """Answers 231 and 230; `stuck` keeps it from obeying."""

    def __init__(self) -> None:
        self.mask = 0xFFFF
        self.stuck = False

    def answer(self, command: Command) -> Reply:
        if command.header == headers.MODIFY_INHIBIT_STATUS:
            if not self.stuck:
                self.mask = int.from_bytes(command.data, "little")
            return Reply(command, b"")
        assert command.header == headers.REQUEST_INHIBIT_STATUS
        return Reply(command, self.mask.to_bytes(2, "little"))


def work(inhibits: Inhibits, device: Device, now: float) -> list[int]:
    """Ask until there is nothing to ask; the headers that were sent."""
    sent: list[int] = []
    while (command := inhibits.next_command(now)) is not None and len(sent) < 20:
        sent.append(command.header)
        inhibits.on_result(device.answer(command), now)
    return sent


def test_they_are_set_and_read_back() -> None:
    inhibits, device = Inhibits(ACCEPTOR), Device()
    inhibits.wanted = 0b11110
    command = inhibits.next_command(1.0)
    assert command is not None
    assert (command.header, command.data) == (231, b"\x1e\x00")
    assert not inhibits.settled
    assert work(inhibits, device, 1.0) == [231, 230]
    assert inhibits.settled
    assert (device.mask, inhibits.confirmed, inhibits.since) == (0b11110, 0b11110, 1.0)


def test_shutting_again_before_the_opening_was_read_back_is_sent() -> None:
    inhibits, device = Inhibits(ACCEPTOR), Device()
    assert work(inhibits, device, 1.0) == [231, 230]
    inhibits.wanted = 0b10
    command = inhibits.next_command(2.0)
    assert command is not None
    inhibits.on_result(device.answer(command), 2.0)
    inhibits.wanted = 0
    assert not inhibits.settled
    assert work(inhibits, device, 2.1) == [231, 230]
    assert device.mask == 0
    assert inhibits.since == 2.1


def test_a_command_that_met_silence_may_have_been_obeyed() -> None:
    inhibits, device = Inhibits(ACCEPTOR), Device()
    work(inhibits, device, 1.0)
    inhibits.wanted = 0b10
    command = inhibits.next_command(2.0)
    assert command is not None
    inhibits.on_result(NoReply(command), 2.0)
    inhibits.wanted = 0
    assert inhibits.confirmed is None
    assert work(inhibits, device, 2.1) == [231, 230]


def test_they_are_looked_at_once_a_second_and_set_again_when_they_have_changed() -> None:
    inhibits, device = Inhibits(ACCEPTOR), Device()
    inhibits.wanted = 0b10
    work(inhibits, device, 1.0)
    assert work(inhibits, device, 1.0 + LOOK_S / 2) == []
    assert work(inhibits, device, 1.0 + LOOK_S) == [230]
    assert inhibits.since == 1.0
    device.mask = 0  # reset
    assert work(inhibits, device, 1.0 + 2 * LOOK_S) == [230, 231, 230]
    assert inhibits.since == 1.0 + 2 * LOOK_S
    inhibits.look(4.0)
    assert work(inhibits, device, 4.0) == [230]


def test_a_device_that_does_not_obey_is_failing_until_it_does() -> None:
    inhibits, device = Inhibits(ACCEPTOR), Device()
    device.stuck = True
    assert work(inhibits, device, 1.0) == [231, 230] * TRIES
    assert inhibits.failing
    assert work(inhibits, device, 1.0 + LOOK_S / 2) == []
    device.stuck = False
    assert work(inhibits, device, 1.0 + LOOK_S) == [231, 230]
    assert inhibits.settled
    assert not inhibits.failing


def test_a_refusal_is_no_consent() -> None:
    inhibits = Inhibits(ACCEPTOR)
    for _ in range(TRIES):
        command = inhibits.next_command(1.0)
        assert command is not None
        inhibits.on_result(Refused(command), 1.0)
    assert inhibits.failing
    assert not inhibits.settled
