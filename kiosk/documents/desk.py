"""Shows a registrar a paper without a machine: set, checked as the machine would, as PDF and pictures.

    python -m kiosk document preview TR-ZH --student B11199042
    python -m kiosk document preview TR-ZH --data record.json --out transcript.pdf

The data come from the central system's own command line, as a process of its own, or from a file: either what
that command printed, or the bare data of a template, as the samples in tests/kiosk/documents/data.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.catalogue import Catalogue, CatalogueError
from kiosk.documents.checks import Checked, check
from kiosk.documents.fonts import coverage, missing, static_fonts
from kiosk.documents.prepare import PaperProblem, PreparedDocument, prepare, words_in
from kiosk.documents.preview import png
from kiosk.documents.renderer import Renderer, RenderError
from kiosk.errors import KioskError
from kiosk.visit.states import Person

HOUSE = Path(__file__).parents[2]
CATALOGUE = HOUSE / "config" / "catalogue.toml"
CENTRAL_S = 60.0
PICTURE_WIDTH = 1240  # dots: 150 to the inch


class NoPreview(KioskError):
    """There is no such paper to show; the text says why, and where in a template."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`files` are the PDF and one picture a sheet."""

    sheets: int
    files: tuple[Path, ...]


def show(code: str, given: Mapping[str, Any], out: Path) -> Shown:
    """Writes `out` and pictures beside it. Raises NoPreview, also where the machine would not sell it."""
    template = _template(code)
    pdf, sheets = _issued(given) if "data" in given else _bare(template, given)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(pdf)
    files = [out]
    for sheet in range(sheets):
        picture = out.with_name(f"{out.stem}.p{sheet + 1}.png")
        picture.write_bytes(png(pdf, sheet, PICTURE_WIDTH))
        files.append(picture)
    return Shown(sheets, tuple(files))


def from_file(path: Path) -> dict[str, Any]:
    """Raises NoPreview."""
    try:
        return _object(path.read_bytes())
    except OSError as error:
        raise NoPreview(f"{path}: {error.strerror}") from error


def from_central(code: str, number: str, choice: str) -> dict[str, Any]:
    """A specimen of the invented university. Raises NoPreview."""
    command = [sys.executable, "-m", "central", "paper", code, "--student", number, "--choice", choice]
    try:
        said = subprocess.run(command, cwd=HOUSE, capture_output=True, timeout=CENTRAL_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise NoPreview("the central system did not answer") from error
    if said.returncode != 0:
        raise NoPreview(said.stderr.decode(errors="replace").strip())
    return _object(said.stdout)


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise NoPreview(f"this is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise NoPreview("this JSON is no object")
    return found


def _template(code: str) -> str:
    try:
        catalogue = Catalogue.parse(tomllib.loads(CATALOGUE.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, CatalogueError) as error:
        raise NoPreview(str(error)) from error
    kind = catalogue.kind(code)
    if kind is None or not kind.template:
        codes = ", ".join(one.code for one in catalogue.kinds if one.template)
        raise NoPreview(f"no paper is set for {code}; there are: {codes}")
    return kind.template


def _issued(entry: Mapping[str, Any]) -> tuple[bytes, int]:
    """By the very way the machine goes."""
    holder = entry.get("holder")
    names = holder if isinstance(holder, Mapping) else {}
    person = Person(
        str(entry.get("person_id", "")), number=str(names.get("number")), name_zh=str(names.get("name_zh"))
    )
    faces = static_fonts()
    paper = prepare(entry, person, Renderer(faces), coverage(faces))
    match paper:
        case PreparedDocument():
            return paper.pdf, paper.sheets
        case PaperProblem(problem, detail):
            raise NoPreview(f"the machine would not sell it: {problem.value}: {detail}")


def _bare(template: str, data: Mapping[str, Any]) -> tuple[bytes, int]:
    """Data without what central adds: no hash and no signature to check."""
    faces = static_fonts()
    lacking = missing("".join(words_in(data)), coverage(faces))
    if lacking:
        raise NoPreview(f"no glyph for: {' '.join(lacking)}")
    try:
        pdf = Renderer(faces).render(template, data)
    except RenderError as error:
        raise NoPreview(f"{error}\n{error.diagnostic}".strip()) from error
    student = data.get("student")
    names = student if isinstance(student, Mapping) else {}
    checked = check(pdf, str(names.get("name_zh")), str(names.get("number")))
    if not isinstance(checked, Checked):
        raise NoPreview(f"the machine would not print it: {checked.fault.value} on sheet {checked.sheet}")
    return pdf, checked.sheets
