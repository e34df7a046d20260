"""Synchronising: in order, one batch at a time, never skipping a row, never hurrying a line that is down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.central_link import Acknowledged, LinkTrouble, Refused
from kiosk.journal import GENESIS, Journal, Row
from kiosk.loop import Loop
from kiosk.sync import BATCH, FIRST_WAIT_S, LONGEST_WAIT_S, LOOK_EVERY_S, WANT_AGAIN_S, Shipped, Sync
from kiosk.visit.events import ClaimsWanted, Event, NetworkChanged, StartTouched, SyncAcknowledged
from kiosk.visit.machine import Machine
from tests.kiosk.rig import FakeClock

OFFLINE = Refused(LinkTrouble.OFFLINE)
LOOKED = Shipped(Acknowledged(0, GENESIS, "signed"), looked=True)
AT = FakeClock().read()


class Central:
    """Keeps what it is sent as the real one does: in order, without gaps, each row once."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.shipped: list[tuple[int, ...]] = []

    def takes(self, rows: Sequence[Row], most: int = BATCH) -> Acknowledged | Refused:
        self.shipped.append(tuple(row.seq for row in rows))
        for row in rows[:most]:
            if row.seq <= len(self.rows):
                assert self.rows[row.seq - 1] == row, "a row was changed"
            elif row.seq == len(self.rows) + 1:
                assert row.prev_hash == (self.rows[-1].hash if self.rows else GENESIS)
                self.rows.append(row)
            else:
                return Refused(LinkTrouble.REFUSED, "gap", {"expected_seq": len(self.rows) + 1})
        return Acknowledged(len(self.rows), self.rows[-1].hash, "signed")


