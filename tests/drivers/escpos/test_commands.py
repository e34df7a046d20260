"""Bytes from the manuals, the same bytes from an independent library, and no hidden real-time command."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.escpos import commands
from drivers.escpos.job import slip_job, tidying_job
from kiosk.devices import SlipImage
from tests.drivers.escpos.bench import slip_picture

GREY = SlipImage(576, 70, bytes(range(0x80, 0xF8)) * 42)
DANGEROUS = re.compile(rb"\x10\x04[\x01-\x08\x12]|\x10\x05[\x00-\x03]|\x10\x14[\x01-\x08]")


def test_bytes_from_the_manual() -> None:
    assert commands.transmit_status(commands.OFFLINE_CAUSE) == bytes.fromhex("10 04 02")
    assert bytes.fromhex("10 05 02") == commands.DROP_BUFFERS
    assert bytes.fromhex("1d 61 0e") == commands.ENABLE_AUTOMATIC_STATUS
    assert bytes.fromhex("1d 72 01") == commands.REQUEST_PAPER_SENSOR
    assert commands.request_process_id(b"ABCD") == bytes.fromhex("1d 28 48 06 00 30 30 41 42 43 44")


def test_a_small_picture_by_hand() -> None:
    """Two rows, a white one, one more; each band as narrow as its ink."""
    image = SlipImage(24, 4, bytes.fromhex("ff0000 0f8000 000000 000001"))
    assert commands.bands(image, rows=24) == [
        bytes.fromhex("1d 76 30 00 02 00 02 00 ff00 0f80"),
        bytes.fromhex("1d 76 30 00 01 00 01 00 00"),
        bytes.fromhex("1d 76 30 00 03 00 01 00 000001"),
    ]


@pytest.mark.filterwarnings("ignore")  # the library's own deprecations are not ours
def test_python_escpos_says_the_same() -> None:
    from escpos.printer import Dummy

    dummy = Dummy()
    dummy.hw("INIT")
    assert dummy.output == commands.INITIALIZE
    dummy.clear()
    dummy.cut(feed=False)
    assert dummy.output == commands.FEED_AND_CUT
    dummy.clear()
    image = GREY  # no white row and no white right edge: nothing for us to leave out
    dummy.image(slip_picture(image), fragment_height=24)
    assert dummy.output == b"".join(commands.bands(image, rows=24))


def test_bands_are_short_on_every_line() -> None:
    for width in (576, 384):
        for baud in (9600, 19200, 38400, 57600, 115200):
            rows = commands.band_rows(width, baud)
            assert 1 <= rows <= 24
            longest = max(
                len(band) for band in commands.bands(SlipImage(width, 70, b"\xa5" * (width // 8 * 70)), rows)
            )
            assert longest == commands.longest_command(width, baud)
            assert longest * 10 / baud <= 0.16


def test_white_costs_little() -> None:
    image = SlipImage(576, 800, bytes(72 * 800))
    assert sum(map(len, commands.bands(image, 24))) < 1200


def test_soften_adds_one_dot_beside_another() -> None:
    assert commands.soften(bytes.fromhex("10 04 01")) == bytes.fromhex("10 0c 01")
    assert commands.soften(bytes.fromhex("10 05 02")) == bytes.fromhex("10 0d 02")
    assert commands.soften(bytes.fromhex("10 14 08")) == bytes.fromhex("10 1c 08")
    assert commands.soften(bytes.fromhex("10 04 10 04 01")) == bytes.fromhex("10 04 10 0c 01")
    assert commands.soften(bytes.fromhex("10 04")) == bytes.fromhex("10 0c"), "its third byte may follow"
    harmless = bytes.fromhex("10 04 80 10 05 1d 10 10 04 ff 04 01")
    assert commands.soften(harmless) == harmless


@given(st.lists(st.sampled_from(b"\x10\x04\x05\x14\x01\x02\x08\x00\xff"), max_size=60).map(bytes))
def test_soften_leaves_nothing_and_only_ever_adds_dots(dots: bytes) -> None:
    soft = commands.soften(dots)
    assert not DANGEROUS.search(soft + b"\x01")
    assert len(soft) == len(dots)
    assert all(before & ~after == 0 for before, after in zip(dots, soft, strict=True))


def test_no_real_time_command_hides_in_two_hundred_random_slips() -> None:
    """Random dots with many DLE bytes: far worse than any slip; the raw dots do hold such sequences."""
    generator = random.Random(4)
    hidden = 0
    for _ in range(200):
        bits = bytes(generator.choice(b"\x10\x10\x04\x05\x14\x01\x02\x00\x40\xff") for _ in range(72 * 40))
        hidden += bool(DANGEROUS.search(bits))
        job = slip_job("j", SlipImage(576, 40, bits), 115200, "gs-h", b"@@@@", 0.0)
        assert not DANGEROUS.search(b"".join(job.frames))
    assert hidden == 200


def test_tidying_up_cuts_only_where_scrap_may_be() -> None:
    light = tidying_job(False, 1736, "gs-h", b"@@@@", 0.0)
    assert b"".join(light.frames) == bytes.fromhex("1b40 1d610e 1d28480600303040404040")
    heavy = tidying_job(True, 1736, "gs-r", b"@@@@", 0.0)
    whole = b"".join(heavy.frames)
    assert whole == commands.DROP_BUFFERS + bytes(1736) + bytes.fromhex("1b40 1d610e 1d564200 1d7201")
