"""Errors say who is to mend what."""

from __future__ import annotations

import pytest

from kiosk.errors import (
    ConfigurationError,
    JournalBusy,
    JournalDamaged,
    JournalError,
    JournalTooNew,
    JournalUncertain,
    KioskError,
)


@pytest.mark.parametrize("kind", [JournalBusy, JournalTooNew, JournalUncertain, JournalDamaged])
def test_one_except_catches_every_journal_trouble(kind: type[Exception]) -> None:
    assert issubclass(kind, JournalError)
    assert issubclass(kind, KioskError)


def test_a_configuration_error_names_file_key_and_reason() -> None:
    error = ConfigurationError("kiosk.toml", "site.place_zh", "is missing")
    assert str(error) == "kiosk.toml: site.place_zh: is missing"
    assert (error.file, error.key, error.reason) == ("kiosk.toml", "site.place_zh", "is missing")
    assert not isinstance(error, JournalError)


def test_a_damaged_journal_names_the_row() -> None:
    error = JournalDamaged(7, "was changed")
    assert str(error) == "row 7: was changed"
    assert error.seq == 7
