"""Words about notes that nobody holds."""

from __future__ import annotations

from drivers.ict.afterwards import LATE_S, RECONCILE_S, UNCLAIMED_S, Afterwards
from kiosk.devices import NoteInDoubt, NoteRefused, NoteReturned, NoteStacked
from kiosk.money import Money

STACKED, RETURNED, REJECTED, REMOVED = 0x10, 0x11, 0x29, 0x23
HUNDRED = Money(100)


def known() -> Afterwards:
    afterwards = Afterwards("notes", "boot1")
    afterwards.connected(0.0)
    afterwards.recognised()
    return afterwards


def test_names_begin_with_the_start_of_the_program() -> None:
    assert [known().new_id(), Afterwards("notes", "boot2").new_id()] == ["boot1-1", "boot2-1"]


def test_a_note_that_nobody_knows_went_in() -> None:
    afterwards = known()
    assert afterwards.moved(STACKED, 5.0) == [NoteInDoubt("notes", "boot1-1", None)]
    assert afterwards.moved(STACKED, 5.5) == []
    assert afterwards.moved(STACKED, 8.0) == [NoteInDoubt("notes", "boot1-2", None)]


def test_the_same_word_twice_is_one() -> None:
    afterwards = known()
    afterwards.ended(NoteStacked("notes", "n1", HUNDRED), STACKED, 5.0)
    assert afterwards.moved(STACKED, 5.2) == []
    afterwards.ended(NoteReturned("notes", "n2"), RETURNED, 9.0)
    assert afterwards.moved(RETURNED, 9.2) == []
    assert afterwards.moved(REJECTED, 9.4) == []
    assert afterwards.unexplained == 3


def test_a_late_word_clears_the_doubt_that_silence_left() -> None:
    afterwards = known()
    afterwards.may_still_be_stacked("n1", HUNDRED, 5.0)
    assert afterwards.moved(RETURNED, 6.5) == [], "may be of a note that was never announced"
    assert afterwards.moved(STACKED, 20.0) == [NoteStacked("notes", "n1", HUNDRED)]
    assert afterwards.moved(STACKED, 22.0) == [NoteInDoubt("notes", "boot1-1", None)]


def test_a_late_word_is_believed_for_a_minute_and_of_no_other_note() -> None:
    for spoil in (Afterwards.another_note, Afterwards.power_up):
        afterwards = known()
        afterwards.may_still_be_stacked("n1", HUNDRED, 5.0)
        spoil(afterwards)
        assert afterwards.moved(STACKED, 7.0) == [NoteInDoubt("notes", "boot1-1", None)]
    afterwards = known()
    afterwards.may_still_be_stacked("n1", HUNDRED, 5.0)
    assert afterwards.moved(STACKED, 5.1 + LATE_S) == [NoteInDoubt("notes", "boot1-1", None)]


def test_notes_that_were_given_back_unasked() -> None:
    assert known().moved(REJECTED, 5.0) == [NoteRefused("notes", REJECTED)]
    assert known().moved(RETURNED, 5.0) == [NoteRefused("notes", RETURNED)]
    assert known().moved(REMOVED, 5.0) == []


def test_reconciled_by_a_word_that_came_after_the_start() -> None:
    afterwards = Afterwards("notes", "boot2")
    afterwards.connected(0.0)
    assert afterwards.moved(STACKED, 0.3) == []
    afterwards.reconcile("boot1-4", HUNDRED)
    assert afterwards.tick(0.4) == [], "not before it is recognised"
    afterwards.recognised()
    assert afterwards.tick(0.5) == [NoteStacked("notes", "boot1-4", HUNDRED)]
    assert afterwards.tick(60.0) == []


def test_reconciled_without_a_word_it_is_in_doubt() -> None:
    afterwards = known()
    afterwards.reconcile("boot0-4", HUNDRED)
    afterwards.reconcile("boot0-4", HUNDRED)
    assert afterwards.tick(1.0) == []
    assert afterwards.tick(0.9 + RECONCILE_S) == []
    assert afterwards.tick(1.0 + RECONCILE_S) == [NoteInDoubt("notes", "boot0-4", HUNDRED)]


def test_of_two_notes_one_word_says_nothing() -> None:
    afterwards = known()
    afterwards.reconcile("a", HUNDRED)
    afterwards.reconcile("b", HUNDRED)
    afterwards.tick(1.0)
    afterwards.moved(STACKED, 1.5)
    assert afterwards.tick(1.0 + RECONCILE_S) == [
        NoteInDoubt("notes", "a", HUNDRED),
        NoteInDoubt("notes", "b", HUNDRED),
    ]
    assert afterwards.tick(60.0) == [], "and it is not a third note"


def test_reconciled_again_it_says_the_same_again() -> None:
    afterwards = known()
    afterwards.ended(NoteStacked("notes", "n1", HUNDRED))
    afterwards.reconcile("n1", HUNDRED)
    assert afterwards.tick(1.0) == [NoteStacked("notes", "n1", HUNDRED)]


def test_a_word_after_the_start_that_nobody_claims() -> None:
    afterwards = Afterwards("notes", "boot2")
    afterwards.connected(0.0)
    afterwards.moved(STACKED, 0.3)
    afterwards.recognised()
    assert afterwards.tick(UNCLAIMED_S - 0.1) == []
    assert afterwards.tick(UNCLAIMED_S) == [NoteInDoubt("notes", "boot2-1", None)]


def test_what_is_asked_while_the_port_is_gone_is_answered_at_once() -> None:
    afterwards = known()
    afterwards.reconcile("a", HUNDRED)
    afterwards.asked_in_vain("b")
    afterwards.asked_in_vain("b")
    assert afterwards.disconnected() == [NoteInDoubt("notes", "b", None), NoteInDoubt("notes", "a", HUNDRED)]
    assert afterwards.disconnected() == []
