"""Keys, time and health: open to everybody."""

from __future__ import annotations

import base64

from tests.central.bench import Bench


def test_public_keys_only(sqlite_bench: Bench) -> None:
    answer = sqlite_bench.client.get("/api/v1/keys").json()
    keys = sqlite_bench.services.keys
    assert base64.b64decode(answer["ack"]["public"]) == keys.ack.public_raw
    assert [key["kid"] for key in answer["papers"]] == [key.kid.hex() for key in keys.papers]
    assert bytes.fromhex(answer["papers"][0]["public"]) == keys.papers[0].public_raw
    for key in (keys.ack, keys.signing):
        secret = key.private.private_bytes_raw()
        assert secret.hex() not in str(answer)
        assert base64.b64encode(secret).decode() not in str(answer)


def test_time_is_the_clocks(sqlite_bench: Bench) -> None:
    assert sqlite_bench.client.get("/api/v1/time").json() == {"server_time": "2026-08-03T02:00:00.000Z"}


def test_health_asks_the_database(bench: Bench) -> None:
    answer = bench.client.get("/api/v1/health")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
