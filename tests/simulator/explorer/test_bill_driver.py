"""The validator's driver keeps to the contract: a note ends once, and nothing is said that is not so."""

from __future__ import annotations

from random import Random

import pytest

from kiosk.devices import (
    CashBoxMoved,
    Condition,
    DeviceStatusChanged,
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
    Trouble,
    ValidatorClosed,
    ValidatorOpened,
)
from kiosk.money import Money
from simulator.explorer.bill_driver import BillDriver
from simulator.explorer.bill_mechanism import BillMechanism, BillProfile, Place
from simulator.explorer.world import World
from tests.simulator.explorer.bench import Ear

ENDS = (NoteStacked, NoteReturned, NoteInDoubt)
HUNDRED = Money(100)
BOTH = pytest.mark.parametrize("remembers", [True, False])


class Bench:
    def __init__(self, remembers: bool = True, seed: int = 1) -> None:
        self.world, self.dice = World(), Random(seed)
        self.bills = BillMechanism(self.world, self.dice, BillProfile(remembers))
        self.runs = 0
        self.ear = Ear()
        self.begin()
        self.run(15.0)

    def begin(self) -> None:
        self.runs += 1
        self.driver = BillDriver(self.world, self.bills, self.dice, self.ear, f"b{self.runs}")
        self.driver.start()

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)

    def open(self, *values: int) -> Bench:
        self.driver.accept(tuple(Money(value) for value in values or (100, 500)))
        self.run(1.0)
        return self

    def in_escrow(self, value: int = 100) -> NoteInEscrow:
        self.bills.insert(value, "v")
        self.run(2.0)
        return self.ear.last(NoteInEscrow)

    def ends(self, note_id: str = "") -> list[object]:
        return [e for e in self.ear.heard if isinstance(e, ENDS) and note_id in ("", e.note_id)]

    def assert_true(self) -> None:
        for event in self.ear.heard:
            if isinstance(event, NoteStacked):
                assert self.bills.named[event.note_id].place is Place.IN_BOX
            if isinstance(event, NoteReturned):
                assert self.bills.named[event.note_id].place is Place.BACK


@BOTH
def test_it_starts_shut_and_opens(remembers: bool) -> None:
    bench = Bench(remembers)
    assert bench.ear.last(DeviceStatusChanged).status.condition is Condition.READY
    bench.bills.insert(100, "v")
    bench.run(8.0)
    assert not bench.ear.all(NoteInEscrow)
    bench.open()
    assert bench.ear.last(ValidatorOpened).values == (Money(100), Money(500))


@BOTH
def test_a_note_is_stacked_or_returned_and_that_is_said_once(remembers: bool) -> None:
    bench = Bench(remembers).open()
    first = bench.in_escrow()
    bench.driver.stack(first.note_id)
    bench.driver.return_note(first.note_id)
    bench.run(12.0)
    second = bench.in_escrow(500)
    bench.driver.return_note(second.note_id)
    bench.run(12.0)
    assert bench.ends() == [
        NoteStacked(first.device, first.note_id, HUNDRED),
        NoteReturned(second.device, second.note_id),
    ]
    assert [note.value for note in bench.bills.box] == [100]
    bench.assert_true()


@BOTH
def test_shut_with_a_note_in_escrow_it_gives_it_back_and_only_then_is_closed(remembers: bool) -> None:
    bench = Bench(remembers).open()
    note = bench.in_escrow()
    bench.driver.inhibit()
    bench.run(12.0)
    tail = [type(event) for event in bench.ear.heard if isinstance(event, (*ENDS, ValidatorClosed))]
    assert tail == [NoteReturned, ValidatorClosed]
    assert bench.ends(note.note_id)
    bench.driver.inhibit()
    bench.run(12.0)
    assert len(bench.ear.all(ValidatorClosed)) == 2


def test_opened_as_a_whole_it_gives_back_what_is_not_wanted() -> None:
    bench = Bench(remembers=False).open(100)
    bench.bills.insert(1000, "v")
    bench.run(5.0)
    assert not bench.ear.all(NoteInEscrow)
    assert bench.ear.all(NoteRefused)
    assert bench.bills.returned == 1


@BOTH
@pytest.mark.parametrize("moment", [0.1, 0.6, 1.2, 1.8, 2.6])
@pytest.mark.parametrize("seed", range(4))
def test_its_power_fails_while_it_stacks(remembers: bool, moment: float, seed: int) -> None:
    bench = Bench(remembers, seed).open()
    note = bench.in_escrow()
    bench.driver.stack(note.note_id)
    bench.run(moment)
    bench.bills.lose_power()
    bench.run(3.0)
    bench.bills.get_power()
    bench.run(90.0)
    assert len(bench.ends(note.note_id)) == 1
    bench.assert_true()
    if remembers:
        assert not bench.ear.all(NoteInDoubt)
    assert bench.ear.last(DeviceStatusChanged).status.serves
    assert bench.ear.all(ValidatorOpened)[-1].values
    bench.in_escrow(500)


