"""After a start of the program: what was open is closed, taken up again, or asked about.

The journal has been folded without effects. Devices are not known yet; each tells its status when it is
found, and the coin acceptor is read from where the journal stopped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.devices import OFFLINE
from kiosk.visit import deliver, finish, give_back, notes, pay, refund
from kiosk.visit.decision import Decision, leave, stay
from kiosk.visit.effects import ReconcileNote
from kiosk.visit.events import Booted
from kiosk.visit.machine import Machine
from kiosk.visit.states import (
    Attract,
    CheckingIdentity,
    Choosing,
    Closing,
    Delivering,
    Finished,
    Identifying,
    Paying,
    PayingOut,
    Preparing,
    Refunding,
)

PRESENT_S = 180.0  # after a longer silence the visitor is taken to have gone
CLOSING_AFTER_BOOT_S = 30.0  # the acceptor must first be found and read


def booted(machine: Machine, event: Booted) -> Decision:
    started = replace(
        machine,
        asking_still_there=False,
        acceptor=OFFLINE,
        receipt_printer=OFFLINE,
        document_printer=OFFLINE,
        validator=None,
        online=False,
        fault="",
        service=replace(machine.service, state=None),
        hoppers=tuple(replace(hopper, status=OFFLINE, reading=None) for hopper in machine.hoppers),
    )
    present = 0.0 <= event.down_s <= PRESENT_S  # below zero the clock was set back: nobody knows how long
    decision = _resumed(notes.asked_about(started), event, present)
    asked = notes.to_ask_about(started)
    ask = () if asked is None else (ReconcileNote(*asked),)
    return replace(decision, effects=(*decision.effects, *ask))


def _resumed(started: Machine, event: Booted, present: bool) -> Decision:
    match started.visit:
        case Attract():
            return stay(started)
        case Identifying() | CheckingIdentity() | Choosing() | Preparing():
            return leave(started, started.visit.visit_id)
        case Paying() as paying:
            return _paying(started, paying, event.spooled, present)
        case PayingOut() as paying_out:
            return give_back.resumed(started, paying_out, event.spooled, present)
        case Delivering() as delivering:
            return deliver.resumed(started, delivering, event.spooled, present)
        case Refunding() as refunding:
            return refund.resumed(started, refunding)
        case Finished() as finished:
            return finish.closed(started, finished)
        case _:
            assert_never(started.visit)


def _paying(machine: Machine, state: Paying, spooled: tuple[str, ...], present: bool) -> Decision:
    """The visitor may still stand there: the screen comes back with the credit, if the papers did."""
    if state.note is not None:
        state = replace(state, note=replace(state.note, asked=True))
    if not present:
        return pay.close(machine, state, Closing.GONE, CLOSING_AFTER_BOOT_S)
    deliverable = all(paper.copy_serial in spooled for paper in state.papers)
    if state.closing is not None and (state.closing != Closing.PAID or deliverable):
        return pay.close(machine, state, state.closing, CLOSING_AFTER_BOOT_S)
    if deliverable and not state.blocked:
        return pay.wait_for_devices(machine, state)
    return pay.close(machine, state, Closing.INTERRUPTED, CLOSING_AFTER_BOOT_S)
