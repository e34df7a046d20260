"""A start from a snapshot is a start from the first row; one that cannot be trusted is none."""

from __future__ import annotations

import dataclasses
import json
import logging
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import snapshots
from kiosk.clock import Reading
from kiosk.codec import canonical
from kiosk.devices import (
    OFFLINE,
    Condition,
    DeviceStatus,
    DeviceStatusChanged,
    HopperRead,
    HopperReading,
    Outcome,
    Trouble,
)
from kiosk.errors import JournalDamaged, JournalUncertain
from kiosk.journal import Journal, Row, exported
from kiosk.money import Money, Tally
from kiosk.snapshots import (
    KIND,
    LONG,
    ROWS_BETWEEN,
    Keeper,
    NotTrusted,
    Recovered,
    fold,
    program,
    read,
    recovered,
    shape,
    verify,
    written,
)
from kiosk.visit.decision import Decision
from kiosk.visit.events import (
    BackTouched,
    CancelTouched,
    DoneTouched,
    Event,
    HopperCounted,
    HoppersFitted,
    NetworkChanged,
    StartTouched,
    SyncAcknowledged,
)
from kiosk.visit.machine import Machine
from kiosk.visit.payout import FittedHopper, HopperState
from kiosk.visit.states import ATTRACT, Attract, Choosing, Identifying
from kiosk.visit.step import step
from tests.kiosk.rig import NAME, NUMBER, FakeClock, Rig, World, rig
from tests.kiosk.scripts import one_paper
from tests.kiosk.visit.samples import IN_SERVICE, OFFERS, PAPER_OUT, PERSON, READY, coins

HOUSE = Path(__file__).parents[2]
AT = FakeClock().read()
FITTED = HoppersFitted((FittedHopper("hopper_10", Money(10)), FittedHopper("hopper_50", Money(50))))
NEVER = 10**9

st.register_type_strategy(Tally, st.builds(Tally))


# ---- Random journeys ---------------------------------------------------------------------------------------


