"""A central system on a bench: a clock that is set by hand, a client, and a kiosk that writes a journal."""

from __future__ import annotations

import hashlib
import json
import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import delete, update

from central.database import Database
from central.invented import invent
from central.models import Base, Kiosk
from central.record import StudentRecord
from central.services import Services
from central.settings import Settings
from central.trial import Trial, make_trial
from kiosk.codec import encode
from kiosk.visit.facts import Fact

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have another client than the locked one
    from starlette.testclient import TestClient

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)  # ten in the morning in Taiwan
NUMBER, BIRTHDAY = "B11199042", "20040505"
GENESIS = "0" * 64


@dataclass
class SetClock:
    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def passes(self, **time: float) -> None:
        self.moment += timedelta(**time)


@dataclass
class Bench:
    """`answer = bench.post(path, body)` as KIOSK-1, or another kiosk."""

    trial: Trial
    clock: SetClock
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(self.trial.app)

    @property
    def services(self) -> Services:
        return self.trial.services

    @property
    def database(self) -> Database:
        return self.trial.services.database

    def empty(self) -> None:
        """As new: students and kiosks stay, the clock is set back."""
        self.clock.moment = NOW
        kept = {"student", "semester", "course", "transfer", "thesis", "kiosk"}
        with self.database.writing() as session:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name not in kept:
                    session.execute(delete(table))
            fresh = {"acked_seq": 0, "acked_hash": GENESIS, "quarantined_seq": None, "quarantined_at": None}
            session.execute(update(Kiosk).values(fresh))

    def post(self, path: str, body: Any, kiosk: str = "KIOSK-1") -> Any:
        return self.client.post(f"/api/v1/{path}", json=body, headers=self.trial.headers(kiosk))

    def get(self, path: str, kiosk: str = "KIOSK-1") -> Any:
        return self.client.get(f"/api/v1/{path}", headers=self.trial.headers(kiosk))

    def identify(self, number: str = NUMBER, birthday: str = BIRTHDAY, kiosk: str = "KIOSK-1") -> Any:
        return self.post("identify", {"visit_id": "v1", "number": number, "birthday": birthday}, kiosk)

    def person_id(self, number: str = NUMBER, birthday: str = BIRTHDAY) -> str:
        answer = self.identify(number, birthday)
        assert answer.status_code == 200, answer.text
        person_id: str = answer.json()["person"]["person_id"]
        return person_id

    def order(self, order_id: str = "KIOSK-1-v1-1", copies: int = 1, **change: Any) -> Any:
        kiosk = change.pop("kiosk", "KIOSK-1")
        body = {
            "order_id": order_id,
            "visit_id": "v1",
            "person_id": change.pop("person_id", None) or self.person_id(),
            "lines": [{"code": "TR-ZH", "copies": copies, "fee": 20}],
        }
        return self.post("orders", body | change, kiosk)

    def ship(self, rows: list[dict[str, Any]], kiosk: str = "KIOSK-1") -> Any:
        return self.post("journal", {"kiosk": kiosk, "rows": rows}, kiosk)


@cache
def everybody() -> tuple[StudentRecord, ...]:
    """The whole invented university, made once for all tests."""
    return tuple(invent(320, 7))


def make_bench(folder: Path, settings: Settings | None = None, **more: Any) -> Bench:
    """A new one on SQLite, or on what the settings say."""
    clock = SetClock()
    few_tries = {"identify_tries_per_kiosk": 12, "verify_tries": 6}  # so that tests reach the limits soon
    settings = (settings or Settings()).model_copy(update=few_tries)
    more.setdefault("kiosks", ("KIOSK-1", "KIOSK-2"))
    return Bench(make_trial(folder, clock=clock, settings=settings, **more), clock)


@dataclass
class JournalWriter:
    """Writes a kiosk's journal, hashing by itself: what central computes is checked against this."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    visit_id: str = "v1"
    wall_utc: str = "2026-08-03T02:00:00.000Z"

    def tell(self, fact: Fact) -> None:
        """By the kiosk's own encoder."""
        kind, body, personal = encode(fact)
        assert personal == ""
        self.add(kind, **json.loads(body))

    def add(self, kind: str, /, **body: Any) -> dict[str, Any]:
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        last: dict[str, Any] = self.rows[-1] if self.rows else {"seq": 0, "hash": GENESIS}
        row = {
            "seq": last["seq"] + 1,
            "boot_id": "boot-1",
            "mono_ns": 1_000_000 * (last["seq"] + 1),
            "wall_utc": self.wall_utc,
            "clock_quality": "synced",
            "kind": kind,
            "visit_id": self.visit_id,
            "body": text,
            "prev_hash": last["hash"],
        }
        self.rows.append(sealed(row))
        return self.rows[-1]


def sealed(row: dict[str, Any]) -> dict[str, Any]:
    names = (
        "seq",
        "boot_id",
        "mono_ns",
        "wall_utc",
        "clock_quality",
        "kind",
        "visit_id",
        "body",
        "prev_hash",
    )
    text = json.dumps([row[name] for name in names], separators=(",", ":"), ensure_ascii=False)
    return {**row, "hash": hashlib.sha256(text.encode()).hexdigest()}


def written_row() -> dict[str, Any]:
    """A first row that is right."""
    writer = JournalWriter()
    return writer.add("TimerFired", timer="attention")
