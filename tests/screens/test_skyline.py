"""The sky stands over both of its screens, tells the hour, and goes where colours are not wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.texts import Texts
from screens import samples
from screens.nodes import Blend, Drawing, Scene
from screens.picture import compose
from screens.sky import DAY, NIGHT_SKY
from screens.text import Lettering

Look = Callable[..., Scene]


def skies(scene: Scene) -> list[tuple[str, ...]]:
    return [m.colours for m in scene.marks if isinstance(m, Blend) and len(m.colours) == 4]


def test_day_night_and_closed(look: Look, lettering: Lettering, spoken: tuple[Texts, ...]) -> None:
    assert skies(look("attract")) == [DAY.sky]
    view = samples.view("attract", spoken)
    assert skies(compose(replace(view, now=view.now.replace(hour=22)), lettering)) == [NIGHT_SKY.sky]
    assert skies(look("closed")) == [NIGHT_SKY.sky]


def test_no_scenery_in_high_contrast(look: Look) -> None:
    scene = look("attract", contrast=True)
    assert skies(scene) == []
    assert not [m for m in scene.marks if isinstance(m, Drawing) and m.rect.h > 300]


def test_the_text_stands_above_the_forest(look: Look) -> None:
    scene = look("attract")
    title = next(n for n in scene.nodes if n.role == "title")
    sky = next(m for m in scene.marks if isinstance(m, Blend) and len(m.colours) == 4)
    assert title.rect.bottom < sky.rect.y + sky.rect.h * 0.75
