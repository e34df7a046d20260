"""Who holds a claim: the one place that may pay it. Pure: a standing and a word in, a standing out.

    held by a machine --wanted--> handed over --> at the counter --> paid
       |          ^                    |
      paid    taken over <-- given <-- free (for whichever machine its owner comes to)

What a machine says is true of that machine; where it does not fit, nothing is paid until a person has looked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

# Holders beside the machines; no kiosk can have such an id.
COUNTER = "@counter"
FREE = "@central"  # handed over by a machine, and nobody's yet


class Wrong(StrEnum):
    """Why what a machine says of a claim cannot be so."""

    NOT_HOLDER = "not-holder"
    PAID_BEFORE = "paid-before"
    NOT_GIVEN = "not-given"


@dataclass(frozen=True, slots=True)
class Standing:
    """`given_at` is set from the answer that gave it to a machine until its journal says that it took it.

    It is the machine's journal row by which it had asked. `blocked`: machines contradicted each other.
    """

    holder: str
    wanted_by: str = ""  # another holder, who asked for it
    given_at: int | None = None
    paid: bool = False
    blocked: bool = False


# ---- What a machine's journal tells ----------------------------------------------------------------------


def redeemed(claim: Standing, kiosk: str) -> Standing | Wrong:
    """Paid by the machine. One that was wanted elsewhere is simply paid."""
    if claim.paid:
        return Wrong.PAID_BEFORE
    if not _has(claim, kiosk):
        return Wrong.NOT_HOLDER
    return replace(claim, paid=True, wanted_by="")


def handed_over(claim: Standing, kiosk: str) -> Standing | Wrong:
    """From here on the machine does not pay it. The counter waits; a machine has to ask again."""
    if claim.paid:
        return Wrong.PAID_BEFORE
    if not _has(claim, kiosk):
        return Wrong.NOT_HOLDER
    return replace(claim, holder=_next_holder(claim), wanted_by="")


def taken_over(claim: Standing, kiosk: str) -> Standing | Wrong:
    if claim.paid:
        return Wrong.PAID_BEFORE
    if claim.holder != kiosk or claim.given_at is None:
        return Wrong.NOT_GIVEN
    return replace(claim, given_at=None)


def not_taken(claim: Standing, kiosk: str, quiet_at: int) -> Standing:
    """The machine has told all up to its row `quiet_at`, and no answer to it is under way any more.

    So an answer that was given before and is not in its journal was lost, and the machine will never pay it.
    """
    if claim.holder != kiosk or claim.given_at is None or claim.given_at > quiet_at:
        return claim
    return replace(claim, holder=_next_holder(claim), wanted_by="", given_at=None)


# ---- What is done here ------------------------------------------------------------------------------------


def wanted(claim: Standing, by: str) -> Standing:
    """Somebody asks for it. The counter comes before machines; a machine never takes from the counter."""
    if claim.paid or by == claim.holder or (COUNTER in (claim.holder, claim.wanted_by) and by != COUNTER):
        return claim
    if claim.holder == FREE:
        return replace(claim, holder=COUNTER) if by == COUNTER else claim
    return replace(claim, wanted_by=by)


def can_be_given(claim: Standing, kiosk: str) -> bool:
    """Also once more to a machine that did not say that the answer before had reached it."""
    again = claim.holder == kiosk and claim.given_at is not None and claim.wanted_by != COUNTER
    return (claim.holder == FREE or again) and not claim.paid and not claim.blocked


def given(claim: Standing, kiosk: str, head: int) -> Standing:
    """A request that was long on its way must not make the last answer look older than it is."""
    return replace(claim, holder=kiosk, wanted_by="", given_at=max(head, claim.given_at or 0))


def is_on_its_way(claim: Standing, kiosk: str) -> bool:
    """Is it worth while for this machine to ask again in a moment?"""
    again = claim.holder == kiosk and claim.given_at is not None and claim.wanted_by != COUNTER
    return (
        (claim.wanted_by == kiosk or claim.holder == FREE or again) and not claim.paid and not claim.blocked
    )


def holder_lost(claim: Standing, kiosk: str) -> Standing:
    """That machine will never speak again."""
    if claim.holder != kiosk or claim.paid:
        return claim
    return replace(claim, holder=_next_holder(claim), wanted_by="", given_at=None)


def let_go(claim: Standing) -> Standing:
    """The counter does not pay it after all: back to its machine, or to any machine."""
    if claim.paid:
        return claim
    if claim.holder == COUNTER:
        return replace(claim, holder=FREE)
    return replace(claim, wanted_by="") if claim.wanted_by == COUNTER else claim


def can_be_paid_at_the_counter(claim: Standing) -> bool:
    return claim.holder == COUNTER and not claim.paid and not claim.blocked


def paid_at_the_counter(claim: Standing) -> Standing:
    return replace(claim, paid=True)


def _has(claim: Standing, kiosk: str) -> bool:
    """Given is not yet taken: the machine says so first, in the same journal."""
    return claim.holder == kiosk and claim.given_at is None


def _next_holder(claim: Standing) -> str:
    return COUNTER if claim.wanted_by == COUNTER else FREE
