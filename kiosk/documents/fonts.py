"""Makes the two faces everything is set in, once, and knows which characters they have.

    NotoSansTC[wght].ttf  --wght 400-->  NotoSansTC-Regular.ttf
    (PyPI, OFL-1.1)       --wght 700-->  NotoSansTC-Bold.ttf       coverage.txt

Typst and pygame read static weights only, and a font file is too large for the source tree; so
`python -m kiosk.documents.fonts` is a step of setting up. Each weight takes 12-15 s and 170 MB.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "fonts"
SOURCE = ("justmytype_intl_cjk", "fonts/ofl/notosanstc/NotoSansTC[wght].ttf")
FAMILY = "Noto Sans TC"
WEIGHTS = {"Regular": 400, "Bold": 700}
COVERAGE = "coverage.txt"


@dataclass(frozen=True, slots=True)
class Faces:
    """The two font files; both lie in one folder, beside nothing else that is a font."""

    regular: Path
    bold: Path

    @property
    def folder(self) -> Path:
        return self.regular.parent


def static_fonts(cache: Path = CACHE) -> Faces:
    """The two faces in `cache`; makes what is missing, which takes half a minute the first time."""
    for style in WEIGHTS:
        make_face(style, cache)
    return Faces(_place("Regular", cache), _place("Bold", cache))


def make_face(style: str, cache: Path = CACHE) -> Path:
    """One face, made unless it is there. Two processes at once make the same bytes; the last one wins."""
    place = _place(style, cache)
    if not place.exists():
        cache.mkdir(parents=True, exist_ok=True)
        # fontTools takes 150 ms to load, and only setting up needs it.
        from fontTools.ttLib import TTFont
        from fontTools.varLib import instancer

        variable = TTFont(_source(), recalcTimestamp=False)
        at = {"wght": WEIGHTS[style]}
        font = instancer.instantiateVariableFont(variable, at, inplace=True, updateFontNames=True)
        _write(place, font.save)
    return place


def coverage(faces: Faces) -> frozenset[int]:
    """Code points that both faces can print. Kept beside them as `hex-hex` ranges, one in a line."""
    kept = faces.folder / COVERAGE
    made = max(faces.regular.stat().st_mtime_ns, faces.bold.stat().st_mtime_ns)
    if not kept.exists() or kept.stat().st_mtime_ns < made:
        both = _characters(faces.regular) & _characters(faces.bold)
        lines = "".join(f"{first:x}-{last:x}\n" for first, last in _ranges(both))
        _write(kept, lambda file: file.write_text(lines, encoding="ascii"))
    points: set[int] = set()
    for line in kept.read_text(encoding="ascii").splitlines():
        first, last = line.split("-")
        points.update(range(int(first, 16), int(last, 16) + 1))
    return frozenset(points)


def missing(text: str, coverage: frozenset[int]) -> tuple[str, ...]:
    """Characters of `text` that cannot be printed, each once, in order.

    Control and invisible formatting characters are among them: no font has them, and none belongs on a paper.
    """
    return tuple(dict.fromkeys(letter for letter in text if ord(letter) not in coverage))


def _place(style: str, cache: Path) -> Path:
    return cache / f"NotoSansTC-{style}.ttf"


def _source() -> str:
    package, path = SOURCE
    return str(files(package).joinpath(path))


def _characters(face: Path) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(face, lazy=True) as font:
        return set(font.getBestCmap())


def _ranges(points: Iterable[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    return ranges


def _write(place: Path, fill: Callable[[Path], object]) -> None:
    """Whole or not at all: filled under another name, flushed to the disk, then put in place."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.stem}-", suffix=".part")
    os.close(handle)
    try:
        fill(Path(name))
        with open(name, "rb") as file:
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, place)
    finally:
        Path(name).unlink(missing_ok=True)


def main() -> None:
    """Makes both faces at the same time and says what lies where."""
    with ProcessPoolExecutor(max_workers=len(WEIGHTS)) as workers:
        places = list(workers.map(make_face, WEIGHTS))
    for place in places:
        sys.stdout.write(f"{place} {place.stat().st_size // 1000} kB\n")
    sys.stdout.write(f"{FAMILY}: {len(coverage(static_fonts()))} characters\n")


if __name__ == "__main__":
    main()
