"""Orders: counter papers, and the rules that need no HTTP."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from sqlalchemy import select

from central.models import Copy, Kiosk, Order
from central.ordering import Placed, UnknownDocument, Wanted, WantedLine, place_order
from central.settings import OWN_CATALOGUE
from kiosk.catalogue import Catalogue
from tests.central.bench import NOW, Bench

COUNTER = """
[[kinds]]
code = "XX-EN"
name_zh = "英文成績單"
name_en = "English Transcript"
delivery = "counter"
most_copies = 10
fees = [{ from = 2025-08-01, amount = 40 }, { from = 2027-08-01, amount = 50 }]
stops = [{ office = "registrar", bring = [{ zh = "護照影本", en = "copy of the passport" }] }]
[kinds.eligible]
statuses = ["enrolled", "extended", "on-leave", "graduated", "withdrawn"]

[offices.registrar]
name_zh = "註冊組"
name_en = "Registration Section"
place_zh = "行政大樓一樓"
place_en = "Administration Building 1F"
hours_zh = "上班時間"
hours_en = "office hours"
"""


def test_counter_papers_are_ordered_and_not_printed(bench: Bench) -> None:
    text = OWN_CATALOGUE.read_text(encoding="utf-8")
    both = tomllib.loads(text)
    more = tomllib.loads(COUNTER)
    both["kinds"] += more["kinds"]
    both["offices"] |= more["offices"]
    services = replace(bench.services, catalogue=Catalogue.parse(both))
    lines = (WantedLine("XX-EN", 2, 40), WantedLine("TR-ZH", 1, 20))
    wanted = Wanted("KIOSK-1-v1-1", "v1", bench.person_id(), lines)
    placed = place_order(services, "KIOSK-1", wanted, NOW)
    assert isinstance(placed, Placed)
    assert placed.order.price == 100
    assert [copy.code for copy in placed.order.copies] == ["TR-ZH"]
    with bench.database.reading() as session:
        order = session.scalars(select(Order)).one()
        assert [(line.code, line.copies, line.fee) for line in order.lines] == [
            ("XX-EN", 2, 40),
            ("TR-ZH", 1, 20),
        ]


def test_one_line_that_cannot_be_had_stops_the_whole_order(bench: Bench) -> None:
    lines = (WantedLine("TR-ZH", 1, 20), WantedLine("XX-ZH", 1, 20))
    wanted = Wanted("KIOSK-1-v1-1", "v1", bench.person_id(), lines)
    assert place_order(bench.services, "KIOSK-1", wanted, NOW) == UnknownDocument("XX-ZH")
    with bench.database.reading() as session:
        assert session.scalars(select(Copy)).all() == []


def test_hash_of_what_is_wanted_covers_everything() -> None:
    wanted = Wanted("o", "v", "p", (WantedLine("TR-ZH", 1, 20),))
    others = [
        replace(wanted, order_id="x"),
        replace(wanted, visit_id="x"),
        replace(wanted, person_id="x"),
        replace(wanted, lines=(WantedLine("TR-ZH", 2, 20),)),
        replace(wanted, lines=(WantedLine("TR-ZH", 1, 21),)),
        replace(wanted, lines=(WantedLine("TR-EN", 1, 20),)),
        replace(wanted, lines=(WantedLine("TR-ZH", 1, 20, "113-1"),)),
        replace(wanted, lines=()),
    ]
    hashes = [wanted.sha256("K1"), wanted.sha256("K2"), *(other.sha256("K1") for other in others)]
    assert len(set(hashes)) == len(hashes)
    assert wanted.sha256("K1") == replace(wanted).sha256("K1")


def test_paper_says_where_it_was_printed(bench: Bench) -> None:
    with bench.database.reading() as session:
        place = session.get_one(Kiosk, "KIOSK-1").place_zh
    assert bench.order().json()["documents"][0]["data"]["paper"]["kiosk"] == place


def test_a_paper_for_each_semester_that_is_chosen(bench: Bench) -> None:
    lines = [
        {"code": "TS-ZH", "copies": 1, "fee": 20, "choice": "112-1"},
        {"code": "TS-ZH", "copies": 2, "fee": 20, "choice": "113-2"},
    ]
    answer = bench.order(lines=lines)
    assert answer.status_code == 201, answer.text
    documents = answer.json()["documents"]
    assert [document["choice"] for document in documents] == ["112-1", "113-2", "113-2"]
    terms = [
        (document["data"]["semester"]["year"], document["data"]["semester"]["term"]) for document in documents
    ]
    assert terms == [(112, 1), (113, 2), (113, 2)]
    assert len({document["copy_serial"] for document in documents}) == 3


def test_without_a_choice_the_newest_semester_is_printed(bench: Bench) -> None:
    answer = bench.order(lines=[{"code": "TS-ZH", "copies": 1, "fee": 20}])
    (document,) = answer.json()["documents"]
    assert document["choice"] == "114-2"
    with bench.database.reading() as session:
        assert session.scalars(select(Copy.choice)).all() == ["114-2"]


@pytest.mark.parametrize(("code", "choice"), [("TS-ZH", "99-1"), ("TR-ZH", "113-1"), ("RK-ZH", "114-2")])
def test_what_nobody_can_choose_is_refused(bench: Bench, code: str, choice: str) -> None:
    answer = bench.order(lines=[{"code": code, "copies": 1, "fee": 20, "choice": choice}])
    assert (answer.status_code, answer.json()) == (404, {"error": "unknown-choice", "code": code})
    with bench.database.reading() as session:
        assert session.scalars(select(Order)).all() == []


def test_the_same_choice_twice_is_no_order(bench: Bench) -> None:
    line = {"code": "TS-ZH", "copies": 1, "fee": 20, "choice": "113-1"}
    assert bench.order(lines=[line, line]).status_code == 422


def test_what_the_machine_cannot_sell_yet_is_refused_with_the_way(bench: Bench) -> None:
    answer = bench.order(lines=[{"code": "TR-EN", "copies": 1, "fee": 40}])
    assert answer.status_code == 403
    assert "護照影本" in answer.json()["why_not_zh"]
    assert "行政大樓 1 樓教務處註冊組" in answer.json()["why_not_zh"]
