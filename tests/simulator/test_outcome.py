from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image

from kiosk.journal import Journal
from kiosk.slips.claim_code import claim_code
from simulator.central_view import ClaimSeen, CopySeen, OrderSeen, Seen, VisitSeen
from simulator.outcome import Evidence, RowTold, address_on, broken_promises, chain_holds, told
from simulator.scenario import SCENARIOS, Fault

KEY = "ab" * 32
VISIT, ORDER, SERIAL = "YT01-1-1", "YT01-1-1-o1", "115T0000001"
ADDRESS = f"HTTPS://VERIFY.EXAMPLE/V/{SERIAL}/ABCDEFGH"
GOOD = SCENARIOS[Fault.NONE]


def row(kind: str, /, **body: Any) -> RowTold:
    return kind, VISIT, json.dumps(body)


def bought(inserted: int = 20, price: int = 20) -> list[RowTold]:
    over = inserted - price
    rows = [
        row("CoinsRead", credits=[{"value": inserted}]),
        row("OrderPaid", order_id=ORDER, price=price, inserted=inserted, receipt_no=7),
        row("SlipIntended", kind="receipt"),
        row("CopyDelivered", copy_serial=SERIAL, outcome="delivered"),
    ]
    if over:
        rows.append(row("ClaimIssued", claim_id=f"{VISIT}-c1", amount=over, reason="overpaid"))
    return [*rows, row("VisitClosed", inserted=inserted, price=price, owed=over, paid_out=0, suspense=0)]


def evidence(rows: list[RowTold] | None = None, claims: tuple[ClaimSeen, ...] = ()) -> Evidence:
    story = told(bought() if rows is None else rows, KEY)
    order = OrderSeen(ORDER, VISIT, "B1", 20, "delivered", 7, (CopySeen(SERIAL, "delivered"),))
    seen = Seen(9, False, (), (order,), claims, (VisitSeen(VISIT, story.inserted, True),))
    return Evidence(story, seen, (ADDRESS,), [story.inserted], chain_verified=True)


def test_a_visit_that_went_well_breaks_nothing() -> None:
    assert broken_promises(evidence(), GOOD) == []


def test_reads_the_last_visit_of_several() -> None:
    before = [
        ("VisitClosed", "YT01-1-0", json.dumps({"inserted": 5, "owed": 5, "paid_out": 0, "suspense": 0}))
    ]
    story = told([*before, *bought()], KEY)
    assert (story.visit_id, story.price, story.inserted, story.receipt_no) == (VISIT, 20, 20, 7)
    assert story.delivered


def test_a_claim_has_the_code_that_stands_on_its_slip() -> None:
    story = told(bought(inserted=50), KEY)
    [claim] = story.claims
    assert (claim.amount, claim.reason) == (30, "overpaid")
    assert claim.code == claim_code(bytes.fromhex(KEY), f"{VISIT}-c1")


def test_the_last_word_on_a_copy_counts() -> None:
    rows = bought()
    rows.insert(3, row("CopyDelivered", copy_serial=SERIAL, outcome="not-delivered"))
    assert told(rows, KEY).delivered
    rows.insert(5, row("CopyDelivered", copy_serial=SERIAL, outcome="unknown"))
    assert not told(rows, KEY).delivered


def test_money_that_is_not_accounted_for_is_seen() -> None:
    rows = bought(inserted=50)
    rows = [one for one in rows if one[0] != "ClaimIssued"]
    assert any("accounted for" in words for words in broken_promises(evidence(rows), GOOD))


def test_a_claim_that_central_does_not_know_is_seen() -> None:
    found = broken_promises(evidence(bought(inserted=50)), GOOD)
    assert found == ["claims of 30, central knows 0"]
    known = (ClaimSeen(f"{VISIT}-c1", 30, "overpaid", "open"),)
    assert broken_promises(evidence(bought(inserted=50), known), GOOD) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"chain_verified": False}, "chain"),
        ({"coins": [10]}, "coins"),
        ({"addresses": ()}, "not in the tray"),
        ({"addresses": ("",)}, "cannot be read"),
        ({"addresses": (ADDRESS, ADDRESS)}, "printed twice"),
    ],
)
def test_each_thing_that_is_wrong_is_seen(wrong: dict[str, Any], words: str) -> None:
    assert any(words in found for found in broken_promises(replace(evidence(), **wrong), GOOD))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"orders": ()}, "0 times"),
        ({"visits": ()}, "balanced"),
        ({"visits": (VisitSeen(VISIT, 20, False),)}, "balanced"),
        ({"alarms": ("unbalanced",)}, "alarm"),
        ({"quarantined": True}, "quarantined"),
    ],
)
def test_each_thing_that_central_has_wrong_is_seen(wrong: dict[str, Any], words: str) -> None:
    good = evidence()
    seen = replace(good.seen, **wrong)
    found = broken_promises(replace(good, seen=seen), GOOD)
    assert any(words in one or "raised" in one for one in found)


def test_an_order_that_stays_paid_at_central_is_seen() -> None:
    good = evidence()
    paid = replace(good.seen.orders[0], state="paid")
    found = broken_promises(replace(good, seen=replace(good.seen, orders=(paid,))), GOOD)
    assert found == ["central does not know of the delivery"]


def test_a_visit_left_open_is_seen() -> None:
    assert "the visit was not closed" in broken_promises(evidence(bought()[:-1]), GOOD)


def test_a_delivery_where_none_was_promised_is_seen() -> None:
    assert broken_promises(evidence(), SCENARIOS[Fault.PAPER_OUT]) == ["delivered is True"]


def test_the_address_is_read_from_the_paper_itself() -> None:
    picture, paper = io.BytesIO(), io.BytesIO()
    segno.make_qr(ADDRESS).save(picture, kind="png", scale=4)
    Image.open(picture).convert("RGB").save(paper, "PDF", resolution=150)
    assert address_on(paper.getvalue()) == ADDRESS
    blank = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(blank, "PDF")
    assert address_on(blank.getvalue()) == ""


def test_a_chain_holds_until_a_byte_is_changed(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    Journal(file, "boot").close()
    assert chain_holds(file)
    file.write_bytes(b"no database at all" * 100)
    assert not chain_holds(file)
