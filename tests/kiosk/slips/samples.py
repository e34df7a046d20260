"""Invented slips for the tests; the persons do not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from kiosk.cash import Accuracy, CollectionReport, CountLine, RefillReport
from kiosk.documents.fonts import static_fonts
from kiosk.money import NOTHING, ZERO, Money, Tally
from kiosk.slips.claim import ClaimData
from kiosk.slips.receipt import ReceiptData
from kiosk.slips.report import ReportHead
from kiosk.slips.words import load_words
from kiosk.visit.states import Claim, ClaimReason, OrderLine, Person

TAIPEI = timezone(timedelta(hours=8))
WORDS = load_words(Path(__file__).parents[3] / "config" / "slips.toml")
FACES = static_fonts()

STUDENT = Person("P0123456789abcdef", number="B11123042", name_zh="林範例", name_en="LIN, FAN-LI")

RECEIPT = ReceiptData(
    number="02-00012346",
    issued_at=datetime(2026, 1, 26, 23, 41, 8, tzinfo=TAIPEI),
    machine="行政大樓門口 2 號機",
    payer=STUDENT,
    order_id="K02-0126-0042-1",
    lines=(
        OrderLine("TR-ZH", "中文歷年成績單", "Chinese Transcript", 2, Money(20)),
        OrderLine("EN-ZH", "中文在學證明", "Certificate of Enrollment (Chinese)", 1, Money(20)),
    ),
    cash_in=Tally(((Money(10), 1), (Money(100), 1))),
    cash_out=Tally(((Money(50), 1),)),
    owed=ZERO,
    url="HTTPS://VERIFY.YUNTECH.EXAMPLE/P/0200012346/X7KD",
)
RECEIPT_OWED = replace(
    RECEIPT,
    lines=RECEIPT.lines[:1],
    cash_in=Tally(((Money(50), 1),)),
    cash_out=NOTHING,
    owed=Money(10),
    test=True,
)
RECEIPT_COPY = replace(RECEIPT, copy=1)
RECEIPT_EVERYTHING = replace(
    RECEIPT,
    cash_in=Tally(((Money(5), 1), (Money(10), 1), (Money(100), 1))),
    redeemed=Money(30),
    cash_out=Tally(((Money(10), 1), (Money(50), 1))),
    owed=Money(15),
    doubtful=Money(10),
    notes_in_doubt=Money(100),
)

CLAIM = ClaimData(
    claim=Claim("K02-C0031", Money(50), ClaimReason.OVERPAID),
    code="K7QF-2M9X-4HWP-J2DT-C",
    url="HTTPS://VERIFY.YUNTECH.EXAMPLE/C/K02-C0031/K7QF2M9X4HWPJ2DT",
    inserted=Money(100),
    price=Money(20),
    paid_out=Money(30),
    issued_at=datetime(2026, 1, 26, 23, 41, 8, tzinfo=TAIPEI),
    until=date(2026, 7, 26),
    machine="行政大樓門口 2 號機",
)

CLAIM_EARLIER = replace(
    CLAIM,
    claim=Claim("K02-C0032", Money(20), ClaimReason.CANCELLED),
    inserted=ZERO,
    price=ZERO,
    paid_out=Money(30),
    redeemed=Money(60),
    doubtful=Money(10),
)
CLAIM_CREDIT = replace(
    CLAIM,
    claim=Claim("K02-C0033", Money(50), ClaimReason.OVERPAID),
    inserted=Money(70),
    redeemed=Money(30),
    notes_in_doubt=Money(500),
)

HEAD = ReportHead("K02-C0012", datetime(2026, 1, 26, 8, 31, 8, tzinfo=TAIPEI), "行政大樓門口 2 號機", "7001")
COLLECTION = CollectionReport(
    12,
    "7001",
    (
        CountLine(Money(1), 3, 3),
        CountLine(Money(5), 40, 40),
        CountLine(Money(10), 210, 209),
        CountLine(Money(20), 0, 0),
        CountLine(Money(50), 66, 66),
    ),
    320,
    1,
    Accuracy.INACCURATE,
)
REFILL = RefillReport(5, "7001", "hopper_50", Money(50), 16, 2, 14, 40, None, Accuracy.INACCURATE)
RECOUNT = replace(REFILL, number=6, added=0, counted=13)
