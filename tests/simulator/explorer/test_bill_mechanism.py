"""The bill validator as a thing: where a note is, and what is said of it, whatever happens in between."""

from __future__ import annotations

from random import Random

import pytest

from kiosk.devices import Trouble
from simulator.explorer.bill_mechanism import (
    FOREIGN_NOTE,
    HOLD_S,
    RETURN_S,
    BankNote,
    BillMechanism,
    BillProfile,
    Nobody,
    Place,
)
from simulator.explorer.world import World


class Watching(Nobody):
    """Listens, and does nothing."""


class Bench:
    def __init__(self, remembers: bool = True, seed: int = 1) -> None:
        self.world = World()
        self.bills = BillMechanism(self.world, Random(seed), BillProfile(remembers))
        self.bills.watcher = Watching()
        self.bills.holding(True)
        self.bills.accepts = frozenset({100, 500})

    def run(self, seconds: float) -> None:
        self.world.run_until(self.world.now + seconds)

    def in_escrow(self, value: int = 100) -> BankNote:
        note = self.bills.insert(value, "v")
        self.run(2.0)
        assert note.place is Place.ESCROW
        return note

    @property
    def said(self) -> list[bool]:
        return [word.stacked for word in self.bills.words]


def test_a_note_waits_and_goes_where_it_is_told() -> None:
    bench = Bench()
    kept = bench.in_escrow()
    bench.bills.stack()
    bench.run(3.0)
    back = bench.in_escrow(500)
    bench.bills.give_back()
    bench.run(3.0)
    assert (kept.place, back.place) == (Place.IN_BOX, Place.BACK)
    assert bench.bills.box == [kept]
    assert bench.said == [True, False]


@pytest.mark.parametrize("value", [FOREIGN_NOTE, 200])
def test_what_is_not_taken_comes_back_at_once(value: int) -> None:
    bench = Bench()
    assert bench.bills.insert(value, "v").place is Place.BACK
    assert bench.bills.path is None
    assert not bench.said


def test_a_second_note_does_not_go_in() -> None:
    bench = Bench()
    first = bench.in_escrow()
    assert bench.bills.insert(100, "v").place is Place.BACK
    assert bench.bills.path is first


def test_with_nobody_who_holds_it_a_note_goes_back() -> None:
    bench = Bench()
    note = bench.in_escrow()
    bench.bills.stop_listening()
    bench.run(HOLD_S + RETURN_S + 0.1)
    assert note.place is Place.BACK


@pytest.mark.parametrize("remembers", [True, False])
@pytest.mark.parametrize("moment", [0.2, 0.6, 1.0, 1.4])
def test_power_lost_while_it_stacks_leaves_it_on_one_side(remembers: bool, moment: float) -> None:
    ends = set()
    for seed in range(12):
        bench = Bench(remembers, seed)
        note = bench.in_escrow()
        bench.bills.stack()
        bench.run(moment)
        stacked_before = note.place is Place.IN_BOX
        bench.bills.lose_power()
        bench.run(30.0)
        assert stacked_before or note.place is Place.STACKING
        bench.bills.get_power()
        assert bench.bills.path is None
        assert (note in bench.bills.box) == (note.place is Place.IN_BOX)
        if remembers:
            assert bench.said == [note.place is Place.IN_BOX]
        else:
            assert bench.said == []
        ends.add(note.place)
    assert ends <= {Place.IN_BOX, Place.BACK}
    assert len(ends) == 2 or moment > 1.3


def test_one_that_forgets_says_nothing_to_nobody() -> None:
    for remembers in (True, False):
        bench = Bench(remembers)
        bench.in_escrow()
        bench.bills.stack()
        bench.bills.stop_listening()
        bench.run(3.0)
        assert bench.said == ([True] if remembers else [])
        assert bench.bills.box


def test_a_jam_holds_it_until_somebody_clears_it() -> None:
    places: set[Place] = set()
    for seed in range(12):
        bench = Bench(seed=seed)
        note = bench.in_escrow()
        bench.bills.stack()
        bench.run(0.5)
        bench.bills.get_trouble(Trouble.JAM)
        bench.run(60.0)
        assert bench.bills.path is note
        assert bench.bills.insert(100, "v").place is Place.BACK
        bench.bills.get_trouble(None)
        places.add(note.place)
        assert bench.said == [note.place is Place.IN_BOX]
    assert places == {Place.IN_BOX, Place.BACK}


def test_without_its_box_it_stacks_nothing() -> None:
    bench = Bench()
    note = bench.in_escrow()
    bench.bills.stack()
    bench.bills.move_box(False)
    assert bench.bills.trouble is Trouble.CASH_BOX_REMOVED
    bench.run(5.0)
    assert note.place is Place.STUCK
    bench.bills.move_box(True)
    assert bench.bills.trouble is None
    assert bench.bills.path is None


def test_who_pulls_gets_it_back_or_not() -> None:
    places = set()
    for seed in range(12):
        bench = Bench(seed=seed)
        note = bench.in_escrow()
        bench.bills.stack()
        bench.run(0.5)
        bench.bills.pull()
        torn_out = note.place is Place.BACK
        assert (bench.bills.trouble is Trouble.FRAUD) == torn_out
        bench.run(10.0)
        assert bench.bills.trouble is None
        assert bench.said == ([] if torn_out else [True])
        places.add(note.place)
    assert places == {Place.IN_BOX, Place.BACK}
