"""The audit finds what is planted: each rule is broken once on purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.visit.events import BackTouched, DoneTouched
from screens.audit import problems
from screens.nodes import Box, Drawing, Fill, Node, Rect, Role, Scene, State, Words
from screens.samples import PORTRAIT
from screens.text import Lettering

LINE = Words(Rect(100, 100, 200, 48), "請投入硬幣", 32, False, "#10231F")
SAID = Node(Role.TEXT, "請投入硬幣", Rect(100, 100, 200, 48))
BACK = Node(Role.BUTTON, "返回", Rect(100, 300, 200, 120), BackTouched())
GOOD = Scene("test", 1080, 1920, (SAID, BACK), (Box(Rect(90, 90, 300, 80), 8, "#FFFFFF"), LINE))


def found(lettering: Lettering, scene: Scene) -> str:
    return "; ".join(problems(scene, lettering, PORTRAIT))


def with_mark(*marks: Words) -> Scene:
    return replace(GOOD, marks=(*GOOD.marks, *marks))


def with_node(*nodes: Node) -> Scene:
    return replace(GOOD, nodes=(*GOOD.nodes, *nodes))


def test_a_good_picture_has_no_problems(lettering: Lettering) -> None:
    assert found(lettering, GOOD) == ""


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (replace(LINE, px=26), "small"),
        (replace(LINE, rect=Rect(100, 110, 200, 48)), "overlap"),
        (replace(LINE, rect=Rect(950, 700, 200, 48)), "off the screen"),
        (replace(LINE, rect=Rect(100, 700, 200, 48)), "in no node"),
        (replace(LINE, rect=Rect(110, 100, 300, 48)), "out of its box"),
        (replace(LINE, text="請❤"), "no glyph"),
    ],
)
def test_text_that_is_wrong(lettering: Lettering, words: Words, problem: str) -> None:
    assert problem in found(lettering, with_mark(words))


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        (replace(BACK, name="a", rect=Rect(600, 300, 50, 120)), "target of 50 by 120"),
        (replace(BACK, name="a", rect=Rect(1000, 300, 200, 120)), "target off the screen"),
        (replace(BACK, name="a", rect=Rect(305, 300, 200, 120)), "less than 2.54 mm"),
        (replace(BACK, rect=Rect(600, 300, 200, 120)), "2 things are called '返回'"),
        (replace(BACK, name="a"), "covered"),
    ],
)
def test_controls_that_are_wrong(lettering: Lettering, node: Node, problem: str) -> None:
    assert problem in found(lettering, with_node(node))


def test_two_filled_buttons(lettering: Lettering) -> None:
    one = replace(BACK, name="a", rect=Rect(400, 300, 200, 120), filled=True)
    two = replace(one, name="b", rect=Rect(700, 300, 200, 120), action=DoneTouched())
    assert "more than one filled" in found(lettering, with_node(one, two))
    assert "more than one filled" not in found(lettering, with_node(one))


def test_a_state_by_colour_alone(lettering: Lettering) -> None:
    chosen = Node(Role.OPTION, "民國", Rect(400, 600, 200, 80), states=frozenset({State.SELECTED}))
    assert "by colour alone" in found(lettering, with_node(chosen))
    check = Drawing(Rect(410, 620, 30, 30), ("<path/>",), (24, 24))
    marked = replace(with_node(chosen), marks=(*GOOD.marks, check))
    assert found(lettering, marked) == ""


def test_what_is_under_a_dialog_is_not_judged(lettering: Lettering) -> None:
    under = Rect(0, 0, 1080, 1776)
    dialog = Node(Role.DIALOG, "還在嗎？", under)
    asked = replace(LINE, rect=Rect(110, 110, 200, 48), text="還在嗎？")
    veiled = replace(with_node(dialog), marks=(*GOOD.marks, Fill(under, "#000000", 176), asked))
    assert found(lettering, veiled) == ""
