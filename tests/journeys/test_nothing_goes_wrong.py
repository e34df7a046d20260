from __future__ import annotations

import pytest

from tests.journeys.conftest import Begin


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_one_student_one_transcript(begin: Begin, language: str) -> None:
    journey = begin(language=language)
    journey.walk.through()
    story = journey.judged()
    assert story.delivered
    assert story.claims == ()
    assert journey.coins_in() == [10, 10]
    assert journey.slips() == 1  # the receipt
    [address] = journey.addresses()
    assert story.copies[0][0] in address
