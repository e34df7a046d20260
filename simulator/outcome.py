"""What a visit left behind: read from the journal, the printers' output and central, and held to a promise.

Nothing here is taken from the script that drove the visit: a paper that was not printed has no address.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp

from kiosk.journal import exported
from kiosk.slips.claim_code import claim_code
from simulator.central_view import Seen
from simulator.processes import CHECKOUT
from simulator.scenario import Promise

READ_DPI = 300
VERIFY_S = 30.0


RowTold = tuple[str, str, str]  # kind, visit id, body as it was hashed


@dataclass(frozen=True, slots=True)
class ClaimLeft:
    amount: int
    reason: str
    code: str
    claim_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """One visit as the journal tells it."""

    visit_id: str
    order_id: str
    price: int
    inserted: int
    receipt_no: int | None
    copies: tuple[tuple[str, str], ...]  # (copy serial, outcome), the last word on each
    claims: tuple[ClaimLeft, ...]
    slips: tuple[str, ...]  # the kinds, in the order in which they were printed
    owed: int
    paid_out: int
    suspense: int
    redeemed: int  # claims of earlier visits that went into this one
    closed: bool
    coins: tuple[int, ...]

    @property
    def delivered(self) -> bool:
        return bool(self.copies) and all(outcome == "delivered" for _, outcome in self.copies)


def rows_of(journal: Path) -> list[RowTold]:
    """Of a journal that nobody has open."""
    return [(row.kind, row.visit_id, row.body) for row in exported(journal)]


def told(rows: Sequence[RowTold], claim_key: str) -> Told:
    """The last visit in these rows, wherever they were read."""
    visit_id = next((visit for _, visit, _ in reversed(rows) if visit), "")
    mine = [(kind, json.loads(body)) for kind, visit, body in rows if visit == visit_id]

    def of(kind: str) -> list[dict[str, Any]]:
        return [body for found, body in mine if found == kind]

    paid, closed = of("OrderPaid"), of("VisitClosed")
    copies = {body["copy_serial"]: body["outcome"] for body in of("CopyDelivered")}
    coins = [credit["value"] for body in of("CoinsRead") for credit in body["credits"]]
    coins += [body["value"] for body in of("NoteStacked")]
    key = bytes.fromhex(claim_key)
    return Told(
        visit_id,
        paid[0]["order_id"] if paid else "",
        paid[0]["price"] if paid else 0,
        closed[-1]["inserted"] if closed else sum(coins),
        paid[0]["receipt_no"] if paid else None,
        tuple(copies.items()),
        tuple(
            ClaimLeft(body["amount"], body["reason"], claim_code(key, body["claim_id"]), body["claim_id"])
            for body in of("ClaimIssued")
        ),
        tuple(body["kind"] for body in of("SlipIntended")),
        closed[-1]["owed"] if closed else 0,
        closed[-1]["paid_out"] if closed else 0,
        closed[-1]["suspense"] if closed else 0,
        closed[-1].get("redeemed", 0) if closed else 0,
        bool(closed),
        tuple(coins),
    )


def address_on(paper: bytes) -> str:
    """What the QR code on the first page of a printed paper says; empty when none can be read."""
    document = pypdfium2.PdfDocument(paper)
    try:
        picture = document[0].render(scale=READ_DPI / 72, grayscale=True).to_pil()
    finally:
        document.close()
    codes = zxingcpp.read_barcodes(picture)
    return codes[0].text if codes else ""


def chain_holds(journal: Path) -> bool:
    """As `python -m kiosk journal verify` answers, in a process of its own."""
    command = [sys.executable, "-m", "kiosk", "journal", "verify", str(journal)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, timeout=VERIFY_S, check=False)
    return done.returncode == 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a visit is judged by: `coins` (and notes) went in, `addresses` are those on the papers."""

    told: Told
    seen: Seen
    addresses: tuple[str, ...]
    coins: Sequence[int]
    chain_verified: bool
    coins_out: int = 0  # NT$ that came out of the hoppers


def broken_promises(evidence: Evidence, promise: Promise) -> list[str]:
    """What did not go as it has to go, in words; empty when all is well."""
    told, seen = evidence.told, evidence.seen
    orders = [order for order in seen.orders if order.order_id == told.order_id]
    owed_at_central = sum(claim.amount for claim in seen.claims if told.visit_id in claim.claim_id)
    claimed = sum(claim.amount for claim in told.claims)
    value_delivered = told.price if told.delivered else 0
    visits = [visit for visit in seen.visits if visit.visit_id == told.visit_id]
    twice = [address for address, count in Counter(evidence.addresses).items() if count > 1]
    found = (
        (not told.closed, "the visit was not closed"),
        (not evidence.chain_verified, "the chain of the journal does not hold"),
        (sum(evidence.coins) != told.inserted, f"coins {list(evidence.coins)}, journal {told.inserted}"),
        (
            told.inserted + told.redeemed != value_delivered + told.paid_out + claimed + told.suspense,
            "money in is not money accounted for",
        ),
        (
            not told.paid_out <= evidence.coins_out <= told.paid_out + told.suspense,
            f"hoppers paid {evidence.coins_out}, journal {told.paid_out} and {told.suspense} in doubt",
        ),
        (claimed != told.owed, f"claims of {claimed}, owed {told.owed}"),
        (claimed != owed_at_central, f"claims of {claimed}, central knows {owed_at_central}"),
        (len(orders) != (1 if told.order_id else 0), f"central has the order {len(orders)} times"),
        (len(visits) != 1 or not visits[0].balanced, "central has not one balanced visit"),
        (promise.delivered not in (None, told.delivered), f"delivered is {told.delivered}"),
        (
            told.delivered and len(evidence.addresses) != len(told.copies),
            "papers delivered are not in the tray",
        ),
        (told.delivered and not all(evidence.addresses), "the code on a paper cannot be read"),
        (
            told.delivered and [o.state for o in orders] != ["delivered"],
            "central does not know of the delivery",
        ),
        (bool(twice), f"printed twice under the same copy: {twice}"),
        (bool(seen.alarms), f"central raised {list(seen.alarms)}"),
        (seen.quarantined, "central has quarantined the kiosk"),
    )
    return [words for broken, words in found if broken]
