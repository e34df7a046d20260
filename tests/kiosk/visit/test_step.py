"""The exhaustive walk: every promise about money and papers is checked in every state that can be reached."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.devices import OFFLINE, DeviceStatusChanged
from kiosk.visit.effects import CloseAcceptor, CloseValidator
from kiosk.visit.events import (
    ClockChanged,
    JournalRoomChanged,
    NetworkChanged,
    ProgramFault,
    StartTouched,
    SyncAcknowledged,
)
from kiosk.visit.machine import Machine
from kiosk.visit.states import Identifying
from kiosk.visit.step import step
from tests.kiosk.visit.judging import Node
from tests.kiosk.visit.samples import IN_SERVICE, PAPER_OUT, coins
from tests.kiosk.visit.walking import (
    ALWAYS,
    RARELY,
    answers,
    delivering,
    finished,
    owed,
    paying,
    paying_out,
    paying_with_notes,
    preparing,
    printing,
    refunding,
    settles,
    stacking,
    walk,
    wander,
    with_notes,
)

# What was seen when this was written; far fewer would mean that the walk does not get anywhere any more.
STARTS: dict[str, tuple[Callable[[], Node], int, int]] = {
    "nobody there": (lambda: Node(IN_SERVICE), 5, 140),
    "papers being fetched": (preparing, 3, 200),
    "the acceptor is open": (paying, 4, 1200),
    "the receipt is under way": (lambda: delivering(paid=(10, 50)), 4, 800),
    "one paper is under way": (printing, 4, 1500),
    "the first of two papers is under way": (lambda: printing(2), 3, 500),
    "money goes back": (refunding, 4, 400),
    "change is on its way": (lambda: paying_out(n10=2, n5=3), 4, 300),
    "change that is not enough": (lambda: paying_out(n10=1, n5=1), 4, 100),
    "all is out": (finished, 3, 80),
    "notes are taken": (paying_with_notes, 3, 100),
    "a note is on its way": (stacking, 3, 100),
    "the machine owes an earlier visit": (owed, 4, 100),
}


@pytest.mark.parametrize("where", STARTS)
def test_every_sequence_from_here_keeps_the_promises(where: str) -> None:
    start, depth, least = STARTS[where]
    found = walk(start(), depth)
    assert len(found.nodes) >= least, f"{len(found.nodes)} states, {found.steps} steps"


@pytest.mark.parametrize("seed", range(3))
def test_a_long_random_life_with_notes_and_change_keeps_the_promises(seed: int) -> None:
    found = wander(with_notes(), seed, steps=8_000)
    assert {"Paying", "PayingOut", "Delivering", "Refunding", "Finished"} <= found.kinds
    assert any(node.notes_in for node in found.nodes)
    assert any(node.redeemed for node in found.nodes)


@pytest.mark.parametrize("seed", range(3))
def test_a_long_random_life_keeps_the_promises(seed: int) -> None:
    found = wander(Node(IN_SERVICE), seed, steps=12_000)
    every = {"Attract", "Identifying", "CheckingIdentity", "Choosing", "Preparing", "Paying"}
    assert found.kinds == every | {"Delivering", "Refunding", "Finished"}


def test_time_outs_alone_end_a_visit_in_every_way() -> None:
    assert settles(paying()) == ["Paying:attention", "Paying:still-there", "Paying:closing"]
    assert settles(refunding()) == ["Refunding:slip", "Finished:finished"]
    assert settles(printing(2)) == [
        "Delivering:document",  # nobody says how it went: unknown, and owed
        "Delivering:document",
        "Delivering:slip",
        "Finished:finished",
    ]


@pytest.mark.parametrize("event", [*ALWAYS, *RARELY], ids=str)
def test_every_event_is_legal_in_every_state(event: object) -> None:
    for start, _, _ in STARTS.values():
        node = start()
        step(node.machine, event)  # type: ignore[arg-type]  # every member of the tuple is an Event
        for answer in answers(node.machine):
            step(step(node.machine, event).machine, answer)  # type: ignore[arg-type]


def test_what_is_known_of_the_machine_is_kept_whoever_stands_there() -> None:
    for start in (Node(IN_SERVICE), paying(), printing()):
        machine = start.machine
        machine = step(machine, DeviceStatusChanged("coin_acceptor", OFFLINE)).machine
        machine = step(machine, DeviceStatusChanged("receipt_printer", PAPER_OUT)).machine
        machine = step(machine, DeviceStatusChanged("document_printer", PAPER_OUT)).machine
        machine = step(machine, NetworkChanged(online=False)).machine
        machine = step(machine, JournalRoomChanged(enough=False)).machine
        machine = step(machine, ClockChanged(sane=False)).machine
        machine = step(machine, SyncAcknowledged(41, "00" * 32, "")).machine
        machine = step(machine, coins(1, counter=9)).machine
        assert (machine.acceptor, machine.receipt_printer) == (OFFLINE, PAPER_OUT)
        assert (machine.document_printer, machine.online) == (PAPER_OUT, False)
        assert (machine.journal_room, machine.clock_sane, machine.acknowledged) == (False, False, 41)
        assert machine.cursor is not None
        assert machine.cursor.counter == 9


def test_an_unknown_device_changes_nothing() -> None:
    assert step(IN_SERVICE, DeviceStatusChanged("card_reader", PAPER_OUT)).machine == IN_SERVICE


def test_an_old_acknowledgement_does_not_move_the_watermark_back() -> None:
    machine = step(Machine(acknowledged=9), SyncAcknowledged(3, "00" * 32, "")).machine
    assert machine.acknowledged == 9


def test_a_fault_of_ours_closes_the_acceptor_and_lets_nobody_begin() -> None:
    decision = step(paying().machine, ProgramFault("paying:40", "KeyError"))
    assert decision.effects == (CloseAcceptor(), CloseValidator())
    assert decision.machine.fault == "paying:40: KeyError"
    failed = step(IN_SERVICE, ProgramFault("attract:1", "KeyError")).machine
    assert step(failed, StartTouched("v")).machine.visit == failed.visit
    assert isinstance(step(IN_SERVICE, StartTouched("v")).machine.visit, Identifying)
