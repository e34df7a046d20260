"""What one person may buy today, for how much, and why not the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

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


def standing_of(record: StudentRecord) -> Standing:
    facts = {
        Need.GRADES: any(semester.courses for semester in record.semesters),
        Need.REGISTERED: record.registered,
        Need.RANK_PUBLISHED: bool(record.rank_class or record.rank_department),
        Need.ENGLISH_NAME: bool(record.name_en),
        Need.FINAL_YEAR: _in_final_year(record),
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
        return Offered(kind, fee, kind.note_zh, kind.note_en, key, words.zh, words.en)
    said = [_warning(catalogue.warnings[notice], notice, record) for notice in kind.warns]
    zh = "".join([kind.note_zh, *(zh for zh, _ in said)])
    en = " ".join(part for part in [kind.note_en, *(en for _, en in said)] if part)
    return Offered(kind, fee, zh, en)


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
