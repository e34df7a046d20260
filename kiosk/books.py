"""Reads the journal's past for the service menu: the last visits in which money moved, and the balances.

On the loop's thread, as everything that touches the journal.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.codec import decode
from kiosk.journal import Journal, Row
from kiosk.maintenance.history import Happened, past_visit
from kiosk.maintenance.states import Books, PastVisit
from kiosk.money import Money
from kiosk.visit.facts import VisitClosed

MOST_VISITS = 10
MOST_LOOKED_AT = 200  # visits that ended before money moved are passed over, but not for ever
TOLD = frozenset(
    {
        "OrderPaid",
        "SlipIntended",
        "SlipFinished",
        "CopyDelivered",
        "VisitClosed",
    }
)


def read_books(journal: Journal) -> Books:
    visits: list[PastVisit] = []
    for rows in _visits(journal):
        visit = past_visit([Happened(row.wall_utc, decode(row.kind, row.body)) for row in rows])
        if visit is not None:
            visits.append(visit)
        if len(visits) == MOST_VISITS:
            break
    balances = tuple((account, Money(amount)) for account, amount in journal.balances())
    return Books(tuple(visits), balances, journal.last_seq)


def _visits(journal: Journal) -> Iterator[list[Row]]:
    """The rows that tell of one visit, the newest visit first."""
    kind = VisitClosed.__name__
    last = journal.newest(kind, journal.last_seq + 1)
    for _ in range(MOST_LOOKED_AT):
        if last is None:
            return
        before = journal.newest(kind, last.seq)
        begin = 0 if before is None else before.seq
        rows = journal.rows(begin, last.seq - begin)
        yield [row for row in rows if row.visit_id == last.visit_id and row.kind in TOLD]
        last = before