class Journey:
    """One machine and whatever may happen to it, its program ended and started again included."""

    def __init__(self, path: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.path, self.clock, self.world = path, FakeClock(), World()
        self.visits = self.counter = self.starts = self.from_snapshot = 0
        self.every = self.dice.choice((1, 3, 8, 20))
        self.start()
        self.live.happen(FITTED, HopperCounted("hopper_10", 40))
        self.live.close()
        self.start()

    def start(self) -> None:
        self.starts += 1
        outcomes = tuple(Outcome)
        self.world = World(
            papers=self.dice.choices(outcomes, k=3),
            slips=self.dice.choices(outcomes, k=3),
            reconciled=self.dice.choice(outcomes),
            spool=self.world.spool,
        )
        down_s = self.dice.choice((5.0, 600.0))
        self.live = Rig(self.path, self.world, self.clock, f"b{self.starts}", down_s, self.every)
        self.live.find_devices()
        hopper = HopperRead("hopper_10", HopperReading(1, 1, 0, 0, 0))
        self.live.happen(DeviceStatusChanged("hopper_10", READY), hopper)

    def goes_on(self) -> None:
        live, dice = self.live, self.dice
        match dice.randrange(9):
            case 0 | 1:
                self.visits += 1
                live.identify(f"v{self.visits}")
                live.order(dice.randrange(1, 3))
            case 2 | 3:
                pieces = dice.choices((1, 5, 10, 50), k=dice.randrange(1, 4))
                self.counter += len(pieces)
                live.happen(coins(*pieces, counter=self.counter))
            case 4:
                live.happen(dice.choice((BackTouched(), CancelTouched(), DoneTouched())))
            case 5:
                live.wait(dice.choice((1.0, 20.0, 90.0, 400.0)))
            case 6:
                device = dice.choice(("coin_acceptor", "receipt_printer", "document_printer"))
                live.happen(DeviceStatusChanged(device, dice.choice((READY, READY, PAPER_OUT, OFFLINE))))
            case 7:
                happened = dice.choice(
                    (NetworkChanged(True), SyncAcknowledged(live.journal.last_seq, "", ""))
                )
                live.happen(happened, HopperCounted("hopper_50", dice.randrange(9)))
            case _:
                live.close()
                self.start()

    def holds(self) -> None:
        """Live, from the snapshot, from the first row: one state."""
        start = recovered(self.live.journal)
        assert start.machine == fold(self.live.journal) == self.live.machine
        self.from_snapshot += start.seq > 0


@pytest.mark.parametrize("seed", range(24))
def test_a_start_from_a_snapshot_is_a_start_from_the_first_row(seed: int, in_memory: Path) -> None:
    journey = Journey(in_memory / "j", seed)
    for number in range(60):
        journey.goes_on()
        if number % 6 == 0:
            journey.holds()
    journey.holds()
    journey.live.close()
    found = verify(in_memory / "j")
    assert found.snapshots >= 2, "the journey never came to rest"
    assert (found.others, found.changed) == (0, 0)
    assert journey.from_snapshot


def test_the_random_journeys_go_far(in_memory: Path) -> None:
    """What they are made of: visits that were paid, cancelled, interrupted, and money that is owed."""
    kinds: set[str] = set()
    for seed in range(6):
        journey = Journey(in_memory / f"j{seed}", seed)
        for _ in range(60):
            journey.goes_on()
        kinds |= {row.kind for row in journey.live.journal.rows(0)}
        journey.live.close()
    assert {"OrderPaid", "ClaimIssued", "PayoutIntended", "VisitClosed", "Booted", KIND} <= kinds


# ---- How much is folded ------------------------------------------------------------------------------------


@dataclass
class Counting:
    """The real step; knows how often it was asked."""

    steps: int = 0

    def __call__(self, machine: Machine, event: Event) -> Decision:
        self.steps += 1
        return step(machine, event)


def flicker(journal: Journal, rows: int, kept_seq: int = 0, every: int = ROWS_BETWEEN) -> Machine:
    """So many rows in which nothing but the network comes and goes."""
    machine = recovered(journal).machine
    keeper = Keeper(journal, lambda: AT, kept_seq, every)
    for number in range(rows):
        event = NetworkChanged(number % 2 == 0)
        machine = step(machine, event).machine
        journal.append(event, (), "", AT)
        keeper.turn(machine)
    return machine


def test_a_start_does_not_grow_with_the_age_of_the_machine(
    in_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Journal(in_memory / "j", "b1")) as journal:
        for _ in range(3):
            flicker(journal, ROWS_BETWEEN + 20, recovered(journal).seq)
            counting = Counting()
            monkeypatch.setattr(snapshots, "step", counting)
            recovered(journal)
            monkeypatch.undo()
            assert 0 < counting.steps <= ROWS_BETWEEN
        assert journal.last_seq > 3 * ROWS_BETWEEN


# ---- When one is written -----------------------------------------------------------------------------------


class FakeRows:
    """A journal of which only the length and the snapshots are wanted."""

    def __init__(self, last_seq: int) -> None:
        self.last_seq = last_seq
        self.kept: list[str] = []

    def record(self, kind: str, body: str, at: Reading) -> None:
        assert kind == KIND
        self.kept.append(body)
        self.last_seq += 1


def test_it_is_written_when_enough_rows_have_come_and_then_not_again() -> None:
    rows = FakeRows(109)
    keeper = Keeper(rows, lambda: AT, kept_seq=10, every=100)
    keeper.turn(IN_SERVICE)
    assert rows.kept == []
    rows.last_seq = 110
    keeper.turn(IN_SERVICE)
    assert [read(body) for body in rows.kept] == [IN_SERVICE]
    for _ in range(100):
        keeper.turn(IN_SERVICE)
        rows.last_seq += 1
    assert len(rows.kept) == 1
    keeper.turn(IN_SERVICE)
    assert len(rows.kept) == 2


def test_a_long_state_is_written_more_seldom() -> None:
    rows = FakeRows(20)
    keeper = Keeper(rows, lambda: AT, 0, every=10)
    keeper.turn(replace(IN_SERVICE, fault="x" * 3 * LONG))
    assert len(rows.kept) == 1
    rows.last_seq += 29
    assert not keeper.due
    rows.last_seq += 1
    keeper.turn(IN_SERVICE)
    assert len(rows.kept) == 2
    rows.last_seq += 10
    assert keeper.due


@pytest.mark.parametrize("visit", [Identifying("v"), Choosing("v", PERSON, OFFERS)])
def test_nobody_waits_for_it(visit: Identifying | Choosing) -> None:
    rows = FakeRows(500)
    keeper = Keeper(rows, lambda: AT, 0, every=1)
    keeper.turn(replace(IN_SERVICE, visit=visit))
    keeper.stopping(replace(IN_SERVICE, visit=visit))
    assert rows.kept == []
    keeper.turn(IN_SERVICE)
    assert len(rows.kept) == 1


def test_a_disk_without_room_is_left_to_the_visits() -> None:
    rows = FakeRows(500)
    Keeper(rows, lambda: AT, 0, every=1).turn(replace(IN_SERVICE, journal_room=False))
    assert rows.kept == []


def test_a_program_that_ends_in_good_order_leaves_nothing_to_fold(in_memory: Path) -> None:
    with closing(Journal(in_memory / "j", "b1")) as journal:
        machine = flicker(journal, 7, every=NEVER)
        keeper = Keeper(journal, lambda: AT, 0)
        keeper.stopping(machine)
        keeper.stopping(machine)
        assert journal.last_seq == 8
        assert recovered(journal) == Recovered(machine, 8)


def test_a_commit_that_fails_ends_the_journal_as_any_other(in_memory: Path) -> None:
    path = in_memory / "j"
    with closing(Journal(path, "b1")) as journal:
        flicker(journal, 2, every=NEVER)
    failing = "SELECT RAISE(ABORT, 'the disk is ill')"
    raw(path, f"CREATE TRIGGER ill BEFORE INSERT ON entry WHEN NEW.kind = '{KIND}' BEGIN {failing}; END")
    with closing(Journal(path, "b2")) as journal:
        with pytest.raises(JournalUncertain, match="the disk is ill"):
            Keeper(journal, lambda: AT, 0).stopping(IN_SERVICE)
        with pytest.raises(JournalUncertain):
            journal.append(StartTouched("v"), (), "v", AT)
    assert verify(path).rows == 2


# ---- What is in it -----------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_the_machine_has_come_to_can_be_kept(data: st.DataObject) -> None:
    """In JSON no two states look alike, whatever is put into the core one day."""
    machine = data.draw(st.builds(Machine, visit=st.just(ATTRACT)))
    fields = [field for field in dataclasses.fields(Machine) if field.name != "visit"]
    hints = get_type_hints(Machine)
    chosen = data.draw(st.sampled_from(fields)).name
    machine = replace(machine, **{chosen: data.draw(st.from_type(hints[chosen]))})
    assert read(written(machine)) == machine


def test_the_whole_state_comes_back() -> None:
    hopper = HopperState("hopper_10", Money(10), READY, 40)
    machine = replace(IN_SERVICE, hoppers=(hopper,), suspense=Money(15), next_receipt=812, fault="x: y")
    assert read(written(machine)) == machine
    assert json.loads(written(machine))["program"] == program()


@dataclass(frozen=True, slots=True)
class Album:
    """People where nobody would look for them."""

    visit: Attract
    faces: tuple[tuple[str, object], ...]


@pytest.mark.parametrize(
    "state",
    [
        replace(IN_SERVICE, visit=Choosing("v", PERSON, OFFERS)),
        Album(Attract(), (("last", PERSON),)),
        Album(Attract(), (("last", {"who": [PERSON]}),)),
    ],
)
def test_what_is_personal_is_not_kept(state: Machine) -> None:
    with pytest.raises(NotTrusted, match="number is personal") as refused:
        written(state)
    assert NUMBER not in str(refused.value)


def test_a_state_that_must_not_be_kept_is_told_once_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuses(machine: Machine) -> str:
        raise NotTrusted("Person.number is personal")

    monkeypatch.setattr(snapshots, "written", refuses)
    rows = FakeRows(600)
    keeper = Keeper(rows, lambda: AT, 0)
    with caplog.at_level(logging.ERROR):
        keeper.turn(IN_SERVICE)
        keeper.turn(IN_SERVICE)
    assert rows.kept == []
    assert caplog.messages == ["no snapshot after row 600: Person.number is personal"]


@dataclass(frozen=True, slots=True)
class Impostor:
    """Looks in JSON like a status and is none."""

    condition: Condition
    troubles: tuple[Trouble, ...]


@pytest.mark.parametrize(
    ("acceptor", "reason"),
    [
        (Impostor(Condition.READY, ()), "shape is another"),
        (DeviceStatus(Condition.READY, [Trouble.JAM]), "its types do not allow"),  # type: ignore[arg-type]
    ],
)
def test_a_state_that_does_not_read_back_as_it_was_is_not_kept(acceptor: DeviceStatus, reason: str) -> None:
    with pytest.raises(NotTrusted, match=reason):
        written(replace(IN_SERVICE, acceptor=acceptor))


def test_what_reads_back_as_something_else_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "read", lambda body: replace(IN_SERVICE, next_receipt=2))
    with pytest.raises(NotTrusted, match="does not read back"):
        written(IN_SERVICE)


