from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cctalk.framing import Check, Frame
from drivers.cctalk.host import (
    ATTEMPTS,
    BABBLE_S,
    BUSY_PAUSE_S,
    LONGEST_ANSWER_S,
    Addressee,
    Command,
    Echo,
    Host,
    NoReply,
    Refused,
    Reply,
    Result,
)

ACCEPTOR = Addressee(2)
POLL = ACCEPTOR.command(254, reply=range(1), timeout_s=0.1)
STATUS = ACCEPTOR.command(248, reply=range(1, 2), timeout_s=0.1)
DISPENSE = Addressee(3).command(167, b"\0" * 8 + b"\5", timeout_s=0.1)

POLL_BYTES = bytes.fromhex("02 00 01 FE FF")
ACK = bytes.fromhex("01 00 02 00 FD")
NAK = bytes.fromhex("01 00 02 05 F8")
BUSY = bytes.fromhex("01 00 02 06 F7")
WELL = bytes.fromhex("01 01 02 00 00 FC")


def started(command: Command = POLL, echo: Echo = Echo.OFF) -> Host:
    host = Host(echo)
    host.reset(0.0)
    assert host.ready(1.0)
    assert host.start(command, 1.0)
    return host


def play(host: Host, until: float, start: float = 1.0) -> tuple[list[bytes], list[Result]]:
    """Tick every 10 ms without an answer."""
    wires, results = [], []
    for step in range(round((until - start) * 100) + 1):
        wire, done = host.tick(start + step / 100)
        wires += [wire] if wire else []
        results += done
    return wires, results


def test_a_simple_poll_and_its_answer() -> None:
    host = Host(Echo.OFF)
    host.reset(0.0)
    assert host.start(POLL, 1.0) == POLL_BYTES
    assert not host.ready(1.001)
    assert host.receive(ACK, 1.01) == [Reply(POLL, b"")]
    assert not host.ready(1.011)  # the line rests a few milliseconds first
    assert host.ready(1.02)


# ---- echo ------------------------------------------------------------------------------------


@pytest.mark.parametrize("echo", [Echo.ON, Echo.AUTO])
def test_our_own_bytes_come_first_and_are_no_answer(echo: Echo) -> None:
    host = started(echo=echo)
    assert host.receive(POLL_BYTES, 1.005) == []
    assert host.receive(ACK, 1.01) == [Reply(POLL, b"")]
    assert host.echo is Echo.ON


def test_without_echo_the_answer_tells_so() -> None:
    host = started(echo=Echo.AUTO)
    assert host.receive(ACK, 1.01) == [Reply(POLL, b"")]
    assert host.echo is Echo.OFF


@pytest.mark.parametrize("echoed", [b"", POLL_BYTES])
def test_echo_is_found_out_from_single_bytes(echoed: bytes) -> None:
    host = started(echo=Echo.AUTO)
    results = [result for byte in echoed + ACK for result in host.receive(bytes([byte]), 1.01)]
    assert results == [Reply(POLL, b"")]
    assert host.echo is (Echo.ON if echoed else Echo.OFF)


def test_an_echo_that_is_not_ours_is_trouble_and_asked_again_after_silence() -> None:
    host = started(echo=Echo.ON)
    injected = b"\0" + POLL_BYTES[:4]  # a byte pushed in front, as an attacker with a wire does
    assert host.receive(injected + ACK, 1.01) == []
    assert host.dropped.echo_mismatches == 1
    assert host.tick(1.05) == (b"", [])
    assert host.tick(1.07) == (POLL_BYTES, [])
    assert host.receive(POLL_BYTES + ACK, 1.08) == [Reply(POLL, b"")]


def test_a_missing_echo_is_no_answer_where_one_is_due() -> None:
    host = started(echo=Echo.ON)
    for attempt in range(ATTEMPTS):
        assert host.receive(ACK, 1.01 + attempt) == []
        host.tick(1.9 + attempt)
    assert host.dropped.echo_mismatches == ATTEMPTS


def test_auto_looks_again_after_a_failure() -> None:
    host = started(echo=Echo.AUTO)
    host.receive(POLL_BYTES + ACK, 1.01)
    host.start(POLL, 2.0)
    _, results = play(host, until=4.0, start=2.0)
    assert results == [NoReply(POLL)]
    assert host.echo is Echo.AUTO
    host.start(POLL, 5.0)
    assert host.receive(ACK, 5.01) == [Reply(POLL, b"")]  # now on an adapter without echo


# ---- refusals and silence ----------------------------------------------------------------------


def test_a_refusal_is_an_answer() -> None:
    assert started().receive(NAK, 1.01) == [Refused(POLL)]


def test_busy_is_asked_again_later() -> None:
    host = started()
    assert host.receive(BUSY, 1.0) == []
    assert host.tick(1.0 + BUSY_PAUSE_S - 0.01) == (b"", [])
    assert host.tick(1.0 + BUSY_PAUSE_S)[0] == POLL_BYTES
    assert host.receive(ACK, 1.3) == [Reply(POLL, b"")]


def test_always_busy_is_a_refusal_in_the_end() -> None:
    host = started()
    results = []
    for attempt in range(ATTEMPTS):
        results += host.receive(BUSY, 1.01 + attempt)
        host.tick(1.5 + attempt)
    assert results == [Refused(POLL, busy=True)]


def test_a_poll_is_asked_three_times() -> None:
    host = started()
    wires, results = play(host, until=3.0)
    assert wires == [POLL_BYTES] * (ATTEMPTS - 1)
    assert results == [NoReply(POLL)]
    assert host.dropped.timeouts == ATTEMPTS
    assert host.dropped.resent == ATTEMPTS - 1


