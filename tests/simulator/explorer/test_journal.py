"""The explorer's journal: what is durable at a crash, what is folded, what is erased."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kiosk.money import Money
from kiosk.snapshots import KIND, written
from kiosk.visit.decision import Decision
from kiosk.visit.events import Event, IdentityEntered, NetworkChanged, StartTouched
from kiosk.visit.facts import Account, Fact, Posted
from kiosk.visit.machine import Machine
from kiosk.visit.step import step
from simulator.explorer.journal import ExplorerJournal, Fuse, Moment
from simulator.explorer.world import Violation, VirtualClock, World


class Dead(Exception):
    pass


def dies() -> None:
    raise Dead


class Bench:
    def __init__(self) -> None:
        self.witnessed: list[Event] = []
        self.journal = ExplorerJournal(self.witness)
        self.at = VirtualClock(World()).read()

    def witness(self, event: Event, facts: Sequence[Fact], visit_id: str) -> None:
        self.witnessed.append(event)

    def append(self, event: Event, *facts: Fact, visit_id: str = "") -> None:
        self.journal.append(event, facts, visit_id, self.at)


@pytest.mark.parametrize(
    ("moment", "durable"),
    [(Moment.BEFORE_COMMIT, 1), (Moment.AFTER_COMMIT, 2)],
)
def test_a_fuse_strikes_at_its_commit_before_or_after_it_is_durable(moment: Moment, durable: int) -> None:
    bench = Bench()
    bench.journal.fuses.append(Fuse(2, moment, dies))
    bench.append(NetworkChanged(True))
    with pytest.raises(Dead):
        bench.append(NetworkChanged(False))
    assert bench.journal.commits == len(bench.witnessed) == durable
    assert bench.journal.fuses == []
    assert bench.journal.fold().online is (durable == 1)


def test_a_fuse_can_wait_for_one_kind_of_event() -> None:
    bench = Bench()
    bench.journal.fuses.append(Fuse(1, Moment.AFTER_COMMIT, dies, "StartTouched"))
    bench.append(NetworkChanged(True))
    with pytest.raises(Dead):
        bench.append(StartTouched("v"))


def test_folding_again_and_again_gives_what_was_lived() -> None:
    bench, machine = Bench(), Machine()
    for event in (NetworkChanged(True), NetworkChanged(False), NetworkChanged(True)):
        machine = step(machine, event).machine
        bench.append(event)
        assert bench.journal.fold() == machine
    assert bench.journal.fold() == machine


def test_a_snapshot_is_what_was_folded_or_it_is_noticed() -> None:
    bench = Bench()
    bench.append(NetworkChanged(True), visit_id="")
    machine = bench.journal.fold()
    bench.journal.record(KIND, written(machine), bench.at)
    assert (bench.journal.kept_seq, bench.journal.last_seq) == (2, 2)
    assert bench.journal.fold() == machine
    bench.append(NetworkChanged(False))
    with pytest.raises(Violation, match="replay is not what was lived"):
        bench.journal.record(KIND, written(machine), bench.at)


def test_facts_that_do_not_follow_from_their_event_are_noticed() -> None:
    bench = Bench()
    bench.append(NetworkChanged(True), Posted(Account.CASH_BOX, Account.VISIT, Money(5)))
    with pytest.raises(Violation, match="replay gives other facts"):
        bench.journal.fold()


def test_names_go_with_their_visit_and_a_birthday_is_never_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Event] = []

    def remembers(machine: Machine, event: Event) -> Decision:
        seen.append(event)
        return Decision(machine)

    monkeypatch.setattr("simulator.explorer.journal.step", remembers)
    bench = Bench()
    bench.append(IdentityEntered("B10000001", "0930505"), visit_id="a")
    bench.append(IdentityEntered("B10000002", "0930505"), visit_id="b")
    assert bench.journal.personal == {"a", "b"}
    bench.journal.forget("a")
    bench.journal.fold()
    assert seen == [IdentityEntered("", ""), IdentityEntered("B10000002", "")]
    bench.journal.forget_all_but("c")
    assert bench.journal.personal == set()


def test_an_answer_of_nobodys_leaves_no_name() -> None:
    bench = Bench()
    bench.append(IdentityEntered("B10000001", "0930505"), visit_id="")
    assert bench.journal.personal == set()


def test_the_trace_tells_one_history_from_another() -> None:
    benches = [Bench() for _ in range(3)]
    for bench, online in zip(benches, (True, True, False), strict=True):
        bench.append(NetworkChanged(online))
    one, same, other = (bench.journal.trace for bench in benches)
    assert one == same
    benches[2].append(NetworkChanged(True))
    assert benches[2].journal.trace != other
