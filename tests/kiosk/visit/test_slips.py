"""Slips are printed one at a time, each once, in the order they came up."""

from __future__ import annotations

from kiosk.devices import Outcome, SlipFinished
from kiosk.visit.slips import finished, given_up, next_slip, started, under_way
from kiosk.visit.states import SlipKind, SlipProgress

TWO = (SlipProgress(SlipKind.RECEIPT), SlipProgress(SlipKind.CLAIM))


def end(job_id: str, outcome: Outcome = Outcome.DELIVERED) -> SlipFinished:
    return SlipFinished("receipt_printer", job_id, outcome)


def test_the_first_that_was_not_printed_is_next() -> None:
    assert next_slip(TWO) == 0
    assert not under_way(TWO)


def test_while_one_is_under_way_no_other_begins() -> None:
    begun = started(TWO, 0, "s1")
    assert under_way(begun)
    assert next_slip(begun) is None


def test_then_the_second_and_then_none() -> None:
    one_out = finished(started(TWO, 0, "s1"), end("s1"))
    assert next_slip(one_out) == 1
    all_out = finished(started(one_out, 1, "s2"), end("s2"))
    assert next_slip(all_out) is None
    assert not under_way(all_out)
    assert [slip.outcome for slip in all_out] == [Outcome.DELIVERED, Outcome.DELIVERED]


def test_another_jobs_word_changes_nothing() -> None:
    begun = started(TWO, 0, "s1")
    assert finished(begun, end("s9")) == begun
    assert finished(TWO, end("")) == TWO, "a slip that was not begun cannot be out"


def test_a_second_word_on_the_same_job_does_not_change_the_first() -> None:
    out = finished(started(TWO, 0, "s1"), end("s1", Outcome.UNKNOWN))
    assert finished(out, end("s1", Outcome.DELIVERED)) == out


def test_given_up_is_unknown_and_only_for_what_was_under_way() -> None:
    after = given_up(started(TWO, 0, "s1"))
    assert [slip.outcome for slip in after] == [Outcome.UNKNOWN, None]
    assert next_slip(after) == 1
    assert given_up(TWO) == TWO


def test_no_slips_no_work() -> None:
    assert next_slip(()) is None
    assert not under_way(())
