"""The receipt: what was paid for, with which money, and what came back. Printed before the papers.

Its sums add up: cash in + from last time = total + change + owed + coins in doubt. A note in doubt stands
beside them: it is not counted as paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.devices import SlipImage
from kiosk.documents.fonts import Faces
from kiosk.money import NOTES, ZERO, Money, Tally
from kiosk.slips.layout import Align, Block, Pair, Qr, Row, Rule, Size, Text, Title
from kiosk.slips.raster import draw
from kiosk.slips.wording import amount_in_words, masked_name, masked_number, roc_date
from kiosk.slips.words import Label, Words
from kiosk.visit.states import OrderLine, Person

ITEM_SHARES = (0.62, 0.12, 0.26)
CASH_SHARES = (0.74, 0.26)


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """`issued_at` is local time. `copy` counts reprints, 0 is the first print. `url` is what the QR opens."""

    number: str
    issued_at: datetime
    machine: str
    payer: Person
    order_id: str
    lines: tuple[OrderLine, ...]
    cash_in: Tally
    cash_out: Tally
    owed: Money
    url: str
    redeemed: Money = ZERO  # paid with what the machine owed from an earlier visit
    doubtful: Money = ZERO  # may have come out of a hopper
    notes_in_doubt: Money = ZERO  # not in `cash_in`
    copy: int = 0
    test: bool = False

    @property
    def total(self) -> Money:
        return sum((line.price for line in self.lines), ZERO)


def receipt(data: ReceiptData, words: Words, faces: Faces, width: int) -> SlipImage:
    """The receipt as dots; `width` is 576 or 384."""
    return draw(receipt_blocks(data, words), faces, width)


def receipt_blocks(data: ReceiptData, words: Words) -> tuple[Block, ...]:
    labels = words.labels
    return (
        Text(words.school, bold=True, align=Align.CENTER),
        Title(words.receipt.title),
        *notices(words, data.copy, data.test),
        Pair(labels.number, data.number, Size.LARGE, bold=True),
        *when(labels.date, data.issued_at),
        Pair(labels.machine, data.machine),
        Pair(labels.payer, payer(data.payer)),
        Pair(labels.order, data.order_id),
        Rule(),
        *_items(data, words),
        Rule(dashed=True),
        *_cash(labels.cash_in, data.cash_in, words),
        *_amount(labels.redeemed, data.redeemed, words.receipt.redeemed_hint),
        *_cash(labels.change, data.cash_out, words),
        *_amount(labels.owed, data.owed, words.receipt.owed_hint),
        *in_doubt(words, data.doubtful, data.notes_in_doubt),
        Rule(),
        Qr(data.url, words.receipt.scan),
        Rule(dashed=True),
        *(Text(line, Size.SMALL) for line in words.receipt.closing),
    )


def notices(words: Words, copy: int, test: bool) -> tuple[Block, ...]:
    """What must not be taken for an original says so below its title."""
    lines = []
    if test:
        lines.append(words.notices.test)
    if copy:
        lines.append(words.notices.copy_of.format(copy=copy))
    return tuple(Text(line, bold=True, align=Align.CENTER) for line in lines)


def when(label: Label, at: datetime) -> tuple[Block, ...]:
    """Both calendars."""
    return (
        Pair(label, f"{roc_date(at.date())} {at:%H:%M:%S}"),
        Text(at.date().isoformat(), Size.SMALL, align=Align.RIGHT),
    )


def payer(person: Person) -> str:
    """Masked: receipts lie about."""
    return f"{masked_name(person.name_zh or person.name_en)}　{masked_number(person.number)}".strip("　")


def _items(data: ReceiptData, words: Words) -> tuple[Block, ...]:
    labels = words.labels
    heads = tuple(f"{label.zh} {label.en}".strip() for label in (labels.item, labels.count, labels.amount))
    blocks: list[Block] = [Row(heads, ITEM_SHARES, Size.SMALL)]
    for line in data.lines:
        cells = (line.name_zh, str(line.copies), f"{line.price.amount:,}")
        blocks += [
            Row(cells, ITEM_SHARES, bold=True),
            Text(f"{line.name_en}  @{line.fee.amount}", Size.SMALL),
        ]
    blocks += [
        Rule(),
        Pair(labels.total, f"NT$ {data.total.amount:,}", Size.LARGE, bold=True),
        Text(labels.currency + amount_in_words(data.total), align=Align.RIGHT),
    ]
    return tuple(blocks)


def _cash(label: Label, tally: Tally, words: Words) -> tuple[Block, ...]:
    """The sum, and below it piece by piece, the largest first."""
    pieces = [
        Row(
            (
                "　"
                + (words.labels.note if value in NOTES else words.labels.coin).format(
                    value=value.amount, count=count
                ),
                f"{value.amount * count:,}",
            ),
            CASH_SHARES,
            Size.SMALL,
        )
        for value, count in reversed(tally.counts)
    ]
    return (Pair(label, f"{tally.total.amount:,}"), *pieces)


def _amount(label: Label, amount: Money, hint: Label) -> tuple[Block, ...]:
    """A sum that is not on every receipt, and what it is about."""
    return (Pair(label, f"{amount.amount:,}"), *_both(hint)) if amount.amount else ()


def in_doubt(words: Words, coins: Money, notes: Money, unit: str = "") -> tuple[Block, ...]:
    """Money of which nobody knows where it is, and whom to ask."""
    doubts = ((words.labels.doubtful, coins), (words.labels.note_in_doubt, notes))
    pairs = tuple(Pair(label, f"{unit}{amount.amount:,}") for label, amount in doubts if amount.amount)
    return (*pairs, *_both(words.receipt.doubt_hint)) if pairs else ()


def _both(hint: Label) -> tuple[Block, ...]:
    return (Text(hint.zh, Size.SMALL), Text(hint.en, Size.SMALL))
