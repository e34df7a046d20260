"""What every bill validator keeps to: a note is announced, moved once at most, and its end is never guessed.

A driver against its twin, on a memory cable and a virtual clock; once over a real wire.
"""

from __future__ import annotations

import time
from dataclasses import replace
from queue import Empty, Queue

import pytest

from drivers.ict import bill_validator as ict
from drivers.transport.memory import doubled, one_byte_at_a_time
from drivers.transport.serial_runner import SerialRunner
from drivers.transport.wire import LineSettings
from kiosk.devices import (
    OFFLINE,
    CashBoxMoved,
    DeviceEvent,
    DeviceStatusChanged,
    NoteInDoubt,
    NoteInEscrow,
    NoteRefused,
    NoteReturned,
    NoteStacked,
    ValidatorClosed,
    ValidatorOpened,
)
from kiosk.money import Money
from simulator.devices.ict_bill_validator import ICT002, ICT104, ICT106, Dialect, IctBillValidatorTwin
from simulator.wire import TwinServer
from tests.contracts.bill_validators import (
    ALL,
    STEP_S,
    E,
    Kind,
    ValidatorBench,
    ValidatorDriver,
    ValidatorTwin,
)
from tests.contracts.ssp_validators import SSP, SSP_WITHOUT_ACK


class Ict:
    """ICT104 and its relatives."""

    def __init__(self, dialect: Dialect) -> None:
        self.name = dialect.name
        self._dialect = dialect

    def driver(self, boot_id: str) -> ValidatorDriver:
        settings = ict.Settings(
            bills={0: 100, 1: 500, 2: 1000}, hold=self._dialect.knows_hold, reset=self._dialect.knows_reset
        )
        return ict.create(settings, "notes", boot_id)

    def twin(self) -> ValidatorTwin:
        return IctBillValidatorTwin(self._dialect)

    def moves_a_note(self, written: bytes) -> bool:
        return written in (b"\x02", b"\x0f")


KINDS: list[Kind] = [
    Ict(ICT104),
    Ict(ICT106),
    Ict(replace(ICT002, knows_hold=True)),
    SSP,
    SSP_WITHOUT_ACK,
]
ONE_OF_EACH_DRIVER = [Ict(ICT104), SSP]
ENDS = (NoteStacked, NoteReturned, NoteInDoubt)
MOMENTS = 24  # at which a stacking is cut off, 0.1 s apart


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    made: Kind = request.param
    return made


@pytest.fixture
def bench(kind: Kind) -> ValidatorBench:
    return ValidatorBench(kind)


def opened(bench: ValidatorBench, values: frozenset[Money] = ALL) -> ValidatorBench:
    before = len(bench.said(ValidatorOpened))
    bench.port.accept(values)
    bench.wait_for(ValidatorOpened, before + 1)
    return bench


def in_escrow(bench: ValidatorBench, value: int = 100) -> NoteInEscrow:
    before = len(bench.said(NoteInEscrow))
    bench.twin.insert(value)
    return bench.wait_for(NoteInEscrow, before + 1)


def ends(bench: ValidatorBench, note_id: str) -> list[NoteStacked | NoteReturned | NoteInDoubt]:
    return [event for event in bench.events if isinstance(event, ENDS) and event.note_id == note_id]


def assert_true(bench: ValidatorBench, note: NoteInEscrow) -> None:
    """One note was offered, and came to rest: what was said of it holds what is so.

    A note in doubt may still be said to be stacked, where the validator found its voice again.
    """
    said = ends(bench, note.note_id)
    kinds = [type(event) for event in said]
    assert kinds in ([NoteStacked], [NoteReturned], [NoteInDoubt], [NoteInDoubt, NoteStacked]), said
    stacked = bench.twin.stacked == [note.value.amount]
    if NoteStacked in kinds:
        assert stacked, said
    if NoteReturned in kinds:
        assert not stacked, said
    assert all(event.value == note.value for event in said if not isinstance(event, NoteReturned))


def test_it_starts_shut(bench: ValidatorBench) -> None:
    bench.twin.insert(100)
    bench.run(8.0)
    assert bench.twin.returned == [100]
    assert not bench.said(NoteInEscrow)
    assert not bench.twin.stacked


