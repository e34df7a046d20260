"""What is owed and what is not yet explained, with its sign."""

from __future__ import annotations

from dataclasses import replace

from screens.service_samples import MACHINES
from tests.screens.conftest import Look, said


def test_balances_and_open_claims(look: Look) -> None:
    words = said(look("service-claims"))
    assert "待領憑單 2 張" in words
    assert "NT$-10" in words
    assert "案號 YT01-5e1f0a2b-11-c1" in words


def test_no_claims_says_so(look: Look) -> None:
    machine = replace(MACHINES["service-claims"], claims=())
    assert "沒有待領的憑單" in said(look(machine))
