"""The refund claim: money the machine owes, why, and the code that redeems it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.devices import SlipImage
from kiosk.documents.fonts import Faces
from kiosk.money import ZERO, Money
from kiosk.slips.layout import Align, Block, Code, Pair, Qr, Rule, SignatureLine, Size, Space, Text, Title
from kiosk.slips.raster import draw
from kiosk.slips.receipt import in_doubt, notices, when
from kiosk.slips.wording import amount_in_words, roc_date
from kiosk.slips.words import Label, Words
from kiosk.visit.states import Claim, ClaimReason


@dataclass(frozen=True, slots=True)
class ClaimData:
    """`issued_at` is local time. `code` is claim_code(...); `url` is what the QR opens."""

    claim: Claim
    code: str
    url: str
    inserted: Money
    price: Money
    paid_out: Money
    issued_at: datetime
    until: date
    machine: str
    redeemed: Money = ZERO  # of `inserted` and this the visit was paid
    doubtful: Money = ZERO  # may have come out of a hopper
    notes_in_doubt: Money = ZERO  # not in `inserted`
    copy: int = 0
    test: bool = False

    @property
    def sold(self) -> bool:
        return self.price > ZERO

    @property
    def from_earlier(self) -> bool:
        """Nothing was bought or cancelled: the visitor asked for what an earlier visit had left."""
        return not self.sold and self.redeemed > ZERO and self.claim.reason is ClaimReason.CANCELLED


def claim(data: ClaimData, words: Words, faces: Faces, width: int) -> SlipImage:
    """The claim slip as dots; `width` is 576 or 384."""
    return draw(claim_blocks(data, words), faces, width)


def claim_blocks(data: ClaimData, words: Words) -> tuple[Block, ...]:
    labels, says = words.labels, words.claim
    reason = says.earlier if data.from_earlier else says.reasons[data.claim.reason]
    return (
        Text(words.school, bold=True, align=Align.CENTER),
        Title(says.title),
        *notices(words, data.copy, data.test),
        Text(reason.zh, bold=True),
        Text(reason.en, Size.SMALL),
        Rule(),
        *(Pair(label, f"NT$ {amount.amount:,}") for label, amount in _sums(data, words)),
        Pair(says.refund, f"NT$ {data.claim.amount.amount:,}", Size.LARGE, bold=True),
        Text(labels.currency + amount_in_words(data.claim.amount), align=Align.RIGHT),
        *in_doubt(words, data.doubtful, data.notes_in_doubt, "NT$ "),
        Rule(),
        Text(f"{says.code.zh} {says.code.en}", Size.SMALL, align=Align.CENTER),
        Code(data.code),
        Qr(data.url, says.how),
        Rule(dashed=True),
        Pair(says.case, data.claim.claim_id),
        *when(labels.date, data.issued_at),
        Pair(labels.machine, data.machine),
        Pair(says.until, roc_date(data.until)),
        Text(data.until.isoformat(), Size.SMALL, align=Align.RIGHT),
        *(SignatureLine(name) for name in says.sign),
        Space(1.5),
        *(Text(line, Size.SMALL) for line in says.closing),
    )


def _sums(data: ClaimData, words: Words) -> tuple[tuple[Label, Money], ...]:
    """How it came to this claim; what is nothing and was never asked for stays away."""
    labels, says = words.labels, words.claim
    sums: list[tuple[Label, Money]] = []
    if data.inserted > ZERO or not data.from_earlier:
        sums.append((says.inserted, data.inserted))
    if data.redeemed > ZERO:
        sums.append((labels.redeemed, data.redeemed))
    if data.sold:
        sums.append((says.price, data.price))
    return (*sums, (says.paid_out if data.sold else says.paid_back, data.paid_out))