def test_a_note_is_stacked_when_the_kiosk_says_so(bench: ValidatorBench) -> None:
    opened(bench)
    assert bench.said(ValidatorOpened)[-1].values == tuple(sorted(ALL))
    note = in_escrow(bench, 500)
    assert note.value == Money(500)
    assert not bench.twin.stacked
    bench.port.stack(note.note_id)
    assert bench.wait_for(NoteStacked) == NoteStacked(note.device, note.note_id, Money(500))
    bench.run(5.0)
    assert bench.twin.stacked == [500]
    assert len(ends(bench, note.note_id)) == 1


def test_a_note_is_returned_when_the_kiosk_says_so(bench: ValidatorBench) -> None:
    opened(bench)
    note = in_escrow(bench)
    bench.port.return_note(note.note_id)
    assert bench.wait_for(NoteReturned).note_id == note.note_id
    bench.run(5.0)
    assert (bench.twin.stacked, bench.twin.returned) == ([], [100])
    assert len(ends(bench, note.note_id)) == 1


def test_several_notes_have_several_names(bench: ValidatorBench) -> None:
    opened(bench)
    names = set()
    for count, value in enumerate((100, 100, 1000, 500), 1):
        note = in_escrow(bench, value)
        names.add(note.note_id)
        bench.port.stack(note.note_id)
        bench.wait_for(NoteStacked, count)
    assert len(names) == 4
    assert bench.twin.stacked == [100, 100, 1000, 500]
    assert [event.value.amount for event in bench.said(NoteStacked)] == [100, 100, 1000, 500]


def test_a_note_that_is_not_wanted_goes_back_at_once(bench: ValidatorBench) -> None:
    opened(bench, frozenset({Money(100)}))
    assert bench.said(ValidatorOpened)[-1].values == (Money(100),)
    bench.twin.insert(1000)
    bench.wait_for(NoteRefused)
    bench.run(5.0)
    assert (bench.twin.stacked, bench.twin.returned) == ([], [1000])
    assert not bench.said(NoteInEscrow)
    assert not [event for event in bench.events if isinstance(event, ENDS)]


def test_it_waits_in_escrow_as_long_as_the_kiosk_thinks(bench: ValidatorBench) -> None:
    opened(bench)
    note = in_escrow(bench)
    bench.run(20.0)
    assert bench.twin.inside == 100
    bench.port.stack(note.note_id)
    bench.wait_for(NoteStacked)
    assert bench.twin.stacked == [100]


def test_a_kiosk_that_never_says_anything_gives_it_back(bench: ValidatorBench) -> None:
    opened(bench)
    note = in_escrow(bench)
    bench.run(120.0)
    assert bench.twin.returned == [100]
    assert [type(event) for event in ends(bench, note.note_id)] == [NoteReturned]


def test_inhibited_with_a_note_in_escrow(bench: ValidatorBench) -> None:
    opened(bench)
    note = in_escrow(bench)
    bench.port.inhibit()
    bench.wait_for(ValidatorClosed)
    assert [type(event) for event in ends(bench, note.note_id)] == [NoteReturned]
    assert bench.twin.returned == [100]
    bench.twin.insert(500)
    bench.run(8.0)
    assert bench.twin.returned == [100, 500]
    assert len(bench.said(NoteInEscrow)) == 1


def test_closed_it_says_so_again(bench: ValidatorBench) -> None:
    bench.port.inhibit()
    bench.wait_for(ValidatorClosed)
    bench.port.inhibit()
    bench.wait_for(ValidatorClosed, 2)
    opened(bench)
    bench.port.inhibit()
    bench.wait_for(ValidatorClosed, 3)


@pytest.mark.parametrize("ago_s", [0.0, 0.3, 0.6, 0.9, 1.2, 1.5])
def test_after_closed_no_note_arrives(bench: ValidatorBench, ago_s: float) -> None:
    """A note that was on its way when it was shut."""
    opened(bench)
    bench.twin.insert(100)
    bench.run(ago_s)
    bench.port.inhibit()
    bench.wait_for(ValidatorClosed)
    said = len(bench.events)
    bench.run(8.0)
    assert not [event for event in bench.events[said:] if not isinstance(event, DeviceStatusChanged)]
    assert (bench.twin.stacked, bench.twin.returned) == ([], [100])


