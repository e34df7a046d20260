"""The catalogue: what is read from the file, what is refused, and who may have what."""

from __future__ import annotations

import copy
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue import Catalogue, CatalogueError, Need, Notice, Standing, Status
from kiosk.money import Money
from kiosk.visit.states import Delivery

FILE = Path(__file__).parents[2] / "config" / "catalogue.toml"
EVERYONE = frozenset(Status)


def own_file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def transcript() -> dict[str, Any]:
    kind: dict[str, Any] = own_file()["kinds"][0]
    return kind


# Rows of other kinds as the catalogue will have them, so that the shape is known to carry them.
MORE = tomllib.loads("""
[[kinds]]
code = "DC-CP"
name_zh = "中文學位證書影本加蓋"
name_en = "Certified Copy of Chinese Diploma"
delivery = "counter"
most_copies = 99
note_zh = "英文學位證書不受理影本。"
note_en = "Not for English diplomas."
fees = [{ from = 2025-08-01, amount = 10 }, { from = 2026-08-01, amount = 15 }]
[kinds.eligible]
statuses = ["graduated"]
otherwise = "graduates-only"
otherwise_for = { withdrawn = "attendance-instead" }
[[kinds.stops]]
office = "registrar"
bring = [{ zh = "收據", en = "receipt" }, { zh = "學位證書正本", en = "original diploma" }]
[[kinds.stops]]
office = "documents"

[[kinds]]
code = "EN-EN"
name_zh = "英文在學證明"
name_en = "English Certificate of Enrollment"
delivery = "counter"
most_copies = 5
fees = [{ from = 2025-08-01, amount = 20 }]
stops = [{ office = "registrar", bring = [{ zh = "護照影本", en = "copy of the passport" }] }]
[kinds.eligible]
statuses = ["enrolled", "extended"]
otherwise = "graduates-only"
needs = [
  { need = "registered", otherwise = "not-registered" },
  { need = "english-name", otherwise = "no-name" },
]

[refusals]
graduates-only = { zh = "限畢業生。", en = "Graduates only." }
attendance-instead = { zh = "請改申請修業證明書。", en = "Ask for the certificate of attendance." }
not-registered = { zh = "本學期尚未註冊。", en = "Not registered for this semester." }
no-name = { zh = "沒有英文姓名。", en = "No English name on file." }

[offices.registrar]
name_zh = "註冊組"
name_en = "Registration Section"
place_zh = "行政大樓一樓"
place_en = "Administration Building 1F"
hours_zh = "09:00–17:00"
hours_en = "09:00–17:00"
phone = "05-5342601"
[offices.documents]
name_zh = "文書組"
name_en = "Documents Section"
place_zh = "行政大樓"
place_en = "Administration Building"
hours_zh = "上班時間"
hours_en = "office hours"
""")


def test_own_file_sells_the_transcript_at_once() -> None:
    catalogue = Catalogue.parse(own_file())
    kind = catalogue.kind("TR-ZH")
    assert kind is not None
    assert (kind.delivery, kind.template, kind.most_copies) == (Delivery.PRINTED_NOW, "transcript-zh", 10)
    assert kind.fee_on(date(2026, 1, 26)) == Money(20)
    assert kind.warns == (Notice.MISSING_GRADES,)


def test_all_rows_of_the_registrars_list_are_there() -> None:
    """The fourteen of the FAQ and of other schools' machines; the transcript with and without ranks."""
    kinds = Catalogue.parse(own_file()).kinds
    by_delivery = {way: [kind.code for kind in kinds if kind.delivery is way] for way in Delivery}
    assert by_delivery == {
        Delivery.PRINTED_NOW: ["TR-ZH", "TR-ZH-R", "TS-ZH", "RK-ZH", "EN-ZH", "EN-EN", "PG-ZH"],
        Delivery.COUNTER: ["TR-EN", "DG-ZH", "DG-EN", "DC-CP", "SC-RE", "WD-ZH", "SE-EN"],
        Delivery.MAIL: ["SL-PAY"],
    }


def test_no_fee_is_passed_off_as_the_universitys() -> None:
    for kind in Catalogue.parse(own_file()).kinds:
        assert "fees" in kind.assumed


def test_what_the_machine_cannot_sell_yet_says_what_to_bring_and_where() -> None:
    catalogue = Catalogue.parse(own_file())
    for kind in catalogue.kinds:
        if kind.delivery is Delivery.PRINTED_NOW:
            assert kind.closed is None
            continue
        assert kind.closed is not None
        words = catalogue.refusals[kind.closed]
        assert "{bring}" in words.zh
        assert "{where}" in words.en
        assert any(stop.bring for stop in kind.stops)


def test_an_assumption_about_no_field_is_a_mistake() -> None:
    data = own_file()
    data["kinds"][0]["assumed"] = ["fees", "colour"]
    with pytest.raises(CatalogueError, match="'assumed' names no field: colour"):
        Catalogue.parse(data)


def test_closed_for_everybody_comes_after_the_persons_own_reason() -> None:
    catalogue = Catalogue.parse(own_file())
    kind = catalogue.kind("DG-ZH")
    assert kind is not None
    refusals = [catalogue.why_not(kind, Standing(status)) for status in (Status.ENROLLED, Status.GRADUATED)]
    assert [refusal[0] for refusal in refusals if refusal] == ["graduates-only", "counter-only"]


