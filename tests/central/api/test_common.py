"""Errors look alike everywhere."""

from __future__ import annotations

from central.api.common import Problem, answer, errors


def test_problem_becomes_its_answer() -> None:
    response = answer(Problem(409, "gap", expected_seq=3))
    assert (response.status_code, bytes(response.body)) == (409, b'{"error":"gap","expected_seq":3}')
    assert "www-authenticate" not in response.headers


def test_every_resource_names_what_any_request_may_meet() -> None:
    assert {401, 413, 422} <= set(errors())