def test_asked_twice_it_moves_once(bench: ValidatorBench) -> None:
    opened(bench)
    note = in_escrow(bench)
    before = bench.deeds
    for _ in range(3):
        bench.port.stack(note.note_id)
        bench.port.return_note(note.note_id)
    bench.wait_for(NoteStacked)
    bench.port.stack(note.note_id)
    bench.run(10.0)
    assert bench.deeds == before + 1
    assert len(ends(bench, note.note_id)) == 1
    assert bench.twin.stacked == [100]


def test_an_old_name_moves_no_new_note(bench: ValidatorBench) -> None:
    opened(bench)
    old = in_escrow(bench)
    bench.port.return_note(old.note_id)
    bench.wait_for(NoteReturned)
    new = in_escrow(bench, 500)
    bench.port.stack(old.note_id)
    bench.run(3.0)
    assert not bench.twin.stacked
    bench.port.return_note(new.note_id)
    bench.wait_for(NoteReturned, 2)
    assert len(ends(bench, old.note_id)) == 1


def test_answers_that_are_lost_leave_doubt_and_nothing_is_sent_twice(kind: Kind) -> None:
    bench = opened(ValidatorBench(kind))
    note = in_escrow(bench)
    before = bench.deeds
    bench.deaf = True
    bench.port.stack(note.note_id)
    bench.run(60.0)
    assert bench.twin.stacked == [100]
    assert bench.deeds == before + 1
    assert ends(bench, note.note_id) == [NoteInDoubt(note.device, note.note_id, Money(100))]


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_its_power_fails_while_it_stacks(kind: Kind, moment: int) -> None:
    bench = opened(ValidatorBench(kind))
    note = in_escrow(bench)
    bench.port.stack(note.note_id)
    bench.run(moment * 0.1)
    bench.twin.power(False)
    bench.run(2.0)
    bench.twin.power(True)
    bench.run(40.0)
    assert_true(bench, note)
    assert bench.status.serves


@pytest.mark.parametrize("moment", range(0, MOMENTS, 3))
def test_its_cable_is_pulled_while_it_stacks(kind: Kind, moment: int) -> None:
    bench = opened(ValidatorBench(kind))
    note = in_escrow(bench)
    bench.port.stack(note.note_id)
    bench.run(moment * 0.1)
    bench.unplug()
    bench.run(1.0)
    bench.plug()
    bench.run(40.0)
    assert_true(bench, note)
    assert bench.status.serves


@pytest.mark.parametrize("moment", range(0, MOMENTS, 3))
def test_the_program_dies_while_it_stacks(kind: Kind, moment: int) -> None:
    bench = opened(ValidatorBench(kind))
    note = in_escrow(bench)
    bench.port.stack(note.note_id)
    bench.run(moment * 0.1)
    told = ends(bench, note.note_id)
    bench.pause_driver(0.7)
    bench.begin()
    bench.port.reconcile(note.note_id, note.value)
    bench.run(40.0)
    answers = ends(bench, note.note_id)[len(told) :]
    assert len(answers) == 1
    if isinstance(answers[0], NoteStacked):
        assert bench.twin.stacked == [100]
    if isinstance(answers[0], NoteReturned):
        assert bench.twin.stacked == []
    assert not [event for event in bench.said(NoteInDoubt) if event.note_id != note.note_id], (
        "one note, not two"
    )
    assert bench.status.serves


def test_a_note_in_escrow_when_the_program_died_goes_back(bench: ValidatorBench) -> None:
    opened(bench)
    old = in_escrow(bench)
    bench.pause_driver(0.5)
    bench.begin()
    bench.run(30.0)
    assert (bench.twin.stacked, bench.twin.returned) == ([], [100])
    assert not bench.said(NoteStacked)
    opened(bench)
    new = in_escrow(bench)
    assert new.note_id != old.note_id
    bench.port.stack(new.note_id)
    bench.wait_for(NoteStacked)
    assert bench.twin.stacked == [100]


def test_a_jam_while_it_stacks_is_no_answer(bench: ValidatorBench) -> None:
    opened(bench)
    note = in_escrow(bench)
    bench.twin.jam(True)
    bench.port.stack(note.note_id)
    bench.run(5.0)
    assert not bench.status.serves
    assert not bench.said(NoteStacked)
    bench.twin.jam(False)
    bench.run(60.0)
    assert_true(bench, note)
    assert bench.status.serves


