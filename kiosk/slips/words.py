"""The words on the slips, as config/slips.toml has them; a missing, unknown or broken one stops the start."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kiosk.cash import Accuracy
from kiosk.visit.states import ClaimReason


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Words):
    """A name in both languages; the English half may be empty."""

    zh: str = Field(min_length=1)
    en: str


def _fills(*fields: str) -> AfterValidator:
    """The text takes exactly these {fields}."""

    def check(text: str) -> str:
        probe = dict.fromkeys(fields, "\0")
        try:
            filled = text.format(**probe)
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(f"only {{{'}, {'.join(fields)}}} may be filled in here") from error
        if filled.count("\0") != len(fields):
            raise ValueError(f"each of {{{'}, {'.join(fields)}}} belongs here once")
        return text

    return AfterValidator(check)


def _every_reason(reasons: dict[ClaimReason, Label]) -> dict[ClaimReason, Label]:
    missing = [reason.value for reason in ClaimReason if reason not in reasons]
    if missing:
        raise ValueError(f"no words for {', '.join(missing)}")
    return reasons


class Notices(_Words):
    test: str
    copy_of: Annotated[str, _fills("copy")] = Field(alias="copy")


class Labels(_Words):
    number: Label
    date: Label
    machine: Label
    payer: Label
    order: Label
    item: Label
    count: Label
    amount: Label
    total: Label
    currency: str
    cash_in: Label
    redeemed: Label
    change: Label
    owed: Label
    doubtful: Label
    note_in_doubt: Label
    coin: Annotated[str, _fills("value", "count")]
    note: Annotated[str, _fills("value", "count")]


class ReceiptWords(_Words):
    title: Label
    owed_hint: Label
    redeemed_hint: Label
    doubt_hint: Label
    scan: tuple[str, ...]
    closing: tuple[str, ...]


class ClaimWords(_Words):
    title: Label
    inserted: Label
    price: Label
    paid_out: Label
    paid_back: Label
    refund: Label
    code: Label
    case: Label
    until: Label
    how: tuple[str, ...]
    sign: tuple[str, ...]
    closing: tuple[str, ...]
    earlier: Label  # the reason where all that is owed comes from an earlier visit
    reasons: Annotated[dict[ClaimReason, Label], AfterValidator(_every_reason)]


def _every_accuracy(words: dict[Accuracy, Label]) -> dict[Accuracy, Label]:
    missing = [accuracy.value for accuracy in Accuracy if accuracy not in words]
    if missing:
        raise ValueError(f"no words for {', '.join(missing)}")
    return words


class ReportWords(_Words):
    collection: Label
    refill: Label
    staff: Label
    value: Label
    journal: Label
    counted: Label
    differs: Label
    journal_total: Label
    counted_total: Label
    difference: Label
    device: Label
    unvalued: Label
    pieces: Annotated[str, _fills("count")]
    no_count: str
    hopper: Label
    before: Label
    in_doubt: Label
    by_device: Label
    added: Label
    hand: Label
    after: Label
    accuracy: Label
    sign: tuple[str, ...]
    closing: tuple[str, ...]
    accuracies: Annotated[dict[Accuracy, Label], AfterValidator(_every_accuracy)]


class TrialWords(_Words):
    title: Label
    lines: tuple[str, ...]


class Words(_Words):
    school: str = Field(min_length=1)
    notices: Notices
    labels: Labels
    receipt: ReceiptWords
    claim: ClaimWords
    report: ReportWords
    trial: TrialWords


def load_words(path: Path) -> Words:
    """Raises pydantic.ValidationError or tomllib.TOMLDecodeError with the place of the mistake."""
    return Words.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
