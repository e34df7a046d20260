"""What one person may buy, and why not the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from central.invented import invent
from central.offers import Offered, offers_for, standing_of
from central.record import Remark, StudentRecord
from central.settings import OWN_CATALOGUE, load_catalogue
from kiosk.catalogue import Need, Status
from kiosk.money import Money

CATALOGUE = load_catalogue(OWN_CATALOGUE)
DAY = date(2026, 1, 26)
BY_NUMBER = {record.number: record for record in invent(20, 7)}


def offer_of(code: str, record: StudentRecord) -> Offered:
    (found,) = (offer for offer in offers_for(CATALOGUE, record, DAY) if offer.kind.code == code)
    return found


def test_facts_follow_from_the_record() -> None:
    assert standing_of(BY_NUMBER["B11199042"]).facts == {
        Need.GRADES,
        Need.PUBLISHED,
        Need.REGISTERED,
        Need.RANK_PUBLISHED,
        Need.ENGLISH_NAME,
        Need.FINAL_YEAR,
        Need.CREDITS_NEEDED,
    }
    assert standing_of(BY_NUMBER["B11499053"]).facts == {
        Need.REGISTERED,
        Need.ENGLISH_NAME,
        Need.CREDITS_NEEDED,
    }
    assert Need.ENGLISH_NAME not in standing_of(BY_NUMBER["B11199058"]).facts
    assert Need.RANK_PUBLISHED not in standing_of(BY_NUMBER["B11299052"]).facts
    assert Need.FINAL_YEAR not in standing_of(BY_NUMBER["B10999018"]).facts  # has graduated


@pytest.mark.parametrize("status", Status)
def test_transcript_may_be_had_in_every_state_with_grades(status: Status) -> None:
    offer = offer_of("TR-ZH", replace(BY_NUMBER["B11199042"], status=status))
    assert (offer.kind.code, offer.fee, offer.refusal) == ("TR-ZH", Money(20), "")


def test_without_grades_it_is_shown_with_the_reason() -> None:
    offer = offer_of("TR-ZH", BY_NUMBER["B11499053"])
    assert offer.refusal == "no-grades"
    assert offer.refusal_zh == CATALOGUE.refusals["no-grades"].zh
    assert offer.refusal_en == CATALOGUE.refusals["no-grades"].en


def test_not_shown_before_it_is_on_sale() -> None:
    assert offers_for(CATALOGUE, BY_NUMBER["B11199042"], date(2025, 7, 31)) == []


def test_missing_grades_are_counted_and_named() -> None:
    offer = offer_of("TR-ZH", BY_NUMBER["B11299052"])
    assert offer.note_zh.startswith("尚有 3 科成績未送：114-2 ")
    assert offer.note_en.startswith("3 grade(s) not in yet, so not on it: 114-2 ")
    assert "{" not in offer.note_zh + offer.note_en


def test_a_long_list_of_missing_grades_ends_in_dots() -> None:
    record = BY_NUMBER["B11299052"]
    last = record.semesters[-1]
    more = replace(record, semesters=(*record.semesters[:-1], replace(last, courses=last.courses * 2)))
    offer = offer_of("TR-ZH", more)
    assert offer.note_zh.startswith("尚有 6 科")
    assert "…" in offer.note_zh


def test_nothing_is_said_when_nothing_is_missing() -> None:
    offer = offer_of("TR-ZH", BY_NUMBER["B11199042"])
    assert (offer.note_zh, offer.note_en) == ("", "")


DEGREES = ("DG-ZH", "DG-EN", "DC-CP")
NOT_YET = {"TR-EN": "counter-only", "SE-EN": "counter-only", "SL-PAY": "slip-only"}
STUDYING = (
    NOT_YET | dict.fromkeys(DEGREES, "graduates-only") | {"SC-RE": "counter-only", "WD-ZH": "withdrawn-only"}
)
NOT_STUDYING = ("EN-ZH", "EN-EN", "PG-ZH", "SC-RE")
GONE = ("TR-ZH", "TR-ZH-R", "TS-ZH", "TR-EN", "WD-ZH", "SE-EN")

# What each of these people may not have, and why; everything else they may.
REFUSED = {
    "B11199042": STUDYING,  # in the fourth year, all grades there
    "B11299052": STUDYING  # in the third year, three grades missing
    | {"TR-ZH-R": "no-rank", "RK-ZH": "no-rank", "PG-ZH": "not-final-year"},
    "B10999018": NOT_YET  # graduated
    | dict.fromkeys(DEGREES, "counter-only")
    | dict.fromkeys(NOT_STUDYING, "graduated-already")
    | {"WD-ZH": "withdrawn-only"},
    "B11299055": STUDYING  # on leave
    | dict.fromkeys(NOT_STUDYING, "on-leave"),
    "B11499057": {"SL-PAY": "slip-only", "RK-ZH": "rank-withdrawn"}  # withdrawn before any grade
    | dict.fromkeys(GONE, "no-grades")
    | dict.fromkeys(NOT_STUDYING, "not-enrolled")
    | dict.fromkeys(DEGREES, "attendance-instead"),
    "B11199058": STUDYING  # no English name on file
    | {"EN-EN": "no-english-name", "TR-EN": "no-english-name"},
}


@pytest.mark.parametrize("number", REFUSED)
def test_who_may_not_have_what_and_why(number: str) -> None:
    offers = offers_for(CATALOGUE, BY_NUMBER[number], DAY)
    assert len(offers) == 15
    assert {offer.kind.code: offer.refusal for offer in offers if offer.refusal} == REFUSED[number]


@pytest.mark.parametrize("number", BY_NUMBER)
def test_every_sentence_is_whole_says_where_to_go_and_fits_the_kiosk(number: str) -> None:
    for offer in offers_for(CATALOGUE, BY_NUMBER[number], DAY):
        for words in (offer.refusal_zh, offer.refusal_en, offer.note_zh, offer.note_en):
            assert "{" not in words
            assert len(words) <= 500  # kiosk/central_link.py takes no more
        if offer.refusal:
            assert "05-5342601" in offer.refusal_zh
            assert "05-5342601" in offer.refusal_en


def test_two_offices_are_named_in_their_order() -> None:
    offer = offer_of("DC-CP", BY_NUMBER["B10999018"])
    assert (
        offer.refusal_zh.index("註冊組") < offer.refusal_zh.index("再至") < offer.refusal_zh.index("文書組")
    )
    assert "the original Chinese diploma" in offer.refusal_en


def test_a_semester_without_any_grade_cannot_be_chosen() -> None:
    record = BY_NUMBER["B11299052"]
    last = record.semesters[-1]
    waiting = tuple(replace(one, score=None, remark=Remark.NOT_SUBMITTED) for one in last.courses)
    record = replace(record, semesters=(*record.semesters[:-1], replace(last, courses=waiting)))
    keys = [option.key for option in offer_of("TS-ZH", record).choices]
    assert keys == ["114-1", "113-2", "113-1", "112-2", "112-1"]
    nothing = replace(record, semesters=(replace(last, courses=waiting),))
    assert offer_of("TS-ZH", nothing).refusal == "not-published"


def test_without_known_requirements_no_graduation_is_expected() -> None:
    record = BY_NUMBER["B11199042"]
    unknown = replace(record, needed=replace(record.needed, required=0, elective=0, general=0))
    assert offer_of("PG-ZH", unknown).refusal == "no-credits-needed"


def test_what_is_printed_when_nobody_chooses_is_said() -> None:
    offer = offer_of("TS-ZH", BY_NUMBER["B11199042"])
    assert (offer.note_zh, offer.note_en) == ("114 學年度第 2 學期", "2025–2026, second semester")
    assert offer_of("RK-ZH", BY_NUMBER["B11199042"]).note_zh == "各學期及歷年，班與系"