@BOTH
@pytest.mark.parametrize("moment", [0.05, 0.6, 1.2, 1.8, 2.6])
@pytest.mark.parametrize("seed", range(4))
def test_the_program_dies_while_it_stacks(remembers: bool, moment: float, seed: int) -> None:
    bench = Bench(remembers, seed).open()
    note = bench.in_escrow()
    bench.driver.stack(note.note_id)
    bench.run(moment)
    told = len(bench.ends(note.note_id))
    bench.driver.stop()
    bench.run(4.0)
    bench.begin()
    bench.driver.reconcile(note.note_id, note.value)
    bench.run(90.0)
    assert len(bench.ends(note.note_id)) == told + 1
    assert not [event for event in bench.ends() if event not in bench.ends(note.note_id)], "one note, not two"
    bench.assert_true()


def test_what_was_not_acknowledged_is_said_again_to_the_next_program() -> None:
    bench = Bench().open()
    note = bench.in_escrow()
    bench.driver.stack(note.note_id)
    while not bench.ends():
        bench.run(0.01)
    bench.driver.stop()
    bench.run(3.0)
    bench.begin()
    bench.run(30.0)
    [first, again] = bench.ends()
    assert isinstance(first, NoteStacked)
    assert isinstance(again, NoteInDoubt), "nobody has asked: it cannot know which note that was"
    assert bench.bills.named[again.note_id] is bench.bills.named[first.note_id]


def test_what_was_acknowledged_is_not_said_again() -> None:
    bench = Bench().open()
    note = bench.in_escrow()
    bench.driver.stack(note.note_id)
    bench.run(10.0)
    bench.driver.stop()
    bench.run(3.0)
    bench.begin()
    bench.run(30.0)
    assert len(bench.ends()) == 1


@BOTH
def test_a_note_in_escrow_when_the_program_died_goes_back(remembers: bool) -> None:
    bench = Bench(remembers).open()
    old = bench.in_escrow()
    bench.driver.stop()
    bench.run(1.0)
    bench.begin()
    bench.driver.reconcile(old.note_id, old.value)
    bench.run(90.0)
    assert bench.bills.returned == 1
    [end] = bench.ends()
    assert isinstance(end, NoteReturned if remembers else NoteInDoubt)


def test_a_jam_ends_in_doubt_and_a_late_word_settles_it() -> None:
    ends = set()
    for seed in range(8):
        bench = Bench(seed=seed).open()
        note = bench.in_escrow()
        bench.driver.stack(note.note_id)
        bench.run(0.6)
        bench.bills.get_trouble(Trouble.JAM)
        bench.run(90.0)
        assert bench.ends() == [NoteInDoubt(note.device, note.note_id, HUNDRED)]
        assert not bench.ear.last(DeviceStatusChanged).status.serves
        bench.bills.get_trouble(None)
        bench.run(10.0)
        assert bench.ear.last(DeviceStatusChanged).status.serves
        ends.add(tuple(type(end) for end in bench.ends()))
        bench.assert_true()
    assert ends == {(NoteInDoubt, NoteStacked), (NoteInDoubt,)}


@BOTH
def test_out_of_reach_it_is_offline_and_forgets_no_wish(remembers: bool) -> None:
    bench = Bench(remembers).open()
    bench.bills.unplug()
    bench.run(5.0)
    assert bench.ear.last(DeviceStatusChanged).status.condition is Condition.OFFLINE
    bench.driver.inhibit()
    bench.run(20.0)
    assert not bench.ear.all(ValidatorClosed)
    bench.bills.plug()
    bench.run(12.0)
    assert bench.ear.all(ValidatorClosed)


def test_the_box_is_taken_out_and_put_back() -> None:
    bench = Bench()
    bench.bills.move_box(False)
    bench.run(5.0)
    assert bench.ear.last(DeviceStatusChanged).status.troubles == (Trouble.CASH_BOX_REMOVED,)
    bench.bills.move_box(True)
    bench.run(5.0)
    assert [moved.present for moved in bench.ear.all(CashBoxMoved)] == [False, True]
    assert bench.ear.last(DeviceStatusChanged).status.serves


def test_mute_it_keeps_its_word_back_and_the_order() -> None:
    bench = Bench().open()
    bench.driver.mute_s = 50.0
    note = bench.in_escrow()
    bench.driver.stack(note.note_id)
    bench.driver.inhibit()
    bench.run(30.0)
    assert not bench.ends()
    bench.run(30.0)
    tail = [type(event) for event in bench.ear.heard if isinstance(event, (*ENDS, ValidatorClosed))]
    assert tail == [NoteStacked, ValidatorClosed]


def test_names_are_new_in_every_run() -> None:
    bench = Bench().open()
    first = bench.in_escrow()
    bench.driver.stop()
    bench.run(10.0)
    bench.begin()
    bench.run(15.0)
    assert bench.open().in_escrow().note_id != first.note_id
