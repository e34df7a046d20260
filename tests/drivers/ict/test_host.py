"""Polls, switching, and above all: SYNC never meets a note in escrow."""

from __future__ import annotations

from itertools import pairwise

import pytest

from drivers.ict import codes
from drivers.ict.host import NOTE_GONE_S, Link, Phase

STEP_S = 0.01


class Line:
    """A link on a clock, and a validator that answers polls by `status`."""

    def __init__(self, can_reset: bool = True) -> None:
        self.link = Link(can_reset)
        self.now = 100.0
        self.status: int | None = codes.INHIBITED
        self.obeys = True
        self.held = False
        self.sent: list[tuple[float, int]] = []
        self.link.connected(self.now)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            for byte in self.link.tick(self.now, self.held):
                self.sent.append((self.now, byte))
                if byte == codes.POLL and self.status is not None:
                    self.link.said(self.status, self.now + 0.005)
                switch = byte in (codes.ENABLE, codes.INHIBIT)
                if switch and self.obeys and self.status in (codes.ENABLED, codes.INHIBITED):
                    self.status = byte

    def is_in(self, phase: Phase) -> bool:
        return self.link.phase is phase

    def times(self, byte: int) -> list[float]:
        return [at for at, sent in self.sent if sent == byte]

    def serve(self, wanted: bool = False) -> None:
        self.link.wanted = wanted
        self.run(1.5)
        assert self.is_in(Phase.SERVING)
        self.sent.clear()


def test_it_is_polled_every_200_ms() -> None:
    line = Line()
    line.serve()
    line.run(10.0)
    assert 48 <= len(line.times(codes.POLL)) <= 51


def test_it_serves_when_it_has_twice_said_that_it_is_shut() -> None:
    line = Line()
    line.status = codes.ENABLED
    line.obeys = False
    line.run(2.0)
    assert line.is_in(Phase.STARTING)
    assert line.times(codes.INHIBIT)
    line.obeys = True
    line.run(1.2)
    assert line.is_in(Phase.SERVING)


def test_in_step_it_is_never_told_sync() -> None:
    line = Line()
    line.serve(wanted=True)
    line.run(60.0)
    assert not line.times(codes.SYNC)
    assert not line.times(codes.RESET)


def test_a_validator_that_was_just_switched_on_is_answered_at_once() -> None:
    """Within 2 s, as the documents say; and shut in the same breath, because SYNC may open it."""
    line = Line()
    line.status = None
    line.run(0.5)
    line.link.power_up(line.now)
    line.run(0.1)
    assert [byte for _, byte in line.sent if byte != codes.POLL][-2:] == [codes.SYNC, codes.INHIBIT]


@pytest.mark.parametrize("words", ["power-up", "26", "A1"])
def test_in_the_middle_of_a_sale_sync_waits_until_no_note_can_be_in_escrow(words: str) -> None:
    """It may be noise, and a note may lie in escrow whose BILL VALIDATED was lost."""
    line = Line()
    line.serve(wanted=True)
    line.run(1.0)
    began = line.now
    if words == "power-up":
        line.link.power_up(line.now)
    else:
        line.link.said(int(words, 16), line.now)
        line.link.said(int(words, 16), line.now)
    assert line.is_in(Phase.STARTING)
    line.status = codes.INHIBITED
    line.run(20.0)
    assert len(line.times(codes.SYNC)) == 1
    assert line.times(codes.SYNC)[0] - began > 8.0
    assert line.is_in(Phase.SERVING)


def test_a_note_heard_of_puts_sync_off() -> None:
    line = Line()
    line.serve(wanted=True)
    line.link.power_up(line.now)
    line.status = codes.INHIBITED
    line.run(5.0)
    line.link.validated(line.now)
    heard = line.now
    line.held = True
    line.run(3.0)
    line.held = False
    released = line.now
    line.run(20.0)
    assert line.times(codes.SYNC)[0] >= released + NOTE_GONE_S - 0.1
    assert released > heard


def test_one_that_says_it_is_open_is_not_told_sync() -> None:
    line = Line()
    line.serve(wanted=True)
    line.link.power_up(line.now)
    line.obeys = False
    line.status = codes.ENABLED
    line.run(60.0)
    assert not line.times(codes.SYNC)


def test_one_word_of_noise_does_not_stop_it() -> None:
    line = Line()
    line.serve(wanted=True)
    for _ in range(5):
        line.link.said(codes.COMMUNICATION_FAILURE, line.now)
        line.run(0.5)
    assert line.is_in(Phase.SERVING)


def test_one_that_does_not_obey_enable_is_told_sync_and_then_reset() -> None:
    line = Line()
    line.serve(wanted=True)
    line.obeys = False
    line.status = codes.INHIBITED
    line.run(90.0)
    syncs, resets = line.times(codes.SYNC), line.times(codes.RESET)
    assert len(syncs) >= 2
    assert resets[0] > syncs[1]
    assert all(after - before >= 30.0 for before, after in pairwise(resets))
    gaps = [sync - max(at for at in line.times(codes.ENABLE) if at < sync) for sync in syncs]
    assert min(gaps) >= NOTE_GONE_S - 0.1


def test_an_ict002_is_never_reset() -> None:
    line = Line(can_reset=False)
    line.status = None
    line.run(90.0)
    assert not line.times(codes.RESET)


def test_silence() -> None:
    line = Line()
    line.serve()
    line.status = None
    line.run(2.5)
    assert line.is_in(Phase.SILENT)
    line.run(60.0)
    assert len(line.times(codes.POLL)) > 100, "asked for ever"
    assert 1 <= len(line.times(codes.RESET)) <= 3
    line.status = codes.INHIBITED
    line.run(1.0)
    assert line.is_in(Phase.SERVING)


def test_it_may_be_silent_while_a_note_moves() -> None:
    line = Line()
    line.serve(wanted=True)
    line.held, line.status = True, None
    line.run(8.0)
    assert line.is_in(Phase.SERVING)
    assert not line.times(codes.RESET)


def test_an_answer_is_believed_only_to_a_poll() -> None:
    line = Line()
    line.status = None
    line.run(1.0)
    for _ in range(5):
        line.link.said(codes.INHIBITED, line.now + 0.2)
        line.run(0.05)
    assert line.link.state is None


def test_a_fault_ends_by_its_word_or_by_idle_answers() -> None:
    line = Line()
    line.serve()
    line.link.said(codes.BILL_JAM, line.now)
    line.run(1.0)
    assert line.link.fault == codes.BILL_JAM
    line.link.said(codes.ERROR_EXCLUSION, line.now)
    assert line.link.fault is None
    line.link.said(codes.BILL_JAM, line.now)
    line.run(3.5)
    assert line.link.fault is None


def test_switched_on_with_a_fault_it_serves_and_says_so() -> None:
    line = Line()
    line.status = codes.STACKER_OPEN
    line.run(1.0)
    assert line.is_in(Phase.SERVING)
    assert line.link.fault == codes.STACKER_OPEN
    assert line.link.shut


def test_with_a_fault_it_is_not_opened() -> None:
    line = Line()
    line.serve()
    line.status = codes.BILL_JAM
    line.run(1.0)
    line.link.wanted = True
    line.run(30.0)
    assert not line.times(codes.ENABLE)
    assert not line.times(codes.SYNC)


def test_an_open_one_is_shut_again_when_nothing_is_wanted() -> None:
    line = Line()
    line.serve(wanted=True)
    line.link.wanted = False
    line.run(1.0)
    assert line.status == codes.INHIBITED
    line.status = codes.ENABLED
    line.run(1.0)
    assert line.status == codes.INHIBITED
