"""The word lists are read and say what they are."""

from __future__ import annotations

import pytest

from central.invented.files import HERE, read


@pytest.mark.parametrize("name", ["names.toml", "people.toml", "courses.toml"])
def test_list_is_there_and_says_that_it_is_invented(name: str) -> None:
    assert isinstance(read(name), dict)
    head = (HERE / name).read_text(encoding="utf-8").split("\n\n")[0].lower()
    assert "invented" in head or "nobody" in head
