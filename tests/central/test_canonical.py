"""One text for one value."""

from __future__ import annotations

import hashlib

import pytest

from central.canonical import canonical, sha256_of


def test_canonical_by_hand() -> None:
    assert canonical({"b": [1, None, True], "a": '堃\n"/'}) == '{"a":"堃\\n\\"/","b":[1,null,true]}'


def test_hash_is_over_utf8() -> None:
    assert sha256_of({"a": "𡍼"}) == hashlib.sha256('{"a":"𡍼"}'.encode()).hexdigest()


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))
