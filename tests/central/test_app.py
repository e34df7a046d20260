"""The whole application: its description, its errors, and hostile input on every address."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.central.bench import Bench, written_row

POSTS = ("/api/v1/identify", "/api/v1/orders", "/api/v1/journal", "/api/v1/claims/fetch")
EXAMPLES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def refused(answer: Any) -> bool:
    """A 4xx with {"error": ...}."""
    body = answer.json()
    return 400 <= answer.status_code < 500 and isinstance(body.get("error"), str)


# ---- Its own description -----------------------------------------------------------------------------


def test_everything_is_described_with_types(sqlite_bench: Bench) -> None:
    described = sqlite_bench.client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        *POSTS,
        "/api/v1/orders/{order_id}",
        "/api/v1/keys",
        "/api/v1/time",
        "/api/v1/health",
        "/V/{serial}/{code}",
        "/V/{serial}/{code}/{payload}",
        "/R/{number}/{code}",
        "/C/{code}",
        "/counter",
        "/counter/sign-in",
        "/counter/sign-out",
        "/counter/find",
        "/counter/claims/{kiosk_id}/{claim_id}",
        "/counter/claims/{kiosk_id}/{claim_id}/{deed}",
        "/",
    }
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                if path.startswith("/api/"):
                    assert "$ref" in response["content"]["application/json"]["schema"], (path, method, status)
            if path in POSTS:
                assert {"401", "413", "422"} <= set(operation["responses"])
    assert "HTTPValidationError" not in described["components"]["schemas"]


# ---- Errors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("GET", "/api/v1/identify", 405, "method-not-allowed"),
        ("DELETE", "/api/v1/orders/x", 405, "method-not-allowed"),
        ("GET", "/docs", 404, "not-found"),
    ],
)
def test_errors_are_json(sqlite_bench: Bench, method: str, path: str, status: int, error: str) -> None:
    answer = sqlite_bench.client.request(method, path)
    assert (answer.status_code, answer.json()) == (status, {"error": error})


@pytest.mark.parametrize("path", POSTS)
def test_too_long_a_body_is_refused_unread(sqlite_bench: Bench, path: str) -> None:
    given = sqlite_bench.services.settings
    longest = given.longest_journal_body if path.endswith("journal") else given.longest_body
    answer = sqlite_bench.client.post(path, content=b" " * (longest + 1))
    assert (answer.status_code, answer.json()) == (413, {"error": "too-long"})
    assert sqlite_bench.client.post(path, content=b" " * longest).status_code != 413


@pytest.mark.parametrize("path", POSTS)
def test_length_that_is_not_told_is_counted(sqlite_bench: Bench, path: str) -> None:
    def pieces() -> Any:
        for _ in range(100):
            yield b" " * 100_000

    assert sqlite_bench.client.post(path, content=pieces()).status_code == 413


# ---- Hostile input ----------------------------------------------------------------------------------

BODIES = [
    b"",
    b"\x00",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"1e999",
    b"NaN",
    b'"' + b"a" * 5000 + b'"',
    b"[" * 8000,
    b'{"a":' * 2500,
    b"9" * 6000,
    b'{"visit_id":"\\ud800","number":"\\udfff","birthday":"\\u0000"}',
    b'{"visit_id":"v","number":1,"birthday":[]}',
    b'{"number":"x"}',
    '{"\ud800":1}'.encode("utf-8", "surrogatepass"),
]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_bytes_that_are_no_request(sqlite_bench: Bench, path: str, body: bytes) -> None:
    headers = {**sqlite_bench.trial.headers("KIOSK-1"), "Content-Type": "application/json"}
    assert refused(sqlite_bench.client.post(path, content=body, headers=headers))
    assert refused(sqlite_bench.client.post(path, content=body))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
TEXT = st.text(max_size=40) | st.from_regex(r"[A-Za-z0-9._:-]{1,30}", fullmatch=True)
SHAPED = {
    "/api/v1/identify": st.fixed_dictionaries(
        {"visit_id": TEXT | JSON, "number": TEXT | JSON, "birthday": TEXT | JSON}
    ),
    "/api/v1/orders": st.fixed_dictionaries(
        {
            "order_id": TEXT | JSON,
            "visit_id": TEXT | JSON,
            "person_id": TEXT | JSON,
            "lines": st.lists(
                st.fixed_dictionaries(
                    {"code": st.just("TR-ZH") | JSON, "copies": st.integers() | JSON, "fee": JSON}
                )
                | JSON,
                max_size=3,
            )
            | JSON,
        }
    ),
    "/api/v1/journal": st.fixed_dictionaries(
        {
            "kiosk": st.just("KIOSK-1"),
            "rows": st.lists(
                st.fixed_dictionaries({name: st.just(value) | JSON for name, value in written_row().items()}),
                max_size=2,
            )
            | JSON,
        }
    ),
    "/api/v1/claims/fetch": st.fixed_dictionaries(
        {"visit_id": TEXT | JSON, "person_id": TEXT | JSON, "head": st.integers() | JSON}
    ),
}


@pytest.mark.parametrize("path", POSTS)
@EXAMPLES
@given(data=st.data())
def test_any_json_is_answered_in_the_described_way(
    sqlite_bench: Bench, path: str, data: st.DataObject
) -> None:
    body = data.draw(SHAPED[path] | JSON)
    content = json.dumps(body).encode()
    headers = {**sqlite_bench.trial.headers("KIOSK-1"), "Content-Type": "application/json"}
    answer = sqlite_bench.client.post(path, content=content, headers=headers)
    assert answer.status_code == 200 or refused(answer), answer.text


@EXAMPLES
@given(serial=st.text(max_size=40), code=st.text(max_size=40), payload=st.text(max_size=60) | st.none())
def test_any_paper_is_answered_with_a_page(
    sqlite_bench: Bench, serial: str, code: str, payload: str | None
) -> None:
    parts = [serial, code] if payload is None else [serial, code, payload]
    path = "/V/" + "/".join(quote(part.encode("utf-8", "replace"), safe="") for part in parts)
    assert sqlite_bench.client.get(path).status_code in (303, 404, 429, 200, 307)


@EXAMPLES
@given(order_id=st.text(min_size=1, max_size=60))
def test_any_order_id_is_answered(sqlite_bench: Bench, order_id: str) -> None:
    path = f"/api/v1/orders/{quote(order_id.encode('utf-8', 'replace'), safe='')}"
    answer = sqlite_bench.client.get(path, headers=sqlite_bench.trial.headers("KIOSK-1"))
    assert refused(answer), answer.text
