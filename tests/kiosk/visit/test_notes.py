from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceStatus,
    DeviceStatusChanged,
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
    Trouble,
    ValidatorClosed,
)
from kiosk.money import ZERO, Money
from kiosk.visit import pay
from kiosk.visit.effects import CloseValidator, OpenValidator, ReconcileNote, ReturnNote, StackNote
from kiosk.visit.events import BackTouched, Booted, CancelTouched, Timer, TimerFired
from kiosk.visit.facts import Account, NoteIntended, NoteUncertain, Posted, VisitClosed
from kiosk.visit.states import Choosing, Closing, Finished, Note, NoteDeed, Paying, PayingOut
from kiosk.visit.step import step
from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import CLOSED, IN_SERVICE, PERSON, VALIDATOR_CLOSED, coins, slip
from tests.kiosk.visit.walking import advance, follow, paying, paying_with_notes, stacking

HUNDRED = Money(100)
BOX_OUT = DeviceStatus(Condition.STOPPED, (Trouble.CASH_BOX_REMOVED,))
STACKED = NoteStacked("bill_validator", "n1", HUNDRED)
RETURNED = NoteReturned("bill_validator", "n1")
DOUBT = NoteInDoubt("bill_validator", "n1", HUNDRED)


def escrow(value: int) -> NoteInEscrow:
    return NoteInEscrow("bill_validator", "n1", Money(value))


def of(node: Node) -> Paying:
    assert isinstance(node.machine.visit, Paying)
    return node.machine.visit


def test_the_validator_is_told_which_notes_the_hoppers_can_change() -> None:
    offered = of(paying_with_notes()).notes_offered
    assert offered == (HUNDRED,)  # 140 in the hoppers: enough for 100, not for 200 and more


def test_a_note_is_no_credit_before_it_is_stacked() -> None:
    node = stacking()
    assert of(node).note == Note("n1", HUNDRED, NoteDeed.STACK)
    assert of(node).credit == ZERO
    paid = advance(node, STACKED)
    assert of(paid).credit == HUNDRED
    assert of(paid).closing is Closing.PAID


def test_the_intent_is_on_record_before_the_note_is_stacked() -> None:
    decision = step(paying_with_notes().machine, escrow(100))
    assert decision.facts == (NoteIntended("n1", HUNDRED),)
    assert decision.effects == (StackNote("n1"),)


@pytest.mark.parametrize("value", [200, 500, 1000])
def test_a_note_that_cannot_be_changed_goes_back_whatever_the_validator_was_told(value: int) -> None:
    decision = step(paying_with_notes().machine, escrow(value))
    assert decision.effects == (ReturnNote("n1"),)
    assert decision.facts == ()


def test_coins_that_would_be_too_much_with_the_note_on_its_way_are_closed_out() -> None:
    before = of(paying_with_notes()).offered
    after = follow(stacking(), coins(1))
    assert Money(50) in before
    assert Money(50) not in of(after).offered  # 1 + 100 + 50 - 20 is more than the hoppers can give


@pytest.mark.parametrize("start", [Node(IN_SERVICE), follow(paying(), CancelTouched(), CLOSED)])
def test_a_note_while_nobody_pays_goes_back(start: Node) -> None:
    assert step(start.machine, escrow(100)).effects == (ReturnNote("n1"),)


def test_a_returned_note_is_said_and_the_visit_goes_on() -> None:
    after = follow(stacking(), RETURNED)
    assert of(after).note is None
    assert of(after).note_refused
    assert of(advance(after, coins(1))).note_refused is False


def test_a_refused_note_is_said() -> None:
    assert of(follow(paying_with_notes(), NoteRefused("bill_validator", 0x29))).note_refused


def test_a_note_in_doubt_is_nobodys_guess() -> None:
    decision = step(stacking().machine, DOUBT)
    assert decision.facts == (
        NoteUncertain("n1", HUNDRED, PERSON.person_id),
        Posted(Account.DOUBT, Account.SUSPENSE, HUNDRED),
    )
    state = decision.machine.visit
    assert isinstance(state, Paying)
    assert (state.credit, state.notes_in_doubt) == (ZERO, HUNDRED)
    assert CloseValidator() in decision.effects
    assert not any(isinstance(effect, OpenValidator) for effect in decision.effects)


def test_a_visit_with_nothing_but_a_doubt_is_closed_with_it_in_the_sum() -> None:
    gone = follow(stacking(), DOUBT, CancelTouched(), CLOSED, VALIDATOR_CLOSED)
    decision = step(gone.machine, TimerFired(Timer.FINISHED))
    assert VisitClosed("v", HUNDRED, ZERO, ZERO, ZERO, HUNDRED) in decision.facts


def test_the_sum_is_not_settled_while_a_note_is_on_its_way() -> None:
    waiting = follow(stacking(), CancelTouched(), CLOSED, VALIDATOR_CLOSED)
    assert of(waiting).closing is Closing.CANCELLED
    after = advance(waiting, STACKED)
    assert isinstance(after.machine.visit, PayingOut)
    assert after.machine.visit.payout.amount == HUNDRED


def test_a_silent_validator_leaves_the_note_in_doubt() -> None:
    after = follow(stacking(), CancelTouched(), CLOSED, TimerFired(Timer.CLOSING))
    assert after.machine.doubtful_notes == (("n1", HUNDRED),)
    assert isinstance(after.machine.visit, Finished)
    assert after.machine.visit.notes_in_doubt == HUNDRED


