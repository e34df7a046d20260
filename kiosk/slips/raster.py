"""Draws a slip in black and white at 8 dots a millimetre: 80 mm paper is 576 dots wide, 58 mm paper 384.

Glyphs are drawn antialiased and then every dot darker than DARK is burnt: Pillow's own mono mode comes out
thinner. A letter that the face lacks becomes 〓: a slip never fails for a rare name.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import assert_never

import segno
from PIL import Image, ImageDraw, ImageFont

from kiosk.devices import SlipImage
from kiosk.documents.fonts import Faces, coverage
from kiosk.slips.layout import (
    Align,
    Block,
    Code,
    Pair,
    Qr,
    Row,
    Rule,
    SignatureLine,
    Size,
    Space,
    Text,
    Title,
)

DOTS_PER_MM = 8
MARGIN = 6  # white on both sides: some printers cut the outermost dots off
FOOT = 2 * DOTS_PER_MM  # white below: the knife is not exact
DARK = 140  # 128 is thin on paper, 170 fills the small spaces of 繳 and 臺
SIZES = {
    576: {Size.SMALL: 22, Size.NORMAL: 26, Size.LARGE: 38, Size.HUGE: 60},
    384: {Size.SMALL: 20, Size.NORMAL: 24, Size.LARGE: 32, Size.HUGE: 46},
}
MODULE_DOTS = {576: 5, 384: 4}  # a QR module; 3 is lost on faded paper
LINE = 1.38  # height of a line in type sizes
SPACE = 0.26  # between words, in type sizes
WHITE, BLACK = 255, 0
UNKNOWN_LETTER = "〓"
NEVER_FIRST, NEVER_LAST = frozenset("，。、；：！？）」』》%"), frozenset("（「『《")
# The face draws these as wide as a Chinese letter, which tears English words apart.
CURLY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


def draw(blocks: tuple[Block, ...], faces: Faces, width: int) -> SlipImage:
    """The slip as dots. `width` is a key of SIZES."""
    press = Press(faces, width)
    strips = [strip for block in blocks for strip in press.strips(block)]
    page = Image.new("L", (width, sum(strip.height for strip in strips) + FOOT), WHITE)
    top = 0
    for strip in strips:
        page.paste(strip, (MARGIN, top))
        top += strip.height
    burnt = page.point([255 if level < DARK else 0 for level in range(256)]).convert("1")
    return SlipImage(width, page.height, burnt.tobytes())


def png(image: SlipImage) -> bytes:
    """For people and tests to look at."""
    picture = Image.frombytes("1", (image.width, image.height), image.bits, "raw", "1;I")
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(203, 203))
    return file.getvalue()


# ---- Lines of words --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Type:
    """A face at one size. Words are set one by one: the face's own space is too narrow for a thermal head,
    and Pillow's other layout engine sets lines differently from one computer to the next."""

    font: ImageFont.FreeTypeFont

    @property
    def size(self) -> float:
        return self.font.size

    @property
    def pitch(self) -> int:
        return round(self.size * LINE)

    def length(self, words: str) -> float:
        parts = words.split(" ")
        return sum(map(self.font.getlength, parts)) + self._space * (len(parts) - 1)

    def write(
        self, strip: Image.Image, at: tuple[float, float], words: str, shade: int = BLACK, anchor: str = "la"
    ) -> None:
        """`anchor` is Pillow's, its first letter l: words always begin at `at`."""
        pen, (left, top) = ImageDraw.Draw(strip), at
        for part in words.split(" "):
            pen.text((round(left), top), part, font=self.font, fill=shade, anchor=anchor)
            left += self.font.getlength(part) + self._space

    @property
    def _space(self) -> int:
        return round(self.size * SPACE)


@cache
def _type(face: Path, size: int) -> Type:
    return Type(ImageFont.truetype(str(face), size, layout_engine=ImageFont.Layout.BASIC))


@cache
def _letters(faces: Faces) -> frozenset[int]:
    return coverage(faces)


