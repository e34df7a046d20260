"""Two machines that decide as the real ones do, their journals, and the counter, around a central system."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from central.claims import NotPayable, counter_lets_go, counter_pays, counter_wants
from central.models import Alarm, Claim, ClaimDeed
from kiosk.money import Money
from kiosk.visit import claims
from kiosk.visit.events import ClaimsBrought, ClaimsWanted
from kiosk.visit.facts import ClaimIssued, ClaimRedeemed, Fact, Posted
from kiosk.visit.machine import Machine
from kiosk.visit.states import Claim as Owed
from kiosk.visit.states import ClaimReason, OpenClaim
from tests.central.bench import Bench, JournalWriter

A, B = "KIOSK-1", "KIOSK-2"
CLAIM_ID = "KIOSK-1-v1-c1"
KEY = (A, CLAIM_ID)
AMOUNT = 30


@dataclass
class Site:
    """One machine and its wire: `sync` ships what is new, `fetch` asks for what others owe the person."""

    bench: Bench
    name: str
    machine: Machine = field(default_factory=Machine)
    writer: JournalWriter = field(default_factory=JournalWriter)
    acked: int = 0
    paid: int = 0

    def tell(self, *facts: Fact) -> None:
        for fact in facts:
            if not isinstance(fact, Posted):
                self.writer.tell(fact)
        self.machine = claims.kept(self.machine, facts)

    def issues(self, person_id: str, claim_id: str = CLAIM_ID) -> None:
        self.tell(ClaimIssued(claim_id, Money(AMOUNT), ClaimReason.OVERPAID, person_id))

    def happens(self) -> int:
        """Something else that is told; its row."""
        row: int = self.writer.add("TimerFired", timer="attention")["seq"]
        return row

    def pays(self, person_id: str) -> None:
        for owed in claims.owed_to(self.machine, person_id):
            self.tell(ClaimRedeemed(owed.claim_id, owed.amount, "v"))
            self.paid += owed.amount.amount

    def ship(self, again: int = 0, quiet: dict[str, int] | None = None) -> Any:
        """The last `again` rows that are known go once more."""
        rows = self.writer.rows[max(0, self.acked - again) :]
        body = {"kiosk": self.name, "rows": rows} | ({"quiet": quiet} if quiet else {})
        answer = self.bench.post("journal", body, self.name)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def hears(self, answer: Any) -> None:
        self.acked = max(self.acked, answer["acked_seq"])
        if answer["wanted_claims"]:
            self.tell(*claims.wanted(self.machine, ClaimsWanted(tuple(answer["wanted_claims"]))).facts)

    def sync(self) -> list[str]:
        answer = self.ship()
        self.hears(answer)
        wanted: list[str] = answer["wanted_claims"]
        return wanted

    def is_quiet(self) -> dict[str, int]:
        return {"at": len(self.writer.rows), "told": self.acked}

    def asks(self, person_id: str, head: int) -> Any:
        answer = self.bench.post(
            "claims/fetch", {"visit_id": "v1", "person_id": person_id, "head": head}, self.name
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def brings(self, answer: Any) -> None:
        brought = tuple(
            OpenClaim(
                Owed(one["claim_id"], Money(one["amount"]), ClaimReason(one["reason"])), one["person_id"]
            )
            for one in answer["claims"]
        )
        self.tell(*claims.brought(self.machine, ClaimsBrought(brought)).facts)

    def fetch(self, person_id: str) -> Any:
        answer = self.asks(person_id, len(self.writer.rows))
        self.brings(answer)
        return answer


@dataclass
class Desk:
    """Everything that can be done with the one claim."""

    bench: Bench
    person_id: str = field(init=False)
    a: Site = field(init=False)
    b: Site = field(init=False)
    paid: int = 0

    def __post_init__(self) -> None:
        self.person_id = self.bench.person_id()
        self.a, self.b = Site(self.bench, A), Site(self.bench, B)
        self.a.issues(self.person_id)
        self.a.sync()

    @property
    def total_paid(self) -> int:
        return self.paid + self.a.paid + self.b.paid

    def counter_wants(self) -> None:
        with self.bench.database.writing() as session:
            counter_wants(session, KEY, "cashier-1", self.bench.clock.now())

    def counter_lets_go(self) -> None:
        with self.bench.database.writing() as session:
            counter_lets_go(session, KEY, "cashier-1", self.bench.clock.now())

    def counter_pays(self) -> bool:
        try:
            with self.bench.database.writing() as session:
                counter_pays(session, KEY, "cashier-1", self.bench.clock.now())
        except NotPayable:
            return False
        self.paid += AMOUNT
        return True

    def claim(self) -> Claim:
        with self.bench.database.reading() as session:
            return session.get_one(Claim, KEY)

    def deeds(self) -> list[tuple[str, str]]:
        with self.bench.database.reading() as session:
            found = session.scalars(select(ClaimDeed).order_by(ClaimDeed.id))
            return [(deed.deed.value, deed.who) for deed in found]

    def alarms(self) -> list[tuple[str, str]]:
        with self.bench.database.reading() as session:
            return [(alarm.kind, alarm.detail) for alarm in session.scalars(select(Alarm).order_by(Alarm.id))]