def test_shape_carries_counter_papers() -> None:
    catalogue = Catalogue.parse(MORE)
    copied, enrolment = catalogue.kinds
    assert [stop.office for stop in copied.stops] == ["registrar", "documents"]
    assert copied.stops[0].bring[1].zh == "學位證書正本"
    assert enrolment.template == ""


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (Status.GRADUATED, None),
        (Status.ENROLLED, "graduates-only"),
        (Status.ON_LEAVE, "graduates-only"),
        (Status.WITHDRAWN, "attendance-instead"),
    ],
)
def test_refusal_is_the_best_one_for_the_status(status: Status, key: str | None) -> None:
    catalogue = Catalogue.parse(MORE)
    refusal = catalogue.why_not(catalogue.kinds[0], Standing(status))
    assert (None if refusal is None else refusal[0]) == key


def test_needs_are_asked_in_order_and_in_words() -> None:
    catalogue = Catalogue.parse(MORE)
    kind = catalogue.kinds[1]
    registered = Standing(Status.ENROLLED, frozenset({Need.REGISTERED}))
    both = Standing(Status.ENROLLED, frozenset({Need.REGISTERED, Need.ENGLISH_NAME}))
    first = catalogue.why_not(kind, Standing(Status.ENROLLED))
    assert first is not None
    assert first[0] == "not-registered"
    assert first[1].zh == "本學期尚未註冊。"
    second = catalogue.why_not(kind, registered)
    assert second is not None
    assert second[0] == "no-name"
    assert catalogue.why_not(kind, both) is None


@given(status=st.sampled_from(Status), facts=st.frozensets(st.sampled_from(Need)))
def test_everyone_gets_it_or_is_told_why_in_both_languages(status: Status, facts: frozenset[Need]) -> None:
    for data in (own_file(), MORE):
        catalogue = Catalogue.parse(data)
        for kind in catalogue.kinds:
            refusal = catalogue.why_not(kind, Standing(status, facts))
            if refusal is None:
                assert status in kind.eligible.statuses
                assert {requirement.need for requirement in kind.eligible.needs} <= facts
            else:
                assert refusal[1].zh
                assert refusal[1].en


@pytest.mark.parametrize(
    ("day", "fee"),
    [
        (date(2025, 7, 31), None),
        (date(2025, 8, 1), Money(10)),
        (date(2026, 7, 31), Money(10)),
        (date(2026, 8, 1), Money(15)),
        (date(2040, 1, 1), Money(15)),
    ],
)
def test_fee_follows_its_start_date(day: date, fee: Money | None) -> None:
    assert Catalogue.parse(MORE).kinds[0].fee_on(day) == fee


def broken(place: str, value: Any) -> dict[str, Any]:
    """The file with one thing changed; a dotted place, None removes it."""
    data = copy.deepcopy(own_file())
    *path, last = place.split(".")
    inner: Any = data
    for part in path:
        inner = inner[int(part)] if part.isdigit() else inner[part]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return data


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("colour", "red", "colour: unknown key"),
        ("kinds.0.prise", 3, r"kinds\[0\].prise: unknown key"),
        ("kinds.0.fees.0.amuont", 3, r"kinds\[0\].fees\[0\].amuont: unknown key"),
        ("kinds.0.fees.0.amount", -1, r"fees\[0\].amount"),
        ("kinds.0.fees.0.amount", 2.5, r"fees\[0\].amount"),
        ("kinds.0.fees.0.amount", True, r"fees\[0\].amount"),
        ("kinds.0.fees.0.from", "soon", r"fees\[0\].from"),
        ("kinds.0.fees", [], "at least one fee"),
        ("kinds.0.most_copies", 0, "most_copies"),
        ("kinds.0.code", "tr zh", "code"),
        ("kinds.0.template", None, "printed-now needs a template"),
        ("kinds.0.delivery", "counter", "counter needs at least one stop"),
        ("kinds.0.eligible.statuses", ["enrolled"], "no refusal for"),
        ("kinds.0.eligible.statuses", [], "nobody could have it"),
        ("kinds.0.eligible.needs", [{"need": "luck", "otherwise": "no-grades"}], "need"),
        ("kinds.0.eligible.otherwise_for", {"enrolled": "no-grades"}, "names eligible statuses"),
        ("refusals", {}, r"TR-ZH refers to no-grades, which \[refusals\] does not have"),
        ("warnings", {}, r"TR-ZH refers to missing-grades, which \[warnings\] does not have"),
        ("kinds", [], "nothing to sell"),
        ("kinds", [transcript(), transcript()], "code used twice: TR-ZH"),
        ("refusals.no-grades.en", None, "refusals.no-grades.en"),
    ],
)
def test_mistake_in_the_file_is_named(place: str, value: Any, words: str) -> None:
    with pytest.raises(CatalogueError, match=words):
        Catalogue.parse(broken(place, value))


def test_fees_out_of_order_and_unknown_office_are_named() -> None:
    data = copy.deepcopy(MORE)
    data["kinds"][0]["fees"].reverse()
    with pytest.raises(CatalogueError, match="ordered by their start date"):
        Catalogue.parse(data)
    data = copy.deepcopy(MORE)
    del data["offices"]["documents"]
    with pytest.raises(CatalogueError, match=r"DC-CP refers to documents, which \[offices\] does not have"):
        Catalogue.parse(data)


def test_one_mistake_gives_one_line() -> None:
    with pytest.raises(CatalogueError) as caught:
        Catalogue.parse(broken("kinds.0.fees.0.amuont", 3))
    assert str(caught.value) == "catalogue: kinds[0].fees[0].amuont: unknown key"