class Desk:
    """A Sync whose workers are the test: `rows` is what it wants shipped, `looks` how often it looked."""

    def __init__(self, journal: Journal) -> None:
        self.journal, self.clock = journal, FakeClock()
        self.put: list[Event] = []
        self.rows: Sequence[Row] | None = None
        self.looks = 0
        self.told = -1
        self.acknowledged = 0
        self.sync = Sync(journal, self.clock.now, self._take, self._ship, self._look)

    def _take(self, event: Event) -> None:
        self.put.append(event)
        if isinstance(event, SyncAcknowledged):
            self.journal.append(event, (), "", AT)
            self.acknowledged = max(self.acknowledged, event.seq)

    def _ship(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    def _look(self, told: int) -> None:
        self.looks += 1
        self.told = told

    def visit(self, number: int = 1) -> None:
        for _ in range(number):
            self.journal.append(StartTouched("v"), (), "v", AT)

    def turn(self) -> Sequence[Row] | None:
        self.rows = None
        self.sync.turn(self.acknowledged)
        return self.rows

    def turns(self, answer: Acknowledged | Refused) -> None:
        assert self.turn(), "nothing to ship"
        self.sync.answered(Shipped(answer))


@pytest.fixture
def desk(in_memory: Path) -> Iterator[Desk]:
    with closing(Journal(in_memory / "j", "b1")) as journal:
        yield Desk(journal)


def test_rows_go_out_in_order_and_the_acknowledgement_is_journalled(desk: Desk) -> None:
    central = Central()
    desk.visit(3)
    rows = desk.turn()
    assert rows is not None
    assert [row.seq for row in rows] == [1, 2, 3]
    desk.sync.answered(Shipped(central.takes(rows)))
    assert desk.put == [NetworkChanged(online=True), SyncAcknowledged(3, rows[-1].hash, "signed")]
    assert desk.journal.rows(3)[0].kind == "SyncAcknowledged"


def test_one_batch_at_a_time(desk: Desk) -> None:
    desk.visit()
    assert desk.turn()
    desk.visit()
    assert desk.turn() is None, "the first batch has not been answered yet"


def test_many_rows_go_in_batches_until_all_are_there(desk: Desk) -> None:
    central = Central()
    desk.visit(2 * BATCH + 10)
    for _ in range(30):
        rows = desk.turn()
        if rows:
            desk.sync.answered(Shipped(central.takes(rows, most=150)))  # and not even all of a batch
        desk.clock.pass_by(2.0)
    assert len(central.rows) >= 2 * BATCH + 10
    assert central.shipped[0] == tuple(range(1, BATCH + 1))
    assert [row.seq for row in central.rows] == list(range(1, len(central.rows) + 1))
    assert max(map(len, central.shipped)) == BATCH


def test_rest_comes_back_although_every_answer_is_a_row_itself(desk: Desk) -> None:
    central = Central()
    desk.visit()
    for _ in range(50):
        rows = desk.turn()
        if rows:
            desk.sync.answered(Shipped(central.takes(rows)))
        desk.clock.pass_by(2.0)
    assert central.shipped == [(1,)]


def test_a_batch_is_not_shipped_again_while_its_answer_waits_in_the_queue(in_memory: Path) -> None:
    """In the real loop the background runs before the queued SyncAcknowledged is handled."""
    clock, central = FakeClock(), Central()
    with closing(Journal(in_memory / "j", "b1")) as journal:

        def background(machine: Machine) -> None:
            clock.pass_by(2.0)
            sync.turn(machine.acknowledged)

        def ship(rows: Sequence[Row]) -> None:
            answer = central.takes(rows)
            loop.call(lambda: sync.answered(Shipped(answer)))

        loop = Loop(journal, Machine(), clock, lambda effect: None, background)
        sync = Sync(journal, clock.now, loop.put, ship, lambda told: None)
        loop.put(StartTouched("v"))
        for _ in range(10):
            loop.call(lambda: None)
        for _ in range(5):
            loop.stop()
            loop.run()
        seqs = [seq for batch in central.shipped for seq in batch]
        assert len(seqs) == len(set(seqs)), central.shipped
        assert loop.machine.acknowledged == 1


def test_a_line_that_is_down_is_tried_less_and_less_often(desk: Desk) -> None:
    desk.visit()
    waits = []
    for _ in range(10):
        desk.turns(OFFLINE)
        began = desk.clock.now()
        while desk.turn() is None:
            desk.clock.pass_by(0.1)
        waits.append(round(desk.clock.now() - began, 1))
        desk.sync.answered(Shipped(OFFLINE))
        desk.clock.pass_by(LONGEST_WAIT_S)
    assert waits[0] == FIRST_WAIT_S
    assert waits == sorted(waits)
    assert max(waits) <= LONGEST_WAIT_S + 0.1
    assert desk.put == [NetworkChanged(online=False)], "said once"
    assert desk.sync.trouble == "no answer"


def test_after_a_success_it_hurries_again(desk: Desk) -> None:
    central = Central()
    desk.visit()
    for _ in range(6):
        desk.turns(OFFLINE)
        desk.clock.pass_by(LONGEST_WAIT_S)
    rows = desk.turn()
    assert rows
    desk.sync.answered(Shipped(central.takes(rows)))
    assert desk.sync.trouble == ""
    desk.clock.pass_by(5.0)
    desk.visit()
    desk.turns(OFFLINE)
    desk.clock.pass_by(FIRST_WAIT_S)
    assert desk.turn()


@pytest.mark.parametrize("error", ["gap", "quarantined", "unauthorized", ""])
def test_what_is_refused_is_kept_and_tried_again_for_ever(desk: Desk, error: str) -> None:
    desk.visit(2)
    for _ in range(20):
        desk.turns(Refused(LinkTrouble.REFUSED, error))
        assert desk.sync.trouble == (error or "refused")
        desk.clock.pass_by(LONGEST_WAIT_S)
    rows = desk.turn()
    assert rows
    assert [row.seq for row in rows] == [1, 2], "never skipped"
    assert desk.acknowledged == 0


@pytest.mark.parametrize(
    ("seq", "row_hash"), [(2, "f" * 64), (99, "f" * 64), (0, ""), (99, ""), (2**62, "")], ids=str
)
def test_an_acknowledgement_that_is_not_of_our_rows_is_no_acknowledgement(
    desk: Desk, seq: int, row_hash: str
) -> None:
    desk.visit(3)
    desk.turns(Acknowledged(seq, row_hash, "signed"))
    assert not [event for event in desk.put if isinstance(event, SyncAcknowledged)]
    assert desk.sync.trouble
    assert desk.turn() is None, "it waits before it tries again"


def test_an_acknowledgement_of_nothing_new_is_not_journalled_again_and_again(desk: Desk) -> None:
    central = Central()
    desk.visit()
    rows = desk.turn()
    assert rows
    answer = central.takes(rows)
    desk.sync.answered(Shipped(answer))
    desk.visit()
    desk.clock.pass_by(5.0)
    before = desk.journal.last_seq
    for _ in range(10):
        desk.turns(answer)  # the same one as before
        desk.clock.pass_by(LONGEST_WAIT_S)
    assert desk.journal.last_seq == before
    assert "nothing new" in desk.sync.trouble


def test_when_nothing_is_to_be_sent_it_looks_whether_the_line_is_there(desk: Desk) -> None:
    assert desk.turn() is None
    assert desk.looks == 1
    desk.sync.answered(LOOKED)
    assert desk.put == [NetworkChanged(online=True)]
    desk.turn()
    assert desk.looks == 1, "not all the time"
    desk.clock.pass_by(LOOK_EVERY_S)
    desk.turn()
    assert desk.looks == 2
    desk.sync.answered(Shipped(OFFLINE, looked=True))
    assert desk.put == [NetworkChanged(online=True), NetworkChanged(online=False)]


def test_it_starts_from_the_watermark_of_the_journal(desk: Desk) -> None:
    desk.visit(5)
    desk.acknowledged = 3
    rows = desk.turn()
    assert rows
    assert [row.seq for row in rows] == [4, 5]


def test_a_look_tells_up_to_where_all_was_told(desk: Desk) -> None:
    central = Central()
    desk.visit(3)
    rows = desk.turn()
    assert rows
    desk.sync.answered(Shipped(central.takes(rows)))
    desk.clock.pass_by(LOOK_EVERY_S)
    assert desk.turn() is None
    assert (desk.looks, desk.told) == (1, 3)  # row 4 is the acknowledgement itself
    assert desk.journal.last_seq == 4


def test_what_is_wanted_is_heard_with_every_kind_of_answer(desk: Desk) -> None:
    desk.turn()
    desk.sync.answered(wanting("c1", looked=True))
    assert desk.put[-1] == ClaimsWanted(("c1",))
    desk.visit()
    rows = desk.turn()
    assert rows
    desk.sync.answered(Shipped(Acknowledged(1, rows[0].hash, "signed", ("c1", "c2"))))
    assert desk.put[-2:] == [ClaimsWanted(("c1", "c2")), SyncAcknowledged(1, rows[0].hash, "signed")]


def test_what_is_wanted_for_long_is_not_a_row_every_time(desk: Desk) -> None:
    asked = 0
    for _ in range(round(60 / LOOK_EVERY_S)):
        desk.turn()
        desk.put.clear()
        desk.sync.answered(wanting("c1", looked=True))
        asked += len([event for event in desk.put if isinstance(event, ClaimsWanted)])
        desk.clock.pass_by(LOOK_EVERY_S)
    assert asked == round(60 / WANT_AGAIN_S)
    desk.turn()
    desk.sync.answered(wanting(looked=True))  # it was done, or is not wanted any more
    desk.clock.pass_by(LOOK_EVERY_S)
    desk.turn()
    desk.put.clear()
    desk.sync.answered(wanting("c1", looked=True))
    assert desk.put == [ClaimsWanted(("c1",))]


def wanting(*claim_ids: str, looked: bool) -> Shipped:
    return Shipped(Acknowledged(0, GENESIS, "signed", claim_ids), looked)
