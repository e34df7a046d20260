"""Change, or the whole credit, leaves through the hoppers; what they cannot pay goes on as a claim.

The sale (or the cancelling) is settled before this begins; the visit's account holds exactly what is still to
be given back, and sinks only by what a hopper says, certainly or in doubt.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices import (
    CoinsRead,
    Condition,
    DeviceStatusChanged,
    HopperRead,
    NoteStacked,
    PayoutFinished,
)
from kiosk.money import NOTHING, ZERO, Money
from kiosk.visit import claims, deliver, payout, refund
from kiosk.visit.decision import CashIn, Decision, become, cash_in, enter, moved, stay, taken
from kiosk.visit.effects import Dispense, ReconcilePayout
from kiosk.visit.events import Event, Timer, TimerFired
from kiosk.visit.facts import Account, ClaimRedeemed, Fact, OrderPaid, PaidOut, PayoutIntended
from kiosk.visit.machine import Machine
from kiosk.visit.payout import Batch, Payout
from kiosk.visit.states import Choosing, Claim, ClaimReason, Order, Paying, PayingOut

PAYOUT_S = 90.0  # longer than the hopper driver's own patience: it knows more
HOPPERS_FOUND_S = 20.0


def begin(machine: Machine, state: PayingOut, facts: tuple[Fact, ...] = ()) -> Decision:
    """Ask a hopper for the next coins, or go on when there is nothing more to ask for."""
    batch = None
    if state.payout.left > ZERO:
        payout_id = f"{state.visit_id}-h{state.payout.batches + 1}"
        batch = payout.next_batch(machine.hoppers, state.payout, payout_id)
    if batch is None:
        return _done(machine, state, facts)
    asking = replace(state, payout=payout.started(state.payout, batch), waiting_for_hoppers=False)
    intent = PayoutIntended(batch.payout_id, batch.hopper, batch.value, batch.count, batch.before)
    effect = Dispense(batch.payout_id, batch.hopper, batch.count, batch.before)
    return enter(machine, asking, {Timer.PAYOUT: PAYOUT_S}, (effect,), (*facts, intent))


def sold(machine: Machine, state: Paying) -> Decision:
    """The price is covered and the acceptor closed: from here on the university has sold something."""
    price, receipt_no = state.order.price, machine.next_receipt
    facts: tuple[Fact, ...] = (
        *redeemed(state.brought, state.visit_id),
        *moved(Account.VISIT, Account.REVENUE, price),
        OrderPaid(state.order.order_id, state.person.person_id, price, state.credit, receipt_no),
    )
    numbered = replace(machine, next_receipt=receipt_no + 1)
    change = _of(state, state.credit - price, ClaimReason.OVERPAID, receipt_no)
    return begin(numbered, replace(change, redeemed=state.redeemable), facts)


def cancelled(machine: Machine, state: Paying, reason: ClaimReason, present: bool = True) -> Decision:
    """Nothing is bought: all that was put in goes back; as coins only to somebody who is there."""
    refund_now = _of(state, state.inserted.total, reason, 0)
    return begin(machine, refund_now if present else _without_coins(machine, refund_now))


def _of(state: Paying, amount: Money, reason: ClaimReason, receipt_no: int) -> PayingOut:
    return PayingOut(
        state.visit_id,
        state.person,
        state.order,
        state.papers,
        state.inserted,
        receipt_no,
        reason,
        Payout(amount),
        notes_in_doubt=state.notes_in_doubt,
    )


def cashed(machine: Machine, state: Choosing) -> Decision:
    """What the machine owes from an earlier visit is paid in coins; a claim for the rest is a new one."""
    owed = claims.owed_to(machine, state.person.person_id)
    if not owed:
        return stay(machine)
    paying = PayingOut(
        state.visit_id,
        state.person,
        Order(f"{state.visit_id}-cash", ()),
        (),
        NOTHING,
        0,
        ClaimReason.CANCELLED,
        Payout(claims.total(owed)),
        redeemed=claims.total(owed),
    )
    return begin(machine, paying, redeemed(owed, state.visit_id))


def redeemed(owed: tuple[Claim, ...], visit_id: str) -> tuple[Fact, ...]:
    """What was owed is the visitor's credit now: once, because the fact takes the claim off the list."""
    facts: list[Fact] = []
    for claim in owed:
        facts += moved(Account.OWED, Account.VISIT, claim.amount)
        facts.append(ClaimRedeemed(claim.claim_id, claim.amount, visit_id))
    return tuple(facts)


