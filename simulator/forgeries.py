"""The command `forgeries`: turns each single bit of a paper's code and of its text, and tries to pass it off.

    what is turned                    judged by              must be refused
    each bit of the signed payload    the code alone         always
    each bit of the address           the code alone         but in host and check code, which are not signed
    each bit of each readable glyph   code and words         where name, number, serial, code or day changed
    the same                          the paper's data too   where any word or any dot changed

A changed mark on a paper without its data is not seen: the code has no room for marks. That is counted, not
hidden. The last line said is JSON.
"""

from __future__ import annotations

import io
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pikepdf

from central.keys import PaperKey
from central.settings import OWN_CATALOGUE, load_catalogue
from central.signing import payload_bytes, payload_text
from central.specimen import Press
from central.verify_content import data_fault, differences, original, pictures_of, words_on
from central.verify_paper import Outcome, Verdict, address_in, verify_sheets, verify_text
from central.verify_source import SMALLEST_PT, Sheet, read_pdf, readable_words
from kiosk.documents.checks import squeezed
from kiosk.documents.pdf import opened
from simulator.paper_cases import Case, cases

MOMENT = datetime(2026, 3, 5, 2, tzinfo=UTC)
SHOWN_WORST = 20
DRAWS = frozenset(
    ("m", "l", "c", "v", "y", "h", "re", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "W", "W*")
)
GLYPH_BITS = 16
READABLE = b"] TJ"  # ends a text that is not too small to read; the line around the page is left alone


@dataclass
class Tally:
    """How many were tried, by what came of them; `accepted` names those that must not have been."""

    counts: Counter[str] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)

    def must_refuse(self, what: str, where: str, outcome: Outcome) -> None:
        self.counts[what] += 1
        if outcome.verdict is Verdict.VALID:
            self.accepted.append(f"{what}: {where}")


@dataclass(frozen=True, slots=True)
class Target:
    """One good paper; `pdf` has no drawings (they hold no text), `glyphs` are places of four digits in it."""

    name: str
    entry: dict[str, Any]
    keys: tuple[PaperKey, ...]
    codes: tuple[tuple[str, ...], ...]
    pdf: bytes
    glyphs: tuple[int, ...]

    def judged(self, words: Sequence[str]) -> Outcome:
        sheets = [Sheet(codes, said) for codes, said in zip(self.codes, words, strict=True)]
        return verify_sheets(sheets, self.keys)


def forgeries(names: Sequence[str], every: int) -> int:
    """Exit code 0 when nothing forged was taken for good, else 1. `every`: 1 turns all bits of the texts."""
    began = time.perf_counter()
    tally = Tally()
    chosen = [case for case in cases() if case.name == "usual" and (not names or case.code in names)]
    for number, case in enumerate(chosen, start=1):
        sweep(target(case, number), tally, every)
        print(f"{case.code}: {dict(tally.counts)}", flush=True)
    report = {
        "papers": len(chosen),
        "every": every,
        **dict(sorted(tally.counts.items())),
        "false_accepts": len(tally.accepted),
        "worst": tally.accepted[:SHOWN_WORST],
        "seconds": round(time.perf_counter() - began, 1),
    }
    print(json.dumps(report, ensure_ascii=False))
    return 1 if tally.accepted or not chosen else 0


def target(case: Case, number: int) -> Target:
    """The paper as a machine prints it. Raises ValueError if it does not verify before it is forged."""
    press = Press(load_catalogue(OWN_CATALOGUE))
    entry = press.paper(case.record, case.code, MOMENT, case.choice, number)
    keys = (PaperKey(press.key.kid, press.key.public_raw, date(2026, 1, 1)),)
    whole = original(entry["data"], entry["verify_url"])
    if whole is None:
        raise ValueError(f"{case.code} cannot be made")
    codes = tuple(sheet.codes for sheet in read_pdf(whole))
    pdf, glyphs = spelled_out(whole)
    made = Target(f"{case.code} {case.name}", entry, keys, codes, pdf, glyphs)
    outcome = made.judged(words_in(pdf))
    if outcome.verdict is not Verdict.VALID or outcome.claims is None:
        raise ValueError(f"{made.name} does not verify: {outcome.reasons}")
    if data_fault(outcome.claims, entry["data"]):
        raise ValueError(f"{made.name}: not its data")
    return made


def sweep(paper: Target, tally: Tally, every: int) -> None:
    turn_payload(paper, tally)
    turn_address(paper, tally)
    turn_text(paper, tally, every)


# ---- The code ----------------------------------------------------------------------------------------


