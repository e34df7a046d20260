"""Not now: no coins, why, and where else, for people who have not chosen a language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.devices import Condition, DeviceStatus, Trouble
from kiosk.visit.machine import Machine, closed_reasons
from kiosk.visit.states import ClosedReason, Identifying
from screens import samples
from screens.actions import Start
from screens.nodes import Scene
from screens.out_of_service import SIGNS, starting

Look = Callable[..., Scene]
Says = Callable[[Scene], str]

STOPPED = DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT,))
BROKEN = {
    ClosedReason.PROGRAM_FAULT: replace(samples.SERVING, fault="loop"),
    ClosedReason.JOURNAL: replace(samples.SERVING, journal_room=False),
    ClosedReason.CLOCK: replace(samples.SERVING, clock_sane=False),
    ClosedReason.COIN_ACCEPTOR: replace(samples.SERVING, acceptor=STOPPED),
    ClosedReason.RECEIPT_PRINTER: replace(samples.SERVING, receipt_printer=STOPPED),
    ClosedReason.DOCUMENT_PRINTER: replace(samples.SERVING, document_printer=STOPPED),
    ClosedReason.CENTRAL: replace(samples.SERVING, online=False),
}


@pytest.mark.parametrize("reason", BROKEN, ids=str)
def test_each_reason_is_said_in_two_languages_and_nothing_can_be_begun(
    look: Look, words: Says, reason: ClosedReason
) -> None:
    machine = BROKEN[reason]
    assert closed_reasons(machine) == (reason,)
    scene = look(machine)
    chinese, english = samples.texts()[0], look(machine, "en")
    assert scene.screen == "out_of_service"
    said = words(scene)
    assert chinese(f"closed.{reason.value}") in said
    assert "請勿投幣" in said
    assert "Please do not insert coins" in said
    assert "這台暫停服務" in words(english)
    assert not any(isinstance(node.action, Start) for node in scene.nodes)
    if machine.acceptor is STOPPED or machine.document_printer is STOPPED:
        assert "紙用完了" in said
        assert "Out of paper" in said


def test_every_reason_has_its_sign() -> None:
    assert set(SIGNS) == set(ClosedReason)


def test_the_first_seconds_are_called_by_their_name(look: Look, words: Says) -> None:
    view = samples.view("starting", samples.texts())
    assert starting(view)
    assert "正在開機" in words(look("starting"))
    assert not starting(replace(view, machine=replace(Machine(), online=True)))
    assert not starting(replace(view, machine=Machine(fault="loop")))


def test_a_visit_that_has_begun_is_not_thrown_out(look: Look) -> None:
    machine = replace(samples.SERVING, online=False, visit=Identifying("visit-1"))
    assert look(machine).screen == "identify"


def test_where_the_other_machine_is(look: Look, words: Says) -> None:
    assert "另一台在註冊組門口" in words(look("closed"))
