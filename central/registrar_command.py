"""The registrar's commands: `key new|list|revoke` and `copy show|revoke`. JSON goes out, one line each."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from central.clock import local_day, wire_time
from central.database import Database
from central.keys import add_paper_key, load_keys, published, revoke_paper_key
from central.models import Copy
from central.revoking import revocation_of, revoke
from central.settings import Settings

Subparsers = Any  # argparse does not name its type


def add_parsers(commands: Subparsers, common: argparse.ArgumentParser) -> None:
    key = commands.add_parser("key", help="signing keys").add_subparsers(dest="what", required=True)
    key.add_parser("new", parents=[common], help="sign papers with a new key from now on")
    key.add_parser("list", parents=[common], help="the public keys: what verifiers are given")
    gone = key.add_parser("revoke", parents=[common], help="what it signed verifies no more")
    gone.add_argument("kid", help="as listed")
    gone.add_argument("--reason", required=True)
    copy = commands.add_parser("copy", help="papers that were issued").add_subparsers(
        dest="what", required=True
    )
    show = copy.add_parser("show", parents=[common], help="what is on record of one paper")
    void = copy.add_parser("revoke", parents=[common], help="a paper is void from now on")
    for one in (show, void):
        one.add_argument("serial")
    void.add_argument("--by", required=True, help="which clerk")
    void.add_argument("--reason", required=True, help="on record; not shown to the public")


def key_command(settings: Settings, given: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Raises KeyFileError."""
    match given.what:
        case "new":
            keys = add_paper_key(settings.keys, local_day(now))
        case "revoke":
            keys = revoke_paper_key(settings.keys, given.kid, given.reason, local_day(now))
        case _:
            keys = load_keys(settings.keys)
    return {"ack": keys.ack.public_raw.hex(), "papers": published(keys.papers)}


def copy_command(database: Database, given: argparse.Namespace, now: datetime) -> dict[str, Any] | None:
    """None where there is no such copy. Raises CannotRevoke."""
    serial = given.serial.upper()
    with database.writing() as session:
        if given.what == "revoke":
            revoke(session, serial, given.by, given.reason, now)
        copy = session.get(Copy, serial)
        if copy is None:
            return None
        revocation = revocation_of(session, serial)
        return {
            "serial": copy.serial,
            "code": copy.code,
            "order": copy.order_id,
            "issued": wire_time(copy.issued_at),
            "delivery": copy.state.value,
            "revoked": None
            if revocation is None
            else {
                "at": wire_time(revocation.at),
                "by": revocation.clerk,
                "reason": revocation.reason,
            },
        }
