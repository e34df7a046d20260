"""Only a whole, printable paper of the person who stands here can be sold; every mix-up is planted once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kiosk.documents.prepare import (
    PaperProblem,
    PreparedDocument,
    data_hash,
    prepare,
    prepare_order,
)
from kiosk.documents.renderer import Renderer
from kiosk.documents.spool import Spool
from kiosk.visit.states import ChooseProblem, Person

Sample = Callable[[str], dict[str, Any]]
Rendered = Callable[[str], bytes]
LIN = Person("P0123456789abcdef", "B11199042", "林範例")
CASE = "transcript-zh"


def resealed(entry: dict[str, Any]) -> dict[str, Any]:
    entry["data_sha256"] = data_hash(entry["data"])
    return entry


@pytest.fixture
def attempt(renderer: Renderer, characters: frozenset[int]) -> Callable[..., PreparedDocument | PaperProblem]:
    def one(entry: object, person: Person = LIN) -> PreparedDocument | PaperProblem:
        return prepare(entry, person, renderer, characters)

    return one


Attempt = Callable[..., PreparedDocument | PaperProblem]


def test_a_good_paper(attempt: Attempt, issued: Sample, rendered: Rendered, tmp_path: Any) -> None:
    paper = attempt(issued(CASE))
    assert isinstance(paper, PreparedDocument)
    assert (paper.copy_serial, paper.code, paper.person_id, paper.sheets) == (
        "114T0012345",
        CASE,
        LIN.person_id,
        1,
    )
    assert paper.pdf == rendered(CASE)
    assert "PDF" not in repr(paper)
    spool = Spool(tmp_path / "papers")
    spool.put(paper.copy_serial, paper.pdf, paper.sha256)
    assert spool.take(paper.copy_serial) == paper.pdf


def test_the_hash_is_that_of_the_contract() -> None:
    """The expected value is what sha256sum says of {"a":[1,null],"b":"中"} in UTF-8."""
    expected = "85cb385ce58dcb15127664e95c38fba7ecc71a116bb156c2c1c9ec03de606bef"
    assert data_hash({"b": "中", "a": [1, None]}) == expected


@pytest.mark.parametrize(
    ("plant", "detail"),
    [
        (lambda e: e.update(person_id="Pfedcba9876543210"), "person_id"),
        (lambda e: e["holder"].update(name_zh="王樣張"), "holder"),
        (lambda e: e["holder"].update(number="B11199043"), "holder"),
        (lambda e: e["data"]["student"].update(name_zh="王樣張"), "data.student"),
        (lambda e: e["data"]["student"].update(number="B11199043"), "data.student"),
        (lambda e: e["data"]["student"].pop("number"), "data.student"),
        (lambda e: e["data"]["paper"].update(serial="114T0099999"), "data.paper.serial"),
        (lambda e: e["data"]["paper"].update(kind="enrollment-zh"), "data.paper.kind"),
        (lambda e: e["data"]["paper"].update(code="AAAA-AAAA"), "data.paper.check_url"),
        (lambda e: e["data"]["paper"].pop("check_url"), "data.paper.check_url, verify_url"),
        (lambda e: e.update(copy_serial="114T0099999"), "data.paper.serial, data.paper.check_url"),
        (lambda e: e.update(verify_url="HTTPS://VERIFY.YUNTECH.EXAMPLE/V/OTHER/K7QF2M9X/AAAA"), "verify_url"),
        (lambda e: e["data"].update(student=None), "data without student or paper"),
    ],
)
def test_mix_ups_are_caught(
    attempt: Attempt, issued: Sample, plant: Callable[[dict[str, Any]], None], detail: str
) -> None:
    entry = issued(CASE)
    plant(entry)
    assert attempt(resealed(entry)) == PaperProblem(ChooseProblem.PAPER_MISMATCH, detail)


def test_a_changed_mark_is_caught(attempt: Attempt, issued: Sample) -> None:
    entry = issued(CASE)
    entry["data"]["semesters"][0]["courses"][0]["score"] = "99"
    assert attempt(entry) == PaperProblem(ChooseProblem.PAPER_MISMATCH, "data_sha256")


def test_another_visitors_paper(attempt: Attempt, issued: Sample) -> None:
    """All of it is in order, and it is somebody else's."""
    found = attempt(issued("transcript-zh.freshman"))
    assert isinstance(found, PaperProblem)
    assert found.problem == ChooseProblem.PAPER_MISMATCH
    assert "holder" in found.detail
    assert "王" not in found.detail


def test_a_template_that_prints_the_wrong_person(
    issued: Sample, sample: Sample, renderer: Renderer, characters: frozenset[int]
) -> None:
    """The last guard: everything asked for was right, and the file itself names another."""

    class MixedUp(Renderer):
        def render(self, template: str, data: Any) -> bytes:
            return renderer.render(template, sample("transcript-zh.freshman"))

    mixed_up = MixedUp.__new__(MixedUp)
    mixed_up.templates = renderer.templates
    found = prepare(issued(CASE), LIN, mixed_up, characters)
    assert found == PaperProblem(ChooseProblem.PAPER_MISMATCH, "name-not-found on sheet 1")


@pytest.mark.parametrize(
    ("where", "letters", "detail"),
    [
        ("name_zh", "王\U0002c386\U000f0001張\U0002c386", "\U0002c386(U+2C386) (U+F0001)"),
        ("class_zh", "四\u202e資", "(U+202E)"),
        ("department_zh", "資訊\n管理系", "(U+000A)"),
        ("name_en", "שלום", "ש(U+05E9) ל(U+05DC) ו(U+05D5) ם(U+05DD)"),
    ],
)
def test_missing_characters_are_named(
    attempt: Attempt, issued: Sample, where: str, letters: str, detail: str
) -> None:
    entry = issued(CASE)
    entry["data"]["student"][where] = letters
    person = LIN
    if where == "name_zh":
        entry["holder"]["name_zh"] = letters
        person = replace(LIN, name_zh=letters)
    assert attempt(resealed(entry), person) == PaperProblem(ChooseProblem.GLYPH_MISSING, detail)


