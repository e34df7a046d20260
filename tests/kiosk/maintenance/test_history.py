"""One visit told from its rows: money, papers, slips, and nobody's name."""

from __future__ import annotations

from kiosk.devices import Outcome
from kiosk.maintenance.history import Happened, past_visit
from kiosk.money import ZERO, Money
from kiosk.visit.events import Event
from kiosk.visit.facts import CopyDelivered, Fact, OrderPaid, SlipIntended, VisitClosed
from kiosk.visit.states import SlipKind
from tests.kiosk.visit.samples import slip

CLOSED = VisitClosed("v1", Money(50), Money(20), Money(30), ZERO, ZERO)
ROWS: tuple[Event | Fact, ...] = (
    OrderPaid("o1", "P1", Money(20), Money(50), 7),
    SlipIntended("s1", SlipKind.RECEIPT, 7),
    slip("s1"),
    SlipIntended("s2", SlipKind.CLAIM, 7),
    slip("other"),
    CopyDelivered("o1", "S1", Outcome.UNKNOWN),
    CLOSED,
)


def told(*items: Event | Fact) -> list[Happened]:
    return [Happened(f"2026-09-20T06:{minute:02d}:00+00:00", item) for minute, item in enumerate(items)]


def test_money_papers_and_slips_are_told() -> None:
    visit = past_visit(told(*ROWS))
    assert visit is not None
    assert (visit.visit_id, visit.receipt_no) == ("v1", 7)
    assert (visit.inserted, visit.paid_out) == (Money(50), Money(30))
    assert [(paper.copy_serial, paper.outcome) for paper in visit.papers] == [("S1", Outcome.UNKNOWN)]
    assert [(s.kind, s.outcome) for s in visit.slips] == [("receipt", Outcome.DELIVERED), ("claim", None)]
    assert visit.ended == "2026-09-20T06:06:00+00:00"


def test_a_visit_without_money_and_one_without_end_are_nothing_to_tell() -> None:
    nothing = VisitClosed("v2", ZERO, ZERO, ZERO, ZERO, ZERO)
    assert past_visit(told(nothing)) is None
    assert past_visit(told(*ROWS[:-1])) is None
    assert past_visit([]) is None
