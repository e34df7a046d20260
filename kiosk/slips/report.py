"""What all slips for staff have in common: head, sums, and room to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.money import ZERO, Money
from kiosk.slips.layout import Align, Block, Pair, Rule, SignatureLine, Size, Space, Text, Title
from kiosk.slips.receipt import notices, when
from kiosk.slips.words import Label, Words


@dataclass(frozen=True, slots=True)
class ReportHead:
    """`number` is empty on what is not counted. `issued_at` is local time. `copy` 0 is the first print."""

    number: str
    issued_at: datetime
    machine: str
    staff_id: str
    copy: int = 0
    test: bool = False


def head_blocks(head: ReportHead, title: Label, words: Words) -> tuple[Block, ...]:
    number = (Pair(words.labels.number, head.number, Size.LARGE, bold=True),) if head.number else ()
    return (
        Text(words.school, bold=True, align=Align.CENTER),
        Title(title),
        *notices(words, head.copy, head.test),
        *number,
        *when(words.labels.date, head.issued_at),
        Pair(words.labels.machine, head.machine),
        Pair(words.report.staff, head.staff_id),
        Rule(),
    )


def foot_blocks(words: Words) -> tuple[Block, ...]:
    signing: list[Block] = []
    for name in words.report.sign:
        signing += [Space(6.0), SignatureLine(name)]
    closing = (Text(line, Size.SMALL) for line in words.report.closing)
    return (*signing, Rule(dashed=True), *closing)


def signed(amount: Money) -> str:
    """A difference says which way: +30, -30, 0."""
    return f"{amount.amount:+,}" if amount != ZERO else "0"
