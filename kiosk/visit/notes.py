"""Notes: into escrow, then into the box or back; a note whose end nobody knows goes to suspense.

A note is decided about while it lies in escrow, by what the gate says at that moment. Only NoteStacked makes
it credit.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices import NoteInDoubt, NoteInEscrow, NoteReturned, NoteStacked
from kiosk.gate import notes_to_take
from kiosk.money import ZERO, Money
from kiosk.visit.decision import Decision, become, moved
from kiosk.visit.effects import ReturnNote, StackNote
from kiosk.visit.events import Event
from kiosk.visit.facts import Account, Fact, NoteIntended, NoteUncertain
from kiosk.visit.machine import Machine
from kiosk.visit.states import Note, NoteDeed, Paying


def in_escrow(machine: Machine, state: Paying, event: NoteInEscrow) -> Decision:
    """Keep it, if what is missing or the hoppers allow it now; else it goes back."""
    machine = another(machine)
    wanted = (
        state.closing is None
        and not state.blocked
        and not state.waiting_for_devices
        and state.note is None
        and event.value in notes_to_take(machine, state.order.price, state.credit)
    )
    deed = NoteDeed.STACK if wanted else NoteDeed.RETURN
    note = Note(event.note_id, event.value, deed)
    if not wanted:
        held = become(machine, replace(state, note=note, note_refused=True))
        return replace(held, effects=(ReturnNote(event.note_id),))
    asked = replace(machine, last_note=(event.note_id, event.value))
    held = become(asked, replace(state, note=note, note_refused=False))
    intent = NoteIntended(event.note_id, event.value)
    return replace(held, facts=(intent,), effects=(StackNote(event.note_id),))


def unwanted(machine: Machine, event: NoteInEscrow) -> Decision:
    """Nobody is paying: it goes back."""
    return Decision(another(machine), effects=(ReturnNote(event.note_id),))


def uncertain(event: NoteInDoubt, person_id: str) -> tuple[Fact, ...]:
    """What is put on record of a note that may lie in the box."""
    in_doubt = moved(Account.DOUBT, Account.SUSPENSE, event.value or ZERO)
    return (NoteUncertain(event.note_id, event.value, person_id), *in_doubt)


def doubted(machine: Machine, event: NoteInDoubt) -> Machine:
    """A late word may still come."""
    if event.value is None:
        return machine
    return replace(machine, doubtful_notes=(*machine.doubtful_notes, (event.note_id, event.value)))


def known_doubt(machine: Machine, note_id: str) -> bool:
    return any(doubtful == note_id for doubtful, _ in machine.doubtful_notes)


def another(machine: Machine) -> Machine:
    """Of the one before, nothing more will be said."""
    return replace(machine, last_note=None, ended_note="")


def ended(machine: Machine, note_id: str) -> Machine:
    return replace(machine, ended_note=note_id)


def to_ask_about(machine: Machine) -> tuple[str, Money] | None:
    """After a restart: the note on its way, or else the last one, also when its end is on record.

    A validator that repeats its words until they are acknowledged may say them again; unasked, it could not
    know which note they are about, and the note would be on record twice. So it is asked at every start until
    another note is on its way: that it has answered once does not say that it has heard the acknowledgement.
    """
    note = machine.visit.note if isinstance(machine.visit, Paying) else None
    return machine.last_note if note is None else (note.note_id, note.value)


def asked_about(machine: Machine) -> Machine:
    """Of a note in doubt the answer can only be that it is stacked: another may have come back meanwhile."""
    asked = to_ask_about(machine)
    if asked is None or not known_doubt(machine, asked[0]):
        return machine
    return replace(machine, ended_note=asked[0])


def is_echo(machine: Machine, event: Event) -> bool:
    """A validator that repeats its words says it again to a program that has died in between."""
    match event:
        case NoteStacked(note_id=note_id) if known_doubt(machine, note_id):
            return False
        case NoteStacked(note_id=note_id) | NoteReturned(note_id=note_id) | NoteInDoubt(note_id=note_id):
            return note_id == machine.ended_note
        case _:
            return False


def heard(state: Paying, event: NoteReturned | NoteInDoubt) -> NoteReturned | NoteInDoubt:
    """What the word can be taken to mean for the note on its way.

    After a restart "returned" decides nothing: while nobody listened the note may have gone into the box and
    the next one may have come back. What a note in doubt is worth is known from its escrow.
    """
    note = state.note
    if note is None or note.note_id != event.note_id:
        return event
    match event:
        case NoteReturned(device=device) if note.asked and note.deed == NoteDeed.STACK:
            return NoteInDoubt(device, note.note_id, note.value)
        case NoteInDoubt(device=device, value=None):
            return NoteInDoubt(device, note.note_id, note.value)
        case _:
            return event


def cleared(machine: Machine, event: NoteStacked | NoteReturned | NoteInDoubt) -> Decision:
    """The late word on a note in doubt: it lies in the box and a person is owed it, or it went back.

    The suspense of a stacked note stays, because its owner has not been credited.
    """
    value = dict(machine.doubtful_notes)[event.note_id]
    left = tuple(note for note in machine.doubtful_notes if note[0] != event.note_id)
    after = replace(ended(machine, event.note_id), doubtful_notes=left)
    match event:
        case NoteStacked():
            return Decision(after, moved(Account.NOTE_BOX, Account.DOUBT, value))
        case NoteReturned():
            return Decision(after, moved(Account.SUSPENSE, Account.DOUBT, value))
        case NoteInDoubt():
            return Decision(machine)


def expected(state: Paying) -> Money:
    """What will be credit when the note in escrow is stacked."""
    if state.note is not None and state.note.deed == NoteDeed.STACK:
        return state.credit + state.note.value
    return state.credit


def forgotten(state: Paying, note_id: str) -> Paying:
    """The note is no longer on its way."""
    if state.note is None or state.note.note_id != note_id:
        return state
    return replace(state, note=None)
