"""What became of one visit, folded from its rows: money, papers, slips, and nothing about the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.devices import SlipFinished
from kiosk.maintenance.states import PastPaper, PastSlip, PastVisit
from kiosk.money import ZERO
from kiosk.visit.events import Event
from kiosk.visit.facts import CopyDelivered, Fact, OrderPaid, SlipIntended, VisitClosed


@dataclass(frozen=True, slots=True)
class Happened:
    """One row: when it was written (UTC, ISO 8601) and what it says."""

    wall_utc: str
    item: Event | Fact


def past_visit(rows: Iterable[Happened]) -> PastVisit | None:
    """None while the visit is not closed, and where no money moved in it."""
    visit = PastVisit("", "", ZERO, ZERO, ZERO, ZERO, ZERO)
    slips: dict[str, PastSlip] = {}
    for row in rows:
        match row.item:
            case OrderPaid(receipt_no=receipt_no):
                visit = replace(visit, receipt_no=receipt_no)
            case CopyDelivered(copy_serial=serial, outcome=outcome):
                visit = replace(visit, papers=(*visit.papers, PastPaper(serial, outcome)))
            case SlipIntended(job_id, kind):
                slips[job_id] = PastSlip(kind.value, None)
            case SlipFinished(job_id=job_id, outcome=outcome) if job_id in slips:
                slips[job_id] = replace(slips[job_id], outcome=outcome)
            case VisitClosed() as closed:
                visit = replace(
                    visit,
                    visit_id=closed.visit_id,
                    ended=row.wall_utc,
                    inserted=closed.inserted,
                    price=closed.price,
                    paid_out=closed.paid_out,
                    owed=closed.owed,
                    suspense=closed.suspense,
                )
            case _:
                continue
    moved = visit.inserted > ZERO or visit.receipt_no or visit.suspense > ZERO
    return replace(visit, slips=tuple(slips.values())) if visit.visit_id and moved else None
