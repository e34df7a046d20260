"""Poll events as an operator's troubles."""

from __future__ import annotations

import pytest

from drivers.ssp import codes
from drivers.ssp.codes import PollEvent
from drivers.ssp.troubles import FRAUD_SHOWN_S, Troubles
from kiosk.devices import Condition, Trouble


def said(*found: int) -> list[PollEvent]:
    return [PollEvent(code) for code in found]


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (codes.SAFE_JAM, Trouble.JAM),
        (codes.UNSAFE_JAM, Trouble.JAM),
        (codes.NOTE_PATH_OPEN, Trouble.COVER_OPEN),
    ],
)
def test_an_error_lasts_as_long_as_it_is_repeated(code: int, trouble: Trouble) -> None:
    troubles = Troubles()
    assert troubles.heard(said(code), 1.0) is None
    assert troubles.status(1.0).condition is Condition.STOPPED
    assert troubles.status(1.0).troubles == (trouble,)
    troubles.heard([], 2.0)
    assert troubles.status(2.0).condition is Condition.READY


def test_a_full_stacker_is_said_once_and_lasts_until_the_box_is_changed() -> None:
    troubles = Troubles()
    troubles.heard(said(codes.STACKER_FULL), 1.0)
    troubles.heard([], 2.0)
    assert troubles.status(2.0).troubles == (Trouble.STACKER_FULL,)
    troubles.heard(said(codes.CASHBOX_REMOVED), 3.0)
    troubles.heard(said(codes.CASHBOX_REPLACED), 4.0)
    assert troubles.status(4.0).serves


def test_the_box_is_reported_when_it_moves() -> None:
    troubles = Troubles()
    heard = [
        troubles.heard(said(*found), 1.0)
        for found in (
            [codes.CASHBOX_REMOVED],
            [codes.CASHBOX_REMOVED],
            [],
            [codes.CASHBOX_REPLACED],
            [codes.CASHBOX_REMOVED, codes.CASHBOX_REPLACED],
        )
    ]
    assert heard == [False, None, None, True, None]


def test_after_a_reset_a_box_that_is_not_missed_is_back() -> None:
    troubles = Troubles()
    troubles.heard(said(codes.CASHBOX_REMOVED), 1.0)
    troubles.forget()
    assert troubles.heard(said(codes.CASHBOX_REMOVED), 2.0) is None
    troubles.forget()
    assert troubles.heard([], 3.0) is True


def test_fraud_is_shown_for_a_while() -> None:
    troubles = Troubles()
    troubles.heard(said(codes.FRAUD_ATTEMPT), 1.0)
    assert troubles.status(2.0).troubles == (Trouble.FRAUD,)
    assert troubles.status(2.0).serves
    assert not troubles.status(1.0 + FRAUD_SHOWN_S).troubles
