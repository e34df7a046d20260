"""The people who break layouts do."""

from __future__ import annotations

from central.builders import BUILDERS
from central.record import Remark
from central.settings import OWN_CATALOGUE, load_catalogue
from kiosk.documents.fonts import coverage, missing, static_fonts
from simulator.paper_cases import ROWS, SEMESTERS, Case, cases, unprintable

CATALOGUE = load_catalogue(OWN_CATALOGUE)
ALL = cases()


def find(code: str, name: str) -> Case:
    (found,) = (case for case in ALL if (case.code, case.name) == (code, name))
    return found


def test_every_paper_has_its_cases_under_names_of_their_own() -> None:
    assert len({(case.code, case.name) for case in ALL}) == len(ALL)
    kinds = [CATALOGUE.kind(code) for code in {case.code for case in ALL}]
    assert {kind.template for kind in kinds if kind} == set(BUILDERS)
    assert {kind.code for kind in kinds if kind} == {kind.code for kind in CATALOGUE.kinds if kind.template}


def test_they_are_as_bad_as_they_should_be() -> None:
    assert {len(one.courses) for one in find("TR-ZH", "rows").record.semesters} == {ROWS}
    assert len(find("TR-EN", "semesters").record.semesters) == SEMESTERS
    assert len(find("EN-ZH", "longname").record.name_zh) >= 10
    assert "’" in find("EN-EN", "apostrophe").record.name_zh
    last = find("TS-ZH", "remarks").record.semesters[-1]
    assert {course.remark for course in last.courses} == set(Remark)
    assert find("TR-ZH-R", "master").record.thesis is not None


def test_one_name_cannot_be_printed() -> None:
    assert missing(unprintable().name_zh, coverage(static_fonts())) == ("𡍼",)