def test_a_dispense_is_asked_once_whatever_happens() -> None:
    for answer in (b"", ACK[:3], b"\xff" * 9, bytes.fromhex("01 00 03 06 F6")):
        host = started(DISPENSE)
        refused = host.receive(answer, 1.01)
        wires, results = play(host, until=3.0)
        assert wires == []
        assert refused + results in ([NoReply(DISPENSE)], [Refused(DISPENSE, busy=True)])


# ---- what is not believed -------------------------------------------------------------------------


def test_a_wrong_checksum_is_asked_again_after_silence() -> None:
    host = started()
    assert host.receive(ACK[:-1] + b"\x00", 1.01) == []
    assert host.dropped.checksum_errors == 1
    assert host.tick(1.04) == (b"", [])
    assert host.receive(ACK, 1.05) == []  # who knows where it begins: it belongs to what was spoilt
    assert host.tick(1.09) == (b"", [])  # not while something still comes
    assert host.tick(1.11)[0] == POLL_BYTES


def test_an_answer_that_stops_in_the_middle_is_asked_again_after_the_gap() -> None:
    slow = ACCEPTOR.command(254, reply=range(1), timeout_s=1.0)
    host = started(slow)
    assert host.receive(ACK[:3], 1.3) == []
    assert host.tick(1.34) == (b"", [])
    assert host.tick(1.36) == (POLL_BYTES, [])
    assert host.dropped.half_frames == 1


def test_an_answer_that_begins_in_the_last_moment_may_end() -> None:
    host = started()
    assert host.receive(ACK[:3], 1.09) == []
    assert host.tick(1.11) == (b"", [])
    assert host.receive(ACK[3:], 1.12) == [Reply(POLL, b"")]


def test_an_answer_of_another_device_is_not_ours() -> None:
    host = started()
    assert host.receive(Frame(1, 3, 0).to_bytes(), 1.01) == []
    assert host.receive(Frame(7, 2, 0).to_bytes(), 1.02) == []
    assert host.dropped.strangers == 2
    assert host.receive(ACK, 1.03) == [Reply(POLL, b"")]


def test_an_answer_to_another_question_shows_by_its_length() -> None:
    host = started(STATUS)
    assert host.receive(ACK, 1.01) == []
    assert host.dropped.bad_lengths == 1
    assert host.tick(1.07)[0]
    assert host.receive(WELL, 1.08) == [Reply(STATUS, b"\0")]


def test_what_comes_unasked_is_counted_and_holds_the_next_question_back() -> None:
    host = started()
    host.receive(ACK, 1.01)
    assert host.receive(ACK, 1.012) == []  # the same answer twice
    assert host.dropped.noise_bytes == len(ACK)
    assert not host.ready(1.015)
    assert host.ready(1.02)
    assert host.receive(b"\x01", 1.021) == []
    assert not host.ready(1.06)  # half a frame: wait for the gap
    assert host.ready(1.08)


def test_a_line_that_is_never_quiet_does_not_silence_us_for_ever() -> None:
    host = started()
    host.receive(ACK, 1.01)
    for step in range(100):
        host.receive(b"\x55", 1.02 + step / 100)
    assert not host.ready(1.05)
    assert host.ready(1.02 + BABBLE_S)


def test_noise_does_not_keep_an_exchange_alive() -> None:
    host = started(DISPENSE)
    results: list[Result] = []
    at = 1.0
    while not results:
        at += 0.01
        results += host.receive(b"\x01\xff", at) + host.tick(at)[1]
        assert at < 1.0 + DISPENSE.timeout_s + LONGEST_ANSWER_S + 0.1
    assert results == [NoReply(DISPENSE)]


def test_a_device_with_crc_is_understood_and_one_without_is_not_taken_for_it() -> None:
    poll = Addressee(2, Check.CRC).command(254, reply=range(1))
    host = Host(Echo.OFF)
    assert host.start(poll, 1.0) == bytes.fromhex("02 00 B1 FE 60")
    assert host.receive(ACK, 1.01) == []
    host.tick(1.2)
    assert host.receive(bytes.fromhex("01 00 30 00 37"), 1.21) == [Reply(poll, b"")]


@given(st.lists(st.tuples(st.binary(max_size=30), st.floats(0.0, 0.08))), st.sampled_from(list(Echo)))
def test_noise_never_raises_and_each_exchange_ends_once(noise: list[tuple[bytes, float]], echo: Echo) -> None:
    host = started(STATUS, echo)
    at, results = 1.0, []
    for data, pause in noise:
        at += pause
        results += host.receive(data, at) + host.tick(at)[1]
    while not results:
        at += 0.01
        results += host.tick(at)[1]
        assert at < 20
    assert len(results) == 1
    assert host.ready(at + BABBLE_S)


@given(st.lists(st.integers(1, 7), min_size=1), st.booleans())
def test_an_answer_in_any_pieces_is_the_same_answer(sizes: list[int], echoed: bool) -> None:
    host = started(STATUS, Echo.AUTO)
    wire = (bytes.fromhex("02 00 01 F8 05") if echoed else b"") + WELL
    results, at = [], 0
    while wire:
        size = sizes[at % len(sizes)]
        results += host.receive(wire[:size], 1.01 + at / 1000)
        wire, at = wire[size:], at + 1
    assert results == [Reply(STATUS, b"\0")]
