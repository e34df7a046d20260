"""One question over everything, with the money in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.visit.events import CancelTouched, StillHereTouched
from screens import samples
from screens.audit import touchables
from screens.nodes import Role, Scene

Look = Callable[..., Scene]
Says = Callable[[Scene], str]


def test_what_happens_to_the_money_is_said(look: Look, words: Says) -> None:
    said = words(look("pay-still-there"))
    assert "還在嗎？" in said
    assert "NT$35 會印憑單退回" in said
    assert "| 24 |" in said
    assert "憑單" not in words(look("identify-still-there")).split("還在嗎？")[1]


def test_only_the_answer_and_the_access_bar_can_be_touched(look: Look) -> None:
    scene = look("pay-still-there")
    reachable = [n for n in touchables(scene) if n.role is not Role.SWITCH]
    assert [(n.name, n.action) for n in reachable] == [
        ("結束", CancelTouched()),
        ("我還在，繼續", StillHereTouched()),
    ]
    assert scene.screen == "pay+still_there"


def test_money_comes_back_as_what_the_machine_gives(look: Look, words: Says) -> None:
    visit = samples.paying(10, 5)
    slip = replace(samples.SERVING, visit=visit, asking_still_there=True)
    assert "NT$15 會印憑單退回" in words(look(slip))
    said = words(look(replace(slip, hoppers=samples.CHANGING.hoppers)))
    assert "NT$15 會退回" in said
    assert "憑單退回" not in said


def test_only_what_was_put_in_comes_back(look: Look, words: Says) -> None:
    said = words(look("pay-credit-still-there"))
    assert "已投入的 NT$10 會退回" in said
    assert "NT$40 會退回" not in said
