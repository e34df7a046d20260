"""What the machine owes and holds: a claim has one holder at a time, and only its holder may pay it.

A claim begins at the machine that issued it. The counter, or another machine where its owner identifies, asks
for it through the central system; from the commit of the hand-over on this machine does not pay it any more.
So it is paid once, also while the network is down.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.money import ZERO, Money
from kiosk.visit.decision import Decision, moved
from kiosk.visit.events import ClaimsBrought, ClaimsWanted
from kiosk.visit.facts import (
    Account,
    ClaimHandedOver,
    ClaimIssued,
    ClaimRedeemed,
    ClaimTakenOver,
    Fact,
)
from kiosk.visit.machine import Machine
from kiosk.visit.states import Claim, OpenClaim, Paying

MOST_REMEMBERED = 200


def owed_to(machine: Machine, person_id: str) -> tuple[Claim, ...]:
    """What this machine can pay this person from earlier visits."""
    return tuple(held.claim for held in machine.claims if held.person_id == person_id)


def total(claims: tuple[Claim, ...]) -> Money:
    return sum((claim.amount for claim in claims), ZERO)


def wanted(machine: Machine, event: ClaimsWanted) -> Decision:
    """Hand over what is free; what is credit in a payment now stays, and will be asked for again."""
    in_use = machine.visit.brought if isinstance(machine.visit, Paying) else ()
    facts: list[Fact] = []
    for held in machine.claims:
        if held.claim.claim_id in event.claim_ids and held.claim not in in_use:
            facts += moved(Account.OWED, Account.ELSEWHERE, held.claim.amount)
            facts.append(ClaimHandedOver(held.claim.claim_id, held.claim.amount))
    return Decision(machine, tuple(facts))


def brought(machine: Machine, event: ClaimsBrought) -> Decision:
    """Hold them from now on. One that is held or was paid here already is an answer that came twice."""
    known = {held.claim.claim_id for held in machine.claims} | set(machine.redeemed)
    facts: list[Fact] = []
    for held in event.claims:
        claim = held.claim
        if claim.claim_id in known or claim.amount <= ZERO:
            continue
        known.add(claim.claim_id)
        facts += moved(Account.ELSEWHERE, Account.OWED, claim.amount)
        facts.append(ClaimTakenOver(claim.claim_id, claim.amount, claim.reason, held.person_id))
    return Decision(machine, tuple(facts))


def kept(machine: Machine, facts: tuple[Fact, ...]) -> Machine:
    """The list of what is held follows from the facts alone."""
    for fact in facts:
        match fact:
            case ClaimIssued(claim_id, amount, reason, person_id) | ClaimTakenOver(
                claim_id, amount, reason, person_id
            ):
                held = OpenClaim(Claim(claim_id, amount, reason), person_id)
                machine = replace(machine, claims=(*machine.claims, held))
            case ClaimHandedOver(claim_id=claim_id):
                machine = _without(machine, claim_id)
            case ClaimRedeemed(claim_id=claim_id):
                remembered = (*machine.redeemed, claim_id)[-MOST_REMEMBERED:]
                machine = replace(_without(machine, claim_id), redeemed=remembered)
            case _:
                pass
    return machine


def _without(machine: Machine, claim_id: str) -> Machine:
    return replace(machine, claims=tuple(held for held in machine.claims if held.claim.claim_id != claim_id))
