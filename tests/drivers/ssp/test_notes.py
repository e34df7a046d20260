"""Whose note a word is about, and what is said of it once."""

from __future__ import annotations

from drivers.ssp import codes
from drivers.ssp.codes import PollEvent
from drivers.ssp.note import Stage, Wish
from drivers.ssp.notes import LONGEST_MOVE_S, ORPHAN_S, SETTLE_S, Notes
from kiosk.devices import NoteInDoubt, NoteReturned, NoteStacked
from kiosk.money import Money

VALUE, OTHER = Money(500), Money(100)
CREDIT = PollEvent(codes.NOTE_CREDIT, 2)
REJECTED = PollEvent(codes.REJECTED)


def begun() -> Notes:
    notes = Notes("notes", "b")
    notes.nobody_asks(0.0)
    assert notes.from_before(False, 1.0) == []
    return notes


def stacking() -> Notes:
    notes = begun()
    notes.read(VALUE, True, 1.0)
    assert notes.note is not None
    notes.note.told = True
    notes.note.moves(Stage.STACKING, 1.0)
    return notes


STACKED = NoteStacked("notes", "b-1", VALUE)
DOUBT = NoteInDoubt("notes", "b-1", VALUE)


def test_a_credit_is_said_once() -> None:
    notes = stacking()
    assert notes.heard(CREDIT, VALUE, False, 2.0) == [STACKED]
    assert notes.heard(CREDIT, VALUE, False, 2.0) == []
    again = PollEvent(codes.NOTE_CLEARED_INTO_CASHBOX, 2)
    assert notes.heard(again, VALUE, False, 2.0) == [], "at power-up it is spoken of again"
    assert notes.heard(CREDIT, OTHER, False, 2.0) == [NoteInDoubt("notes", "b-2", OTHER)]


def test_after_another_was_read_a_credit_is_not_about_the_last() -> None:
    notes = stacking()
    notes.heard(CREDIT, VALUE, False, 2.0)
    assert notes.scanned() == []
    assert notes.heard(CREDIT, VALUE, False, 3.0) == [NoteInDoubt("notes", "b-2", VALUE)]


def test_a_doubt_is_cleared_by_a_late_credit_and_by_nothing_less() -> None:
    notes = stacking()
    assert notes.overdue(None, 1.0 + LONGEST_MOVE_S) == [DOUBT]
    assert notes.heard(PollEvent(codes.NOTE_CLEARED_INTO_CASHBOX, 0), None, False, 70.0) == []
    assert notes.heard(CREDIT, VALUE, False, 71.0) == [STACKED]
    assert notes.heard(CREDIT, VALUE, False, 72.0) == []


def test_a_credit_of_a_note_that_was_returned_is_a_new_doubt() -> None:
    notes = stacking()
    assert notes.heard(REJECTED, None, False, 2.0) == [NoteReturned("notes", "b-1")]
    assert notes.heard(CREDIT, VALUE, False, 3.0) == [NoteInDoubt("notes", "b-2", VALUE)]


def test_another_note_is_read_while_the_first_has_no_end() -> None:
    assert stacking().scanned() == [DOUBT]
    notes = stacking()
    notes.read(VALUE, True, 2.0)
    assert notes.note is not None
    assert notes.note.moving, "it has not begun to move"
    notes.moves()
    notes.read(VALUE, True, 3.0)
    assert (notes.note.stage, notes.note.wish) == (Stage.HELD, Wish.RETURN), "that one was not decided about"


def test_polls_that_say_nothing_end_in_doubt() -> None:
    notes = stacking()
    assert notes.settled([PollEvent(codes.STACKING)], 5.0) == []
    assert notes.settled([PollEvent(codes.DISABLED)], 5.0 + SETTLE_S - 0.1) == []
    assert notes.settled([], 5.0 + SETTLE_S) == [DOUBT]


def test_out_of_reach_it_waits_for_so_long() -> None:
    notes = stacking()
    assert notes.overdue(30.0, 30.0) == []
    assert notes.overdue(30.0, 31.0) == [DOUBT]


def test_the_first_word_of_the_kiosk_counts() -> None:
    notes = begun()
    notes.read(VALUE, True, 1.0)
    assert notes.note is not None
    notes.decide("b-1", Wish.STACK)
    assert notes.note.wish is None, "the kiosk cannot know of it yet"
    notes.note.told = True
    notes.decide("a-1", Wish.STACK)
    assert notes.note.wish is None
    notes.decide("b-1", Wish.RETURN)
    notes.decide("b-1", Wish.STACK)
    assert notes.note.wish is Wish.RETURN


def test_an_untold_note_that_comes_back_is_a_refusal() -> None:
    notes = begun()
    notes.read(OTHER, False, 1.0)
    assert notes.heard(REJECTED, None, False, 2.0) == []
    assert notes.reject_code_due


def test_words_from_before_wait_for_the_question() -> None:
    notes = Notes("notes", "b")
    assert notes.heard(CREDIT, VALUE, True, 1.0) == []
    assert notes.unasked
    notes.ask("a-9", VALUE)
    assert notes.from_before(True, 2.0) == [NoteStacked("notes", "a-9", VALUE)]
    assert not notes.unasked


def test_words_from_before_that_nobody_asks_about() -> None:
    notes = Notes("notes", "b")
    notes.heard(CREDIT, VALUE, True, 1.0)
    assert notes.from_before(True, 1.0 + ORPHAN_S - 0.1) == []
    assert notes.from_before(True, 1.0 + ORPHAN_S) == [NoteInDoubt("notes", "b-1", VALUE)]


def test_another_validator_takes_the_note_along() -> None:
    notes = stacking()
    assert notes.gone() == [DOUBT]
    assert notes.gone() == []
    assert notes.heard(CREDIT, VALUE, False, 2.0) == [NoteInDoubt("notes", "b-2", VALUE)]
