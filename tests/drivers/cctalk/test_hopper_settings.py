from __future__ import annotations

import pytest
from pydantic import ValidationError

from drivers.cctalk.hopper_settings import Settings

LEAST = {"value": 10, "security": "serial"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 7},
        {"value": 100},
        {"security": "des"},
        {"address": 1},
        {"address": 256},
        {"id_scale": 10},
        {"unseen_coins": -1},
        {"unseen_coins": 4},
        {"patience_s": 5},
        {"echo": "maybe"},
        {"pin": "1234"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(LEAST | wrong)


@pytest.mark.parametrize("missing", sorted(LEAST))
def test_what_nobody_can_guess_must_be_said(missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        Settings.model_validate({key: value for key, value in LEAST.items() if key != missing})


def test_what_is_not_known_of_a_model_is_taken_for_the_worse() -> None:
    settings = Settings.model_validate(LEAST)
    assert not settings.lifetime_counter
    assert not settings.keeps_last_payout
    assert settings.counts_refused
    assert settings.unseen_coins == 1


def test_every_option_has_a_sentence() -> None:
    assert all((field.description or "").endswith(".") for field in Settings.model_fields.values())
