"""A trial serves real connections."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import requests

from central.trial import make_trial, serving
from kiosk.central_link import (
    Acknowledged,
    CentralLink,
    Fetched,
    Identified,
    Issued,
    LinkTrouble,
    Quiet,
    Refused,
)
from kiosk.journal import Row
from kiosk.money import Money
from kiosk.visit.states import IdentityProblem, Order, OrderLine
from tests.central.bench import JournalWriter


def test_serves_over_a_real_socket(tmp_path: Path) -> None:
    trial = make_trial(tmp_path, students=1, kiosks=("YT01",))
    body = {"visit_id": "v1", "number": "B11199042", "birthday": "0930505"}
    with serving(trial.app) as base:
        answer = requests.post(
            f"{base}/api/v1/identify", json=body, headers=trial.headers("YT01"), timeout=10
        )
        assert answer.json()["person"]["name_zh"] == "林範例"
        long = requests.post(f"{base}/api/v1/identify", data=b" " * 20_000, timeout=10)
        assert (long.status_code, long.json()) == (413, {"error": "too-long"})


def test_kiosks_own_link_understands_every_answer(tmp_path: Path) -> None:
    """The client that the kiosk uses, against the server that it will meet."""
    trial = make_trial(tmp_path, students=1, kiosks=("YT01",))
    journal = JournalWriter()
    journal.add("Booted", boot_id="b", version="0.1.0")
    with serving(trial.app) as base:
        link = CentralLink(base, "YT01", trial.kiosks["YT01"].api_key, time.monotonic)
        assert link.fetch_claims("v1", "P0", 0) == Fetched((), 0)
        looked = link.ship((), Quiet(0, 0))
        assert isinstance(looked, Acknowledged)
        assert (looked.seq, looked.wanted_claims) == (0, ())
        assert link.identify("v1", "B11199042", "19990101") is IdentityProblem.NO_MATCH
        found = link.identify("v1", "B11199042", "0930505")
        assert isinstance(found, Identified)
        offer = found.offers[0]
        line = OrderLine(offer.code, offer.name_zh, offer.name_en, 2, offer.fee)
        order = Order("YT01-v1-1", (line,))
        issued = link.issue("v1", found.person.person_id, order)
        assert isinstance(issued, Issued)
        assert (issued.price, len(issued.documents)) == (order.price, 2)
        shipped = link.ship([Row(**row) for row in journal.rows])
        assert isinstance(shipped, Acknowledged)
        assert (shipped.seq, shipped.row_hash) == (1, journal.rows[0]["hash"])
        dearer = Order("YT01-v1-2", (replace(line, fee=Money(15)),))
        refused = link.issue("v1", found.person.person_id, dearer)
        assert isinstance(refused, Refused)
        assert (refused.trouble, refused.error) == (LinkTrouble.REFUSED, "fee-changed")
