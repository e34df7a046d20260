"""The right screen for every state, and the same picture from the same view."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.texts import Texts
from screens import samples
from screens.nodes import Scene
from screens.picture import compose
from screens.text import Lettering

Look = Callable[..., Scene]


@pytest.mark.parametrize(
    ("sample", "screen"),
    [
        ("attract", "attract"),
        ("closed", "out_of_service"),
        ("identify", "identify"),
        ("checking", "preparing"),
        ("preparing", "preparing"),
        ("choose", "choose"),
        ("pay", "pay"),
        ("paying-out", "paying_out"),
        ("delivering", "delivering"),
        ("refund", "refund"),
        ("finished", "finished"),
        ("identify-still-there", "identify+still_there"),
    ],
)
def test_the_screen_of_each_state(look: Look, sample: str, screen: str) -> None:
    assert look(sample).screen == screen


@pytest.mark.parametrize("name", ["attract", "choose", "pay", "delivering"])
def test_a_picture_is_a_function_of_its_view(
    lettering: Lettering, spoken: tuple[Texts, ...], name: str
) -> None:
    one, other = (compose(samples.view(name, spoken), lettering) for _ in range(2))
    assert one == other


def test_what_a_finger_is_on_looks_pressed(lettering: Lettering, spoken: tuple[Texts, ...]) -> None:
    view = samples.view("identify", spoken)
    plain, pressed = compose(view, lettering), compose(view, lettering, "5")
    assert plain.nodes == pressed.nodes
    assert 0 < len(set(plain.marks) - set(pressed.marks)) <= 3
