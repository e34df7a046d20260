from __future__ import annotations

from simulator.network import Line
from tests.journeys.conftest import Begin


def test_the_screen_says_that_the_university_does_not_answer_and_then_it_goes_on(begin: Begin) -> None:
    journey = begin()
    journey.student.begin()
    journey.site.network.switch(Line.DOWN)
    tree = journey.student.identify(journey.walk.wants)
    assert "校務" in tree.said() or "學校" in tree.said()
    assert tree.screen == "identify"
    journey.site.network.switch(Line.UP)
    assert journey.student.identify(journey.walk.wants).screen == "choose"
    journey.student.go_away()
    journey.walk.wait_for_central()
