"""POST and GET /api/v1/orders."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select, update

from central.models import Copy, Order, Student
from tests.central.bench import Bench


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def rows_of(bench: Bench) -> tuple[int, int]:
    """How many orders and copies there are."""
    with bench.database.reading() as session:
        orders = session.scalar(select(func.count()).select_from(Order))
        copies = session.scalar(select(func.count()).select_from(Copy))
    return orders or 0, copies or 0


def test_issues_one_document_per_copy(bench: Bench) -> None:
    person_id = bench.person_id()
    answer = bench.order(copies=3, person_id=person_id)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["order_id"], body["state"], body["price"]) == ("KIOSK-1-v1-1", "issued", 60)
    assert [document["copy_serial"] for document in body["documents"]] == [
        "115T0000001",
        "115T0000002",
        "115T0000003",
    ]
    assert len({document["verify_url"] for document in body["documents"]}) == 3
    for document in body["documents"]:
        assert document["code"] == "TR-ZH"
        assert document["person_id"] == person_id
        assert document["holder"] == {"number": "B11199042", "name_zh": "林範例"}
        assert document["template"] == "transcript-zh"
        assert hashlib.sha256(canonical(document["data"])).hexdigest() == document["data_sha256"]
        paper = document["data"]["paper"]
        assert paper["serial"] == document["copy_serial"]
        assert paper["issued"] == "2026-08-03"
        assert paper["specimen"] is True
        assert paper["kiosk"] == "行政大樓門口 2 號機"
        assert paper["check_site"] == "verify.yuntech.example"
        code = paper["code"].replace("-", "")
        assert paper["check_url"] == f"HTTPS://VERIFY.YUNTECH.EXAMPLE/V/{paper['serial']}/{code}"
        assert document["verify_url"] == f"{paper['check_url']}/{document['payload']}"
        assert set(document["verify_url"]) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
        assert document["data"]["student"]["number"] == "B11199042"


def test_serials_run_on_without_gaps_per_academic_year(bench: Bench) -> None:
    bench.order("KIOSK-1-v1-1", copies=2)
    bench.order("KIOSK-1-v1-2", lines=[{"code": "TR-ZH", "copies": 1, "fee": 21}])
    bench.order("KIOSK-1-v2-1")
    bench.clock.passes(days=-10)  # 24 July 2026: still academic year 114
    bench.order("KIOSK-1-v3-1")
    with bench.database.reading() as session:
        serials = session.scalars(select(Copy.serial).order_by(Copy.serial)).all()
    assert serials == ["114T0000001", "115T0000001", "115T0000002", "115T0000003"]


# ---- Idempotence ------------------------------------------------------------------------------------


def test_same_order_again_gives_the_same_papers(bench: Bench) -> None:
    person_id = bench.person_id()
    first = bench.order(copies=2, person_id=person_id)
    bench.clock.passes(hours=2)
    again = bench.order(copies=2, person_id=person_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert rows_of(bench) == (1, 2)


def test_same_order_again_is_answered_even_when_it_would_be_refused_now(bench: Bench) -> None:
    person_id = bench.person_id()
    first = bench.order(person_id=person_id)
    with bench.database.writing() as session:
        session.execute(update(Student).where(Student.person_id == person_id).values(person_id="P0"))
    try:
        assert bench.order("KIOSK-1-v1-2", person_id=person_id).status_code == 404
        again = bench.order(person_id=person_id)
    finally:
        with bench.database.writing() as session:
            session.execute(update(Student).where(Student.person_id == "P0").values(person_id=person_id))
    assert (again.status_code, again.json()["price"]) == (200, 20)
    data = [answer.json()["documents"][0]["data"] for answer in (first, again)]
    assert data[0] == data[1]


@pytest.mark.parametrize(
    "change",
    [
        {"lines": [{"code": "TR-ZH", "copies": 2, "fee": 20}]},
        {"visit_id": "v2"},
        {"kiosk": "KIOSK-2"},
    ],
)
def test_same_id_for_something_else_is_refused(bench: Bench, change: dict[str, Any]) -> None:
    bench.order()
    answer = bench.order(**change)
    assert (answer.status_code, answer.json()) == (409, {"error": "different-body"})
    assert rows_of(bench) == (1, 1)


def test_same_id_for_somebody_else_is_refused(bench: Bench) -> None:
    other = bench.person_id("B11199043", "20040606")
    bench.order()
    assert bench.order(person_id=other).json() == {"error": "different-body"}


def test_same_order_at_the_same_moment_is_issued_once(bench: Bench) -> None:
    person_id = bench.person_id()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: bench.order(copies=2, person_id=person_id), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.content for answer in answers}) == 1
    assert rows_of(bench) == (1, 2)


def test_orders_of_two_kiosks_at_the_same_moment_share_no_serial(bench: Bench) -> None:
    person_id = bench.person_id()

    def order(place: int) -> list[str]:
        kiosk = f"KIOSK-{place % 2 + 1}"
        answer = bench.order(f"{kiosk}-{place}", copies=2, person_id=person_id, kiosk=kiosk)
        assert answer.status_code == 201, answer.text
        return [document["copy_serial"] for document in answer.json()["documents"]]

    with ThreadPoolExecutor(6) as pool:
        serials = sorted(serial for two in pool.map(order, range(10)) for serial in two)
    assert serials == [f"115T{number:07d}" for number in range(1, 21)]


# ---- Refusals ----------------------------------------------------------------------------------------


def test_changed_fee_is_refused_and_named(bench: Bench) -> None:
    answer = bench.order(lines=[{"code": "TR-ZH", "copies": 1, "fee": 15}])
    assert answer.status_code == 409
    assert answer.json() == {"error": "fee-changed", "code": "TR-ZH", "fee": 20}
    assert rows_of(bench) == (0, 0)


def test_who_may_not_have_it_is_told_why(bench: Bench) -> None:
    person_id = bench.person_id("B11499053", "20070909")
    answer = bench.order(person_id=person_id)
    assert answer.status_code == 403
    body = answer.json()
    assert (body["error"], body["code"]) == ("not-eligible", "TR-ZH")
    assert "註冊組" in body["why_not_zh"]
    assert "Registration Section" in body["why_not_en"]
    assert rows_of(bench) == (0, 0)


def test_too_many_copies_unknown_person_and_document(bench: Bench) -> None:
    many = bench.order(copies=11)
    assert (many.status_code, many.json()["error"]) == (403, "not-eligible")
    assert "10" in many.json()["why_not_zh"]
    nobody = bench.order(person_id="P0000000000000000")
    assert (nobody.status_code, nobody.json()) == (404, {"error": "unknown-person"})
    nothing = bench.order(lines=[{"code": "XX-ZH", "copies": 1, "fee": 20}])
    assert (nothing.status_code, nothing.json()) == (404, {"error": "unknown-document", "code": "XX-ZH"})
    assert rows_of(bench) == (0, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"lines": []},
        {"lines": [{"code": "TR-ZH", "copies": 0, "fee": 20}]},
        {"lines": [{"code": "TR-ZH", "copies": True, "fee": 20}]},
        {"lines": [{"code": "TR-ZH", "copies": 1, "fee": 20.0}]},
        {"lines": [{"code": "TR-ZH", "copies": 1, "fee": 10**30}]},
        {"lines": [{"code": "TR-ZH", "copies": 1, "fee": 20}] * 2},
        {"lines": [{"code": "TR-ZH", "copies": 1, "fee": 20, "discount": 20}]},
        {"order_id": ""},
        {"order_id": "a/b"},
        {"order_id": "x" * 101},
        {"person_id": "P\x00"},
        {"surprise": 1},
    ],
)
def test_malformed_order_is_refused(sqlite_bench: Bench, change: dict[str, Any]) -> None:
    answer = sqlite_bench.order(**change)
    assert (answer.status_code, answer.json()) == (422, {"error": "malformed"})


# ---- How an order stands -----------------------------------------------------------------------------


def test_order_can_be_asked_for_by_its_kiosk_only(bench: Bench) -> None:
    bench.order(copies=2)
    answer = bench.get("orders/KIOSK-1-v1-1")
    assert answer.status_code == 200
    assert answer.json() == {
        "order_id": "KIOSK-1-v1-1",
        "state": "issued",
        "price": 40,
        "receipt_no": None,
        "copies": [
            {"copy_serial": "115T0000001", "code": "TR-ZH", "state": "issued"},
            {"copy_serial": "115T0000002", "code": "TR-ZH", "state": "issued"},
        ],
    }
    for order_id, kiosk in (("KIOSK-1-v1-1", "KIOSK-2"), ("KIOSK-1-v9-9", "KIOSK-1")):
        other = bench.get(f"orders/{order_id}", kiosk)
        assert (other.status_code, other.json()) == (404, {"error": "unknown-order"})


def test_order_that_nobody_pays_expires(bench: Bench) -> None:
    bench.order()
    bench.clock.passes(hours=72)
    assert bench.get("orders/KIOSK-1-v1-1").json()["state"] == "issued"
    bench.clock.passes(seconds=1)
    assert bench.get("orders/KIOSK-1-v1-1").json()["state"] == "expired"