def test_no_name_and_no_number_reach_the_file(in_memory: Path) -> None:
    with rig(in_memory / "j", keep_every=1) as live:
        one_paper(live)
        assert live.state == "Attract"
        bodies = [row.body for row in live.journal.rows(0) if row.kind == KIND]
        files = b"".join(path.read_bytes() for path in in_memory.iterdir())
    assert bodies
    for trace in (NAME, NUMBER):
        assert trace.encode() not in files


# ---- Another shape -----------------------------------------------------------------------------------------


def test_a_shape_is_the_fields_and_their_types() -> None:
    def made(fields: list[tuple[str, str]]) -> object:
        return dataclasses.make_dataclass("Machine", fields)(*(0 for _ in fields))

    one = shape(made([("level", "int"), ("room", "bool")]))
    assert one == shape(made([("room", "bool"), ("level", "int")]))
    assert one != shape(made([("level", "int")]))
    assert one != shape(made([("level", "int"), ("room", "bool"), ("lamp", "bool")]))
    assert one != shape(made([("level", "Money"), ("room", "bool")]))  # the same figure in JSON
    assert shape(IN_SERVICE) == shape(replace(IN_SERVICE, next_receipt=99))


def without(body: str, field: str) -> str:
    whole = json.loads(body)
    del whole["machine"][field]
    return canonical(whole)


