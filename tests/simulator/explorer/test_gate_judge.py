"""What must hold while coins or notes can go in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.devices import OFFLINE, HopperReading
from kiosk.money import Money, Tally
from kiosk.visit.machine import Machine
from kiosk.visit.payout import HopperState
from kiosk.visit.states import (
    ATTRACT,
    ChooseProblem,
    Claim,
    ClaimReason,
    Closing,
    Note,
    NoteDeed,
    Order,
    OrderLine,
    Paying,
)
from simulator.explorer.central import Issued
from simulator.explorer.gate_judge import GateJudge, held, owing, unpayable
from simulator.explorer.world import Violation
from tests.kiosk.visit.samples import FEE, IN_SERVICE, PAPERS, PERSON
from tests.simulator.explorer.rig import Rig

READY = IN_SERVICE.acceptor
ORDER = Order("v-o1", (OrderLine(PAPERS[0].code, "", "", 1, FEE),))
READING = HopperReading(1, 0, 0, 0, 0)
PAYING = Paying("v", PERSON, ORDER, PAPERS[:1])  # NT$20
FULL = (HopperState("h10", Money(10), READY, 60, READING),)


def gate() -> GateJudge:
    central = Rig().computer.central
    for paper in PAPERS:
        central.issued[paper.copy_serial] = Issued(
            paper.copy_serial, paper.code, Money(20), PERSON.person_id, "v"
        )
    return GateJudge(central)


def machine(visit: object = PAYING, hoppers: tuple[HopperState, ...] = FULL) -> Machine:
    return replace(IN_SERVICE, visit=visit, hoppers=hoppers)  # type: ignore[arg-type]


def coins(at: Machine, *values: int, spooled: bool = True) -> None:
    gate().coins(at, tuple(Money(value) for value in values), lambda _: spooled)


def notes(at: Machine, *values: int) -> None:
    gate().notes(at, tuple(Money(value) for value in values), lambda _: True)


def test_what_can_be_changed_may_go_in() -> None:
    coins(machine(), 10, 50)
    notes(machine(), 100)
    coins(machine(hoppers=()), 50)  # without hoppers the screen says so beforehand


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (machine(ATTRACT), "open while nobody pays"),
        (machine(replace(PAYING, closing=Closing.PAID)), "open although it is to close"),
        (machine(replace(PAYING, inserted=Tally.of([Money(20)]))), "open although all is paid"),
        (replace(machine(), receipt_printer=OFFLINE), "the receipt printer does not serve"),
        (replace(machine(), document_printer=OFFLINE), "the printer does not serve"),
        (replace(machine(), journal_room=False), "without room"),
        (replace(machine(), clock_sane=False), "without a clock"),
        (replace(machine(), fault="x"), "although the program failed"),
        (machine(replace(PAYING, blocked=(ChooseProblem.PRINTER,))), "something failed"),
    ],
)
def test_what_must_not_be_open_is_noticed(at: Machine, says: str) -> None:
    for look in (coins, notes):
        with pytest.raises(Violation, match=says):
            look(at, 10)


def test_papers_must_be_there_and_theirs() -> None:
    with pytest.raises(Violation, match="not in the spool"):
        coins(machine(), 10, spooled=False)
    strange = replace(PERSON, person_id="P9")
    with pytest.raises(Violation, match="papers of somebody else"):
        notes(machine(replace(PAYING, person=strange)), 100)


def test_what_cannot_be_changed_is_noticed() -> None:
    few = (replace(FULL[0], level=2),)
    with pytest.raises(Violation, match="a coin that could not be changed"):
        coins(machine(hoppers=few), 50)
    with pytest.raises(Violation, match="a note that could not be changed"):
        notes(machine(hoppers=few), 100)
    with pytest.raises(Violation, match="a note that could not be changed: 480"):
        notes(machine(), 500)  # 48 coins are too many
    with pytest.raises(Violation, match="a note that could not be changed"):
        notes(machine(hoppers=()), 100)


def test_a_note_that_is_kept_must_be_changeable_too() -> None:
    for value, deed in ((100, NoteDeed.STACK), (500, NoteDeed.RETURN)):
        gate().stacked(machine(replace(PAYING, note=Note("n1", Money(value), deed))))
    with pytest.raises(Violation, match="could not be changed"):
        gate().stacked(machine(replace(PAYING, note=Note("n1", Money(500), NoteDeed.STACK))))


def test_after_a_doubt_no_note_and_while_one_is_on_its_way_no_other() -> None:
    with pytest.raises(Violation, match="after one in doubt"):
        notes(machine(replace(PAYING, notes_in_doubt=Money(100))), 100)
    notes(machine(replace(PAYING, note=Note("n1", Money(100), NoteDeed.STACK))), 1000)


def test_what_is_owing_counts_what_was_brought() -> None:
    brought = replace(
        PAYING, brought=(Claim("c", Money(5), ClaimReason.LEFT),), inserted=Tally.of([Money(5)])
    )
    assert (held(brought), owing(brought)) == (5, 10)


@pytest.mark.parametrize(
    ("sums", "pieces", "cannot"),
    [([0, 10, 20, 30], 0, [30]), ([20], 1, [20]), ([15, 25, 5], 0, []), ([60], 0, [60]), ([], 0, [])],
)
def test_sums_that_hoppers_cannot_pay(sums: list[int], pieces: int, cannot: list[int]) -> None:
    hoppers = (
        HopperState("h10", Money(10), READY, 2, READING),
        HopperState("h5", Money(5), READY, 1, READING),
        HopperState("h50", Money(50), OFFLINE, 9, READING),
        HopperState("h20", Money(20), READY, 9, None),
    )
    assert unpayable(hoppers, sums, pieces) == cannot
