"""Inhibits and enable: what is confirmed, what is tried again."""

from __future__ import annotations

from drivers.ssp import codes
from drivers.ssp.gate import AGAIN_S, FAILING_AFTER, Gate
from drivers.ssp.host import Command, Reply


def obeys(gate: Gate, now: float = 1.0, response: int = codes.OK) -> list[Command]:
    """All commands until it is content."""
    sent: list[Command] = []
    while (command := gate.next_command(now)) is not None and len(sent) < 9:
        sent.append(command)
        gate.on_reply(Reply(command, response, b"", repeated=False), now)
    return sent


def test_unknown_it_is_shut_first() -> None:
    gate = Gate()
    assert not gate.confirmed
    assert [(one.code, one.data) for one in obeys(gate)] == [
        (codes.SET_INHIBITS, b"\0\0"),
        (codes.DISABLE, b""),
    ]
    assert gate.confirmed


def test_opened_with_the_channels_that_are_wanted_lowest_first() -> None:
    gate = Gate()
    gate.wanted = 0b1_0000_0111
    sent = obeys(gate)
    assert [(one.code, one.data) for one in sent] == [(codes.SET_INHIBITS, b"\x07\x01"), (codes.ENABLE, b"")]
    gate.wanted = 0b1
    assert not gate.confirmed
    assert [one.code for one in obeys(gate)] == [codes.SET_INHIBITS]


def test_one_that_shut_itself_is_enabled_again_after_a_while() -> None:
    gate = Gate()
    gate.wanted = 1
    obeys(gate)
    gate.shut_itself(5.0)
    assert not gate.confirmed
    assert gate.next_command(5.0) is None
    assert len(obeys(gate, 5.0 + AGAIN_S)) == 2
    gate.wanted = 0
    obeys(gate, 7.0)
    gate.shut_itself(8.0)
    assert gate.confirmed, "that was our doing"


def test_refused_it_is_tried_again_and_said_to_fail() -> None:
    gate = Gate()
    for attempt in range(FAILING_AFTER):
        assert not gate.failing
        assert len(obeys(gate, attempt * AGAIN_S, codes.COMMAND_CANNOT_BE_PROCESSED)) == 1
    assert gate.failing
    obeys(gate, 60.0)
    assert not gate.failing


def test_after_a_reset_nothing_is_confirmed() -> None:
    gate = Gate()
    obeys(gate)
    gate.forget()
    assert not gate.confirmed
