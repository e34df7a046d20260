"""No money is accepted unless what is bought can be delivered and recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.devices import OFFLINE, Condition, DeviceStatus, Trouble
from kiosk.gate import before_payment, while_paying
from kiosk.money import Money
from kiosk.visit.machine import Machine
from kiosk.visit.states import ChooseProblem, Order, OrderLine, Paper
from tests.kiosk.visit.samples import FOREIGN, IN_SERVICE, PAPER_OUT, PAPERS, PERSON

ORDER = Order("v-o1", (OrderLine("TR-ZH", "成績單", "Transcript", 2, Money(20)),))
LOW = DeviceStatus(Condition.ATTENTION, (Trouble.PAPER_LOW,))


def test_all_is_well() -> None:
    assert before_payment(IN_SERVICE, PERSON, ORDER, PAPERS) is None
    assert while_paying(IN_SERVICE) == ()


@pytest.mark.parametrize(
    ("machine", "problem"),
    [
        (replace(IN_SERVICE, document_printer=PAPER_OUT), ChooseProblem.PRINTER),
        (replace(IN_SERVICE, document_printer=OFFLINE), ChooseProblem.PRINTER),
        (replace(IN_SERVICE, receipt_printer=PAPER_OUT), ChooseProblem.RECEIPT_PRINTER),
        (replace(IN_SERVICE, journal_room=False), ChooseProblem.JOURNAL),
        (replace(IN_SERVICE, clock_sane=False), ChooseProblem.CLOCK),
        (replace(IN_SERVICE, fault="here: KeyError"), ChooseProblem.PROGRAM_FAULT),
    ],
    ids=lambda value: value.value if isinstance(value, ChooseProblem) else "",
)
def test_what_keeps_the_acceptor_shut_before_and_shuts_it_later(
    machine: Machine, problem: ChooseProblem
) -> None:
    assert before_payment(machine, PERSON, ORDER, PAPERS) is problem
    assert while_paying(machine) == (problem,)


def test_an_acceptor_that_does_not_serve_is_a_reason_not_to_begin_only() -> None:
    machine = replace(IN_SERVICE, acceptor=OFFLINE)
    assert before_payment(machine, PERSON, ORDER, PAPERS) is ChooseProblem.ACCEPTOR
    assert while_paying(machine) == ()


def test_a_dead_network_and_low_paper_are_no_reason() -> None:
    machine = replace(IN_SERVICE, online=False, document_printer=LOW, receipt_printer=LOW)
    assert before_payment(machine, PERSON, ORDER, PAPERS) is None


@pytest.mark.parametrize(
    "papers",
    [
        (),
        PAPERS[:1],
        (*PAPERS, replace(PAPERS[0], copy_serial="S3")),
        (PAPERS[0], PAPERS[0]),
        (PAPERS[0], FOREIGN),
        (PAPERS[0], replace(PAPERS[1], code="RK-ZH")),
        (PAPERS[0], replace(PAPERS[1], sheets=0)),
        (PAPERS[0], replace(PAPERS[1], sheets=-1)),
        (PAPERS[0], replace(PAPERS[1], person_id="")),
    ],
    ids=[
        "none",
        "too few",
        "too many",
        "one twice",
        "foreign",
        "other kind",
        "no sheet",
        "minus",
        "nobody's",
    ],
)
def test_the_papers_must_be_those_ordered_by_who_stands_here(papers: tuple[Paper, ...]) -> None:
    assert before_payment(IN_SERVICE, PERSON, ORDER, papers) is ChooseProblem.PAPER_MISMATCH
