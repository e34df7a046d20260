"""The trial print: bears no number, so that nobody takes it for a report."""

from __future__ import annotations

from dataclasses import replace

from kiosk.slips.layout import texts
from kiosk.slips.trial import trial_blocks
from tests.kiosk.slips.samples import HEAD, WORDS


def test_it_shows_letters_and_has_no_number() -> None:
    words = texts(trial_blocks(replace(HEAD, number=""), WORDS))
    assert WORDS.trial.title.zh in words
    assert set(WORDS.trial.lines) <= set(words)
    assert HEAD.number not in words
