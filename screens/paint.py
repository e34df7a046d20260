"""Draws a Scene on a surface: the only place where marks become pixels.

Corners and shadows are drawn once per radius and stretched (nine patches), text and drawings are kept within
byte budgets, and only what differs from the picture before is drawn again.
"""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from typing import assert_never

import pygame

from screens.cache import Cache
from screens.nodes import Blend, Box, Drawing, Fill, Mark, Rect, Scene, Shadow, Words
from screens.text import Lettering

DRAWING_BYTES = 24_000_000
PATCH_BYTES = 6_000_000
BLENDS = 16
SHADOW_COLOUR = (12, 40, 34)
SHRINK = 4  # shadows are blurred at a quarter of their size: 1.6 ms instead of 81 ms

Band = tuple[int, int, tuple[int, int, int]]  # from which row, how many, in which colour


class Painter:
    """Keeps the rendered pieces from one picture to the next."""

    def __init__(self, lettering: Lettering) -> None:
        self.lettering = lettering
        self._drawings: Cache[tuple[object, ...], pygame.Surface] = Cache(DRAWING_BYTES, _bytes)
        self._bands: Cache[tuple[object, ...], tuple[Band, ...]] = Cache(BLENDS, lambda _: 1)
        self._patches: Cache[tuple[object, ...], pygame.Surface] = Cache(PATCH_BYTES, _bytes)

    def paint(
        self, surface: pygame.Surface, scene: Scene, now_s: float = 0.0, only: Rect | None = None
    ) -> None:
        """Draw the whole scene, or what lies in `only`."""
        surface.set_clip(only)
        for mark in scene.marks:
            if only is None or mark.extent.meets(only):
                self.mark(surface, mark, now_s)
        surface.set_clip(None)

    def mark(self, surface: pygame.Surface, mark: Mark, now_s: float = 0.0) -> None:
        match mark:
            case Fill():
                _fill(surface, mark)
            case Blend():
                self._blend(surface, mark)
            case Box():
                self._box(surface, mark)
            case Shadow():
                self._shadow(surface, mark)
            case Words(rect, text, px, bold, colour):
                top = self.lettering.top(rect.y, rect.h, px, bold)
                surface.blit(self.lettering.rendered(text, px, bold, colour), (rect.x, top))
            case Drawing():
                surface.blit(self._drawing(mark, frame(mark, now_s)), mark.rect[:2])
            case _:
                assert_never(mark)

    def held_bytes(self) -> int:
        return self._drawings.held + self._patches.held + self.lettering.held_bytes()

    def _blend(self, surface: pygame.Surface, mark: Blend) -> None:
        """Filled band by band, and only where it is asked for: most blends have few shades."""
        bands = self._bands.get((mark.rect.h, mark.colours), lambda: _bands(mark))
        for top, tall, colour in bands:
            surface.fill(colour, (mark.rect.x, mark.rect.y + top, mark.rect.w, tall))

    def _drawing(self, mark: Drawing, index: int) -> pygame.Surface:
        w, h = mark.rect[2:]

        def make() -> pygame.Surface:
            drawn = svg(w, h, mark.bodies[index], mark.viewbox)
            if mark.radius:
                corners = svg(
                    w, h, f'<rect width="{w}" height="{h}" rx="{mark.radius}" fill="#FFFFFF"/>', (w, h)
                )
                drawn.blit(corners, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
            return drawn

        return self._drawings.get((w, h, mark.viewbox, mark.bodies[index], mark.radius), make)

    def _box(self, surface: pygame.Surface, mark: Box) -> None:
        w, h = mark.rect[2:]
        key = (mark.radius, mark.fill, mark.stroke, mark.stroke_w)
        size = 2 * max(mark.radius, mark.stroke_w) + 4
        if mark.fill2 or mark.dash or w < size or h < size:
            body = _rounded(w, h, mark)
            surface.blit(
                self._drawings.get(("box", w, h, body), lambda: svg(w, h, body, (w, h))), mark.rect[:2]
            )
            return
        square = Box(Rect(0, 0, size, size), mark.radius, mark.fill, "", mark.stroke, mark.stroke_w)
        patch = self._patches.get(key, lambda: svg(size, size, _rounded(size, size, square), (size, size)))
        _nine(surface, patch, size // 2 - 1, mark.rect, hollow=not mark.fill)

    def _shadow(self, surface: pygame.Surface, mark: Shadow) -> None:
        margin = 2 * mark.blur + mark.radius + 4
        patch = self._patches.get(
            ("shadow", mark.radius, mark.blur, mark.alpha), lambda: _soft(mark.radius, mark.blur, mark.alpha)
        )
        extent = mark.extent
        if extent.w >= 2 * margin + 2 and extent.h >= 2 * margin + 2:
            _nine(surface, patch, margin, extent, hollow=True)
        else:
            surface.blit(pygame.transform.smoothscale(patch, extent[2:]), extent[:2])


def frame(mark: Drawing, now_s: float) -> int:
    """Which body of a moving drawing is shown at this moment."""
    if not mark.moves or mark.period_s <= 0:
        return 0
    return int(now_s / mark.period_s * len(mark.bodies)) % len(mark.bodies)


def changed_parts(before: Scene | None, after: Scene) -> tuple[Rect, ...] | None:
    """Where the two pictures differ; None means everywhere.

    A mark that is only in one of them spoils its extent. More than a handful of parts is as much work as
    drawing it all.
    """
    if before is None or (before.width, before.height) != (after.width, after.height):
        return None
    if before.marks == after.marks:
        return ()
    gone, come = set(before.marks) - set(after.marks), set(after.marks) - set(before.marks)
    if len(gone) + len(come) > 40 or _order_differs(before, after, gone, come):
        return None
    parts: list[Rect] = []
    for mark in gone | come:
        extent = mark.extent
        for near in [part for part in parts if part.meets(extent)]:
            parts.remove(near)
            extent = extent.union(near)
        parts.append(extent)
    return tuple(parts)


def svg(w: int, h: int, body: str, viewbox: tuple[float, float]) -> pygame.Surface:
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" '
        f'viewBox="0 0 {viewbox[0]} {viewbox[1]}" preserveAspectRatio="none">{body}</svg>'
    )
    return pygame.image.load(BytesIO(text.encode()), "drawing.svg").convert_alpha()


def _order_differs(before: Scene, after: Scene, gone: set[Mark], come: set[Mark]) -> bool:
    return [m for m in before.marks if m not in gone] != [m for m in after.marks if m not in come]


def _bands(mark: Blend) -> tuple[Band, ...]:
    steps = pygame.Surface((1, len(mark.colours)))
    for y, colour in enumerate(mark.colours):
        steps.set_at((0, y), colour)
    column = pygame.transform.smoothscale(steps, (1, mark.rect.h))
    shades = [tuple(column.get_at((0, y)))[:3] for y in range(mark.rect.h)]
    bands: list[Band] = []
    for shade, rows in groupby(range(mark.rect.h), key=lambda y: shades[y]):
        found = list(rows)
        bands.append((found[0], len(found), (shade[0], shade[1], shade[2])))
    return tuple(bands)


def _fill(surface: pygame.Surface, mark: Fill) -> None:
    if mark.alpha == 255:
        surface.fill(mark.colour, mark.rect)
        return
    veil = pygame.Surface(mark.rect[2:])
    veil.fill(mark.colour)
    veil.set_alpha(mark.alpha)
    surface.blit(veil, mark.rect[:2])


def _rounded(w: int, h: int, mark: Box) -> str:
    wide = mark.stroke_w
    paint = mark.fill or "none"
    blend = ""
    if mark.fill2:
        blend = (
            f'<defs><linearGradient id="g" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="{h}">'
            f'<stop offset="0" stop-color="{mark.fill}"/><stop offset="1" stop-color="{mark.fill2}"/>'
            "</linearGradient></defs>"
        )
        paint = "url(#g)"
    edge = f'stroke="{mark.stroke}" stroke-width="{wide}"' if mark.stroke else ""
    dash = f'stroke-dasharray="{mark.dash}" stroke-linecap="round"' if mark.dash else ""
    radius = max(0, min(mark.radius, w / 2, h / 2) - wide / 2)
    return (
        f'{blend}<rect x="{wide / 2}" y="{wide / 2}" width="{w - wide}" height="{h - wide}" rx="{radius}" '
        f'fill="{paint}" {edge} {dash}/>'
    )


def _soft(radius: int, blur: int, alpha: int) -> pygame.Surface:
    """A blurred square just large enough to be cut into nine parts."""
    margin = 2 * blur + radius + 4
    size = 2 * margin + 2
    small = pygame.Surface((size // SHRINK, size // SHRINK), pygame.SRCALPHA)
    small.fill((*SHADOW_COLOUR, 0))
    inner = pygame.Rect(0, 0, (size - 4 * blur) // SHRINK, (size - 4 * blur) // SHRINK)
    inner.center = (size // SHRINK // 2, size // SHRINK // 2)
    pygame.draw.rect(small, (*SHADOW_COLOUR, alpha), inner, border_radius=max(1, radius // SHRINK))
    small = pygame.transform.gaussian_blur(small, max(1, blur // SHRINK))
    return pygame.transform.smoothscale(small, (size, size))


def _nine(surface: pygame.Surface, patch: pygame.Surface, margin: int, rect: Rect, hollow: bool) -> None:
    """Corners as they are, edges stretched, the middle filled (or left alone where it cannot be seen)."""
    size, m = patch.get_width(), margin
    inner_w, inner_h = rect.w - 2 * m, rect.h - 2 * m
    right, bottom = rect.right - m, rect.bottom - m
    far = size - m
    for source, at in (((0, 0), (rect.x, rect.y)), ((far, 0), (right, rect.y)),
                       ((0, far), (rect.x, bottom)), ((far, far), (right, bottom))):  # fmt: skip
        surface.blit(patch, at, (*source, m, m))
    if inner_w > 0:
        for y, at_y in ((0, rect.y), (far, bottom)):
            edge = patch.subsurface((m, y, 1, m))
            surface.blit(pygame.transform.scale(edge, (inner_w, m)), (rect.x + m, at_y))
    if inner_h > 0:
        for x, at_x in ((0, rect.x), (far, right)):
            edge = patch.subsurface((x, m, m, 1))
            surface.blit(pygame.transform.scale(edge, (m, inner_h)), (at_x, rect.y + m))
    if not hollow and inner_w > 0 and inner_h > 0:
        surface.fill(patch.get_at((m, m)), (rect.x + m, rect.y + m, inner_w, inner_h))


def _bytes(surface: pygame.Surface) -> int:
    return surface.get_width() * surface.get_height() * surface.get_bytesize()
