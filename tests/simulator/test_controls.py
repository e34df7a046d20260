from __future__ import annotations

from contextlib import closing

import pytest

from simulator.controls import Controls, DeedRefused, TwinsGone
from tests.simulator.fakes import FakeTwins


def test_does_looks_and_fetches() -> None:
    with closing(FakeTwins()) as twins:
        controls = Controls(twins.url)
        controls.do("coin_acceptor", "insert", coin="50")
        assert twins.deeds == [{"device": "coin_acceptor", "deed": "insert", "coin": "50"}]
        assert controls.state()["slips"] == 2
        assert controls.slip(1).startswith(b"\x89PNG")
        assert controls.sheet(1).startswith(b"%PDF")


def test_a_refusal_and_a_missing_slip_are_said_so() -> None:
    with closing(FakeTwins()) as twins:
        controls = Controls(twins.url)
        with pytest.raises(DeedRefused, match="no such deed"):
            controls.do("coin_acceptor", "explode")
        with pytest.raises(DeedRefused):
            controls.slip(9)


def test_twins_that_are_gone_are_said_so() -> None:
    twins = FakeTwins()
    controls = Controls(twins.url)
    twins.close()
    with pytest.raises(TwinsGone):
        controls.state()
    with pytest.raises(TwinsGone):
        controls.do("coin_acceptor", "insert", coin="50")
