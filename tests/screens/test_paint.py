"""Marks become pixels, and only what changed is drawn again."""

from __future__ import annotations

from dataclasses import replace

import pygame
import pytest

from screens import samples
from screens.nodes import Blend, Box, Drawing, Fill, Mark, Rect, Scene, Shadow, Words
from screens.paint import Painter, changed_parts, frame, svg
from screens.text import Lettering

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@pytest.fixture
def painter(lettering: Lettering) -> Painter:
    return Painter(lettering)


def drawn(painter: Painter, *marks: Mark, only: Rect | None = None) -> pygame.Surface:
    surface = pygame.Surface((200, 200))
    surface.fill(WHITE)
    painter.paint(surface, Scene("test", 200, 200, (), marks), only=only)
    return surface


def at(surface: pygame.Surface, x: int, y: int) -> tuple[int, ...]:
    return tuple(surface.get_at((x, y)))[:3]


def test_a_box_is_round_at_its_corners_and_full_inside(painter: Painter) -> None:
    surface = drawn(painter, Box(Rect(20, 20, 150, 120), 30, "#000000"))
    assert at(surface, 21, 21) == WHITE
    assert {at(surface, x, y) for x, y in ((90, 21), (21, 80), (168, 80), (90, 138), (90, 80))} == {BLACK}


def test_stretched_corners_look_like_the_whole_drawing(painter: Painter) -> None:
    """The nine patch against the same box drawn in one piece."""
    box = Box(Rect(0, 0, 180, 90), 24, "#0A5A4C", "", "#6B7F79", 3)
    whole = replace(box, fill2=box.fill)
    one, other = drawn(painter, box), drawn(painter, whole)
    differing = sum(
        max(abs(a - b) for a, b in zip(at(one, x, y), at(other, x, y), strict=True)) > 24
        for x in range(0, 200, 2)
        for y in range(0, 100, 2)
    )
    assert differing <= 8


def test_a_shadow_fades_and_an_alpha_fill_mixes(painter: Painter) -> None:
    surface = drawn(painter, Shadow(Rect(60, 60, 80, 80), 10, 0, 8, 120))
    shades = [at(surface, 100, y)[0] for y in (44, 50, 56, 62)]
    assert shades == sorted(shades, reverse=True)
    assert shades[0] > shades[-1]
    assert at(drawn(painter, Fill(Rect(0, 0, 10, 10), "#000000", 128)), 5, 5)[0] in range(120, 136)
    assert at(drawn(painter, Fill(Rect(0, 0, 10, 10), "#000000")), 5, 5) == BLACK


def test_a_blend_runs_from_top_to_bottom(painter: Painter) -> None:
    surface = drawn(painter, Blend(Rect(0, 0, 200, 200), ("#000000", "#FFFFFF")))
    assert at(surface, 10, 5)[0] < 40 < 200 < at(surface, 10, 195)[0]


def test_words_and_drawings_leave_ink(painter: Painter) -> None:
    words = drawn(painter, Words(Rect(10, 10, 64, 48), "收據", 32, True, "#000000"))
    assert BLACK in {at(words, x, y) for x in range(10, 74) for y in range(10, 58)}
    square = Drawing(Rect(100, 100, 24, 24), ('<rect width="24" height="24" fill="#FF0000"/>',), (24, 24))
    assert at(drawn(painter, square), 112, 112) == (255, 0, 0)
    cut = replace(square, radius=12)
    assert at(drawn(painter, cut), 101, 101) == WHITE


def test_only_the_part_asked_for_is_touched(painter: Painter) -> None:
    surface = drawn(painter, Fill(Rect(0, 0, 200, 200), "#000000"), only=Rect(50, 50, 20, 20))
    assert at(surface, 60, 60) == BLACK
    assert at(surface, 40, 60) == WHITE
    assert surface.get_clip() == surface.get_rect()


def test_a_moving_drawing_goes_round() -> None:
    drawing = Drawing(Rect(0, 0, 10, 10), ("a", "b", "c", "d"), (10, 10), period_s=2.0)
    assert [frame(drawing, s) for s in (0.0, 0.4, 0.5, 1.6, 2.1)] == [0, 0, 1, 3, 0]
    assert frame(replace(drawing, bodies=("a",)), 5.0) == 0


# ---- What is drawn again ---------------------------------------------------------------------------

GROUND = Fill(Rect(0, 0, 200, 200), "#FFFFFF")
ONE = Box(Rect(10, 10, 40, 40), 4, "#000000")


def scene(*marks: Mark) -> Scene:
    return Scene("test", 200, 200, (), marks)


def test_what_changed_and_what_has_gone_is_drawn_again() -> None:
    moved = replace(ONE, rect=Rect(120, 120, 40, 40))
    parts = changed_parts(scene(GROUND, ONE), scene(GROUND, moved))
    assert parts is not None
    assert set(parts) == {ONE.rect, moved.rect}
    assert changed_parts(scene(GROUND, ONE), scene(GROUND, ONE)) == ()


def test_parts_that_meet_become_one() -> None:
    near = replace(ONE, rect=Rect(30, 30, 40, 40))
    assert changed_parts(scene(GROUND, ONE), scene(GROUND, near)) == (Rect(10, 10, 60, 60),)


def test_another_order_is_another_picture() -> None:
    over = Box(Rect(20, 20, 40, 40), 4, "#FF0000")
    assert changed_parts(scene(ONE, over), scene(over, ONE)) is None
    assert changed_parts(None, scene(ONE)) is None


@pytest.mark.parametrize(
    ("before", "after"), [("pay-first", "pay"), ("choose", "choose-empty"), ("pay", "choose")]
)
def test_drawing_the_parts_gives_the_whole_picture(
    painter: Painter, look: object, before: str, after: str
) -> None:
    assert callable(look)
    one, other = look(before), look(after)
    surface = pygame.Surface((one.width, one.height))
    painter.paint(surface, one)
    parts = changed_parts(one, other)
    for part in (Rect(0, 0, one.width, one.height),) if parts is None else parts:
        painter.paint(surface, other, only=part)
    whole = pygame.Surface((one.width, one.height))
    painter.paint(whole, other)
    assert pygame.image.tobytes(surface, "RGB") == pygame.image.tobytes(whole, "RGB")


def test_what_is_kept_is_bounded(painter: Painter, look: object) -> None:
    assert callable(look)
    surface = pygame.Surface((1080, 1920))
    for name in samples.names():
        painter.paint(surface, look(name))
    assert painter.held_bytes() < 60_000_000


def test_svg_makes_a_surface_of_the_size_asked_for() -> None:
    assert svg(30, 20, "<rect/>", (3, 2)).get_size() == (30, 20)
