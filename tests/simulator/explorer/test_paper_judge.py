"""Slips and papers: for whom, how often, and whether it was told as it was."""

from __future__ import annotations

from random import Random

import pytest

from kiosk.devices import Outcome
from kiosk.money import Money
from simulator.explorer.central import Central, Issued
from simulator.explorer.coverage import Coverage
from simulator.explorer.paper_engine import Job
from simulator.explorer.paper_judge import PaperJudge, visit_of
from simulator.explorer.world import Violation, World

VISIT, JOB, SERIAL = "k-b1-1", "k-b1-1-d1-1", "S1"


def judge() -> PaperJudge:
    """A visit that has paid for one copy, about to be printed."""
    central = Central(World(), Random(1), 1.0, 0.0, 0.0)
    central.issued[SERIAL] = Issued(SERIAL, "TR-ZH", Money(20), "P1", VISIT)
    papers = PaperJudge(Coverage(), central)
    papers.people[VISIT] = "P1"
    papers.to_get(VISIT, (SERIAL,))
    papers.intended |= {JOB, "k-b1-1-d1-2", "k-b1-1-s1"}
    return papers


def out(papers: PaperJudge, job_id: str = JOB) -> None:
    papers.sheet_out(Job(job_id, SERIAL, 1, 1, out=1))


def test_a_visit_is_known_from_its_jobs() -> None:
    assert {visit_of(job) for job in (JOB, "k-b1-1-s2", "k-b1-1-h3")} == {VISIT}


def test_printed_out_told_and_sold() -> None:
    papers = judge()
    papers.starts(JOB, paid=True)
    papers.starts_copy(JOB, SERIAL)
    out(papers)
    papers.copy_ended(SERIAL, Outcome.DELIVERED)
    assert papers.delivered_price(VISIT, paid=True) == 20


def test_a_job_needs_its_intent_its_payment_and_starts_once() -> None:
    with pytest.raises(Violation, match="without an intent"):
        judge().starts("k-b1-1-s9", paid=True)
    with pytest.raises(Violation, match="before it was paid"):
        judge().starts(JOB, paid=False)
    papers = judge()
    papers.starts(JOB, paid=True)
    with pytest.raises(Violation, match="one job printed twice"):
        papers.starts(JOB, paid=True)
    with pytest.raises(Violation, match="never was"):
        judge().asked_about("k-b1-1-d9-9")


def test_what_is_printed_belongs_to_who_is_there() -> None:
    papers = judge()
    papers.people[VISIT] = "P2"
    with pytest.raises(Violation, match="another person's paper"):
        papers.starts_copy(JOB, SERIAL)
    with pytest.raises(Violation, match="a slip for somebody else"):
        papers.slip_for("k-b1-1-s1", "P1")
    papers = judge()
    papers.gone.add(VISIT)
    with pytest.raises(Violation, match="somebody who has gone"):
        papers.starts_copy(JOB, SERIAL)


def test_a_copy_is_not_printed_again_when_it_is_out_or_ended() -> None:
    papers = judge()
    papers.starts_copy(JOB, SERIAL)
    out(papers)
    with pytest.raises(Violation, match="although it is out"):
        papers.starts_copy("k-b1-1-d1-2", SERIAL)
    papers = judge()
    papers.copy_ended(SERIAL, Outcome.UNKNOWN)
    with pytest.raises(Violation, match="after its end was told"):
        papers.starts_copy(JOB, SERIAL)
    papers = judge()
    for _ in range(3):
        papers.starts_copy(JOB, SERIAL)
    with pytest.raises(Violation, match="too often"):
        papers.starts_copy(JOB, SERIAL)


def test_what_is_told_must_be_what_came_out() -> None:
    with pytest.raises(Violation, match="never came out"):
        judge().copy_ended(SERIAL, Outcome.DELIVERED)
    papers = judge()
    out(papers)
    with pytest.raises(Violation, match="but it came out"):
        papers.copy_ended(SERIAL, Outcome.NOT_DELIVERED)
    papers = judge()
    papers.copy_ended(SERIAL, Outcome.NOT_DELIVERED)
    with pytest.raises(Violation, match="was told that it did not"):
        out(papers)
    papers = judge()
    papers.copy_ended(SERIAL, Outcome.UNKNOWN)
    out(papers)
    with pytest.raises(Violation, match="ended twice"):
        papers.copy_ended(SERIAL, Outcome.UNKNOWN)


def test_nothing_comes_out_twice() -> None:
    papers = judge()
    out(papers)
    with pytest.raises(Violation, match="one copy came out twice"):
        out(papers)
    papers.slip_out("k-b1-1-s1")
    with pytest.raises(Violation, match="one slip came out twice"):
        papers.slip_out("k-b1-1-s1")


def test_a_visit_does_not_end_before_the_registry_knows() -> None:
    with pytest.raises(Violation, match="registry was not told"):
        judge().delivered_price(VISIT, paid=True)
    assert judge().delivered_price(VISIT, paid=False) == 0
