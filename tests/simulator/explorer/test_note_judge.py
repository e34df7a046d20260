"""Every note once: the judge of notes, with right and wrong words and facts."""

from __future__ import annotations

from collections import Counter

import pytest

from kiosk.devices import NoteInEscrow, NoteReturned, NoteStacked
from kiosk.money import Money
from kiosk.visit.facts import Account, Fact, NoteIntended, NoteUncertain, Posted
from simulator.explorer.bill_mechanism import BankNote, BillMechanism, BillProfile, Place
from simulator.explorer.coverage import Coverage
from simulator.explorer.note_judge import NoteJudge
from simulator.explorer.world import Violation, World
from tests.simulator.explorer.bench import world_and_dice

HUNDRED = Money(100)


class Bench:
    def __init__(self) -> None:
        world, dice = world_and_dice()
        assert isinstance(world, World)
        self.bills = BillMechanism(world, dice, BillProfile(True))
        self.coverage = Coverage()
        self.judge = NoteJudge(self.bills, self.coverage)

    def note(self, note_id: str = "n1", place: Place = Place.IN_BOX, visit_id: str = "v") -> BankNote:
        """One that was told to be stacked."""
        note = self.bills.named[note_id] = BankNote(100, visit_id, place)
        if place is Place.IN_BOX:
            self.bills.box.append(note)
        self.judge.intended(NoteIntended(note_id, HUNDRED))
        self.judge.told(note_id, stack=True)
        return note

    def stacked(self, *to: Account, note_id: str = "n1", visit_id: str = "v") -> None:
        facts: tuple[Fact, ...] = tuple(Posted(Account.NOTE_BOX, account, HUNDRED) for account in to)
        self.judge.stacked(NoteStacked("b", note_id, HUNDRED), facts, visit_id)

    def returned(self, note_id: str = "n1", *facts: Fact) -> None:
        self.judge.returned(NoteReturned("b", note_id), facts)

    def doubt(self, note_id: str = "n1", value: Money | None = HUNDRED, person_id: str = "p") -> None:
        self.judge.uncertain(NoteUncertain(note_id, value, person_id), "v")

    def quiet(self, note_box: int, doubt: int) -> None:
        self.judge.quiet(Counter({Account.NOTE_BOX: note_box, Account.DOUBT: doubt}))


def test_a_stacked_note_is_credited() -> None:
    bench = Bench()
    bench.note()
    bench.stacked(Account.VISIT)
    assert bench.judge.of_visit("v") == (100, 0)
    assert bench.judge.of_visit("v") == (0, 0)
    bench.quiet(100, 0)
    bench.judge.settled()


@pytest.mark.parametrize("to", [(), (Account.VISIT, Account.VISIT)])
def test_a_note_that_is_not_on_record_once_is_noticed(to: tuple[Account, ...]) -> None:
    bench = Bench()
    bench.note()
    with pytest.raises(Violation, match="not on record exactly once"):
        bench.stacked(*to)


def test_a_word_that_is_not_so_is_noticed() -> None:
    bench = Bench()
    bench.note(place=Place.BACK)
    with pytest.raises(Violation, match="told stacked, but it is not in the box"):
        bench.stacked(Account.VISIT)
    bench.note("n2")
    with pytest.raises(Violation, match="told returned, but it is not"):
        bench.returned("n2")
    with pytest.raises(Violation, match="a note that never was"):
        bench.returned("n3")


def test_whose_it_is_and_that_it_was_intended() -> None:
    bench = Bench()
    bench.note(visit_id="other")
    with pytest.raises(Violation, match="somebody else's note"):
        bench.stacked(Account.VISIT)
    bench.bills.named["n2"] = BankNote(100, "v", Place.IN_BOX)
    with pytest.raises(Violation, match="credited without an intent"):
        bench.stacked(Account.VISIT, note_id="n2")
    bench.bills.named["n3"] = BankNote(100, "v", Place.IN_BOX)
    bench.stacked(Account.SUSPENSE, note_id="n3")
    assert bench.judge.of_nobody == 100


def test_an_echo_must_put_nothing_on_record() -> None:
    bench = Bench()
    bench.note()
    bench.stacked(Account.VISIT)
    bench.stacked()
    assert bench.coverage.counts["a word about a note that is known"] == 1
    with pytest.raises(Violation, match="one note is on record twice"):
        bench.stacked(Account.VISIT)


def test_a_doubt_counts_until_a_late_word() -> None:
    bench = Bench()
    bench.note()
    bench.doubt()
    assert (bench.judge.doubtful, bench.judge.suspense) == (100, 100)
    assert bench.judge.of_visit("v") == (0, 100)
    bench.quiet(0, 100)
    bench.judge.settled()
    bench.stacked(Account.DOUBT)
    assert (bench.judge.doubtful, bench.judge.suspense) == (0, 100)
    bench.quiet(100, 0)
    back = Bench()
    back.note(place=Place.BACK)
    back.doubt()
    back.returned("n1")  # not believed: it stays in doubt
    assert back.judge.suspense == 100
    back.returned("n1", Posted(Account.SUSPENSE, Account.DOUBT, HUNDRED))
    assert back.judge.suspense == 0


def test_a_doubt_that_is_none_is_noticed() -> None:
    bench = Bench()
    bench.note()
    bench.doubt()
    for again in ("n1",):
        with pytest.raises(Violation, match="put in doubt again"):
            bench.doubt(again)
    with pytest.raises(Violation, match="credited and in doubt"):
        bench.stacked(Account.VISIT)
    bench.note("n2")
    with pytest.raises(Violation, match="not its value"):
        bench.doubt("n2", Money(500))


def test_one_note_under_two_names_is_noticed() -> None:
    bench = Bench()
    note = bench.note()
    bench.stacked(Account.VISIT)
    bench.bills.named["n2"] = note
    with pytest.raises(Violation, match="under two names"):
        bench.doubt("n2")


def test_nothing_is_moved_without_an_intent_or_twice() -> None:
    bench = Bench()
    bench.note()
    with pytest.raises(Violation, match="told twice"):
        bench.judge.told("n1", stack=False)
    with pytest.raises(Violation, match="without an intent"):
        bench.judge.told("n2", stack=True)
    bench.judge.told("n3", stack=False)
    with pytest.raises(Violation, match="intended twice"):
        bench.judge.intended(NoteIntended("n1", HUNDRED))
    with pytest.raises(Violation, match="one name for two notes"):
        bench.judge.in_escrow(NoteInEscrow("b", "n1", HUNDRED))
    with pytest.raises(Violation, match="never was"):
        bench.judge.reconciled("n9")


def test_the_ledger_and_the_box_must_agree() -> None:
    bench = Bench()
    bench.note()
    with pytest.raises(Violation, match="in the box and nowhere else"):
        bench.judge.settled()
    bench.stacked(Account.VISIT)
    with pytest.raises(Violation, match="note box is not what was stacked"):
        bench.quiet(0, 0)
    with pytest.raises(Violation, match="doubt on record"):
        bench.quiet(100, 100)
    bench.bills.box.clear()
    bench.judge._box_seen = 0
    with pytest.raises(Violation, match="more notes are on record"):
        bench.judge.settled()


def test_a_doubt_without_a_value_is_counted_apart() -> None:
    bench = Bench()
    bench.note()
    bench.doubt(value=None)
    assert bench.judge.doubtful == 0
    bench.judge.settled()
    known = bench.note("n2")
    bench.stacked(Account.VISIT, note_id="n2")
    bench.bills.named["n3"] = known
    bench.doubt("n3", value=None)
    bench.quiet(100, 0)
