"""Nothing is bought: what the hoppers could not give back is printed as a claim slip."""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices import CoinsRead, NoteStacked, SlipFinished
from kiosk.money import ZERO
from kiosk.visit import finish, slips
from kiosk.visit.decision import CashIn, Decision, cash_in, enter, moved, stay, taken
from kiosk.visit.effects import PrintClaim
from kiosk.visit.events import Event, Timer, TimerFired
from kiosk.visit.facts import Account, ClaimIssued, Fact, SlipIntended
from kiosk.visit.machine import Machine
from kiosk.visit.states import Claim, ClaimReason, Finished, PayingOut, Refunding, SlipKind, SlipProgress


def start(machine: Machine, state: PayingOut, facts: tuple[Fact, ...]) -> Decision:
    """What the hoppers could not give back is owed, on a claim slip."""
    left = state.payout.left
    claims: tuple[Claim, ...] = ()
    if left > ZERO:
        claims = (Claim(f"{state.visit_id}-c1", left, state.reason),)
        issued = ClaimIssued(claims[0].claim_id, left, state.reason, state.person.person_id)
        facts = (*facts, *moved(Account.VISIT, Account.OWED, left), issued)
    refunding_now = Refunding(
        state.visit_id,
        state.person,
        state.order,
        state.inserted,
        claims,
        tuple(SlipProgress(SlipKind.CLAIM, claim=index) for index in range(len(claims))),
        paid_out=state.payout.paid,
        doubtful=state.payout.doubtful,
        redeemed=state.redeemed,
        notes_in_doubt=state.notes_in_doubt,
    )
    return _advance(machine, refunding_now, facts)


def refunding(machine: Machine, state: Refunding, event: Event) -> Decision:
    match event:
        case SlipFinished():
            return _advance(machine, replace(state, slips=slips.finished(state.slips, event)))
        case TimerFired(Timer.SLIP):
            return _advance(machine, replace(state, slips=slips.given_up(state.slips)))
        case CoinsRead() | NoteStacked():
            return late_coins(machine, state, event)
        case _:
            return stay(machine)


def again(state: Finished) -> Refunding:
    """Back from the last screen, because something more is owed."""
    return Refunding(
        state.visit_id,
        state.person,
        state.order,
        state.inserted,
        state.claims,
        state.slips,
        state.paid_out,
        state.doubtful,
        state.redeemed,
        state.notes_in_doubt,
    )


def late_coins(machine: Machine, state: Refunding, event: CashIn) -> Decision:
    """A coin that landed after the acceptor said it was closed is owed on a slip of its own."""
    amount = cash_in(event).total
    facts = taken(event, Account.OWED)
    if amount == ZERO:
        return Decision(machine, facts)
    claim = Claim(f"{state.visit_id}-c{len(state.claims) + 1}", amount, ClaimReason.LATE_COIN)
    owing = replace(
        state,
        inserted=state.inserted + cash_in(event),
        claims=(*state.claims, claim),
        slips=(*state.slips, SlipProgress(SlipKind.CLAIM, claim=len(state.claims))),
    )
    issued = ClaimIssued(claim.claim_id, amount, claim.reason, state.person.person_id)
    return _advance(machine, owing, (*facts, issued))


def resumed(machine: Machine, state: Refunding) -> Decision:
    """After a restart: the slip under way is in doubt, the rest goes on."""
    return _advance(machine, replace(state, slips=slips.given_up(state.slips)))


def _advance(machine: Machine, state: Refunding, facts: tuple[Fact, ...] = ()) -> Decision:
    index = slips.next_slip(state.slips)
    if index is not None:
        job_id = f"{state.visit_id}-s{index + 1}"
        printing = replace(state, slips=slips.started(state.slips, index, job_id))
        claim = state.claims[state.slips[index].claim]
        effect = PrintClaim(
            job_id, claim, state.person, state.inserted, ZERO, 0, state.paid_out,
            redeemed=state.redeemed, doubtful=state.doubtful, notes_in_doubt=state.notes_in_doubt,
        )  # fmt: skip
        intent = SlipIntended(job_id, SlipKind.CLAIM, 0)
        return enter(machine, printing, {Timer.SLIP: slips.SLIP_S}, (effect,), (*facts, intent))
    if slips.under_way(state.slips):
        return Decision(replace(machine, visit=state), facts)
    return finish.of_refund(machine, state, facts)
