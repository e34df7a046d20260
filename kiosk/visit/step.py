"""The whole policy as one pure function.

Every event is legal in every state: hardware does not ask permission.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.cash import observed
from kiosk.devices import (
    CoinsRead,
    DeviceStatusChanged,
    HopperRead,
    NoteInDoubt,
    NoteInEscrow,
    NoteReturned,
    NoteStacked,
    PayoutFinished,
)
from kiosk.maintenance.flow import counts, serviced
from kiosk.visit import (
    choose,
    claims,
    deliver,
    finish,
    give_back,
    hoppers,
    identify,
    notes,
    pay,
    recovery,
    refund,
)
from kiosk.visit.decision import Decision
from kiosk.visit.effects import CloseAcceptor, CloseValidator
from kiosk.visit.events import (
    Booted,
    ClaimsBrought,
    ClaimsWanted,
    ClockChanged,
    Event,
    HopperCounted,
    HoppersFitted,
    JournalRoomChanged,
    NetworkChanged,
    ProgramFault,
    SyncAcknowledged,
)
from kiosk.visit.machine import Machine
from kiosk.visit.states import (
    Attract,
    CheckingIdentity,
    Choosing,
    Delivering,
    Finished,
    Identifying,
    Paying,
    PayingOut,
    Preparing,
    Refunding,
)


def step(machine: Machine, event: Event) -> Decision:
    if notes.is_echo(machine, event):
        return Decision(machine)
    exchange = machine.service.exchange is not None
    cash = observed(machine.cash, event, exchange)
    decision = _decided(machine if cash is machine.cash else replace(machine, cash=cash), event)
    kept = claims.kept(decision.machine, decision.facts)
    return decision if kept is decision.machine else replace(decision, machine=kept)


def _decided(machine: Machine, event: Event) -> Decision:
    match event:
        case Booted():
            return recovery.booted(machine, event)
        case ProgramFault(where, what):
            closed = replace(machine, fault=f"{where}: {what}")
            return Decision(closed, effects=(CloseAcceptor(), CloseValidator()))
        case ClaimsWanted():
            return claims.wanted(machine, event)
        case ClaimsBrought():
            return claims.brought(machine, event)
        case NoteStacked(note_id=note_id) | NoteReturned(note_id=note_id) | NoteInDoubt(note_id=note_id) if (
            notes.known_doubt(machine, note_id)
        ):
            return notes.cleared(machine, event)
        case NoteInEscrow() if not isinstance(machine.visit, Paying):
            return notes.unwanted(machine, event)
        case NoteInDoubt() if not isinstance(machine.visit, Paying):
            return Decision(notes.doubted(machine, event), notes.uncertain(event, person_id=""))
        case HopperCounted(hopper, level) if not counts(machine, hopper):
            return hoppers.counted(machine, hopper, level)
        case _:
            known = _observed(machine, event)
            return serviced(known, event) or _visit(known, event)


def _observed(machine: Machine, event: Event) -> Machine:
    """What the event says about the machine itself, whoever is standing there."""
    match event:
        case DeviceStatusChanged(device, status):
            match device:
                case "coin_acceptor":
                    return replace(machine, acceptor=status)
                case "receipt_printer":
                    return replace(machine, receipt_printer=status)
                case "bill_validator":
                    return replace(machine, validator=status)
                case "document_printer":
                    return replace(machine, document_printer=status)
                case _:
                    return hoppers.status(machine, device, status)
        case CoinsRead(cursor=cursor):
            return replace(machine, cursor=cursor)
        case NoteStacked(note_id=note_id) | NoteReturned(note_id=note_id):
            return notes.ended(machine, note_id)
        case HopperRead(device, reading):
            return hoppers.read(machine, device, reading)
        case PayoutFinished(device=device, after=reading) if reading is not None:
            return hoppers.read(machine, device, reading)  # also of a payout that was given up meanwhile
        case HoppersFitted(fitted):
            return hoppers.fitted(machine, fitted)
        case NetworkChanged(online):
            return replace(machine, online=online)
        case JournalRoomChanged(enough):
            return replace(machine, journal_room=enough)
        case ClockChanged(sane):
            return replace(machine, clock_sane=sane)
        case SyncAcknowledged(seq=seq):
            return replace(machine, acknowledged=max(seq, machine.acknowledged))
        case _:
            return machine


def _visit(machine: Machine, event: Event) -> Decision:
    match machine.visit:
        case Attract() as state:
            return identify.attract(machine, state, event)
        case Identifying() as state:
            return identify.identifying(machine, state, event)
        case CheckingIdentity() as state:
            return identify.checking_identity(machine, state, event)
        case Choosing() as state:
            return choose.choosing(machine, state, event)
        case Preparing() as state:
            return choose.preparing(machine, state, event)
        case Paying() as state:
            return pay.paying(machine, state, event)
        case PayingOut() as state:
            return give_back.paying_out(machine, state, event)
        case Delivering() as state:
            return deliver.delivering(machine, state, event)
        case Refunding() as state:
            return refund.refunding(machine, state, event)
        case Finished() as state:
            return _finished(machine, state, event)
        case _:
            assert_never(machine.visit)


def _finished(machine: Machine, state: Finished, event: Event) -> Decision:
    match event:
        case CoinsRead() | NoteStacked() if state.receipt_no:
            return deliver.late_coins(machine, deliver.again(state), event)
        case CoinsRead() | NoteStacked():
            return refund.late_coins(machine, refund.again(state), event)
        case _:
            return finish.finished(machine, state, event)