def turn_payload(paper: Target, tally: Tally) -> None:
    """As a forger would write it: the bytes changed, the base 32 right again."""
    address: str = paper.entry["verify_url"]
    start, _, payload = address.rpartition("/")
    message = payload_bytes(payload)
    assert message is not None
    for place in range(len(message) * 8):
        forged = bytearray(message)
        forged[place // 8] ^= 1 << place % 8
        outcome = verify_text(f"{start}/{payload_text(bytes(forged))}", paper.keys)
        tally.must_refuse("payload bits", f"{paper.name} bit {place}", outcome)


def turn_address(paper: Target, tally: Tally) -> None:
    address: str = paper.entry["verify_url"]
    whole = address_in(address)
    assert whole is not None
    code_at = address.index(f"/{whole.code}/") + 1
    unsigned = {*range(address.index("/V/")), *range(code_at, code_at + len(whole.code))}
    for place in range(len(address) * 8):
        at, bit = divmod(place, 8)
        forged = address[:at] + chr(ord(address[at]) ^ 1 << bit) + address[at + 1 :]
        outcome = verify_text(forged, paper.keys)
        if at in unsigned:
            tally.counts["address bits not signed"] += 1
        else:
            tally.must_refuse("address bits", f"{paper.name} bit {place}", outcome)


# ---- The text ------------------------------------------------------------------------------------------


def turn_text(paper: Target, tally: Tally, every: int) -> None:
    right_words, right_layer, right_look = words_in(paper.pdf), words_on(paper.pdf), pictures_of(paper.pdf)
    bound = occurrences(paper, right_words)
    for place in range(0, len(paper.glyphs) * GLYPH_BITS, every):
        forged = turned(paper, place)
        where = f"{paper.name} glyph {place // GLYPH_BITS} bit {place % GLYPH_BITS}"
        words = words_in(forged)
        if words == right_words and words_on(forged) == right_layer and pictures_of(forged) == right_look:
            tally.counts["text bits without effect"] += 1
            continue
        outcome = paper.judged(words)
        if occurrences(paper, words) != bound:
            tally.must_refuse("text bits of what the code binds", where, outcome)
        elif outcome.verdict is Verdict.VALID:
            tally.counts["text bits that only the data show"] += 1
        unequal = tuple(differences(forged, paper.pdf))
        compared = replace(outcome, verdict=Verdict.NOT_VALID) if unequal else outcome
        tally.must_refuse("text bits, with the data", where, compared)


def turned(paper: Target, place: int) -> bytes:
    """The file with one bit of one glyph changed; each glyph is four hexadecimal digits."""
    at, bit = paper.glyphs[place // GLYPH_BITS], place % GLYPH_BITS
    glyph = int(paper.pdf[at : at + 4], 16) ^ 1 << bit
    return paper.pdf[:at] + b"%04x" % glyph + paper.pdf[at + 4 :]


def occurrences(paper: Target, words: Sequence[str]) -> list[list[int]]:
    """How often each sheet says each thing that the code binds, reckoned from the data."""
    data = paper.entry["data"]
    day = date.fromisoformat(data["paper"]["issued"])
    needles = [
        *(data["student"]["name_zh"], data["student"]["number"], data["paper"]["serial"]),
        data["paper"]["code"],
        f"中華民國{day.year - 1911}年{day.month}月{day.day}日",
        f"Date of issue: {day:%B} {day.day}, {day.year}",
    ]
    return [[squeezed(said).count(squeezed(needle)) for needle in needles] for said in words]


def words_in(pdf: bytes) -> list[str]:
    with opened(pdf) as document:
        return [readable_words(page) for page in document]


def spelled_out(pdf: bytes) -> tuple[bytes, tuple[int, ...]]:
    """The same words in a file without compression, and where in it each glyph's code stands."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            page.Contents = document.make_stream(b"\n".join(_spelled(page)))
        file = io.BytesIO()
        document.save(
            file,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    content = file.getvalue()
    return content, tuple(_glyphs(content))


def _spelled(page: pikepdf.Page) -> Iterator[bytes]:
    size = 0.0
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "Tf":
            size = float(instruction.operands[1])
        if operator in ("Tj", "TJ"):
            given = instruction.operands[0]
            parts = [given] if operator == "Tj" else list(given)
            end = READABLE if size >= SMALLEST_PT else b"]TJ"
            yield b"[" + b" ".join(map(_part, parts)) + end
        elif operator not in DRAWS:
            yield pikepdf.unparse_content_stream([instruction])


def _part(part: Any) -> bytes:
    return (
        b"<" + bytes(part).hex().encode() + b">" if isinstance(part, pikepdf.String) else str(part).encode()
    )


def _glyphs(content: bytes) -> Iterator[int]:
    end = 0
    while (end := content.find(READABLE, end + 1)) != -1:
        at = content.rindex(b"[", 0, end)
        while (at := content.find(b"<", at, end)) != -1:
            close = content.index(b">", at)
            yield from range(at + 1, close, 4)
            at = close
