"""From what the central system issued to a paper that may be sold: whole, this person's, printable, checked.

    entry of the orders answer
      -> well-formed, template known     else REFUSED
      -> hash, holder, serial, address   else PAPER_MISMATCH
      -> every character has a glyph     else GLYPH_MISSING
      -> rendered                        else REFUSED
      -> the file's own text, fonts, ... else PAPER_MISMATCH or REFUSED
      -> PreparedDocument

No money has been taken yet. A problem's `detail` goes into the journal, so it never quotes personal data,
save the one thing a registrar needs to mend a font: the characters it lacks.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.documents.checks import Checked, Fault, Unfit, check
from kiosk.documents.fonts import missing
from kiosk.documents.renderer import Renderer, RenderError
from kiosk.visit.states import ChooseProblem, Person


class Holder(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)
    number: str = Field(min_length=1, max_length=32)
    name_zh: str = Field(min_length=1, max_length=200)


class IssuedDocument(BaseModel):
    """One entry of `documents` in the answer to POST /api/v1/orders. Unknown fields are ignored."""

    model_config = ConfigDict(strict=True, frozen=True)
    copy_serial: str = Field(min_length=1, max_length=64)
    code: str = Field(min_length=1, max_length=64)
    person_id: str
    holder: Holder
    template: str
    data: dict[str, Any]
    data_sha256: str
    verify_url: str


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A paper that may be sold, and the file to be printed for it."""

    copy_serial: str
    code: str
    person_id: str
    sheets: int
    sha256: str
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PaperProblem:
    """Why there is no paper; `detail` is for staff."""

    problem: ChooseProblem
    detail: str


def prepare_order(
    entries: Sequence[object],
    person: Person,
    copies: Mapping[str, int],
    renderer: Renderer,
    characters: frozenset[int],
) -> tuple[PreparedDocument, ...] | PaperProblem:
    """Every paper of an order, in the order of `entries`, or the first problem.

    `copies` says how many of each code were ordered to be printed now; exactly these must have been issued.
    """
    prepared: list[PreparedDocument] = []
    for entry in entries:
        paper = prepare(entry, person, renderer, characters)
        if isinstance(paper, PaperProblem):
            return paper
        prepared.append(paper)
    if len({paper.copy_serial for paper in prepared}) != len(prepared):
        return PaperProblem(ChooseProblem.PAPER_MISMATCH, "copy serial issued twice")
    if Counter(paper.code for paper in prepared) != Counter(dict(copies)):
        return PaperProblem(ChooseProblem.PAPER_MISMATCH, "not the papers that were ordered")
    return tuple(prepared)


def prepare(
    entry: object, person: Person, renderer: Renderer, characters: frozenset[int]
) -> PreparedDocument | PaperProblem:
    """One paper for `person`, as they were identified; `characters` are what the faces can print."""
    try:
        issued = IssuedDocument.model_validate(entry)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, part["loc"])) for part in error.errors())
        return PaperProblem(ChooseProblem.REFUSED, f"malformed document: {fields}")
    if issued.template not in renderer.templates:
        return PaperProblem(ChooseProblem.REFUSED, "unknown template")
    stranger = _mismatch(issued, person)
    if stranger:
        return PaperProblem(ChooseProblem.PAPER_MISMATCH, stranger)
    lacking = missing("".join(words_in(issued.data)), characters)
    if lacking:
        return PaperProblem(ChooseProblem.GLYPH_MISSING, " ".join(_named(letter) for letter in lacking))
    return _rendered(issued, renderer)


def data_hash(data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over canonical JSON: sorted keys, no blanks, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _mismatch(issued: IssuedDocument, person: Person) -> str:
    """What does not belong together here; empty when all of it is this person's and of one piece."""
    student, paper = issued.data.get("student"), issued.data.get("paper")
    if not isinstance(student, Mapping) or not isinstance(paper, Mapping):
        return "data without student or paper"
    address = f"{paper.get('check_url')}/"  # without the signed part, which only the QR code carries
    code = str(paper.get("code", "")).replace("-", "")
    belongs = (
        ("person_id", issued.person_id == person.person_id),
        ("holder", (issued.holder.number, issued.holder.name_zh) == (person.number, person.name_zh)),
        ("data.student", (student.get("number"), student.get("name_zh")) == (person.number, person.name_zh)),
        ("data.paper.serial", paper.get("serial") == issued.copy_serial),
        ("data.paper.kind", paper.get("kind") == issued.template),
        ("data_sha256", data_hash(issued.data) == issued.data_sha256),
        ("data.paper.check_url", address.endswith(f"/{issued.copy_serial}/{code}/")),
        ("verify_url", issued.verify_url.startswith(address)),
    )
    return ", ".join(what for what, holds in belongs if not holds)


def _rendered(issued: IssuedDocument, renderer: Renderer) -> PreparedDocument | PaperProblem:
    # The signed part of the address holds the hash of the data, so it can only be put in here.
    data = {**issued.data, "paper": {**issued.data["paper"], "check_url": issued.verify_url}}
    try:
        pdf = renderer.render(issued.template, data)
    except RenderError as error:
        return PaperProblem(ChooseProblem.REFUSED, f"template {error.place or error.template}")
    match check(pdf, issued.holder.name_zh, issued.holder.number):
        case Checked(sheets, sha256):
            return PreparedDocument(issued.copy_serial, issued.code, issued.person_id, sheets, sha256, pdf)
        case Unfit((Fault.NAME_NOT_FOUND | Fault.NUMBER_NOT_FOUND) as fault, sheet):
            return PaperProblem(ChooseProblem.PAPER_MISMATCH, f"{fault} on sheet {sheet}")
        case Unfit(fault, sheet):
            return PaperProblem(ChooseProblem.REFUSED, f"{fault} on sheet {sheet}")


def words_in(data: object) -> Iterator[str]:
    """Every string in the data, keys too: what a template may set."""
    match data:
        case str():
            yield data
        case Mapping():
            for key, value in data.items():
                yield key
                yield from words_in(value)
        case list():
            for value in data:
                yield from words_in(value)
        case _:
            pass  # numbers, true, false, null: their letters are in every face


def _named(letter: str) -> str:
    shown = letter if letter.isprintable() else ""
    return f"{shown}(U+{ord(letter):04X})"
