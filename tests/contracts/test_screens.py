"""Every screen through the same checks, in each language, text size, contrast and panel.

Snapshots are hashes of the picture at a quarter of its size with few shades, so that another processor's
rounding does not matter and a moved line does. `REGEN=1 pytest tests/contracts/test_screens.py` makes them
anew: look at the gallery before committing that.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pygame
import pytest

from kiosk.documents.fonts import static_fonts
from kiosk.visit.states import Attract, VisitState
from screens import samples
from screens.audit import problems, touchables, visible_words
from screens.nodes import Role, Scene, Words
from screens.paint import Painter
from screens.picture import SCREENS, compose
from screens.text import Lettering
from screens.theme import Display
from screens.window import open_hidden

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "screens" / "hashes.json"
PANELS = {"portrait": samples.PORTRAIT, "small": samples.SMALL, "landscape": samples.LANDSCAPE}
NAMES = tuple(samples.names())
TEXTS = samples.texts()
LANGUAGES = tuple(texts.language for texts in TEXTS)
LEAST_CONTRAST = 4.5  # WCAG 1.4.3; large text needs less, but nothing here is allowed to


@pytest.fixture(scope="module")
def painter() -> Painter:
    open_hidden()
    return Painter(Lettering(static_fonts()))


def scene(
    painter: Painter, name: str, language: str, display: Display, large: bool = False, high: bool = False
) -> Scene:
    return compose(samples.view(name, TEXTS, display, language, large, high), painter.lettering)


def test_every_state_has_exactly_one_screen() -> None:
    shown = [state for module in SCREENS for state in module.SHOWS]
    shown.remove(Attract)  # two screens: in service, and out of it
    assert sorted(s.__name__ for s in shown) == sorted(s.__name__ for s in get_args(VisitState))
    assert {type(machine.visit) for machine in samples.MACHINES.values()} == set(get_args(VisitState))


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_small_overlapping_or_out_of_reach(painter: Painter, name: str, panel: str) -> None:
    display = PANELS[panel]
    for language in LANGUAGES:
        for large, high in ((False, False), (True, False), (True, True)):
            picture = scene(painter, name, language, display, large, high)
            assert problems(picture, painter.lettering, display) == [], (language, large, high)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_whole_and_can_be_turned_to(painter: Painter, name: str) -> None:
    """In large text on the smallest panel, where there are the most pages."""
    view = samples.view(name, TEXTS, samples.SMALL, "en", large=True)
    seen: set[str] = set()
    for page in range(12):
        picture = compose(replace(view, ui=replace(view.ui, page=page)), painter.lettering)
        assert problems(picture, painter.lettering, samples.SMALL) == [], page
        seen.update(node.name for node in picture.nodes)
        turn = [node for node in picture.nodes if node.name == "Next page"]
        if not turn or not turn[0].touchable:
            break
    else:
        pytest.fail("more than twelve pages")
    whole = compose(samples.view(name, TEXTS, samples.PORTRAIT, "en"), painter.lettering)
    controls = {n.name for n in touchables(whole) if n.role in (Role.BUTTON, Role.KEY)}
    assert controls <= seen | {"Start in 中文"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("high", [False, True])
def test_every_text_stands_out_from_what_is_really_under_it(painter: Painter, name: str, high: bool) -> None:
    for language in LANGUAGES:
        picture = scene(painter, name, language, samples.PORTRAIT, high=high)
        surface = pygame.Surface((picture.width, picture.height))
        visible = set(visible_words(picture))
        for mark in picture.marks:
            if isinstance(mark, Words) and mark in visible:
                under = pygame.transform.average_color(surface, pygame.Rect(mark.rect))[:3]
                found = contrast(pygame.Color(mark.colour), pygame.Color(*under))
                assert found >= LEAST_CONTRAST, f"{found:.1f}: {mark.text!r} {mark.colour} on {under}"
            painter.mark(surface, mark)


@pytest.mark.parametrize("name", NAMES)
def test_a_button_that_waits_says_so_and_one_at_most_is_filled(painter: Painter, name: str) -> None:
    for language in LANGUAGES:
        picture = scene(painter, name, language, samples.PORTRAIT)
        nodes = touchables(picture)
        assert sum(node.filled for node in nodes) <= 1
        assert any(node.role is Role.TITLE for node in picture.nodes)
        assert [n for n in nodes if n.role is Role.SWITCH], "the access bar is always there"


def test_the_pictures_are_the_ones_that_were_looked_at(painter: Painter) -> None:
    found = {}
    for name in NAMES:
        for language in LANGUAGES:
            for high in (False, True) if language == LANGUAGES[0] else (False,):
                picture = scene(painter, name, language, samples.PORTRAIT, high=high)
                found[f"{name} {language}{' contrast' if high else ''}"] = fingerprint(painter, picture)
    if os.environ.get("REGEN"):
        SNAPSHOTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    kept = json.loads(SNAPSHOTS.read_text(encoding="utf-8"))
    assert set(found) == set(kept)
    changed = [name for name in kept if not alike(found[name], kept[name])]
    assert not changed, "look at: python -m screens.gallery OUT " + " ".join(sorted(changed))


def fingerprint(painter: Painter, picture: Scene) -> str:
    """One hexadecimal digit of brightness for each of 24 by 40 fields, and a hash of the words."""
    surface = pygame.Surface((picture.width, picture.height))
    painter.paint(surface, picture)
    small = pygame.transform.smoothscale(surface, (24, 40))
    shades = "".join(f"{sum(small.get_at((x, y))[:3]) // 48:x}" for y in range(40) for x in range(24))
    words = "\n".join(mark.text for mark in picture.marks if isinstance(mark, Words))
    return shades + " " + hashlib.sha256(words.encode()).hexdigest()[:16]


def alike(one: str, other: str) -> bool:
    """The same words, and no field that differs by more than one shade."""
    return one[-16:] == other[-16:] and all(
        abs(int(a, 16) - int(b, 16)) <= 1 for a, b in zip(one[:-17], other[:-17], strict=True)
    )


def contrast(one: pygame.Color, other: pygame.Color) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: pygame.Color) -> float:
    def part(value: int) -> float:
        share = value / 255
        return float(share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4)

    return 0.2126 * part(colour.r) + 0.7152 * part(colour.g) + 0.0722 * part(colour.b)
