from __future__ import annotations

from dataclasses import replace

import pytest

from simulator import central_process
from simulator.central_process import NoSuchStudent, Student, find

PLAIN = Student("B2", "20040505", "林範例", "enrolled", 8, 0)
PEOPLE = (replace(PLAIN, number="B0", semesters=0), replace(PLAIN, number="B1", missing_grades=2), PLAIN)


def test_finds_by_number_and_without_one_somebody_with_a_plain_record() -> None:
    assert find(PEOPLE, "B1").number == "B1"
    assert find(PEOPLE, "") is PLAIN
    with pytest.raises(NoSuchStudent, match="B9"):
        find(PEOPLE, "B9")
    with pytest.raises(NoSuchStudent, match="plain"):
        find(PEOPLE[:2], "")


def test_another_place_or_another_catalogue_is_another_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    first = central_process._fingerprint("here")
    assert central_process._fingerprint("here") == first
    assert central_process._fingerprint("there") != first
    monkeypatch.setattr(central_process, "SOURCES", ("config/catalogue.toml",))
    assert central_process._fingerprint("here") != first
