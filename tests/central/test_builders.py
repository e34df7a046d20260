"""Each template of the catalogue gets data of its own shape."""

from __future__ import annotations

from datetime import date

import pytest

from central.builders import BUILDERS, Asked
from central.choices import options_for
from central.invented import invent
from central.issue import PaperHead
from central.settings import OWN_CATALOGUE, load_catalogue
from kiosk.documents.renderer import SHARED, TEMPLATES

CATALOGUE = load_catalogue(OWN_CATALOGUE)
(USUAL,) = invent(1, 7)


def head(template: str) -> PaperHead:
    day = date(2026, 3, 5)
    return PaperHead(
        template, "114T0000001", "K7QF-2M9X", day, "site", "HTTPS://SITE/V/114T0000001/K7QF2M9X", "here"
    )


def test_every_template_has_a_builder() -> None:
    assert set(BUILDERS) == {file.stem for file in TEMPLATES.glob("*.typ")} - {SHARED}


@pytest.mark.parametrize(
    "kind", [kind for kind in CATALOGUE.kinds if kind.template], ids=lambda kind: kind.code
)
def test_every_kind_makes_its_paper(kind: object) -> None:
    for one in CATALOGUE.kinds:
        if one is kind:
            choice = next((option.key for option in options_for(one, USUAL)), "")
            data = BUILDERS[one.template](USUAL, head(one.template), Asked(one, choice))
            assert data["paper"]["kind"] == one.template
            assert data["student"]["number"] == USUAL.number


def test_ranks_only_where_the_kind_shows_them() -> None:
    plain, ranked = CATALOGUE.kind("TR-ZH"), CATALOGUE.kind("TR-ZH-R")
    assert plain is not None
    assert ranked is not None
    for kind, there in ((plain, False), (ranked, True)):
        data = BUILDERS[kind.template](USUAL, head(kind.template), Asked(kind))
        for part in (*data["semesters"], data["totals"]):
            assert bool(part["rank_class"]) is there
            assert bool(part["rank_department"]) is there