def test_missing_characters_in_a_course(attempt: Attempt, issued: Sample) -> None:
    entry = issued(CASE)
    entry["data"]["semesters"][3]["courses"][2]["name_zh"] = "\U0002b740學"
    found = attempt(resealed(entry))
    assert isinstance(found, PaperProblem)
    assert found.problem == ChooseProblem.GLYPH_MISSING
    assert "U+2B740" in found.detail


@pytest.mark.parametrize(
    ("plant", "detail"),
    [
        (lambda e: e.pop("data"), "malformed document: data"),
        (lambda e: e.pop("holder"), "malformed document: holder"),
        (lambda e: e.update(copy_serial=7), "malformed document: copy_serial"),
        (lambda e: e.update(copy_serial=""), "malformed document: copy_serial"),
        (lambda e: e.update(data=[]), "malformed document: data"),
        (lambda e: e["holder"].update(number=None), "malformed document: holder.number"),
        (lambda e: e.update(template="style"), "unknown template"),
        (lambda e: e.update(template="../../etc/passwd"), "unknown template"),
        (lambda e: e.update(template="diploma-zh"), "unknown template"),
    ],
)
def test_malformed_entries_are_refused(
    attempt: Attempt, issued: Sample, plant: Callable[[dict[str, Any]], None], detail: str
) -> None:
    entry = issued(CASE)
    plant(entry)
    assert attempt(entry) == PaperProblem(ChooseProblem.REFUSED, detail)


@pytest.mark.parametrize("place", ["name", "value", "copy_serial"])
def test_half_a_character_is_no_crash(attempt: Attempt, issued: Sample, place: str) -> None:
    """JSON can say \\ud800, a surrogate without its other half; UTF-8 cannot."""
    entry = issued(CASE)
    match place:
        case "name":
            entry["data"]["student"]["\ud800"] = ""
        case "value":
            entry["data"]["student"]["class_zh"] = "\ud800"
        case _:
            entry["copy_serial"] = "\ud800"
    found = attempt(resealed(entry))
    assert isinstance(found, PaperProblem)
    assert found.detail in ("(U+D800)", "malformed document: copy_serial")


@pytest.mark.parametrize("entry", [None, 7, "x", [], {}, b"\x00"])
def test_anything_may_arrive(attempt: Attempt, entry: object) -> None:
    found = attempt(entry)
    assert isinstance(found, PaperProblem)
    assert found.problem == ChooseProblem.REFUSED


def test_data_the_template_cannot_set(attempt: Attempt, issued: Sample) -> None:
    entry = issued(CASE)
    entry["data"]["paper"]["issued"] = "林範例"
    found = attempt(resealed(entry))
    assert isinstance(found, PaperProblem)
    assert found.problem == ChooseProblem.REFUSED
    assert found.detail.startswith("template style.typ:")
    assert "林" not in found.detail


def test_an_address_that_is_no_qr_text_is_refused(attempt: Attempt, issued: Sample) -> None:
    entry = issued(CASE)
    entry["verify_url"] = entry["verify_url"] + "/中"
    found = attempt(entry)
    assert isinstance(found, PaperProblem)
    assert found.problem == ChooseProblem.REFUSED


def second_copy(entry: dict[str, Any]) -> dict[str, Any]:
    serial = "114T0012399"
    entry["data"]["paper"]["serial"] = entry["copy_serial"] = serial
    for place, key in ((entry, "verify_url"), (entry["data"]["paper"], "check_url")):
        place[key] = place[key].replace("114T0012345", serial)
    return resealed(entry)


def test_an_order_of_two_copies(issued: Sample, renderer: Renderer, characters: frozenset[int]) -> None:
    entries = [issued(CASE), second_copy(issued(CASE))]
    papers = prepare_order(entries, LIN, {CASE: 2}, renderer, characters)
    assert isinstance(papers, tuple)
    assert [paper.copy_serial for paper in papers] == ["114T0012345", "114T0012399"]
    assert papers[0].sha256 != papers[1].sha256


@pytest.mark.parametrize(
    ("serials", "copies", "detail"),
    [
        (("first",), {CASE: 2}, "not the papers that were ordered"),
        (("first", "second"), {CASE: 1}, "not the papers that were ordered"),
        (("first",), {"enrollment-zh": 1}, "not the papers that were ordered"),
        ((), {CASE: 1}, "not the papers that were ordered"),
        (("first", "first"), {CASE: 2}, "copy serial issued twice"),
    ],
)
def test_exactly_what_was_ordered(
    issued: Sample,
    renderer: Renderer,
    characters: frozenset[int],
    serials: tuple[str, ...],
    copies: dict[str, int],
    detail: str,
) -> None:
    entries = [issued(CASE) if serial == "first" else second_copy(issued(CASE)) for serial in serials]
    found = prepare_order(entries, LIN, copies, renderer, characters)
    assert found == PaperProblem(ChooseProblem.PAPER_MISMATCH, detail)


def test_one_bad_paper_spoils_the_order(
    issued: Sample, renderer: Renderer, characters: frozenset[int]
) -> None:
    found = prepare_order(
        [issued(CASE), issued("transcript-zh.freshman")], LIN, {CASE: 2}, renderer, characters
    )
    assert isinstance(found, PaperProblem)
    assert found.problem == ChooseProblem.PAPER_MISMATCH
