"""The samples are invented, complete, and of the state their name says."""

from __future__ import annotations

from typing import get_args

from kiosk.visit.states import VisitState
from screens import samples


def test_every_state_has_a_sample() -> None:
    visits = {**samples.VISITS, **samples.WITH_HOPPERS}.values()
    assert {type(visit) for visit in visits} == set(get_args(VisitState))


def test_the_person_is_plainly_invented() -> None:
    assert "範例" in samples.PERSON.name_zh


def test_every_name_can_be_looked_at() -> None:
    spoken = samples.texts()
    names = list(samples.names())
    assert len(names) == len(set(names)) > 20
    for name in names:
        view = samples.view(name, spoken, language="en", large=True, contrast=True)
        assert (view.ui.language, view.ui.large, view.ui.contrast) == ("en", True, True)


def test_papers_belong_to_the_order() -> None:
    ordered = sorted(line.code for line in samples.ORDER.lines for _ in range(line.copies))
    assert sorted(paper.code for paper in samples.PAPERS) == ordered