@pytest.mark.parametrize(
    ("word", "posted"),
    [
        (STACKED, Posted(Account.NOTE_BOX, Account.DOUBT, HUNDRED)),
        (RETURNED, Posted(Account.SUSPENSE, Account.DOUBT, HUNDRED)),
    ],
)
def test_a_late_word_settles_a_doubt(word: NoteStacked | NoteReturned, posted: Posted) -> None:
    doubted = follow(stacking(), CancelTouched(), CLOSED, TimerFired(Timer.CLOSING))
    decision = step(doubted.machine, word)
    assert decision.facts == (posted,)
    assert decision.machine.doubtful_notes == ()


def test_a_doubt_said_twice_is_one_doubt() -> None:
    doubted = follow(stacking(), CancelTouched(), CLOSED, TimerFired(Timer.CLOSING))
    assert step(doubted.machine, DOUBT).facts == ()


def test_after_a_restart_the_validator_is_asked_about_the_note() -> None:
    booted = Booted("b2", "test", down_s=5.0, spooled=("S1",))
    decision = step(stacking().machine, booted)
    assert decision.effects[-1] == ReconcileNote("n1", HUNDRED)
    back = replace(
        stacking(), machine=decision.machine, timers=frozenset({Timer.ATTENTION}), notes_open=False
    )
    assert of(advance(replace(back, opened=False), STACKED)).credit == HUNDRED


def test_going_back_with_a_note_on_its_way_is_a_cancelling() -> None:
    after = follow(stacking(), BackTouched())
    assert of(after).closing is Closing.CANCELLED
    empty = follow(paying_with_notes(), BackTouched(), CLOSED, ValidatorClosed("bill_validator"))
    assert isinstance(empty.machine.visit, Choosing)


def test_a_note_gives_more_time_for_closing() -> None:
    decision = step(stacking().machine, CancelTouched())
    assert any(getattr(e, "after_s", 0) == pay.CLOSING_WITH_NOTE_S for e in decision.effects)


def test_a_stacked_note_that_came_too_late_is_owed() -> None:
    late = follow(paying(), coins(10), CancelTouched(), CLOSED)
    after = follow(late, STACKED, slip("v-s1"), slip("v-s2"))
    assert {claim.amount for claim in after.machine.visit.claims} == {Money(10), HUNDRED}  # type: ignore[union-attr]


def test_what_a_validator_says_again_after_a_restart_puts_no_note_on_record_twice() -> None:
    """The explorer found it: the word was on record, and the program died before it was acknowledged."""
    paid = follow(stacking(), STACKED, CLOSED, VALIDATOR_CLOSED)
    booted = step(paid.machine, Booted("b2", "test", down_s=5.0, spooled=("S1",)))
    assert ReconcileNote("n1", HUNDRED) in booted.effects
    for said in (STACKED, DOUBT, RETURNED):
        again = step(booted.machine, said)
        assert again.facts == ()
        assert again.machine == booted.machine
    later = step(again.machine, Booted("b3", "test", down_s=5.0))
    assert ReconcileNote("n1", HUNDRED) in later.effects, "the acknowledgement can be lost again"


def test_after_a_restart_returned_could_be_said_of_another() -> None:
    """The explorer found it: the first note had gone into the box unheard, and the next one came back."""
    booted = step(stacking().machine, Booted("b2", "test", down_s=5.0, spooled=("S1",)))
    decision = step(booted.machine, RETURNED)
    assert NoteUncertain("n1", HUNDRED, PERSON.person_id) in decision.facts
    late = step(decision.machine, STACKED)
    assert late.facts == (Posted(Account.NOTE_BOX, Account.DOUBT, HUNDRED),)


def test_a_doubt_without_a_value_is_about_the_note_that_was_in_escrow() -> None:
    decision = step(stacking().machine, NoteInDoubt("bill_validator", "n1", None))
    assert NoteUncertain("n1", HUNDRED, PERSON.person_id) in decision.facts


def test_after_a_restart_a_doubt_is_asked_about_under_its_own_name() -> None:
    """The explorer found it: said unasked, a late word was a second doubt about one note."""
    doubted = follow(stacking(), CancelTouched(), CLOSED, TimerFired(Timer.CLOSING))
    booted = step(doubted.machine, Booted("b2", "test", down_s=5.0))
    assert ReconcileNote("n1", HUNDRED) in booted.effects
    for said in (DOUBT, RETURNED):  # what came back may have been another
        still = step(booted.machine, said)
        assert still.facts == ()
        assert still.machine.doubtful_notes == (("n1", HUNDRED),)
    stacked = step(booted.machine, STACKED)
    assert stacked.facts == (Posted(Account.NOTE_BOX, Account.DOUBT, HUNDRED),)


def test_once_another_note_has_come_nothing_is_asked_about_the_one_before() -> None:
    """The explorer found it: the one before was on record, its name forgotten, and the answer a new doubt."""
    stacked = step(stacking().machine, STACKED).machine
    other = NoteInEscrow("bill_validator", "n2", Money(100))
    returned = step(stacked, other).machine
    assert returned.last_note is None
    after = step(
        step(returned, NoteReturned("bill_validator", "n2")).machine, Booted("b2", "test", down_s=5.0)
    )
    assert not any(isinstance(effect, ReconcileNote) for effect in after.effects)
    nobody = step(replace(IN_SERVICE, last_note=("n1", HUNDRED), ended_note="n1"), other).machine
    assert (nobody.last_note, nobody.ended_note) == (None, "")


def test_a_validator_whose_state_changed_with_a_note_inside_is_told_when_the_note_is_back() -> None:
    """The explorer found it: no note could be changed now, and it was open for what it had heard before."""
    box_out = DeviceStatusChanged("bill_validator", BOX_OUT)
    hoppers_out = (DeviceStatusChanged(name, OFFLINE) for name in ("hopper_50", "hopper_10"))
    node = follow(stacking(), *hoppers_out, box_out)
    assert CloseValidator() in step(node.machine, RETURNED).effects