def test_the_cash_box_is_taken_out_and_put_back(bench: ValidatorBench) -> None:
    bench.twin.move_cash_box(False)
    assert bench.wait_for(CashBoxMoved).present is False
    bench.run(1.0)
    assert not bench.status.serves
    bench.twin.move_cash_box(True)
    assert bench.wait_for(CashBoxMoved, 2).present is True
    bench.run_until(lambda: bench.status.serves)
    assert len(bench.said(CashBoxMoved)) == 2


def test_it_opens_again_by_itself_after_its_power_failed(bench: ValidatorBench) -> None:
    opened(bench)
    bench.twin.power(False)
    bench.run(5.0)
    bench.twin.power(True)
    bench.wait_for(ValidatorOpened, 2, 40.0)
    note = in_escrow(bench)
    bench.port.stack(note.note_id)
    bench.wait_for(NoteStacked)


def test_unplugged_it_is_offline_and_forgets_no_wish(bench: ValidatorBench) -> None:
    opened(bench)
    bench.unplug()
    assert bench.status == OFFLINE
    bench.port.inhibit()
    bench.run(20.0)
    bench.plug()
    bench.wait_for(ValidatorClosed, 1, 40.0)
    bench.twin.insert(100)
    bench.run(8.0)
    assert not bench.said(NoteInEscrow)


@pytest.mark.parametrize("fault", [doubled, one_byte_at_a_time], ids=["doubled", "dripping"])
def test_a_strange_cable_moves_nothing_twice(kind: Kind, fault: object) -> None:
    assert callable(fault)
    bench = opened(ValidatorBench(kind, back=fault))
    for count in (1, 2):
        note = in_escrow(bench, 500)
        bench.port.stack(note.note_id)
        bench.wait_for(NoteStacked, count)
        bench.run(2.0)
    assert bench.twin.stacked == [500, 500]
    assert len([event for event in bench.events if isinstance(event, ENDS)]) == 2


# ---- over a real wire ----------------------------------------------------------------------------------


class Site:
    """A driver on its port's thread, as the kiosk has it."""

    def __init__(self, kind: Kind, url: str, line: LineSettings | None = None) -> None:
        self.events: Queue[DeviceEvent] = Queue()
        self.driver = kind.driver("boot1")
        if line is not None:
            self.driver.line = line
        self.runner = SerialRunner(self.driver, url, self.events.put, time.monotonic)
        self.told: list[DeviceEvent] = []

    def wait_for(self, kind: type[E], within_s: float = 25.0) -> E:
        end = time.monotonic() + within_s
        while True:
            try:
                event = self.events.get(timeout=max(end - time.monotonic(), STEP_S))
            except Empty:
                raise AssertionError(f"no {kind.__name__} after {self.told}") from None
            self.told.append(event)
            if isinstance(event, kind):
                return event


@pytest.mark.parametrize("kind", ONE_OF_EACH_DRIVER, ids=lambda kind: kind.name, indirect=True)
def test_over_a_real_wire(kind: Kind) -> None:
    twin = kind.twin()
    server = TwinServer(twin)
    server.start()
    site = Site(kind, server.url)
    site.runner.start()
    try:
        site.runner.post(lambda: site.driver.accept(ALL))
        site.wait_for(ValidatorOpened)
        with server.lock:
            twin.insert(100)
        note = site.wait_for(NoteInEscrow)
        site.runner.post(lambda: site.driver.stack(note.note_id))
        assert site.wait_for(NoteStacked).note_id == note.note_id
        assert twin.stacked == [100]
    finally:
        site.runner.stop()
        server.stop()


@pytest.mark.parametrize("kind", ONE_OF_EACH_DRIVER, ids=lambda kind: kind.name, indirect=True)
def test_with_the_wrong_line_settings_it_never_serves(kind: Kind) -> None:
    twin = kind.twin()
    right = twin.line
    wrong = LineSettings(right.baud, "N" if right.parity == "E" else "E", right.data_bits, right.stop_bits)
    server = TwinServer(twin)
    server.start()
    site = Site(kind, server.url, wrong)
    site.runner.start()
    time.sleep(3.0)
    site.runner.stop()
    server.stop()
    told = list(site.events.queue)
    assert not [event for event in told if isinstance(event, DeviceStatusChanged) and event.status.serves]
    assert not [event for event in told if isinstance(event, (NoteInEscrow, NoteStacked, NoteRefused))]
