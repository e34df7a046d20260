"""Each coin and note says whether it goes in now, and why another does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.devices import Condition, DeviceStatus
from kiosk.money import Money
from kiosk.visit.machine import Machine
from kiosk.visit.states import Note, NoteDeed, Paying
from screens import samples
from screens.nodes import Role, Scene
from screens.samples import CHANGING, READY, SOME_CHANGE, paying, with_notes

Look = Callable[..., Scene]
Says = Callable[[Scene], str]


def visit_of(machine: Machine) -> Paying:
    assert isinstance(machine.visit, Paying)
    return machine.visit


def title(scene: Scene) -> str:
    return next(node.name for node in scene.nodes if node.role is Role.TITLE)


def test_each_note_says_whether_it_is_taken(look: Look, words: Says) -> None:
    """NT$60 to pay, and coins for no more than some NT$400 of change."""
    said = words(look(with_notes(SOME_CHANGE, paying())))
    assert "100 元: 可投" in said
    assert "500 元: 零錢不夠找" in said
    assert "1000 元: 零錢不夠找" in said


def test_the_gate_and_the_screen_agree_for_every_sum_in(look: Look, words: Says) -> None:
    for coins in ((), (10,), (50,), (50, 5)):
        machine = with_notes(SOME_CHANGE, paying(*coins))
        said = words(look(machine))
        for note in samples.SITE.notes:
            taken = note in visit_of(machine).notes_open
            assert (f"{note.amount} 元: 可投" in said) is taken, (coins, note)


def test_without_a_validator_nothing_speaks_of_notes(look: Look, words: Says) -> None:
    scene = look("pay-change")
    assert "只收硬幣，不收紙鈔" in words(scene)
    assert "100 元" not in words(scene)
    assert title(scene) == "請投入硬幣"
    assert "紙鈔口" not in words(scene)


def test_with_one_nothing_says_that_notes_are_not_taken(look: Look, words: Says) -> None:
    for language in ("zh-TW", "en"):
        said = words(look("pay-notes", language))
        assert "不收紙鈔" not in said
        assert "no notes" not in said
    assert title(look("pay-notes")) == "請投入硬幣或紙鈔"
    assert "機器圖，亮起的是可以投的地方" in words(look("pay-notes"))


def test_notes_are_asked_for_only_where_one_goes_in(look: Look) -> None:
    assert title(look("pay-notes-exact")) == "請投入硬幣"
    assert title(look("pay-notes-paused")) == "請投入硬幣"
    assert title(look("pay-note-doubt")) == "請投入硬幣"


def test_a_validator_that_is_still_being_opened(look: Look, words: Says) -> None:
    machine = with_notes(CHANGING, paying())
    opening = replace(machine, visit=replace(visit_of(machine), notes_open=()))
    assert "100 元: 準備中" in words(look(opening))
    assert title(look(opening)) == "請投入硬幣或紙鈔"
    only_hundreds = replace(machine, visit=replace(visit_of(machine), notes_open=(Money(100),)))
    assert "500 元: 這台不收" in words(look(only_hundreds))


@pytest.mark.parametrize("condition", [Condition.STOPPED, Condition.OFFLINE])
def test_a_validator_that_does_not_serve_is_paused(look: Look, words: Says, condition: Condition) -> None:
    machine = replace(with_notes(CHANGING, paying()), validator=DeviceStatus(condition))
    assert "100 元: 暫停收" in words(look(machine))
    assert "10 元: 可投" in words(look(machine))


def test_a_note_on_its_way_keeps_the_others_waiting(look: Look, words: Says) -> None:
    machine = with_notes(CHANGING, replace(paying(), note=Note("n", Money(100), NoteDeed.STACK)))
    said = words(look(machine))
    assert "500 元: 準備中" in said
    assert "10 元: 可投" in said


def test_after_one_in_doubt_no_note_is_offered(look: Look, words: Says) -> None:
    said = words(look("pay-note-doubt"))
    assert "這次不再收紙鈔" in said
    assert "500 元" not in said
    assert "50 元: 可投" in said


@pytest.mark.parametrize("name", ["pay-notes", "pay-note-back", "pay-note-coming", "pay-credit"])
@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_which_notes_go_in_needs_no_page_turned(look: Look, words: Says, name: str, language: str) -> None:
    texts = next(texts for texts in samples.texts() if texts.language == language)
    assert f"{texts('pay.coin', value=1000)}: " in words(look(name, language))


def test_a_note_that_this_place_does_not_name_is_shown_when_it_is_taken(look: Look, words: Says) -> None:
    machine = with_notes(CHANGING, paying())
    taken = replace(machine, visit=replace(visit_of(machine), notes_open=(Money(100), Money(200))))
    assert "200 元: 可投" in words(look(taken))
    assert "2000 元" not in words(look(taken))
    assert machine.validator == READY
