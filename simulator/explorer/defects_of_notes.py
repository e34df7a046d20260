"""Defects about bank notes and claims that the explorer must find; the others stand in defects.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.devices import NoteInDoubt, NoteInEscrow, NoteStacked
from kiosk.money import NOTES, Money, Tally
from kiosk.visit import claims, give_back, notes, pay
from kiosk.visit.decision import Decision
from kiosk.visit.effects import CloseValidator
from kiosk.visit.events import ClaimsWanted, Event
from kiosk.visit.facts import ClaimHandedOver, ClaimIssued, ClaimRedeemed, Fact
from kiosk.visit.machine import Machine
from kiosk.visit.states import ATTRACT, Claim, Paying
from simulator.explorer.bill_driver import BillDriver
from simulator.explorer.bill_mechanism import BankNote
from simulator.explorer.defect import Defect, defect
from simulator.explorer.elsewhere import Elsewhere

# ---- Notes -------------------------------------------------------------------------------------------------


def credits_in_escrow(machine: Machine, state: Paying, event: NoteInEscrow) -> Decision:
    early = replace(state, inserted=state.inserted + Tally.of([event.value]))
    return IN_ESCROW(machine, early, event)


def stacks_without_intent(machine: Machine, state: Paying, event: NoteInEscrow) -> Decision:
    return replace(IN_ESCROW(machine, state, event), facts=())


IN_ESCROW = notes.in_escrow


def takes_every_note(machine: Machine, price: Money, credit: Money) -> tuple[Money, ...]:
    return NOTES


def doubts_in_silence(event: NoteInDoubt, person_id: str) -> tuple[Fact, ...]:
    return ()


def takes_doubt_for_stacked(machine: Machine, state: Paying, event: Any) -> Decision:
    if isinstance(event, NoteInDoubt) and event.value is not None:
        return pay._cash(machine, state, NoteStacked(event.device, event.note_id, event.value))
    return NOTE(machine, state, event)


def takes_doubt_for_returned(machine: Machine, state: Paying, event: Any) -> Decision:
    if isinstance(event, NoteInDoubt):
        given_back = replace(notes.forgotten(state, event.note_id), note_refused=True)
        return pay._credited(machine, given_back, ())
    return NOTE(machine, state, event)


NOTE = pay._note


def asks_about_nothing(machine: Machine) -> None:
    return None


def believes_every_echo(machine: Machine, event: Event) -> bool:
    return False


def knows_no_doubt(machine: Machine, note_id: str) -> bool:
    return False


def clears_in_silence(machine: Machine, event: Any) -> Decision:
    return replace(CLEARED(machine, event), facts=())


CLEARED = notes.cleared


def leaves_the_validator_open(
    machine: Machine, state: Paying, why: Any, within_s: float = pay.CLOSING_S
) -> Decision:
    closing = CLOSE(machine, state, why, within_s)
    effects = tuple(effect for effect in closing.effects if not isinstance(effect, CloseValidator))
    return replace(closing, effects=effects)


CLOSE = pay.close


def takes_another_after_a_doubt(machine: Machine, state: Paying, event: Any) -> Decision:
    decided = NOTE(machine, state, event)
    open_still = tuple(effect for effect in decided.effects if not isinstance(effect, CloseValidator))
    return replace(decided, effects=open_still) if isinstance(event, NoteInDoubt) else decided


def names_notes_alike(self: BillDriver, note: BankNote) -> str:
    note_id = NEW_ID(self, note).partition("-")[2]
    self._mechanism.named[note_id] = note
    return note_id


NEW_ID = BillDriver._new_id


# ---- Claims ------------------------------------------------------------------------------------------------


def owes_everything_to_everybody(machine: Machine, person_id: str) -> tuple[Claim, ...]:
    return tuple(held.claim for held in machine.claims)


def keeps_what_was_redeemed(machine: Machine, facts: tuple[Fact, ...]) -> Machine:
    return KEPT(machine, tuple(fact for fact in facts if not isinstance(fact, ClaimRedeemed)))


def keeps_what_was_handed_over(machine: Machine, facts: tuple[Fact, ...]) -> Machine:
    return KEPT(machine, tuple(fact for fact in facts if not isinstance(fact, ClaimHandedOver)))


def forgets_what_was_issued(machine: Machine, facts: tuple[Fact, ...]) -> Machine:
    return KEPT(machine, tuple(fact for fact in facts if not isinstance(fact, ClaimIssued)))


KEPT = claims.kept


def hands_over_what_is_in_use(machine: Machine, event: ClaimsWanted) -> Decision:
    given = WANTED(replace(machine, visit=ATTRACT), event)
    return replace(given, machine=replace(given.machine, visit=machine.visit))


def hands_over_in_silence(machine: Machine, event: ClaimsWanted) -> Decision:
    decided = WANTED(machine, event)
    return replace(decided, facts=tuple(f for f in decided.facts if isinstance(f, ClaimHandedOver)))


WANTED = claims.wanted


BROUGHT = claims.brought


def redeems_in_silence(owed: tuple[Claim, ...], visit_id: str) -> tuple[Fact, ...]:
    return tuple(fact for fact in REDEEMED(owed, visit_id) if isinstance(fact, ClaimRedeemed))


def redeems_the_first_alone(owed: tuple[Claim, ...], visit_id: str) -> tuple[Fact, ...]:
    return REDEEMED(owed[:1], visit_id)


REDEEMED = give_back.redeemed


def waits_for_every_answer(self: Elsewhere, fetch: int) -> bool:
    return True


# ---- The list ----------------------------------------------------------------------------------------------

TWICE = (
    "one note is on record under two names",
    "one note is on record twice",
    "a note is put in doubt again",
)
NOT_THEIRS = (
    "credit for a claim that is not held here for this person",
    "a claim is paid to somebody else",
    "paid or handed over what is not held",
    "a claim is paid twice",
)
TWO_HOLDERS = (
    "a claim is paid twice",
    "a claim is paid by two holders",
    "a claim is held twice",
    "a claim is taken over that was paid",
    "holders contradict each other",
)
WRONG_LIST = "the list of claims is not what the facts say"

NOTE_DEFECTS: dict[str, Defect] = {
    "a note is credited in escrow": defect(notes, "in_escrow", credits_in_escrow, "credit and ledger differ"),
    "a note is stacked without intent": defect(
        notes, "in_escrow", stacks_without_intent, "stacked without an intent on record"
    ),
    "the validator is opened for every note": defect(
        pay, "notes_to_take", takes_every_note, "open for a note that could not be changed"
    ),
    "doubt about a note is not on record": defect(
        notes,
        "uncertain",
        doubts_in_silence,
        "a closed visit forgets money",
        "a note is in the box and nowhere else",
        within=60,
    ),
    "a doubtful note counts as stacked": defect(
        pay,
        "_note",
        takes_doubt_for_stacked,
        "the ledger's note box is not what was stacked",
        "a closed visit forgets money",
        within=60,
    ),
    "a doubtful note counts as returned": defect(
        pay, "_note", takes_doubt_for_returned, "a note is in the box and nowhere else", within=100
    ),
    "a start asks about no note": defect(notes, "to_ask_about", asks_about_nothing, *TWICE, within=200),
    "an echo is believed": defect(
        notes, "is_echo", believes_every_echo, *TWICE, "told returned, but it is not", within=150
    ),
    "a late word is about another note": defect(
        notes, "known_doubt", knows_no_doubt, "a note is credited and in doubt", *TWICE, within=150
    ),
    "a late word is not on record": defect(
        notes,
        "cleared",
        clears_in_silence,
        "a note is not on record exactly once",
        "the doubt on record is not what is in doubt",
        within=150,
    ),
    "the validator is left open": defect(
        pay, "close", leaves_the_validator_open, "open although it is to close", "open while nobody pays"
    ),
    "another note after one in doubt": defect(
        pay, "_note", takes_another_after_a_doubt, "open for notes after one in doubt", within=200
    ),
    "notes are named alike after a start": defect(
        BillDriver,
        "_new_id",
        names_notes_alike,
        "one name for two notes",
        "one note intended twice",
        "a note is told twice what to do",
        within=60,
    ),
}

CLAIM_DEFECTS: dict[str, Defect] = {
    "another person's claim is credit": defect(
        claims, "owed_to", owes_everything_to_everybody, *NOT_THEIRS, "an account below zero"
    ),
    "a redeemed claim stays open": defect(
        claims, "kept", keeps_what_was_redeemed, *NOT_THEIRS, "an account below zero", WRONG_LIST
    ),
    "a claim that was handed over stays": defect(
        claims, "kept", keeps_what_was_handed_over, *NOT_THEIRS, "an account below zero", WRONG_LIST
    ),
    "an issued claim is not held": defect(claims, "kept", forgets_what_was_issued, WRONG_LIST),
    "a claim in use is handed over": defect(
        claims, "wanted", hands_over_what_is_in_use, *NOT_THEIRS, "an account below zero", within=100
    ),
    "a hand-over is not in the books": defect(
        claims, "wanted", hands_over_in_silence, "what is owed is not what was claimed"
    ),
    "a claim is redeemed beside the books": defect(
        give_back,
        "redeemed",
        redeems_in_silence,
        "credit and ledger differ",
        "an account below zero",
        "what is owed is not what was claimed",
    ),
    "one of several claims is redeemed": defect(
        give_back, "redeemed", redeems_the_first_alone, "credit and ledger differ", "an account below zero"
    ),
    "an answer that nobody waits for is believed": defect(
        Elsewhere, "_is_waited_for", waits_for_every_answer, *TWO_HOLDERS, within=200
    ),
}
