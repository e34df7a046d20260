"""What is the same everywhere: head, steps, access bar, dialogs, pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from screens import samples
from screens.actions import EnlargeText, RaiseContrast, Speak, TurnPage
from screens.nodes import Box, Role, Scene, State
from screens.theme import Display

Look = Callable[..., Scene]
Says = Callable[[Scene], str]
DISPLAYS = [samples.PORTRAIT, samples.SMALL, samples.LANDSCAPE]


def switches(scene: Scene) -> dict[str, object]:
    return {node.name: node.action for node in scene.nodes if node.role is Role.SWITCH}


@pytest.mark.parametrize("display", DISPLAYS)
def test_the_access_bar_never_moves(look: Look, display: Display) -> None:
    def places(name: str) -> list[object]:
        return [n.rect for n in look(name, display=display).nodes if n.role is Role.SWITCH]

    first = places("attract")
    assert len(first) == 3
    assert all(
        places(name) == first for name in ("closed", "identify", "choose", "pay-still-there", "finished")
    )


def test_the_access_bar_offers_only_what_works(look: Look) -> None:
    assert switches(look("pay")) == {
        "English": Speak("en"), "大字": EnlargeText(True), "高對比": RaiseContrast(True),
    }  # fmt: skip
    on = look("pay", large=True, contrast=True)
    assert switches(on)["大字"] == EnlargeText(False)
    assert [n.name for n in on.nodes if n.role is Role.SWITCH and State.SELECTED in n.states] == [
        "大字",
        "高對比",
    ]


def test_steps_say_what_is_done_and_what_is_now(look: Look) -> None:
    states = [sorted(n.states) for n in look("pay").nodes if n.role is Role.STEP]
    assert states == [[State.DONE], [State.DONE], [State.ACTIVE], [State.WAITING]]
    assert all(n.states == frozenset({State.DONE}) for n in look("finished").nodes if n.role is Role.STEP)


def test_the_school_and_the_time_are_on_every_screen(look: Look, words: Says) -> None:
    for name in ("identify", "choose", "pay", "finished", "attract"):
        said = words(look(name))
        assert "國立雲林科技大學" in said
        assert "14:32" in said


def test_pages_are_turned_with_absolute_numbers(look: Look) -> None:
    scene = look("choose-problem", large=True)
    (on,) = scene.named("下一頁")
    (back,) = scene.named("上一頁")
    assert on.action == TurnPage(1)
    assert not back.touchable
    (again,) = look("choose-problem", large=True, page=1).named("上一頁")
    assert again.action == TurnPage(0)
    assert again.touchable


def test_back_is_left_of_what_goes_on(look: Look) -> None:
    scene = look("identify")
    assert scene.named("返回")[0].rect.right < scene.named("下一步")[0].rect.x


@pytest.mark.parametrize("display", DISPLAYS)
def test_a_dialog_stays_above_the_access_bar(look: Look, display: Display) -> None:
    scene = look("pay-still-there", display=display, large=True)
    (veil,) = [n for n in scene.nodes if n.role is Role.DIALOG]
    bar = [n for n in scene.nodes if n.role is Role.SWITCH]
    assert all(veil.rect.bottom <= n.rect.y for n in bar)
    card = [m for m in scene.marks if isinstance(m, Box)][-1]
    assert card.rect.bottom <= display.height
