"""Two things are typed; others behind see as little as possible."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.visit.events import IdentityEntered
from kiosk.visit.states import Identifying, IdentityProblem
from screens import samples
from screens.actions import Era, Field, TypeKey
from screens.identify import ALPHABET
from screens.nodes import Role, Scene, State, Words

Look = Callable[..., Scene]
Says = Callable[[Scene], str]


def keys(scene: Scene) -> list[str]:
    return [node.action.key for node in scene.nodes if isinstance(node.action, TypeKey)]


def drawn(scene: Scene) -> set[str]:
    return {mark.text for mark in scene.marks if isinstance(mark, Words)}


def field(scene: Scene, name: str) -> tuple[str, frozenset[State]]:
    (node,) = [node for node in scene.nodes if node.role is Role.FIELD and node.name == name]
    return node.value, node.states


def test_the_keypad_has_figures_and_the_usual_first_letters(look: Look) -> None:
    assert sorted(keys(look("identify"))) == sorted("0123456789BMD")
    assert sorted(keys(look("identify", typing=Field.BIRTHDAY))) == sorted("0123456789")
    assert keys(look("identify", letters=True)) == list(ALPHABET)


def test_the_number_is_masked_when_it_is_not_being_typed(look: Look) -> None:
    active = look("identify", number="B11100001")
    assert field(active, "學號") == ("B11100001", frozenset({State.ACTIVE}))
    left = look("identify", number="B11100001", typing=Field.BIRTHDAY)
    assert field(left, "學號") == ("B11•••001", frozenset({State.DONE}))
    assert "B11100001" not in drawn(left)


def test_only_the_digit_typed_last_is_seen(look: Look) -> None:
    scene = look("identify", number="B11100001", birthday="94030", typing=Field.BIRTHDAY)
    assert field(scene, "出生年月日") == ("•••••", frozenset({State.ACTIVE}))
    assert "0" in drawn(scene)
    assert not drawn(scene) & {"94", "03", "94030"}


def test_a_whole_birthday_shows_no_digit(look: Look) -> None:
    scene = look("identify", birthday="940305", typing=Field.BIRTHDAY)
    assert not drawn(scene) & {"94", "03", "05"}


def test_shown_on_demand(look: Look) -> None:
    scene = look("identify", birthday="940305", typing=Field.BIRTHDAY, birthday_shown=True)
    assert {"94", "03", "05"} <= drawn(scene)
    assert field(scene, "出生年月日")[0] == "940305"
    assert scene.named("隱藏")


def test_western_years_have_four_places(look: Look) -> None:
    scene = look("identify", "en")
    assert {"YYYY", "MM", "DD"} <= drawn(scene)
    chosen = look("identify", "en", era=Era.ROC)
    (option,) = [n for n in chosen.nodes if n.name == "ROC"]
    assert option.states == frozenset({State.SELECTED})


def test_next_sends_both(look: Look) -> None:
    ready = look("identify", number="B11100001", birthday="940305", typing=Field.BIRTHDAY)
    (node,) = ready.named("下一步")
    assert node.action == IdentityEntered("B11100001", "0940305")
    assert node.touchable
    assert node.filled
    (off,) = look("identify", number="B11100001").named("下一步")
    assert not off.touchable
    assert not off.filled


@pytest.mark.parametrize("problem", IdentityProblem)
def test_every_problem_is_said_with_what_to_do(look: Look, words: Says, problem: IdentityProblem) -> None:
    texts = samples.texts()[0]
    said = words(look(Identifying("visit-1", 1, problem)))
    assert texts(f"identify.{problem.value}") in said
    assert texts(f"identify.{problem.value}.then") in said


def test_what_it_is_used_for_is_said_before_anything_is_typed(look: Look, words: Says) -> None:
    assert "離開後立即清除" in words(look("identify"))
