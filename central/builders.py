"""Which function makes the data of which template in config/documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from central.certificates import enrollment, graduation, rank, semester_marks
from central.choices import RankChoice
from central.issue import PaperData, PaperHead, transcript, without_ranks
from central.record import StudentRecord
from kiosk.catalogue import DocumentKind


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper as it was ordered; `choice` is a key of `central.choices.options_for`, if there is any."""

    kind: DocumentKind
    choice: str = ""


Builder = Callable[[StudentRecord, PaperHead, Asked], PaperData]


def _transcript(record: StudentRecord, head: PaperHead, asked: Asked) -> PaperData:
    return transcript(record, head, with_ranks=asked.kind.with_ranks)


def _semester(record: StudentRecord, head: PaperHead, asked: Asked) -> PaperData:
    return semester_marks(record if asked.kind.with_ranks else without_ranks(record), head, asked.choice)


def _rank(record: StudentRecord, head: PaperHead, asked: Asked) -> PaperData:
    return rank(record, head, RankChoice(asked.choice))


def _enrollment(record: StudentRecord, head: PaperHead, asked: Asked) -> PaperData:
    return enrollment(record, head)


def _graduation(record: StudentRecord, head: PaperHead, asked: Asked) -> PaperData:
    return graduation(record, head)


BUILDERS: dict[str, Builder] = {
    "transcript-zh": _transcript,
    "transcript-en": _transcript,
    "semester-zh": _semester,
    "rank-zh": _rank,
    "enrollment-zh": _enrollment,
    "enrollment-en": _enrollment,
    "graduation-zh": _graduation,
}
