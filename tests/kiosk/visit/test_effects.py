"""Effects: imperative, plain data; building one does nothing."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from kiosk.visit import effects
from kiosk.visit.effects import Effect, PrintClaim, PrintPaper, PrintReceipt, ReconcilePaper
from tests.kiosk.visit.plain import assert_plain

MEMBERS = get_args(Effect)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_every_effect_is_plain_data(member: type) -> None:
    assert_plain(member)


def test_what_is_written_here_is_an_effect() -> None:
    written = {
        item
        for item in vars(effects).values()
        if isinstance(item, type) and dataclasses.is_dataclass(item) and item.__module__ == effects.__name__
    }
    assert written == set(MEMBERS)


@pytest.mark.parametrize("member", [PrintReceipt, PrintClaim, PrintPaper, ReconcilePaper])
def test_what_moves_paper_carries_its_job_first(member: type) -> None:
    assert dataclasses.fields(member)[0].name == "job_id"
