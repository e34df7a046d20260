"""What a slip is as commands, and what the printer's word is worth."""

from __future__ import annotations

import pytest

from drivers.escpos.job import Proof, Stage, outcome_after_proof, slip_job
from drivers.escpos.status import Report
from kiosk.devices import Outcome
from tests.drivers.escpos.bench import ramp


def test_a_slip_is_initialized_drawn_cut_and_asked_about() -> None:
    job = slip_job("s1", ramp(height=200), 115200, "gs-h", b"ABCD", 0.0)
    assert job.stage is Stage.CHECKING
    assert not job.begun
    frames = list(job.frames)
    assert frames[0].startswith(b"\x1b@\x1da\x0e\x1dv0\x00")
    assert all(frame.startswith(b"\x1dv0\x00") for frame in frames[1:-2])
    assert frames[-2:] == [b"\x1dVB\x00", b"\x1d(H\x06\x0000ABCD"]


@pytest.mark.parametrize(
    ("proof", "report", "outcome"),
    [
        ("gs-h", Report(), Outcome.DELIVERED),
        ("gs-h", Report(paper_low=True), Outcome.DELIVERED),
        ("gs-h", Report(offline=True, paper_out=True), Outcome.DELIVERED),
        ("gs-h", Report(offline=True, cover_open=True), Outcome.DELIVERED),
        ("gs-h", None, Outcome.DELIVERED),
        ("gs-h", Report(error=True, cutter=True), Outcome.UNKNOWN),
        ("gs-h", Report(error=True, mechanical=True), Outcome.UNKNOWN),
        ("gs-h", Report(error=True, unrecoverable=True), Outcome.UNKNOWN),
        ("gs-r", Report(), Outcome.DELIVERED),
        ("gs-r", Report(paper_low=True), Outcome.DELIVERED),
        ("gs-r", Report(offline=True, paper_out=True), Outcome.UNKNOWN),
        ("gs-r", Report(cover_open=True), Outcome.UNKNOWN),
        ("gs-r", Report(cutter=True), Outcome.UNKNOWN),
        ("gs-r", None, Outcome.UNKNOWN),
    ],
)
def test_what_the_printers_word_is_worth(proof: Proof, report: Report | None, outcome: Outcome) -> None:
    assert outcome_after_proof(proof, report) is outcome
