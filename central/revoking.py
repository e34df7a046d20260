"""Takes back a paper that is out in the world: a clerk's deed, with a reason, on record for good.

It stands beside the copy's own state and not in it: what machines tell later about this copy does not undo
it. There is no way back; who was wronged by mistake is given a new copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from central.models import Copy, RevokedCopy

LONGEST_REASON = 200
LONGEST_NAME = 50


class CannotRevoke(ValueError):
    """The text says why."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """`reason` is for clerks; the page for everybody only says that the paper is void."""

    at: datetime
    clerk: str
    reason: str


def revoke(session: Session, serial: str, clerk: str, reason: str, now: datetime) -> Revocation:
    """Raises CannotRevoke: no such copy, revoked already, or no proper name or reason."""
    clerk, reason = clerk.strip(), reason.strip()
    if not 0 < len(clerk) <= LONGEST_NAME or not 0 < len(reason) <= LONGEST_REASON:
        raise CannotRevoke("who revokes it and why must be said, in at most 50 and 200 letters")
    if session.get(Copy, serial) is None:
        raise CannotRevoke(f"no copy {serial}")
    earlier = revocation_of(session, serial)
    if earlier is not None:
        raise CannotRevoke(f"{serial} was revoked by {earlier.clerk}: {earlier.reason}")
    session.add(RevokedCopy(serial=serial, at=now, clerk=clerk, reason=reason))
    session.flush()
    return Revocation(now, clerk, reason)


def revocation_of(session: Session, serial: str) -> Revocation | None:
    found = session.get(RevokedCopy, serial)
    return None if found is None else Revocation(found.at, found.clerk, found.reason)
