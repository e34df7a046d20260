"""Cashiers: who may pay claims at the counter, and the browsers that they are signed in with.

Passwords are made here and shown once, so none is weak or used elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from central import codes
from central.models import Cashier, CashierSession

NAME = re.compile(r"[a-z][a-z0-9.-]{0,31}")
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)  # a working day
HASHER = PasswordHasher()  # argon2id; the library's defaults are RFC 9106's for a server of ordinary size


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`form_token` is in every form: another site's form does not have it."""

    name: str
    form_token: str


def add_cashier(session: Session, name: str, now: datetime) -> str:
    """The password, once. For one who is known already it is a new one, and all browsers are signed out.

    Raises ValueError for a name that cannot be one.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"a cashier's name is lower-case letters, digits, dots and hyphens, not {name!r}")
    password = codes.grouped(codes.base32(secrets.token_bytes(10)))
    cashier = session.get(Cashier, name) or Cashier(name=name, added_at=now)
    cashier.password_hash, cashier.active = HASHER.hash(codes.as_meant(password)), True
    session.add(cashier)
    _sign_out_everywhere(session, name)
    return password


def remove_cashier(session: Session, name: str) -> bool:
    cashier = session.get(Cashier, name)
    if cashier is None:
        return False
    cashier.active = False
    _sign_out_everywhere(session, name)
    return True


def password_hash(session: Session, name: str) -> str:
    """What `fits` wants; for nobody's name a hash too, so that the time of the answer tells nothing."""
    cashier = session.get(Cashier, name) if NAME.fullmatch(name) else None
    return cashier.password_hash if cashier is not None and cashier.active else _nobodys_hash()


def fits(known_hash: str, password: str) -> bool:
    """Slow on purpose; not inside a transaction."""
    try:
        return HASHER.verify(known_hash, codes.as_meant(password))
    except (VerifyMismatchError, InvalidHashError):
        return False


def sign_in(session: Session, name: str, now: datetime) -> str:
    """The cookie for somebody whose password was right."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(CashierSession).where(CashierSession.ends_at <= now))
    session.add(
        CashierSession(
            token_sha256=_hashed(token),
            cashier=name,
            form_token=secrets.token_urlsafe(32),
            began_at=now,
            ends_at=now + IDLE,
        )
    )
    return token


def signed_in(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Who has this cookie; every use keeps it alive a little longer, up to a working day."""
    found = session.get(CashierSession, _hashed(token))
    if found is None or now >= found.ends_at:
        return None
    found.ends_at = min(now + IDLE, found.began_at + LONGEST)
    return SignedIn(found.cashier, found.form_token)


def sign_out(session: Session, token: str) -> None:
    session.execute(delete(CashierSession).where(CashierSession.token_sha256 == _hashed(token)))


def same(given: str, form_token: str) -> bool:
    return hmac.compare_digest(given.encode(), form_token.encode())


def _sign_out_everywhere(session: Session, name: str) -> None:
    session.execute(delete(CashierSession).where(CashierSession.cashier == name))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_urlsafe(32))
