"""A trial serves real connections."""

from __future__ import annotations

from pathlib import Path

import requests

from central.trial import make_trial, serving


def test_serves_over_a_real_socket(tmp_path: Path) -> None:
    trial = make_trial(tmp_path, students=1, kiosks=("YT01",))
    body = {"visit_id": "v1", "number": "B11199042", "birthday": "0930505"}
    with serving(trial.app) as base:
        answer = requests.post(
            f"{base}/api/v1/identify", json=body, headers=trial.headers("YT01"), timeout=10
        )
        assert answer.json()["person"]["name_zh"] == "林範例"
        long = requests.post(f"{base}/api/v1/identify", data=b" " * 20_000, timeout=10)
        assert (long.status_code, long.json()) == (413, {"error": "too-long"})
