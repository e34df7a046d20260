"""What one person may buy, and why not the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from central.invented import invent
from central.offers import offers_for, standing_of
from central.settings import OWN_CATALOGUE, load_catalogue
from kiosk.catalogue import Need, Status
from kiosk.money import Money

CATALOGUE = load_catalogue(OWN_CATALOGUE)
DAY = date(2026, 1, 26)
BY_NUMBER = {record.number: record for record in invent(20, 7)}


def test_facts_follow_from_the_record() -> None:
    assert standing_of(BY_NUMBER["B11199042"]).facts == {
        Need.GRADES,
        Need.REGISTERED,
        Need.RANK_PUBLISHED,
        Need.ENGLISH_NAME,
        Need.FINAL_YEAR,
    }
    assert standing_of(BY_NUMBER["B11499053"]).facts == {Need.REGISTERED, Need.ENGLISH_NAME}
    assert Need.ENGLISH_NAME not in standing_of(BY_NUMBER["B11199058"]).facts
    assert Need.RANK_PUBLISHED not in standing_of(BY_NUMBER["B11299052"]).facts
    assert Need.FINAL_YEAR not in standing_of(BY_NUMBER["B10999018"]).facts  # has graduated


@pytest.mark.parametrize("status", Status)
def test_transcript_may_be_had_in_every_state_with_grades(status: Status) -> None:
    (offer,) = offers_for(CATALOGUE, replace(BY_NUMBER["B11199042"], status=status), DAY)
    assert (offer.kind.code, offer.fee, offer.refusal) == ("TR-ZH", Money(20), "")


def test_without_grades_it_is_shown_with_the_reason() -> None:
    (offer,) = offers_for(CATALOGUE, BY_NUMBER["B11499053"], DAY)
    assert offer.refusal == "no-grades"
    assert offer.refusal_zh == CATALOGUE.refusals["no-grades"].zh
    assert offer.refusal_en == CATALOGUE.refusals["no-grades"].en


def test_not_shown_before_it_is_on_sale() -> None:
    assert offers_for(CATALOGUE, BY_NUMBER["B11199042"], date(2025, 7, 31)) == []


def test_missing_grades_are_counted_and_named() -> None:
    (offer,) = offers_for(CATALOGUE, BY_NUMBER["B11299052"], DAY)
    assert offer.note_zh.startswith("尚有 3 科成績未送：114-2 ")
    assert offer.note_en.startswith("3 grade(s) not yet submitted: 114-2 ")
    assert "{" not in offer.note_zh + offer.note_en


def test_a_long_list_of_missing_grades_ends_in_dots() -> None:
    record = BY_NUMBER["B11299052"]
    last = record.semesters[-1]
    more = replace(record, semesters=(*record.semesters[:-1], replace(last, courses=last.courses * 2)))
    (offer,) = offers_for(CATALOGUE, more, DAY)
    assert offer.note_zh.startswith("尚有 6 科")
    assert "…" in offer.note_zh


def test_nothing_is_said_when_nothing_is_missing() -> None:
    (offer,) = offers_for(CATALOGUE, BY_NUMBER["B11199042"], DAY)
    assert (offer.note_zh, offer.note_en) == ("", "")
