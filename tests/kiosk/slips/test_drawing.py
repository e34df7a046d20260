"""The slips as the machine prints them: numbers, codes and addresses that the central system finds again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.devices import SlipImage
from kiosk.documents.fonts import static_fonts
from kiosk.money import Money, Tally
from kiosk.slips.claim_code import CHECK_SYMBOLS, claim_code
from kiosk.slips.drawing import SlipDrawing, _months_later, receipt_code, receipt_number
from kiosk.slips.words import load_words
from kiosk.visit.effects import PrintClaim, PrintReceipt
from kiosk.visit.states import Claim, ClaimReason, Order, OrderLine, Person

KEY = bytes(range(32))
QR_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"  # ISO/IEC 18004, table 5
ORDER = Order("YT01-a-1-o1", (OrderLine("TR-ZH", "中文歷年成績單", "Chinese transcript", 1, Money(20)),))
PERSON = Person("P1", "B11199042", "林範例", "LIN, FAN-LI")


@pytest.fixture(scope="module")
def drawing() -> SlipDrawing:
    words = load_words(Path(__file__).parents[3] / "config" / "slips.toml")
    now = datetime(2026, 11, 22, 23, 41).astimezone()
    return SlipDrawing(
        "YT01",
        "行政大樓門口",
        "HTTPS://PAGES.EXAMPLE",
        KEY,
        words,
        static_fonts(),
        576,
        lambda: now,
        test=True,
    )


def codes(image: SlipImage) -> list[str]:
    picture = Image.frombytes("1", (image.width, image.height), bytes(255 - byte for byte in image.bits))
    whole = io.BytesIO()
    picture.save(whole, "PNG")
    return [found.text for found in zxingcpp.read_barcodes(Image.open(whole).convert("L"))]


def test_the_receipt_leads_to_its_page(drawing: SlipDrawing) -> None:
    image = drawing.receipt(PrintReceipt("j", 12, PERSON, ORDER, Tally.of([Money(50)]), ()))
    number = receipt_number("YT01", 12)
    assert number == "YT01-00000012"
    assert codes(image) == [f"HTTPS://PAGES.EXAMPLE/R/{number}/{receipt_code(KEY, number)}"]


def test_what_the_core_says_of_the_money_reaches_the_paper(drawing: SlipDrawing) -> None:
    """Each sum that is not on every slip makes it longer."""
    claim = Claim("YT01-a-1-c1", Money(30), ClaimReason.OVERPAID)
    receipt = PrintReceipt("j", 12, PERSON, ORDER, Tally.of([Money(50)]), ())
    slip = PrintClaim("j", claim, PERSON, Tally.of([Money(50)]), Money(20), 12)
    ten = Money(10)
    more_receipts = (
        replace(receipt, redeemed=ten),
        replace(receipt, doubtful=ten),
        replace(receipt, notes_in_doubt=ten),
    )
    more_claims = (
        replace(slip, redeemed=ten),
        replace(slip, doubtful=ten),
        replace(slip, notes_in_doubt=ten),
    )
    assert all(drawing.receipt(more).height > drawing.receipt(receipt).height for more in more_receipts)
    assert all(drawing.claim(more).height > drawing.claim(slip).height for more in more_claims)


def test_the_claim_slip_leads_to_the_claim(drawing: SlipDrawing) -> None:
    claim = Claim("YT01-a-1-c1", Money(30), ClaimReason.OVERPAID)
    image = drawing.claim(PrintClaim("j", claim, PERSON, Tally.of([Money(50)]), Money(20), 12))
    assert codes(image) == ["HTTPS://PAGES.EXAMPLE/C/4QGQHGYZM67850D5"]


def test_a_claim_address_stays_in_alphanumeric_mode_whatever_the_check_symbol(drawing: SlipDrawing) -> None:
    addresses = {}
    for number in range(400):
        claim = Claim(f"YT01-a-1-c{number}", Money(30), ClaimReason.OVERPAID)
        code = claim_code(KEY, claim.claim_id)
        addresses[code[-1]] = (claim, f"HTTPS://PAGES.EXAMPLE/C/{code[:-2].replace('-', '')}")
    assert set(CHECK_SYMBOLS) == set(addresses)
    for symbol in "*~$=U":
        claim, address = addresses[symbol]
        assert set(address) <= set(QR_ALPHANUMERIC)
        image = drawing.claim(PrintClaim("j", claim, PERSON, Tally.of([Money(50)]), Money(20), 12))
        assert codes(image) == [address]


def test_a_receipt_code_belongs_to_one_number_and_one_key() -> None:
    assert len(receipt_code(KEY, "YT01-00000012")) == 8
    assert receipt_code(KEY, "YT01-00000012") != receipt_code(KEY, "YT01-00000013")
    assert receipt_code(KEY, "YT01-00000012") != receipt_code(bytes(32), "YT01-00000012")


def test_a_year_later_is_a_day_that_exists() -> None:
    assert _months_later(date(2026, 11, 22), 12) == date(2027, 11, 22)
    assert _months_later(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert _months_later(date(2026, 12, 31), 2) == date(2027, 2, 28)
