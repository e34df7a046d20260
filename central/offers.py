"""What one person may buy today, for how much, and why not the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from central.choices import Option, options_for
from central.record import Level, StudentRecord
from kiosk.catalogue import Catalogue, DocumentKind, Need, Notice, Standing, Status, Wording
from kiosk.money import Money

MOST_NAMES = 4  # of courses in one sentence; the rest is counted
NOTHING_SAID = ("", "")


@dataclass(frozen=True, slots=True)
class Offered:
    """One kind as this person may have it; `refusal` is the key of why not, or empty."""

    kind: DocumentKind
    fee: Money
    note_zh: str
    note_en: str
    refusal: str = ""
    refusal_zh: str = ""
    refusal_en: str = ""
    choices: tuple[Option, ...] = ()


def standing_of(record: StudentRecord) -> Standing:
    facts = {
        Need.GRADES: any(semester.courses for semester in record.semesters),
        Need.PUBLISHED: bool(record.published),
        Need.REGISTERED: record.registered,
        Need.RANK_PUBLISHED: bool(record.rank_class or record.rank_department),
        Need.ENGLISH_NAME: bool(record.name_en),
        Need.FINAL_YEAR: _in_final_year(record),
        Need.CREDITS_NEEDED: record.needed.total > 0,
    }
    return Standing(record.status, frozenset(need for need, holds in facts.items() if holds))


def offers_for(catalogue: Catalogue, record: StudentRecord, day: date) -> list[Offered]:
    """Every kind that is on sale that day, in the catalogue's order."""
    standing = standing_of(record)
    offers = []
    for kind in catalogue.kinds:
        fee = kind.fee_on(day)
        if fee is not None:
            offers.append(_offer(catalogue, kind, fee, standing, record))
    return offers


def _offer(
    catalogue: Catalogue, kind: DocumentKind, fee: Money, standing: Standing, record: StudentRecord
) -> Offered:
    refused = catalogue.why_not(kind, standing)
    if refused is not None:
        key, words = refused
        zh, en = _with_ways(catalogue, kind, words)
        return Offered(kind, fee, kind.note_zh, kind.note_en, key, zh, en)
    choices = options_for(kind, record)
    said = [(choices[0].name_zh, choices[0].name_en)] if choices else []  # what comes out if nobody chooses
    said += [_warning(catalogue.warnings[notice], notice, record) for notice in kind.warns]
    zh = "".join([kind.note_zh, *(zh for zh, _ in said)])
    en = " ".join(part for part in [kind.note_en, *(en for _, en in said)] if part)
    return Offered(kind, fee, zh, en, choices=choices)


def _with_ways(catalogue: Catalogue, kind: DocumentKind, words: Wording) -> tuple[str, str]:
    """A refusal with what to bring and where to go filled in."""
    offices = [catalogue.offices[stop.office] for stop in kind.stops]
    bring = [thing for stop in kind.stops for thing in stop.bring]
    where_zh = "，再至".join(f"{o.place_zh}{o.name_zh}（{o.hours_zh}，{o.phone}）" for o in offices)
    where_en = ", then ".join(f"{o.name_en}, {o.place_en} ({o.hours_en}, {o.phone})" for o in offices)
    zh = words.zh.replace("{bring}", "、".join(one.zh for one in bring)).replace("{where}", where_zh)
    en = words.en.replace("{bring}", ", ".join(one.en for one in bring)).replace("{where}", where_en)
    return zh, en


def _warning(words: Wording, notice: Notice, record: StudentRecord) -> tuple[str, str]:
    match notice:
        case Notice.MISSING_GRADES:
            missing = record.missing_grades
            if not missing:
                return NOTHING_SAID
            names = "、".join(missing[:MOST_NAMES]) + ("…" if len(missing) > MOST_NAMES else "")
            return _filled(words.zh, len(missing), names), _filled(words.en, len(missing), names)
    assert_never(notice)


def _filled(sentence: str, count: int, names: str) -> str:
    return sentence.replace("{count}", str(count)).replace("{names}", names)


def _in_final_year(record: StudentRecord) -> bool:
    last_year = 4 if record.level is Level.BACHELOR else 2
    return record.status in (Status.ENROLLED, Status.EXTENDED) and record.study_year >= last_year
