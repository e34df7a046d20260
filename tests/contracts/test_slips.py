"""Every slip on both papers: prints dot for dot, its code reads, its margins are white, it looks as agreed.

After a wanted change of looks: python -m tests.contracts.test_slips writes the snapshots; look at them.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from drivers.escpos.commands import band_rows, bands
from drivers.escpos.printer import Settings
from kiosk.devices import Outcome, SlipImage
from kiosk.documents.fonts import coverage
from kiosk.money import Money, Tally
from kiosk.slips.claim import claim
from kiosk.slips.collection_report import collection_report
from kiosk.slips.layout import Pair, Qr, Size, Text
from kiosk.slips.raster import MARGIN, draw, png
from kiosk.slips.receipt import receipt
from kiosk.slips.refill_report import refill_report
from kiosk.slips.trial import trial
from kiosk.slips.words import Label
from kiosk.visit.states import OrderLine, Person
from tests.drivers.escpos.bench import Bench, printed
from tests.kiosk.slips.samples import (
    CLAIM,
    CLAIM_CREDIT,
    CLAIM_EARLIER,
    COLLECTION,
    FACES,
    HEAD,
    RECEIPT,
    RECEIPT_COPY,
    RECEIPT_EVERYTHING,
    RECEIPT_OWED,
    RECOUNT,
    WORDS,
)

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "slips"
WIDTHS = (576, 384)
SLIPS: dict[str, tuple[Callable[[int], SlipImage], str]] = {
    "receipt": (lambda width: receipt(RECEIPT, WORDS, FACES, width), RECEIPT.url),
    "receipt-owed-test": (lambda width: receipt(RECEIPT_OWED, WORDS, FACES, width), RECEIPT_OWED.url),
    "receipt-copy": (lambda width: receipt(RECEIPT_COPY, WORDS, FACES, width), RECEIPT_COPY.url),
    "receipt-everything": (
        lambda width: receipt(RECEIPT_EVERYTHING, WORDS, FACES, width),
        RECEIPT_EVERYTHING.url,
    ),
    "claim": (lambda width: claim(CLAIM, WORDS, FACES, width), CLAIM.url),
    "claim-earlier": (lambda width: claim(CLAIM_EARLIER, WORDS, FACES, width), CLAIM_EARLIER.url),
    "claim-credit": (lambda width: claim(CLAIM_CREDIT, WORDS, FACES, width), CLAIM_CREDIT.url),
    "collection-report": (lambda width: collection_report(HEAD, COLLECTION, WORDS, FACES, width), ""),
    "refill-report": (lambda width: refill_report(HEAD, RECOUNT, WORDS, FACES, width), ""),
    "trial": (lambda width: trial(replace(HEAD, number="", test=True), WORDS, FACES, width), ""),
}
LONGEST_S = {"receipt-everything": 7.0}  # all that can go wrong with money, in one visit
EVERY = [(name, width) for name in SLIPS for width in WIDTHS]
# Glyph edges differ by some dots between FreeType versions; a changed word or a moved line is far more.
DOTS_MAY_DIFFER = 0.003

REAL_TIME = re.compile(rb"\x10\x04[\x01-\x08\x12]|\x10\x05[\x00-\x03]|\x10\x14[\x01-\x08]")


def difference(paper: bytes, image: SlipImage) -> tuple[int, int]:
    """Dots on the paper that are not on the slip, and the other way round."""
    picture = printed(paper)
    assert picture.size == (image.width, image.height)
    on_paper = ~int.from_bytes(picture.tobytes(), "big")
    on_slip = int.from_bytes(image.bits, "big")
    every = (1 << 8 * len(image.bits)) - 1
    return (on_paper & ~on_slip & every).bit_count(), (on_slip & ~on_paper & every).bit_count()


@pytest.mark.parametrize(("name", "width"), EVERY)
def test_it_comes_out_of_the_printer_dot_for_dot_and_its_code_reads(name: str, width: int) -> None:
    make, url = SLIPS[name]
    image = make(width)
    bench = Bench(Settings(width_dots=576 if width == 576 else 384))
    bench.ready()
    begin = bench.now
    assert bench.print_slip(name, image) is Outcome.DELIVERED
    assert bench.now - begin < LONGEST_S.get(name, 5.5)
    [paper] = bench.twin.slips()
    added, lost = difference(paper, image)
    assert added == len(REAL_TIME.findall(image.bits)), "see the last test"
    assert not lost
    codes = [code.text for code in zxingcpp.read_barcodes(printed(paper).convert("L"))]
    assert codes == ([url] if url else [])


@pytest.mark.parametrize(("name", "width"), EVERY)
def test_it_looks_as_agreed(name: str, width: int) -> None:
    agreed = Image.open(SNAPSHOTS / f"{name}.{width}.png").convert("L")
    now = Image.open(io.BytesIO(png(SLIPS[name][0](width)))).convert("L")
    assert now.size == agreed.size
    differ = ImageChops.difference(now, agreed).histogram()[255]
    assert differ <= DOTS_MAY_DIFFER * now.width * now.height


@pytest.mark.parametrize(("name", "width"), EVERY)
def test_it_is_the_same_every_time_and_keeps_its_margins(name: str, width: int) -> None:
    image = SLIPS[name][0](width)
    assert image == SLIPS[name][0](width)
    picture = Image.frombytes("1", (image.width, image.height), image.bits)
    left, _, right, _ = picture.getbbox() or (0, 0, 0, 0)
    assert left >= MARGIN
    assert right <= width - MARGIN
    assert image.height < 200 * 8, "no slip is longer than 20 cm"


@pytest.mark.parametrize("width", WIDTHS)
def test_long_and_strange_data_still_prints(width: int) -> None:
    lines = tuple(
        OrderLine(
            f"L{n}",
            "很長的文件名稱（含附件與說明）" * 2,
            "A very long name of a document " * 3,
            10,
            Money(9999),
        )
        for n in range(9)
    )
    strange = replace(
        RECEIPT,
        payer=Person("P", number="\x00\x1d\x56", name_zh="𡍼\U000f0001\u202e"),
        machine="機" * 80,
        order_id="X" * 200,
        lines=lines,
        cash_in=Tally(tuple((Money(value), 999) for value in (1, 5, 10, 20, 50, 100, 500))),
    )
    image = receipt(strange, WORDS, FACES, width)
    assert len(image.bits) == image.height * width // 8


def test_no_real_time_command_hides_in_two_hundred_random_slips() -> None:
    """Letters, numbers and QR codes at random: some hold such a sequence, and what is sent never does."""
    generator = random.Random(7)
    letters = sorted(chr(point) for point in coverage(FACES) if 0x4E00 <= point < 0x9FFF)
    held = 0
    for n in range(200):
        words = "".join(generator.choices(letters, k=24))
        number = str(generator.randrange(10**12))
        blocks = (
            Text("".join(generator.choices("NMHnmh|/\\VWil1   ", k=90))),
            Text(words[:20]),
            Pair(Label(zh=words[20:24], en="Code"), number, Size.LARGE),
            Qr(number * 3, (words[:4],)),
        )
        image = draw(blocks, FACES, WIDTHS[n % 2])
        sent = b"".join(bands(image, band_rows(image.width, 115200)))
        assert not REAL_TIME.search(sent)
        held += bool(REAL_TIME.search(image.bits))
    assert held >= 5, "the sample is too tame to prove anything"


def test_only_a_dot_where_a_command_would_hide_tells_paper_and_slip_apart() -> None:
    """The dots added on the way are the hidden commands, one each, and no dot is lost."""
    image = SLIPS["receipt"][0](576)
    hidden = len(REAL_TIME.findall(image.bits))
    assert hidden, "this slip no longer shows what it is here for"
    bench = Bench()
    bench.ready()
    assert bench.print_slip("s", image) is Outcome.DELIVERED
    added, lost = difference(bench.twin.slips()[0], image)
    assert (added, lost) == (hidden, 0)
    assert bench.twin.state()["rubbish_bytes"] == 0


if __name__ == "__main__":
    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    for slip, size in EVERY:
        (SNAPSHOTS / f"{slip}.{size}.png").write_bytes(png(SLIPS[slip][0](size)))
