"""The operator's statements."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from drivers.ssp.settings import Settings


def test_as_delivered() -> None:
    settings = Settings()
    assert (settings.address, settings.stop_bits, settings.country) == (0, 2, "TWD")


@pytest.mark.parametrize(
    "wrong", [{"address": 0x7E}, {"stop_bits": 3}, {"country": "twd"}, {"patience_s": 5}]
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)
