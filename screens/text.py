"""Letters: measured, broken into lines, and rendered from the two faces.

Traps this file is about: Noto Sans TC draws curly quotes as wide as hanzi, so Latin text gets straight ones;
SDL_ttf breaks Chinese before a comma, so lines are broken here (kinsoku); it draws a silent box for a
character it does not have, so that is replaced by the geta mark; a bold made from the regular face fills the
counters of hanzi, so bold is always the bold face.
"""

from __future__ import annotations

import re

import pygame

from kiosk.documents.fonts import Faces, coverage
from screens.cache import Cache

RENDERED_BYTES = 24_000_000
WIDTHS = 20_000

GETA = "〓"  # what Chinese typesetters put where a character is missing
NO_START = frozenset("，。、；：？！）」』】》〉％…—・·,.;:?!)%]}／’”")
NO_END = frozenset("（「『【《〈([{$＄‘“")
HAN = re.compile(r"[⺀-鿿豈-﫿！-｠𠀀-𳀀]")
STRAIGHT = str.maketrans("‘’“”", "''\"\"")
TOKEN = re.compile(r"\s+|[^\s⺀-鿿豈-﫿　-〿！-｠𠀀-𳀀]+|.", re.DOTALL)


class Lettering:
    """The two faces at every size that was asked for."""

    def __init__(self, faces: Faces) -> None:
        pygame.font.init()
        self.faces = faces
        self._paths = {False: faces.regular, True: faces.bold}
        self._covered = coverage(faces)
        self._fonts: dict[tuple[bool, int], pygame.font.Font] = {}
        self._widths: Cache[tuple[str, int, bool], int] = Cache(WIDTHS, lambda _: 1)
        self._lines: Cache[tuple[str, int, bool, int], tuple[str, ...]] = Cache(WIDTHS // 4, lambda _: 1)
        self._rendered: Cache[tuple[str, int, bool, str], pygame.Surface] = Cache(RENDERED_BYTES, _bytes)

    def width(self, text: str, px: int, bold: bool) -> int:
        """How far the line reaches, in px."""
        return self._widths.get(
            (text, px, bold), lambda: self._font(px, bold).size(self.shown(text))[0] if text else 0
        )

    def least(self, text: str, px: int, bold: bool) -> int:
        """The widest part that must not be broken."""
        return max((self.width(part.strip(), px, bold) for part in chunks(text)), default=0)

    def lines(self, text: str, px: int, bold: bool, width: int) -> tuple[str, ...]:
        """`text` broken so that no line is wider than `width`; never empty."""
        return self._lines.get((text, px, bold, width), lambda: self._broken(text, px, bold, width))

    def rendered(self, text: str, px: int, bold: bool, colour: str) -> pygame.Surface:
        return self._rendered.get(
            (text, px, bold, colour), lambda: self._font(px, bold).render(self.shown(text), True, colour)
        )

    def top(self, line_y: int, line_h: int, px: int, bold: bool) -> int:
        """Where the rendered surface begins so that the letters stand in the middle of their line box."""
        font = self._font(px, bold)
        return line_y + (line_h - (font.get_ascent() - font.get_descent())) // 2

    def baseline(self, line_y: int, line_h: int, px: int, bold: bool) -> int:
        return self.top(line_y, line_h, px, bold) + self._font(px, bold).get_ascent()

    def missing(self, text: str) -> tuple[str, ...]:
        """Characters that the faces do not have."""
        return tuple(c for c in dict.fromkeys(text) if not c.isspace() and ord(c) not in self._covered)

    def shown(self, text: str) -> str:
        """`text` as it is drawn."""
        if not HAN.search(text):
            text = text.translate(STRAIGHT)
        for character in self.missing(text) if not text.isascii() else ():
            text = text.replace(character, GETA)
        return text

    def forget(self) -> None:
        """Drop every text that was measured or rendered: some of them were somebody's name."""
        for cache in (self._widths, self._lines, self._rendered):
            cache.clear()

    def kept(self) -> int:
        """How many texts are remembered in any way."""
        return len(self._widths) + len(self._lines) + len(self._rendered)

    def held_bytes(self) -> int:
        return self._rendered.held

    def _font(self, px: int, bold: bool) -> pygame.font.Font:
        font = self._fonts.get((bold, px))
        if font is None:
            font = self._fonts[bold, px] = pygame.font.Font(self._paths[bold], px)
        return font

    def _broken(self, text: str, px: int, bold: bool, width: int) -> tuple[str, ...]:
        lines: list[str] = []
        for paragraph in text.split("\n"):
            filled: list[list[str]] = [[]]
            for part in self._narrow(chunks(paragraph), px, bold, width):
                if filled[-1] and self.width("".join([*filled[-1], part]).rstrip(), px, bold) > width:
                    filled.append([])
                if filled[-1] or not part.isspace():
                    filled[-1].append(part)
            _no_lonely_end(filled)
            lines.extend("".join(line).strip() for line in filled)
        return tuple(lines)

    def _narrow(self, parts: list[str], px: int, bold: bool, width: int) -> list[str]:
        """A part that is wider than the line (a long code) is broken anywhere: better than being cut."""
        fitting: list[str] = []
        for part in parts:
            if self.width(part.rstrip(), px, bold) <= width:
                fitting.append(part)
            else:
                fitting.extend(part)
        return fitting


def chunks(text: str) -> list[str]:
    """Pieces between which a line may end: words with their space, single hanzi with their punctuation."""
    parts: list[str] = []
    for token in TOKEN.findall(text):
        joins = parts and (token.isspace() or token[0] in NO_START or parts[-1][-1] in NO_END)
        if joins:
            parts[-1] += token
        else:
            parts.append(token)
    return parts


def _no_lonely_end(lines: list[list[str]]) -> None:
    """A last line of one hanzi looks like a mistake; it gets a companion."""
    if len(lines) > 1 and len("".join(lines[-1]).rstrip("，。、！？")) == 1 and len(lines[-2]) > 4:
        lines[-1].insert(0, lines[-2].pop())


def _bytes(surface: pygame.Surface) -> int:
    return surface.get_width() * surface.get_height() * surface.get_bytesize()