def printable(words: str, faces: Faces) -> str:
    letters = _letters(faces)
    return "".join(letter if ord(letter) in letters else UNKNOWN_LETTER for letter in words.translate(CURLY))


def _pieces(words: str) -> Iterator[str]:
    """Words cut where a line may end: between Chinese letters, and after spaces."""
    piece = ""
    for letter in words:
        may_end = piece and (ord(letter) > 0x2E7F or ord(piece[-1]) > 0x2E7F or piece[-1] == " ")
        if may_end and letter != " " and letter not in NEVER_FIRST and piece[-1] not in NEVER_LAST:
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def wrapped(words: str, length: Callable[[str], float], width: float) -> list[str]:
    """The lines of a paragraph. A piece wider than the paper is cut; a very short last line is filled up."""
    lines = _greedy(words, length, width)
    narrower = width
    while len(lines) > 1 and length(lines[-1]) < width / 4 and narrower > width * 0.7:
        narrower -= width / 40
        tried = _greedy(words, length, narrower)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def _greedy(words: str, length: Callable[[str], float], width: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(words):
        if line and length((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        while len(piece) > 1 and length(piece.rstrip()) > width:
            fits = next((n for n in range(len(piece) - 1, 1, -1) if length(piece[:n]) <= width), 1)
            lines.append(piece[:fits])
            piece = piece[fits:]
        line += piece
    return [*lines, line.rstrip()]


# ---- Blocks ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Press:
    """Draws blocks as strips of full width, to be pasted one below the other."""

    faces: Faces
    paper: int

    @property
    def width(self) -> int:
        return self.paper - 2 * MARGIN

    def strips(self, block: Block) -> list[Image.Image]:
        match block:
            case Title():
                return [self._title(block)]
            case Text(words, size, bold, align):
                return self._text(words, self._type(size, bold), align)
            case Pair():
                return self._pair(block)
            case Row():
                return self._row(block)
            case Rule(dashed):
                return [self._rule(dashed)]
            case Space(millimetres):
                return [self._blank(round(millimetres * DOTS_PER_MM))]
            case Qr(content, words):
                return [self._qr(content, words)]
            case Code(code):
                return self._code(code)
            case SignatureLine(name):
                return [self._signature(name)]
            case _:
                assert_never(block)

    def _type(self, size: Size, bold: bool = False) -> Type:
        return self._sized(SIZES[self.paper][size], bold)

    def _sized(self, dots: int, bold: bool = False) -> Type:
        return _type(self.faces.bold if bold else self.faces.regular, dots)

    def _printable(self, words: str) -> str:
        return printable(words, self.faces)

    def _blank(self, height: int) -> Image.Image:
        return Image.new("L", (self.width, height), WHITE)

    def _title(self, title: Title) -> Image.Image:
        large, small = self._type(Size.LARGE, bold=True), self._type(Size.SMALL, bold=True)
        bar = round(large.size * 1.5)
        strip = self._blank(bar + DOTS_PER_MM)
        ImageDraw.Draw(strip).rectangle((0, 0, self.width, bar - 1), fill=BLACK)
        zh, en = self._printable(title.label.zh), self._printable(title.label.en)
        gap = 14 if en else 0
        left = (self.width - large.length(zh) - gap - small.length(en)) / 2
        large.write(strip, (left, bar / 2), zh, WHITE, "lm")
        small.write(strip, (left + large.length(zh) + gap, bar / 2), en, WHITE, "lm")
        return strip

    def _text(self, words: str, face: Type, align: Align) -> list[Image.Image]:
        part = {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}[align]
        strips = []
        for line in wrapped(self._printable(words), face.length, self.width):
            strip = self._blank(face.pitch)
            face.write(strip, ((self.width - face.length(line)) * part, 0), line)
            strips.append(strip)
        return strips

    def _pair(self, pair: Pair) -> list[Image.Image]:
        face, strong = self._type(pair.size, pair.bold), self._type(pair.size, bold=True)
        value = self._printable(pair.value)
        room = self.width - strong.length(value) - 10
        zh = self._printable(pair.label.zh)
        both = f"{zh} {self._printable(pair.label.en)}".rstrip()
        name = both if face.length(both) <= room else zh
        if face.length(name) > room:
            return [*self._text(both, face, Align.LEFT), *self._text(value, strong, Align.RIGHT)]
        strip = self._blank(face.pitch)
        face.write(strip, (0, 0), name)
        strong.write(strip, (self.width - strong.length(value), 0), value)
        return [strip]

    def _row(self, row: Row) -> list[Image.Image]:
        face = self._type(row.size, row.bold)
        first, *others = map(self._printable, row.cells)
        strips = []
        for line in wrapped(first, face.length, self.width * row.shares[0] - 6):
            strip = self._blank(face.pitch)
            face.write(strip, (0, 0), line)
            strips.append(strip)
        edge = self.width * row.shares[0]
        for cell, share in zip(others, row.shares[1:], strict=True):
            edge += self.width * share
            face.write(strips[0], (edge - face.length(cell), 0), cell)
        return strips

    def _rule(self, dashed: bool) -> Image.Image:
        strip = self._blank(18)
        pen = ImageDraw.Draw(strip)
        step, dash = (12, 6) if dashed else (self.width, self.width)
        for left in range(0, self.width, step):
            pen.rectangle((left, 8, left + dash - 1, 9), fill=BLACK)
        return strip

    def _qr(self, content: str, paragraphs: tuple[str, ...]) -> Image.Image:
        dots = MODULE_DOTS[self.paper]
        code = segno.make(content, error="m", boost_error=False, micro=False)
        side = len(code.matrix)
        shades = bytes(BLACK if dark else WHITE for line in code.matrix for dark in line)
        modules = Image.frombytes("L", (side, side), shades)
        picture = modules.resize((side * dots, side * dots), Image.Resampling.NEAREST)
        quiet = 4 * dots
        left = quiet - MARGIN if paragraphs else (self.width - picture.width) // 2
        start = left + picture.width + quiet
        face = self._type(Size.SMALL)
        lines = [
            line
            for paragraph in paragraphs
            for line in wrapped(self._printable(paragraph), face.length, self.width - start)
        ]
        strip = self._blank(max(picture.height + 2 * quiet, len(lines) * face.pitch + 2 * DOTS_PER_MM))
        strip.paste(picture, (left, (strip.height - picture.height) // 2))
        top = (strip.height - len(lines) * face.pitch) // 2
        for at, line in enumerate(lines):
            face.write(strip, (start, top + at * face.pitch), line)
        return strip

    def _code(self, code: str) -> list[Image.Image]:
        """One line if that comes out larger than a heading, else two."""
        groups = self._printable(code).split("-")
        lines = ["  ".join(groups)]
        if self._fitting(lines) <= SIZES[self.paper][Size.LARGE]:
            half = len(groups) // 2
            lines = ["  ".join(groups[:half]), "  ".join(groups[half:])]
        face = self._sized(self._fitting(lines), bold=True)
        return [strip for line in lines for strip in self._text(line, face, Align.CENTER)]

    def _fitting(self, lines: list[str]) -> int:
        """The largest type up to HUGE in which these lines fit."""
        size = SIZES[self.paper][Size.HUGE]
        while max(map(self._sized(size, bold=True).length, lines)) > self.width:
            size -= 1
        return size

    def _signature(self, name: str) -> Image.Image:
        face = self._type(Size.NORMAL)
        strip = self._blank(round(face.size * 2) + 16)
        words = self._printable(name)
        base = strip.height - 8
        face.write(strip, (0, base), words, anchor="ls")
        line = (round(face.length(words)) + 12, base + 3, self.width, base + 4)
        ImageDraw.Draw(strip).rectangle(line, fill=BLACK)
        return strip
