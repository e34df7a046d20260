"""POST /api/v1/claims/fetch: who may ask, and how it is answered."""

from __future__ import annotations

import pytest

from tests.central.bench import Bench

BODY = {"visit_id": "v1", "person_id": "P0000000000000001", "head": 7}


def test_somebody_who_is_owed_nothing(bench: Bench) -> None:
    answer = bench.post("claims/fetch", BODY)
    assert (answer.status_code, answer.json()) == (200, {"claims": [], "pending": 0})


def test_only_a_known_kiosk_asks(sqlite_bench: Bench) -> None:
    answer = sqlite_bench.client.post("/api/v1/claims/fetch", json=BODY)
    assert (answer.status_code, answer.json()) == (401, {"error": "unauthorized"})


@pytest.mark.parametrize(
    "wrong",
    [{"head": -1}, {"head": "7"}, {"head": 2**63}, {"person_id": ""}, {"person_id": "P'"}, {"more": 1}],
)
def test_malformed(sqlite_bench: Bench, wrong: dict[str, object]) -> None:
    assert sqlite_bench.post("claims/fetch", BODY | wrong).status_code == 422
