"""The whole state of the kiosk: the visit, and what is known about the machine around it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.cash import NO_CASH, CashUnits
from kiosk.devices import OFFLINE, AcceptorCursor, DeviceStatus
from kiosk.maintenance.states import NO_STAFF, Service
from kiosk.money import ZERO, Money
from kiosk.visit.payout import HopperState
from kiosk.visit.states import ATTRACT, ClosedReason, OpenClaim, VisitState


@dataclass(frozen=True, slots=True)
class Machine:
    """Everything `step` decides from. Hashable, so that tests can walk it."""

    visit: VisitState = ATTRACT
    asking_still_there: bool = False
    acceptor: DeviceStatus = OFFLINE
    receipt_printer: DeviceStatus = OFFLINE
    document_printer: DeviceStatus = OFFLINE
    online: bool = False
    journal_room: bool = True
    clock_sane: bool = True
    fault: str = ""  # our own code failed; closed until the next boot
    next_receipt: int = 1
    cursor: AcceptorCursor | None = None
    hoppers: tuple[HopperState, ...] = ()
    suspense: Money = ZERO  # money that came in and belongs to nobody we know
    validator: DeviceStatus | None = None  # None: it has not said a word since the start
    doubtful_notes: tuple[tuple[str, Money], ...] = ()  # a late word can still settle them
    last_note: tuple[str, Money] | None = None  # told to be stacked; asked about at the next start
    ended_note: str = ""  # the last that was stacked or went back; what is said of it again is an echo
    claims: tuple[OpenClaim, ...] = ()  # what this machine owes and holds
    redeemed: tuple[str, ...] = ()  # the last claims that were paid here
    cash: CashUnits = NO_CASH
    service: Service = NO_STAFF
    acknowledged: int = 0  # last journal row the central system has applied


def closed_reasons(machine: Machine) -> tuple[ClosedReason, ...]:
    """Why no new visit may begin now; empty when the machine is in service."""
    reasons = (
        (machine.service.closed, ClosedReason.STAFF),
        (machine.service.exchange is not None, ClosedReason.EXCHANGE),
        (bool(machine.fault), ClosedReason.PROGRAM_FAULT),
        (not machine.journal_room, ClosedReason.JOURNAL),
        (not machine.clock_sane, ClosedReason.CLOCK),
        (not machine.acceptor.serves, ClosedReason.COIN_ACCEPTOR),
        (not machine.receipt_printer.serves, ClosedReason.RECEIPT_PRINTER),
        (not machine.document_printer.serves, ClosedReason.DOCUMENT_PRINTER),
        (not machine.online, ClosedReason.CENTRAL),
    )
    return tuple(reason for holds, reason in reasons if holds)
