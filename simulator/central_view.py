"""What central has made of the kiosk's journal, read from its database; it is not asked and not told."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from central.database import Database
from central.models import Alarm, Claim, Journal, Kiosk, Order, Visit


@dataclass(frozen=True, slots=True)
class CopySeen:
    copy_serial: str
    state: str


@dataclass(frozen=True, slots=True)
class OrderSeen:
    order_id: str
    visit_id: str
    number: str
    price: int
    state: str
    receipt_no: int | None
    copies: tuple[CopySeen, ...]


@dataclass(frozen=True, slots=True)
class ClaimSeen:
    claim_id: str
    amount: int
    reason: str
    state: str


@dataclass(frozen=True, slots=True)
class VisitSeen:
    visit_id: str
    inserted: int
    balanced: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """Newest first."""

    acked_seq: int
    quarantined: bool
    alarms: tuple[str, ...]
    orders: tuple[OrderSeen, ...]
    claims: tuple[ClaimSeen, ...]
    visits: tuple[VisitSeen, ...]


class CentralView:
    """One central system's database, of one kiosk."""

    def __init__(self, database: Path, kiosk_id: str) -> None:
        self._database = Database(f"sqlite:///{database}")
        self._kiosk_id = kiosk_id

    def close(self) -> None:
        self._database.dispose()

    def look(self, most: int = 20) -> Seen:
        """The newest `most` of each. Raises DBAPIError while there is no such database."""
        with self._database.reading() as session:
            kiosk = session.get_one(Kiosk, self._kiosk_id)
            orders = session.scalars(
                select(Order)
                .where(Order.kiosk_id == self._kiosk_id)
                .order_by(Order.created_at.desc())
                .limit(most)
            )
            claims = session.scalars(
                select(Claim).where(Claim.kiosk_id == self._kiosk_id).order_by(Claim.seq.desc()).limit(most)
            )
            visits = session.scalars(
                select(Visit).where(Visit.kiosk_id == self._kiosk_id).order_by(Visit.seq.desc()).limit(most)
            )
            alarms = session.scalars(
                select(Alarm.kind).where(Alarm.kiosk_id == self._kiosk_id).order_by(Alarm.id)
            )
            return Seen(
                kiosk.acked_seq,
                kiosk.quarantined_seq is not None,
                tuple(alarms),
                tuple(_order(order) for order in orders),
                tuple(ClaimSeen(c.claim_id, c.amount, c.reason, c.state) for c in claims),
                tuple(VisitSeen(v.visit_id, v.inserted, v.balanced) for v in visits),
            )

    def rows(self) -> list[tuple[str, str, str]]:
        """Kind, visit and body of every journal row that has arrived, oldest first."""
        with self._database.reading() as session:
            chosen = select(Journal.kind, Journal.visit_id, Journal.body)
            mine = chosen.where(Journal.kiosk_id == self._kiosk_id).order_by(Journal.seq)
            return [(kind, visit_id, body) for kind, visit_id, body in session.execute(mine)]

    def as_json(self) -> dict[str, object] | None:
        """For the panel: None when there is nothing to read."""
        try:
            seen = self.look()
        except DBAPIError:
            return None
        return {**asdict(seen), "alarms": len(seen.alarms)}


def _order(order: Order) -> OrderSeen:
    return OrderSeen(
        order.order_id,
        order.visit_id,
        order.student.number,
        order.price,
        order.state.value,
        order.receipt_no,
        tuple(CopySeen(copy.serial, copy.state.value) for copy in order.copies),
    )
