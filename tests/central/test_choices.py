"""What there is to choose beside the kind of a paper."""

from __future__ import annotations

from central.choices import RANK_OPTIONS, RankChoice, options_for
from central.invented import invent
from central.settings import OWN_CATALOGUE, load_catalogue
from kiosk.catalogue import DocumentKind

CATALOGUE = load_catalogue(OWN_CATALOGUE)
BY_NUMBER = {record.number: record for record in invent(20, 7)}


def kind_of(code: str) -> DocumentKind:
    kind = CATALOGUE.kind(code)
    assert kind is not None
    return kind


def test_semesters_newest_first_with_the_summer() -> None:
    options = options_for(kind_of("TS-ZH"), BY_NUMBER["B10999018"])
    assert [option.key for option in options][:2] == ["113-2", "113-1"]
    assert ("110-3", "110 學年度暑期", "2021–2022, summer session") in [
        (option.key, option.name_zh, option.name_en) for option in options
    ]
    assert len({option.key for option in options}) == 11


def test_each_way_of_ranking_has_its_words() -> None:
    assert [option.key for option in RANK_OPTIONS] == [choice.value for choice in RankChoice]
    assert options_for(kind_of("RK-ZH"), BY_NUMBER["B11199042"]) == RANK_OPTIONS


def test_each_way_of_ranking_shows_something_and_all_shows_everything() -> None:
    for choice in RankChoice:
        assert choice.scopes
        assert choice.semesters or choice.cumulative
    assert (RankChoice.ALL.scopes, RankChoice.ALL.semesters, RankChoice.ALL.cumulative) == (
        ("class", "department"),
        True,
        True,
    )


def test_most_kinds_leave_nothing_to_choose() -> None:
    for code in ("TR-ZH", "EN-ZH", "PG-ZH", "SL-PAY"):
        assert options_for(kind_of(code), BY_NUMBER["B11199042"]) == ()
