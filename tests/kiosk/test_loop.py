"""One event at a time: decided, committed, and only then performed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk import loop as loop_module
from kiosk.codec import decode
from kiosk.errors import JournalUncertain
from kiosk.journal import Journal
from kiosk.loop import Loop
from kiosk.snapshots import fold
from kiosk.visit.decision import ATTENTION_S, STILL_THERE_S, Decision
from kiosk.visit.effects import CloseAcceptor, CloseValidator, Effect, ForgetVisit, StartTimer, StopTimers
from kiosk.visit.events import (
    CancelTouched,
    Event,
    IdentityEntered,
    NetworkChanged,
    ProgramFault,
    StartTouched,
    Timer,
    TimerFired,
)
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.step import step
from tests.kiosk.rig import FakeClock
from tests.kiosk.visit.samples import IN_SERVICE, coins


class Shell:
    """A loop on a real journal; remembers what was performed and what had been committed by then."""

    def __init__(self, path: Path) -> None:
        self.journal, self.clock = Journal(path, "b1"), FakeClock()
        self.performed: list[tuple[Effect, int]] = []
        self.loop = Loop(self.journal, IN_SERVICE, self.clock, self._perform, self._background)
        self.backgrounds = 0

    def _perform(self, effect: Effect) -> None:
        self.performed.append((effect, self.journal.last_seq))

    def _background(self, machine: Machine) -> None:
        self.backgrounds += 1

    def run(self, *events: Event) -> None:
        for event in events:
            self.loop.put(event)
        self.look()

    def look(self) -> None:
        self.loop.call(lambda: None)
        self.loop.stop()
        self.loop.run()

    def kinds(self) -> list[str]:
        return [row.kind for row in self.journal.rows(0)]


@pytest.fixture
def shell(in_memory: Path) -> Iterator[Shell]:
    opened = Shell(in_memory / "j")
    with closing(opened.journal):
        yield opened


Step = Callable[[Machine, Event], Decision]


def stepping(monkeypatch: pytest.MonkeyPatch, decide: Step) -> None:
    monkeypatch.setattr(loop_module, "step", decide)


# ---- Order -------------------------------------------------------------------------------------------------


def test_what_is_performed_was_committed_before(shell: Shell) -> None:
    shell.run(StartTouched("v1"), CancelTouched())
    assert shell.kinds() == ["StartTouched", "CancelTouched", "VisitClosed"]
    assert shell.performed == [(ForgetVisit("v1"), 3)]


def test_events_are_taken_in_the_order_they_came(shell: Shell) -> None:
    shell.run(*(NetworkChanged(online=bool(n % 2)) for n in range(20)), coins(1))
    assert shell.kinds() == ["NetworkChanged"] * 20 + ["CoinsRead", "Posted"]


def test_a_failed_commit_performs_nothing_and_ends_the_loop(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise JournalUncertain("the disk is ill")

    shell.run(StartTouched("v1"))
    before = shell.loop.machine
    monkeypatch.setattr(shell.journal, "append", fails)
    with pytest.raises(JournalUncertain):
        shell.run(CancelTouched())
    assert shell.performed == []
    assert shell.loop.machine == before, "the screen must not show what is not on record"


def test_rows_carry_the_visit_they_belong_to(shell: Shell) -> None:
    shell.run(NetworkChanged(online=True), StartTouched("v1"), CancelTouched(), NetworkChanged(online=False))
    assert [row.visit_id for row in shell.journal.rows(0)] == ["", "v1", "v1", "v1", ""]


def test_the_background_runs_after_each_item_and_calls_are_not_journalled(shell: Shell) -> None:
    deeds: list[int] = []
    shell.loop.call(lambda: deeds.append(shell.journal.last_seq))
    shell.run(StartTouched("v1"))
    assert deeds == [0]
    assert shell.backgrounds == 3
    assert shell.kinds() == ["StartTouched"]


def test_any_thread_may_put(shell: Shell) -> None:
    def insert() -> None:
        for _ in range(25):
            shell.loop.put(coins(1))

    threads = [threading.Thread(target=insert) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shell.look()
    assert shell.kinds().count("CoinsRead") == 100
    assert shell.journal.projections()["balance"] == [("cash-box", 100), ("suspense", 100)]


# ---- Timers ------------------------------------------------------------------------------------------------


def test_a_timer_fires_once_and_at_its_time(shell: Shell) -> None:
    shell.run(StartTouched("v1"))
    assert shell.loop.remaining_s(Timer.ATTENTION) == ATTENTION_S
    shell.clock.pass_by(ATTENTION_S - 0.1)
    shell.look()
    assert "TimerFired" not in shell.kinds()
    shell.clock.pass_by(0.1)
    shell.look()
    shell.look()
    assert shell.kinds().count("TimerFired") == 1
    assert shell.loop.remaining_s(Timer.ATTENTION) is None
    assert shell.loop.remaining_s(Timer.STILL_THERE) == STILL_THERE_S


def test_a_touch_that_says_nothing_else_puts_the_question_off(shell: Shell) -> None:
    shell.loop.touched()  # nobody is there: nothing to put off
    shell.run(StartTouched("v1"))
    shell.clock.pass_by(ATTENTION_S - 1)
    shell.loop.touched()
    shell.look()
    assert shell.loop.remaining_s(Timer.ATTENTION) == ATTENTION_S
    assert shell.kinds() == ["StartTouched"]


def test_a_timer_that_another_one_stopped_or_set_anew_does_not_fire_early(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decide(machine: Machine, event: Event) -> Decision:
        match event:
            case StartTouched():
                effects = (
                    StartTimer(t, 1.0 + n) for n, t in enumerate((Timer.SLIP, Timer.RETRY, Timer.REQUEST))
                )
                return Decision(machine, effects=tuple(effects))
            case TimerFired(Timer.SLIP):
                return Decision(machine, effects=(StopTimers(), StartTimer(Timer.RETRY, 50.0)))
            case _:
                return Decision(machine)

    stepping(monkeypatch, decide)
    shell.run(StartTouched("v1"))
    shell.clock.pass_by(10)  # all three are due; the first stops them and sets one anew
    shell.look()
    fired = [decode(row.kind, row.body) for row in shell.journal.rows(1)]
    assert fired == [TimerFired(Timer.SLIP)]
    assert shell.loop.remaining_s(Timer.RETRY) == 50.0
    assert shell.loop.remaining_s(Timer.REQUEST) is None


# ---- Our own mistakes --------------------------------------------------------------------------------------


def broken(machine: Machine, event: Event) -> Decision:
    if isinstance(event, IdentityEntered):
        raise KeyError(event.number)
    return step(machine, event)


def test_a_mistake_of_ours_closes_the_machine_and_keeps_what_happened_as_evidence(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stepping(monkeypatch, broken)
    shell.run(StartTouched("v1"), IdentityEntered("B11199042", "0930505"), NetworkChanged(online=True))
    assert shell.kinds() == ["StartTouched", "ProgramFault", "NetworkChanged"]
    fault = decode("ProgramFault", shell.journal.rows(1)[0].body)
    assert isinstance(fault, ProgramFault)
    assert fault.where.startswith("broken:")
    assert (fault.what, fault.kind, fault.body) == ("KeyError", "IdentityEntered", "{}")
    assert shell.performed == [(CloseAcceptor(), 2), (CloseValidator(), 2)]
    assert closed_reasons(shell.loop.machine)
    assert "step failed at IdentityEntered" in caplog.text


def test_a_mistake_of_ours_does_not_meet_us_at_every_boot(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folding steps over the fault, with the program that failed and with one that is mended."""
    shell.run(NetworkChanged(online=True))
    stepping(monkeypatch, broken)
    shell.run(StartTouched("v1"), IdentityEntered("B11199042", "0930505"))
    live = shell.loop.machine
    start = Machine()
    for event in shell.journal.events():
        start = step(start, event).machine
    assert start.fault == live.fault != ""
    folded = fold(shell.journal)
    monkeypatch.undo()
    assert fold(shell.journal) == folded


def test_the_name_of_a_visitor_is_not_in_the_log(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stepping(monkeypatch, broken)
    shell.run(StartTouched("v1"), IdentityEntered("B11199042", "0930505"))
    assert "0930505" not in caplog.text
    assert "B11199042" not in caplog.text
