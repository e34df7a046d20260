"""One exchange: asked, asked again by the same packet, answered once."""

from __future__ import annotations

from drivers.ssp import codes
from drivers.ssp.framing import Packet
from drivers.ssp.host import ATTEMPTS, QUIET_S, REPLY_S, STALE_S, Command, Host, NoReply, Reply

POLL = Command(codes.POLL, reply=range(256))


class Line:
    def __init__(self) -> None:
        self.now = 100.0
        self.host = Host(0)
        self.out: list[bytes] = []
        self.results: list[Reply | NoReply] = []

    def ask(self, command: Command) -> bytes:
        self.run(STALE_S + QUIET_S)
        assert self.host.ready(self.now)
        self.out.append(self.host.start(command, self.now))
        return self.out[-1]

    def hear(self, data: bytes) -> None:
        self.results += self.host.receive(data, self.now)

    def run(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.now += 0.01
            out, results = self.host.tick(self.now)
            self.results += results
            if out:
                self.out.append(out)


def answer(sequence: bool, data: str, address: int = 0) -> bytes:
    return Packet(address, sequence, bytes.fromhex(data)).to_bytes()


def test_the_sequence_bit_turns_with_each_new_command_and_sync_sets_it() -> None:
    line = Line()
    assert line.ask(Command(codes.SYNC)) == bytes.fromhex("7F 80 01 11 65 82")
    line.hear(answer(True, "F0"))
    assert line.ask(Command(codes.DISABLE)) == bytes.fromhex("7F 00 01 09 36 08")
    line.hear(answer(False, "F0"))
    assert line.ask(POLL) == bytes.fromhex("7F 80 01 07 12 02")
    line.hear(answer(True, "F0"))
    line.ask(POLL)
    line.hear(answer(False, "F0"))
    assert line.ask(Command(codes.SYNC)) == bytes.fromhex("7F 80 01 11 65 82")


def test_a_lost_reply_is_asked_for_by_the_same_packet() -> None:
    line = Line()
    first = line.ask(POLL)
    line.run(3 * REPLY_S + 0.1)
    assert line.out == [first] * 4
    line.hear(answer(True, "F0 EE 03"))
    assert line.results == [Reply(POLL, codes.OK, b"\xee\x03", repeated=True)]
    assert line.host.dropped.resent == 3


def test_after_twenty_retries_it_gives_up() -> None:
    line = Line()
    line.ask(POLL)
    line.run((ATTEMPTS + 1) * REPLY_S)
    assert line.results == [NoReply(POLL)]
    assert len(set(line.out)) == 1
    assert len(line.out) == ATTEMPTS


def test_after_a_repetition_it_waits_for_late_replies() -> None:
    line = Line()
    line.ask(POLL)
    line.run(REPLY_S + 0.02)
    line.hear(answer(True, "F0 EE 03"))
    line.run(0.5)
    assert not line.host.ready(line.now)
    line.hear(answer(True, "F0 EE 03"))  # to the first packet
    line.run(STALE_S)
    assert line.host.ready(line.now)
    assert len(line.results) == 1
    assert line.host.dropped.unasked == 1


def test_what_answers_nothing_is_dropped_and_counted() -> None:
    line = Line()
    line.hear(answer(True, "F0"))
    own = line.ask(Command(codes.HOLD))
    line.hear(own)
    line.hear(answer(False, "F0"))
    line.hear(answer(True, "F0", address=0x10))
    line.hear(answer(True, "F0 EE 03"))
    line.hear(answer(True, ""))
    line.hear(b"\x7f\x80\x01\xf0\x23\x81")
    assert line.results == []
    dropped = line.host.dropped
    assert (dropped.unasked, dropped.no_replies, dropped.wrong_sequence, dropped.strangers) == (1, 2, 1, 1)
    assert (dropped.bad_lengths, dropped.crc_errors) == (1, 1)
    line.hear(answer(True, "F0") * 2)
    assert len(line.results) == 1
    assert line.host.dropped.unasked == 2


def test_a_refusal_is_an_answer() -> None:
    line = Line()
    line.ask(Command(codes.REJECT))
    line.hear(answer(True, "F5"))
    (reply,) = line.results
    assert isinstance(reply, Reply)
    assert not reply.ok


def test_a_port_that_was_gone_gets_the_same_packet_again() -> None:
    line = Line()
    packet = line.ask(POLL)
    line.now += 500.0
    line.host.reopened(line.now)
    line.run(STALE_S + 0.05)
    assert line.out == [packet] * 2
    line.hear(answer(True, "F0 CC"))
    assert line.results == [Reply(POLL, codes.OK, b"\xcc", repeated=True)]


def test_a_line_that_is_never_quiet_is_talked_into() -> None:
    line = Line()
    for _ in range(200):
        line.now += 0.01
        line.hear(b"\x00")
    assert line.host.ready(line.now)
