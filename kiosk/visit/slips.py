"""The slips of a visit, printed one at a time in the order they came up."""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices import Outcome, SlipFinished
from kiosk.visit.states import SlipProgress

SLIP_S = 40.0


def next_slip(slips: tuple[SlipProgress, ...]) -> int | None:
    """Which slip to print now; None while one is under way or when all are done."""
    for index, slip in enumerate(slips):
        if slip.outcome is None:
            return None if slip.job_id else index
    return None


def under_way(slips: tuple[SlipProgress, ...]) -> bool:
    return any(slip.job_id and slip.outcome is None for slip in slips)


def started(slips: tuple[SlipProgress, ...], index: int, job_id: str) -> tuple[SlipProgress, ...]:
    return (*slips[:index], replace(slips[index], job_id=job_id), *slips[index + 1 :])


def finished(slips: tuple[SlipProgress, ...], event: SlipFinished) -> tuple[SlipProgress, ...]:
    return tuple(
        replace(slip, outcome=event.outcome)
        if slip.job_id and slip.job_id == event.job_id and slip.outcome is None
        else slip
        for slip in slips
    )


def given_up(slips: tuple[SlipProgress, ...]) -> tuple[SlipProgress, ...]:
    """Nobody said how the slip under way ended."""
    return tuple(
        replace(slip, outcome=Outcome.UNKNOWN) if slip.job_id and slip.outcome is None else slip
        for slip in slips
    )
