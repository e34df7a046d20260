"""Orders: counter papers, and the rules that need no HTTP."""

from __future__ import annotations

import tomllib
from dataclasses import replace

from sqlalchemy import select

from central.models import Copy, Kiosk, Order
from central.ordering import Placed, UnknownDocument, Wanted, WantedLine, place_order
from central.settings import OWN_CATALOGUE
from kiosk.catalogue import Catalogue
from tests.central.bench import NOW, Bench

COUNTER = """
[[kinds]]
code = "TR-EN"
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
    both["offices"] = more["offices"]
    services = replace(bench.services, catalogue=Catalogue.parse(both))
    lines = (WantedLine("TR-EN", 2, 40), WantedLine("TR-ZH", 1, 20))
    wanted = Wanted("KIOSK-1-v1-1", "v1", bench.person_id(), lines)
    placed = place_order(services, "KIOSK-1", wanted, NOW)
    assert isinstance(placed, Placed)
    assert placed.order.price == 100
    assert [copy.code for copy in placed.order.copies] == ["TR-ZH"]
    with bench.database.reading() as session:
        order = session.scalars(select(Order)).one()
        assert [(line.code, line.copies, line.fee) for line in order.lines] == [
            ("TR-EN", 2, 40),
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
        replace(wanted, lines=()),
    ]
    hashes = [wanted.sha256("K1"), wanted.sha256("K2"), *(other.sha256("K1") for other in others)]
    assert len(set(hashes)) == len(hashes)
    assert wanted.sha256("K1") == replace(wanted).sha256("K1")


def test_paper_says_where_it_was_printed(bench: Bench) -> None:
    with bench.database.reading() as session:
        place = session.get_one(Kiosk, "KIOSK-1").place_zh
    assert bench.order().json()["documents"][0]["data"]["paper"]["kiosk"] == place