def paying_out(machine: Machine, state: PayingOut, event: Event) -> Decision:
    match event:
        case PayoutFinished():
            return _ended(machine, state, event)
        case TimerFired(Timer.PAYOUT) if state.payout.batch is not None:
            batch = state.payout.batch
            return _ended(machine, state, PayoutFinished(batch.hopper, batch.payout_id, 0, batch.count, None))
        case DeviceStatusChanged() | HopperRead() if state.waiting_for_hoppers and _all_found(machine):
            return begin(machine, state)
        case TimerFired(Timer.RETRY) if state.waiting_for_hoppers:
            return begin(machine, state)
        case CoinsRead() | NoteStacked():
            return _late_coins(machine, state, event)
        case _:
            return stay(machine)


def resumed(machine: Machine, state: PayingOut, spooled: tuple[str, ...], present: bool) -> Decision:
    """After a restart: ask about the batch under way; pay on only to somebody who is still there."""
    batch = state.payout.batch
    held = spooled if present else ()
    serials = (paper.copy_serial for paper in state.papers)
    lost = tuple(serial for serial in serials if serial in state.lost or serial not in held)
    kept = replace(state, lost=lost, waiting_for_hoppers=False)
    if not present:
        kept = _without_coins(machine, kept)
    if batch is not None:
        effect = ReconcilePayout(batch.payout_id, batch.hopper, batch.count, batch.before)
        return enter(machine, kept, {Timer.PAYOUT: PAYOUT_S}, (effect,))
    if not present:
        return begin(machine, kept)
    waiting = replace(kept, waiting_for_hoppers=True)
    return enter(machine, waiting, {Timer.RETRY: HOPPERS_FOUND_S})


def _without_coins(machine: Machine, state: PayingOut) -> PayingOut:
    """No hopper is asked any more: what is left becomes a claim."""
    names = tuple(hopper.name for hopper in machine.hoppers)
    return replace(state, payout=replace(state.payout, failed=names))


def _all_found(machine: Machine) -> bool:
    return all(
        hopper.status.condition is not Condition.OFFLINE and hopper.reading is not None
        for hopper in machine.hoppers
    )


def _ended(machine: Machine, state: PayingOut, event: PayoutFinished) -> Decision:
    batch = state.payout.batch
    if batch is None or batch.payout_id != event.payout_id:
        return stay(machine)
    after = payout.finished(state.payout, event)
    paid = batch.value * (after.paid.pieces - state.payout.paid.pieces)
    doubtful = after.doubtful - state.payout.doubtful
    facts: tuple[Fact, ...] = (
        PaidOut(batch.payout_id, batch.hopper, paid, doubtful),
        *moved(Account.VISIT, Account.HOPPERS, paid),
        *moved(Account.VISIT, Account.SUSPENSE, doubtful),
    )
    levelled = replace(machine, hoppers=_levelled(machine, batch, event))
    return begin(levelled, replace(state, payout=after), facts)


def _levelled(machine: Machine, batch: Batch, event: PayoutFinished) -> tuple[payout.HopperState, ...]:
    return tuple(
        payout.after_batch(hopper, batch, event) if hopper.name == batch.hopper else hopper
        for hopper in machine.hoppers
    )


def _late_coins(machine: Machine, state: PayingOut, event: CashIn) -> Decision:
    """A coin that landed after the acceptor said it was closed goes back with the rest."""
    more = cash_in(event)
    grown = replace(
        state,
        inserted=state.inserted + more,
        payout=replace(state.payout, amount=state.payout.amount + more.total),
    )
    return replace(become(machine, grown), facts=taken(event, Account.VISIT))


def _done(machine: Machine, state: PayingOut, facts: tuple[Fact, ...]) -> Decision:
    if state.receipt_no:
        return deliver.start(machine, state, facts)
    return refund.start(machine, state, facts)
