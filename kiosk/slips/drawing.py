"""From what the core wants printed to the slip's dots: adds the words, the codes, the time and the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.cash import CollectionReport, RefillReport
from kiosk.devices import SlipImage
from kiosk.documents.fonts import Faces
from kiosk.money import ZERO
from kiosk.slips.claim import ClaimData, claim
from kiosk.slips.claim_code import CODE_SYMBOLS, claim_code
from kiosk.slips.collection_report import collection_report
from kiosk.slips.receipt import ReceiptData, receipt
from kiosk.slips.refill_report import refill_report
from kiosk.slips.report import ReportHead
from kiosk.slips.trial import trial
from kiosk.slips.words import Words
from kiosk.visit.effects import PrintClaim, PrintReceipt, PrintReport, PrintTrial

CLAIM_MONTHS = 12
RECEIPT_CODE_SYMBOLS = 9  # two groups of four and the dash: 40 bits against trying out receipt numbers


@dataclass(frozen=True, slots=True)
class SlipDrawing:
    """`claim_key` is shared with the central system only; `public_url` is where its pages are found."""

    kiosk: str
    machine: str
    public_url: str
    claim_key: bytes
    words: Words
    faces: Faces
    width: int
    now: Callable[[], datetime]
    test: bool

    def receipt(self, effect: PrintReceipt) -> SlipImage:
        number = receipt_number(self.kiosk, effect.receipt_no)
        data = ReceiptData(
            number=number,
            issued_at=self.now(),
            machine=self.machine,
            payer=effect.person,
            order_id=effect.order.order_id,
            lines=effect.order.lines,
            cash_in=effect.inserted,
            cash_out=effect.paid_out,
            owed=sum((owed.amount for owed in effect.claims), ZERO),
            redeemed=effect.redeemed,
            doubtful=effect.doubtful,
            notes_in_doubt=effect.notes_in_doubt,
            url=f"{self.public_url}/R/{number}/{receipt_code(self.claim_key, number)}",
            test=self.test,
        )
        return receipt(data, self.words, self.faces, self.width)

    def claim(self, effect: PrintClaim) -> SlipImage:
        now = self.now()
        code = claim_code(self.claim_key, effect.claim.claim_id)
        data = ClaimData(
            claim=effect.claim,
            code=code,
            url=f"{self.public_url}/C/{_for_address(code)}",
            inserted=effect.inserted.total,
            price=effect.price,
            paid_out=effect.paid_out.total,
            issued_at=now,
            until=_months_later(now.date(), CLAIM_MONTHS),
            machine=self.machine,
            redeemed=effect.redeemed,
            doubtful=effect.doubtful,
            notes_in_doubt=effect.notes_in_doubt,
            test=self.test,
        )
        return claim(data, self.words, self.faces, self.width)

    def report(self, effect: PrintReport) -> SlipImage:
        report, head = effect.report, self._head
        match report:
            case CollectionReport():
                number = report_number(self.kiosk, "C", report.number)
                return collection_report(head(number, report.staff_id, effect.copy), report, self.words,
                                         self.faces, self.width)  # fmt: skip
            case RefillReport():
                number = report_number(self.kiosk, "R", report.number)
                return refill_report(head(number, report.staff_id, effect.copy), report, self.words,
                                     self.faces, self.width)  # fmt: skip

    def trial(self, effect: PrintTrial) -> SlipImage:
        head = self._head("", effect.staff_id)
        return trial(head, self.words, self.faces, self.width)

    def _head(self, number: str, staff_id: str, copy: bool = False) -> ReportHead:
        return ReportHead(number, self.now(), self.machine, staff_id, int(copy), self.test)


def report_number(kiosk: str, letter: str, number: int) -> str:
    """Consecutive per kiosk and kind, none skipped: YT01-C0012."""
    return f"{kiosk}-{letter}{number:04d}"


def receipt_number(kiosk: str, number: int) -> str:
    """Consecutive per kiosk, none skipped: YT01-00000012."""
    return f"{kiosk}-{number:08d}"


def receipt_code(claim_key: bytes, number: str) -> str:
    """What the receipt's page asks for beside the number, so that numbers cannot be tried out."""
    return claim_code(claim_key, f"receipt {number}")[:RECEIPT_CODE_SYMBOLS].replace("-", "")


def _for_address(code: str) -> str:
    """Without the check symbol: its ~ and = would end QR's alphanumeric mode, and nobody types an address."""
    return code.replace("-", "")[:CODE_SYMBOLS]


def _months_later(day: date, months: int) -> date:
    """The same day of the month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