def with_lamp(body: str) -> str:
    whole = json.loads(body)
    whole["machine"]["lamp"] = True
    return canonical(whole)


def with_shape(body: str) -> str:
    return canonical({**json.loads(body), "shape": "0123456789abcdef"})


def with_text(body: str) -> str:
    whole = json.loads(body)
    whole["machine"]["next_receipt"] = "12"
    return canonical(whole)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda body: without(body, "suspense"), "would be written differently"),
        (lambda body: without(body, "visit"), "would be written differently"),
        (with_lamp, "would be written differently"),
        (with_text, "would be written differently"),
        (with_shape, "another program's"),
        (lambda body: body.replace('"ready"', '"splendid"'), "does not decode"),
        (lambda body: body[:-1], "does not decode"),
        (lambda body: "[]", "does not decode"),
        (lambda body: "{}", "does not decode"),
    ],
)
def test_what_this_program_would_not_have_written_is_not_read(change: object, reason: str) -> None:
    body = written(IN_SERVICE)
    with pytest.raises(NotTrusted, match=reason):
        read(change(body))  # type: ignore[operator]


# ---- Somebody else's hand ----------------------------------------------------------------------------------


def raw(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture
def aged(in_memory: Path) -> Path:
    """Snapshots in the rows 11, 22, 33 and two rows after them."""
    path = in_memory / "j"
    with closing(Journal(path, "b1")) as journal:
        flicker(journal, 32, every=10)
        assert [row.seq for row in journal.rows(0) if row.kind == KIND] == [11, 22, 33]
    return path


def sealed_anew(path: Path, seq: int, body: str) -> None:
    """A hand that knows the chain: this row says something else, and all after it follow from that."""
    rows = list(exported(path))
    raw(path, "DROP TRIGGER IF EXISTS entry_is_never_changed")
    prev = rows[seq - 2].hash
    with closing(sqlite3.connect(path)) as connection:
        for row in rows[seq - 1 :]:
            forged = replace(row, prev_hash=prev, body=body if row.seq == seq else row.body).sealed()
            values = (forged.body, forged.prev_hash, forged.hash, row.seq)
            connection.execute("UPDATE entry SET body = ?, prev_hash = ?, hash = ? WHERE seq = ?", values)
            prev = forged.hash
        connection.commit()


def started(path: Path) -> Recovered:
    with closing(Journal(path, "later")) as journal:
        start = recovered(journal)
        assert start.machine == fold(journal)
        journal.append(NetworkChanged(False), (), "", AT)  # and the chain goes on
    return start


def test_the_newest_is_started_from(aged: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert started(aged).seq == 33
    assert caplog.messages == []
    assert verify(aged).snapshots == 3


def test_a_changed_one_is_passed_over_and_noticed(aged: Path, caplog: pytest.LogCaptureFixture) -> None:
    raw(aged, "DROP TRIGGER entry_is_never_changed")
    for seq, then in ((33, 22), (22, 11), (11, 0)):
        raw(aged, f"UPDATE entry SET body = replace(body, 'true', 'false') WHERE seq = {seq}")
        caplog.clear()
        assert started(aged).seq == then
        assert caplog.messages == [
            f"{4 - seq // 11} snapshots not trusted (row 33: row 33: was changed after it was written):"
            f" folding from row {then}"
        ]
        with pytest.raises(JournalDamaged, match=f"row {seq}: was changed"):
            verify(aged)


def test_one_that_was_sealed_anew_is_seen_by_whoever_folds_everything(aged: Path) -> None:
    """A start believes it, as it believes any tail that holds: the central system's watermark does not."""
    richer = replace(read(list(exported(aged))[32].body), suspense=Money(7))
    sealed_anew(aged, 33, written(richer))
    with closing(Journal(aged, "b2")) as journal:
        assert recovered(journal).machine.suspense == Money(7)
    with pytest.raises(JournalDamaged, match="row 33: the snapshot does not follow"):
        verify(aged)


@pytest.mark.parametrize("body", ["{}", "nonsense", '{"machine":{},"shape":"","program":""}'])
def test_one_that_is_none_is_another_versions_to_explain(aged: Path, body: str) -> None:
    sealed_anew(aged, 33, body)
    assert started(aged).seq == 22
    found = verify(aged)
    assert (found.snapshots, found.others, found.changed) == (2, 1, 1)


@pytest.mark.parametrize("seq", [34, 35])
def test_rows_after_the_snapshot_are_checked_at_each_start(aged: Path, seq: int) -> None:
    raw(aged, "DROP TRIGGER entry_is_never_changed")
    raw(aged, f"UPDATE entry SET body = replace(body, 'true', 'false') || ' ' WHERE seq = {seq}")
    with closing(Journal(aged, "b2")) as journal, pytest.raises(JournalDamaged, match=f"row {seq}: was"):
        recovered(journal)


def test_a_missing_row_after_the_snapshot_stops_the_start(aged: Path) -> None:
    raw(aged, "DROP TRIGGER entry_is_never_deleted", "DELETE FROM entry WHERE seq = 34")
    with closing(Journal(aged, "b2")) as journal, pytest.raises(JournalDamaged, match="row 34: is missing"):
        recovered(journal)


def test_older_rows_are_checked_by_the_command_alone(aged: Path) -> None:
    raw(aged, "DROP TRIGGER entry_is_never_changed", "UPDATE entry SET body = '{}' WHERE seq = 5")
    with closing(Journal(aged, "b2")) as journal:
        assert recovered(journal).seq == 33
    with pytest.raises(JournalDamaged, match="row 5: was changed"):
        verify(aged)


# ---- Another version ---------------------------------------------------------------------------------------


def lived_by_another(path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Twelve rows and a snapshot by a version that put NT$3 into suspense whenever the line came back."""

    def other(machine: Machine, event: Event) -> Decision:
        decided = step(machine, event)
        if event == NetworkChanged(True):
            return replace(decided, machine=replace(decided.machine, suspense=machine.suspense + Money(3)))
        return decided

    monkeypatch.setattr(snapshots, "program", lambda: "0.0.9 another")
    with closing(Journal(path, "b1")) as journal:
        machine = Machine()
        for number in range(12):
            event = NetworkChanged(number % 2 == 0)
            machine = other(machine, event).machine
            journal.append(event, (), "", AT)
        Keeper(journal, lambda: AT, 0).stopping(machine)
    monkeypatch.undo()
    return machine


def test_a_new_version_does_not_live_the_old_rows_again(
    in_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = in_memory / "j"
    machine = lived_by_another(path, monkeypatch)
    with closing(Journal(path, "b2")) as journal:
        assert recovered(journal) == Recovered(machine, 13)
        assert machine.suspense == Money(18)
        assert fold(journal).suspense == Money(0), "this version would have come to something else"
        machine = flicker(journal, 5, 13, every=5)
    found = verify(path)
    assert (found.rows, found.snapshots, found.others, found.changed) == (19, 1, 1, 1)
    assert str(found).endswith("1 are other versions' (1 not what this one folds)")
    assert machine.suspense == Money(18)


def test_from_where_another_version_stood_this_one_is_judged(
    in_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = in_memory / "j"
    lived_by_another(path, monkeypatch)
    with closing(Journal(path, "b2")) as journal:
        flicker(journal, 5, 13, every=5)
        kept = journal.newest(KIND, NEVER)
        assert kept is not None
    sealed_anew(path, kept.seq, written(replace(read(kept.body), suspense=Money(0))))
    with pytest.raises(JournalDamaged, match="does not follow"):
        verify(path)


def test_an_event_that_this_version_cannot_read_is_no_damage(aged: Path) -> None:
    """Until the next snapshot nobody knows where it led; the one of this version after it would be judged."""
    rows: list[Row] = list(exported(aged))
    other = canonical({**json.loads(rows[21].body), "program": "0.0.9 another"})
    sealed_anew(aged, 22, other)
    sealed_anew(aged, 21, canonical({"online": "perhaps"}))
    found = verify(aged)
    assert (found.snapshots, found.others, found.changed) == (2, 1, 1)


def test_two_versions_have_two_names() -> None:
    name, digest = program().split()
    assert name.count(".") == 2
    assert len(digest) == 16


# ---- Killed ------------------------------------------------------------------------------------------------

KEEP_FOR_EVER = """
import sys, pathlib
from kiosk.journal import Journal
from kiosk.snapshots import Keeper
from kiosk.visit.events import NetworkChanged
from kiosk.visit.machine import Machine
from kiosk.visit.step import step
from tests.kiosk.rig import FakeClock
journal, clock, machine = Journal(pathlib.Path(sys.argv[1]), "killed"), FakeClock(), Machine()
keeper = Keeper(journal, clock.read, 0, every=1)
while True:
    event = NetworkChanged(not machine.online)
    machine = step(machine, event).machine
    journal.append(event, (), "", clock.read())
    keeper.turn(machine)
    print(journal.last_seq, machine.online, flush=True)
"""


@pytest.mark.parametrize("after", [3, 10, 31])
def test_killed_before_or_after_its_commit_it_is_there_or_not(after: int, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KEEP_FOR_EVER, str(tmp_path / "j")],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for _ in range(after):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.stdout.read()
    process.communicate(timeout=60)
    with closing(Journal(tmp_path / "j", "b2")) as journal:
        assert journal.last_seq >= 2 * after
        start = recovered(journal)
        assert start.machine == fold(journal)
        assert start.seq >= journal.last_seq - 1
    found = verify(tmp_path / "j")
    assert found.snapshots + found.others >= after  # others': somebody saved a file of ours in between
    assert found.changed == 0
