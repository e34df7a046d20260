"""Nobody is here: what works, what it costs, how to begin, in two languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.devices import OFFLINE
from screens import samples
from screens.actions import Start
from screens.nodes import Role, Scene
from screens.picture import compose
from screens.text import Lettering
from screens.theme import Display

Look = Callable[..., Scene]


def test_it_works_it_costs_and_where_to_press(look: Look, words: Callable[[Scene], str]) -> None:
    scene = look("attract")
    said = words(scene)
    for part in ("可列印", "收硬幣", "連線正常", "NT$ 20", "現在列印", "繳費後到櫃檯領", "Touch anywhere"):
        assert part in said
    filled = [node for node in scene.nodes if node.filled]
    assert [(node.name, node.action) for node in filled] == [("開始使用", Start())]


def test_it_does_not_promise_change(look: Look, words: Callable[[Scene], str]) -> None:
    assert "找零" not in words(look("attract"))


def test_the_other_language_starts_in_it(look: Look) -> None:
    (node,) = look("attract").named("用 English 開始")
    assert node.action == Start("en")


def test_everything_but_the_access_bar_begins(look: Look) -> None:
    scene = look("attract")
    (background,) = [node for node in scene.nodes if node.role is Role.BACKGROUND]
    assert background.action == Start()
    bar = [node for node in scene.nodes if node.role is Role.SWITCH]
    assert all(background.rect.bottom <= node.rect.y for node in bar)


@pytest.mark.parametrize("display", [samples.PORTRAIT, samples.SMALL, samples.LANDSCAPE])
def test_prices_give_way_before_anything_is_cut(
    look: Look, words: Callable[[Scene], str], display: Display
) -> None:
    said = words(look("attract", display=display, large=True))
    assert "開始使用" in said
    assert "可列印" in said


def test_without_prices_there_is_no_empty_plate(lettering: Lettering, words: Callable[[Scene], str]) -> None:
    view = replace(samples.view("attract", samples.texts()), prices=())
    assert "NT$" not in words(compose(view, lettering))


def test_change_is_promised_only_where_a_hopper_can_pay(look: Look, words: Callable[[Scene], str]) -> None:
    assert "收硬幣・可找零" in words(look("attract-change"))
    one = replace(samples.SERVING, hoppers=samples.hoppers(c1=0, c50=1))
    assert "收硬幣・可找零" in words(look(one))
    stopped = replace(one, hoppers=tuple(replace(h, status=OFFLINE) for h in one.hoppers))
    assert "可找零" not in words(look(stopped))
    assert "請自備剛好的零錢" in words(look(stopped))


@pytest.mark.parametrize("display", [samples.PORTRAIT, samples.SMALL, samples.LANDSCAPE])
@pytest.mark.parametrize("large", [False, True])
def test_exact_amount_only_is_said_in_both_languages_before_anybody_begins(
    look: Look, words: Callable[[Scene], str], display: Display, large: bool
) -> None:
    said = words(look("attract-exact", display=display, large=large))
    assert "請自備剛好的零錢" in said
    assert "exact amount only" in said
    assert "可找零" not in said
    assert "開始使用" in said


def test_which_notes_are_taken_is_said_in_both_languages(look: Look, words: Callable[[Scene], str]) -> None:
    said = words(look("attract-notes"))
    assert "收紙鈔 100、500、1000" in said
    assert "Notes 100, 500, 1000" in said
    assert "紙鈔" not in words(look("attract-change"))
    stopped = replace(samples.CHANGING, validator=samples.STOPPED)
    assert "紙鈔" not in words(look(stopped))


def test_a_note_that_no_price_lets_in_is_not_promised(look: Look, words: Callable[[Scene], str]) -> None:
    """Without change only what fits into a price goes in: hundreds, for the papers of NT$200."""
    said = words(look("attract-notes-exact"))
    assert "收紙鈔 100 |" in said
    assert "現在不找零，請自備剛好的零錢" in said
