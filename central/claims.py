"""Keeps every claim's standing, and a record of each thing that happened to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central import holding
from central.holding import COUNTER, Standing, Wrong
from central.models import Claim, ClaimDeed, ClaimState, Deed, Kiosk

MOST_AT_ONCE = 100  # claims in one answer; the rest comes with the next
MACHINES_DEEDS: dict[Deed, Callable[[Standing, str], Standing | Wrong]] = {
    Deed.PAID: holding.redeemed,
    Deed.HANDED_OVER: holding.handed_over,
    Deed.TAKEN_OVER: holding.taken_over,
}


class NotPayable(Exception):
    """Somebody else may pay this claim, or somebody did."""


@dataclass(frozen=True, slots=True)
class Told:
    """One row of a machine's journal about a claim."""

    kiosk_id: str
    seq: int
    claim_id: str
    amount: int


def standing(claim: Claim) -> Standing:
    return Standing(
        claim.holder, claim.wanted_by, claim.given_at, claim.state is ClaimState.PAID, claim.blocked
    )


# ---- What machines' journals tell ------------------------------------------------------------------------


def opened(session: Session, claim: Claim) -> bool:
    """A new claim of a machine; False when the machine issued or holds one of this name already."""
    before = _of_machine(session, claim.kiosk_id, claim.claim_id)
    if before is not None and claim.kiosk_id in (before.kiosk_id, before.holder):
        return False
    session.add(claim)
    session.flush()
    _note(session, claim, Deed.ISSUED, claim.kiosk_id, claim.opened_at, seq=claim.seq)
    return True


def machine_did(session: Session, told: Told, deed: Deed, now: datetime) -> str:
    """Apply what a machine did with a claim; the reason where it cannot have been so.

    A contradiction blocks the claim: nobody here pays it before a person has looked.
    """
    claim = _of_machine(session, told.kiosk_id, told.claim_id)
    if claim is None:
        return "unknown-claim"
    after = MACHINES_DEEDS[deed](standing(claim), told.kiosk_id)
    if told.amount != claim.amount:
        return _contradicted(session, claim, told, f"{deed.value}: other-amount", now)
    match after:
        case Wrong():
            return _contradicted(session, claim, told, f"{deed.value}: {after.value}", now)
        case Standing():
            _write(claim, after, now)
            _note(session, claim, deed, told.kiosk_id, now, seq=told.seq)
            return ""
        case _:
            assert_never(after)


def wanted_of(session: Session, kiosk_id: str) -> list[str]:
    """The claims that this machine holds and is to hand over; told with every answer until it has."""
    asked = select(Claim.claim_id).where(
        Claim.holder == kiosk_id, Claim.state == ClaimState.WANTED, Claim.given_at.is_(None)
    )
    return list(session.scalars(asked.order_by(Claim.opened_at, Claim.claim_id).limit(MOST_AT_ONCE)))


def kiosk_is_quiet(session: Session, kiosk: Kiosk, quiet_at: int, told: int, now: datetime) -> None:
    """Take back what was given to a machine in answers that never reached it.

    At its journal row `quiet_at` the machine had told everything, up to row `told`, and no answer with claims
    was on the way to it.
    """
    if kiosk.acked_seq < told:
        return
    chosen = select(Claim).where(Claim.holder == kiosk.kiosk_id, Claim.given_at <= quiet_at)
    for claim in session.scalars(chosen.order_by(Claim.kiosk_id, Claim.claim_id).with_for_update()):
        _write(claim, holding.not_taken(standing(claim), kiosk.kiosk_id, quiet_at), now)
        _note(session, claim, Deed.NOT_TAKEN, kiosk.kiosk_id, now)


# ---- What machines ask for -----------------------------------------------------------------------------


def unpaid_of(session: Session, person_id: str) -> list[tuple[str, str]]:
    """The keys of what a person is owed. Claims that share an id stay where they are: see `ask_for`."""
    if not person_id:
        return []
    chosen = select(Claim.kiosk_id, Claim.claim_id).where(
        Claim.person_id == person_id, Claim.state != ClaimState.PAID
    )
    found = session.execute(chosen.order_by(Claim.opened_at, Claim.claim_id).limit(MOST_AT_ONCE))
    return [(row.kiosk_id, row.claim_id) for row in found]


def ask_for(
    session: Session, key: tuple[str, str], kiosk_id: str, head: int, now: datetime
) -> tuple[Claim | None, bool]:
    """Ask for one claim on behalf of a machine: the claim if it is now its own, and else whether to wait.

    `head` is the asking machine's last journal row; it gets nothing before central knows the journal so far.
    """
    claim = session.get_one(Claim, key, with_for_update=True, populate_existing=True)
    if _shares_its_id(session, claim):
        return None, False
    before = standing(claim)
    after = holding.wanted(before, kiosk_id)
    knows = session.get_one(Kiosk, kiosk_id).acked_seq >= head
    give = knows and holding.can_be_given(after, kiosk_id)
    if give:
        after = holding.given(after, kiosk_id, head)
    _write(claim, after, now)
    if give:
        _note(session, claim, Deed.GIVEN, kiosk_id, now)
    elif after != before:
        _note(session, claim, Deed.WANTED, kiosk_id, now)
    return (claim, False) if give else (None, holding.is_on_its_way(after, kiosk_id))


