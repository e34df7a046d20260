from __future__ import annotations

from dataclasses import replace

from kiosk.visit.states import IdentityProblem
from simulator.walk import languages
from tests.journeys.conftest import Begin

TEXTS = languages(("zh-TW",))["zh-TW"]


def test_nobody_is_told_which_was_wrong_and_the_third_try_is_let_in(begin: Begin) -> None:
    journey = begin()
    wants = journey.walk.wants
    journey.student.begin()
    for birthday in ("19991231", "20000229"):
        tree = journey.student.identify(replace(wants, birthday=birthday))
        assert tree.screen == "identify"
        assert TEXTS(f"identify.{IdentityProblem.NO_MATCH.value}") in tree.said()
    assert journey.student.identify(wants).screen == "choose"
    journey.student.go_away()
    journey.walk.wait_for_central()
    assert journey.coins_in() == []