# ---- What is done at the counter ------------------------------------------------------------------------


def counter_wants(session: Session, key: tuple[str, str], cashier: str, now: datetime) -> None:
    _at_the_counter(session, key, lambda before: holding.wanted(before, COUNTER), Deed.WANTED, cashier, now)


def counter_lets_go(session: Session, key: tuple[str, str], cashier: str, now: datetime) -> None:
    _at_the_counter(session, key, holding.let_go, Deed.LET_GO, cashier, now)


def counter_pays(session: Session, key: tuple[str, str], cashier: str, now: datetime) -> None:
    """The cashier pays it out. Raises NotPayable where the claim is not the counter's, or was paid before."""
    claim = session.get_one(Claim, key, with_for_update=True, populate_existing=True)
    before = standing(claim)
    if not holding.can_be_paid_at_the_counter(before):
        raise NotPayable(claim.claim_id)
    _write(claim, holding.paid_at_the_counter(before), now)
    _note(session, claim, Deed.PAID, cashier, now, at_counter=True)


def unblock(session: Session, key: tuple[str, str], who: str, why: str, now: datetime) -> bool:
    """A person has looked into the contradiction; False where there was none."""
    claim = session.get(Claim, key, with_for_update=True)
    if claim is None or not claim.blocked:
        return False
    claim.blocked = False
    _note(session, claim, Deed.UNBLOCKED, who, now, at_counter=True, detail=why)
    return True


def retire(session: Session, kiosk_id: str, who: str, now: datetime) -> int | None:
    """A machine is gone for good, its disk too: nothing of it is taken in any more, and its claims are free.

    How many; None for a machine that is not known. What it paid and never reported stays unknown.
    """
    kiosk = session.get(Kiosk, kiosk_id, with_for_update=True)
    if kiosk is None:
        return None
    if kiosk.quarantined_seq is None:
        kiosk.quarantined_seq, kiosk.quarantined_at = kiosk.acked_seq, now
    held = select(Claim).where(Claim.holder == kiosk_id, Claim.state != ClaimState.PAID)
    claims = session.scalars(held.order_by(Claim.kiosk_id, Claim.claim_id).with_for_update()).all()
    for claim in claims:
        _write(claim, holding.holder_lost(standing(claim), kiosk_id), now)
        _note(session, claim, Deed.HOLDER_LOST, who, now, at_counter=True, detail=kiosk_id)
    return len(claims)


def _at_the_counter(
    session: Session,
    key: tuple[str, str],
    change: Callable[[Standing], Standing],
    deed: Deed,
    cashier: str,
    now: datetime,
) -> None:
    claim = session.get_one(Claim, key, with_for_update=True, populate_existing=True)
    before = standing(claim)
    after = change(before)
    if after != before:
        _write(claim, after, now)
        _note(session, claim, deed, cashier, now, at_counter=True)


# ---- Rows ----------------------------------------------------------------------------------------------


def _of_machine(session: Session, kiosk_id: str, claim_id: str) -> Claim | None:
    """The claim that a machine means: what it holds, else what it issued, else anybody's."""
    chosen = select(Claim).where(Claim.claim_id == claim_id).with_for_update()
    found = session.scalars(chosen.order_by(Claim.kiosk_id)).all()
    meant = sorted(found, key=lambda claim: (claim.holder != kiosk_id, claim.kiosk_id != kiosk_id))
    return meant[0] if meant else None


def _shares_its_id(session: Session, claim: Claim) -> bool:
    """A machine that held two of one name could not say which it means. Real ids name their machine."""
    same = select(func.count()).select_from(Claim).where(Claim.claim_id == claim.claim_id)
    return session.scalar(same) != 1


def _contradicted(session: Session, claim: Claim, told: Told, detail: str, now: datetime) -> str:
    claim.blocked = True
    _note(session, claim, Deed.CONTRADICTED, told.kiosk_id, now, seq=told.seq, detail=detail)
    return detail.rpartition(": ")[2]


def _write(claim: Claim, after: Standing, now: datetime) -> None:
    claim.holder, claim.wanted_by, claim.given_at = after.holder, after.wanted_by, after.given_at
    if after.paid:
        claim.paid_at = claim.paid_at or now
        claim.state = ClaimState.PAID
    else:
        claim.state = ClaimState.WANTED if after.wanted_by else ClaimState.OPEN


def _note(
    session: Session,
    claim: Claim,
    deed: Deed,
    who: str,
    now: datetime,
    *,
    seq: int | None = None,
    at_counter: bool = False,
    detail: str = "",
) -> None:
    session.add(
        ClaimDeed(
            kiosk_id=claim.kiosk_id,
            claim_id=claim.claim_id,
            at=now,
            deed=deed,
            who=who,
            at_counter=at_counter,
            seq=seq,
            detail=detail[:200],
        )
    )
