"""The twin against bytes and status values from the manuals, without our driver."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from simulator.devices.receipt_printer import HEAD_TO_KNIFE, ReceiptPrinterTwin

INIT, CUT, PROOF = b"\x1b@", b"\x1dVB\x00", b"\x1d(H\x06\x0000WXYZ"
TWO_ROWS = b"\x1dv0\x00\x02\x00\x02\x00" + b"\xff\x00\x0f\x80"


class Desk:
    def __init__(self, twin: ReceiptPrinterTwin | None = None) -> None:
        self.twin = twin or ReceiptPrinterTwin(384)
        self.now = 10.0

    def send(self, data: bytes, seconds: float = 1.0) -> bytes:
        """All bytes at once, then time passes; what it answered."""
        self.twin.receive(data, self.now)
        answer = b""
        for _ in range(int(seconds * 200)):
            self.now += 0.005
            answer += self.twin.output(self.now)
        return answer

    def status(self) -> list[int]:
        return [self.send(bytes((0x10, 0x04, n)), 0.01)[0] for n in (1, 2, 3, 4)]


def rows(png: bytes) -> list[bytes]:
    picture = Image.open(io.BytesIO(png)).convert("1")
    stride = picture.width // 8
    dots = bytes(byte ^ 0xFF for byte in picture.tobytes())
    return [dots[at : at + stride] for at in range(0, len(dots), stride)]


def test_a_picture_is_printed_and_cut() -> None:
    desk = Desk()
    desk.send(INIT + TWO_ROWS + CUT)
    [png] = desk.twin.slips()
    assert rows(png) == [
        *[bytes(48)] * HEAD_TO_KNIFE,
        b"\xff\x00".ljust(48, b"\0"),
        b"\x0f\x80".ljust(48, b"\0"),
    ]
    assert desk.twin.hanging() is None


def test_paper_and_knife_take_their_time() -> None:
    desk = Desk()
    thousand = b"\x1dv0\x00\x01\x00\xe8\x03" + b"\x80" * 1000
    assert desk.send(thousand + CUT + PROOF, 1.15) == b"", "1000 rows, 120 to the knife, the cut: 1.2 s"
    assert desk.send(b"", 0.1) == b"\x37\x22WXYZ\x00"


def test_the_sensor_is_answered_in_order_and_the_status_at_once() -> None:
    desk = Desk()
    assert desk.send(TWO_ROWS * 200 + b"\x1dr\x01" + b"\x10\x04\x01", 0.02) == b"\x12"
    assert desk.send(b"", 1) == b"\x00"


@pytest.mark.parametrize(
    ("hand", "status"),
    [
        (lambda twin: None, "12 12 12 12"),
        (lambda twin: twin.set_paper(1000), "12 12 12 1e"),
        (lambda twin: twin.set_paper(0), "1a 32 12 7e"),
        (lambda twin: twin.open_cover(True), "1a 16 12 12"),
        (lambda twin: twin.online(False), "1a 1a 12 12"),
    ],
)
def test_what_hands_do_shows_in_the_status(hand, status: str) -> None:  # type: ignore[no-untyped-def]
    desk = Desk()
    hand(desk.twin)
    assert bytes(desk.status()) == bytes.fromhex(status)


def test_automatic_status_tells_of_changes() -> None:
    desk = Desk()
    assert desk.send(b"\x1da\x0e") == bytes.fromhex("10 00 00 0f")
    desk.twin.open_cover(True)
    assert desk.send(b"") == bytes.fromhex("38 00 00 0f")
    desk.twin.open_cover(False)
    desk.twin.set_paper(0)
    assert desk.send(b"") == bytes.fromhex("18 00 0f 0f")
    assert desk.send(INIT) == b"", "ESC @ is waiting in the buffer of a printer without paper"
    desk.twin.set_paper(80_000)
    desk.send(b"")
    desk.twin.open_cover(True)
    assert desk.send(b"") == b"", "and has now turned it off"


def test_paper_ends_in_the_middle_and_goes_on_with_the_new_roll() -> None:
    desk = Desk()
    desk.twin.set_paper(1)
    assert desk.send(INIT + TWO_ROWS * 10 + CUT + PROOF) == b""
    assert desk.status()[3] == 0x7E
    assert desk.twin.hanging() is not None
    desk.twin.set_paper(80_000)
    assert desk.send(b"") == b"\x37\x22WXYZ\x00"
    [png] = desk.twin.slips()
    assert len(rows(png)) == HEAD_TO_KNIFE + 20 - 8, "eight rows went away with the old roll"


def test_a_blocked_knife_is_noticed_when_it_moves_and_waits_for_recovery() -> None:
    desk = Desk()
    desk.twin.cutter_error(True)
    assert desk.status() == [0x12] * 4
    assert desk.send(INIT + TWO_ROWS + CUT + PROOF) == b""
    assert desk.status() == [0x1A, 0x52, 0x1A, 0x12]
    desk.twin.cutter_error(False)
    assert desk.status() == [0x1A, 0x52, 0x1A, 0x12]
    assert desk.send(b"\x10\x05\x01") == b"\x37\x22WXYZ\x00", "DLE ENQ 1 goes on where it stopped"
    assert len(desk.twin.slips()) == 1


def test_dle_enq_2_drops_what_was_received() -> None:
    desk = Desk()
    desk.twin.cutter_error(True)
    desk.send(INIT + TWO_ROWS + CUT + TWO_ROWS + PROOF)
    desk.twin.cutter_error(False)
    assert desk.send(b"\x10\x05\x02") == b""
    assert desk.status() == [0x12] * 4
    assert desk.twin.slips() == []
    assert desk.send(PROOF) == b"\x37\x22WXYZ\x00"


def test_dle_enq_2_at_paper_end_depends_on_the_model() -> None:
    for drops in (True, False):
        desk = Desk(ReceiptPrinterTwin(384, drops_in_any_fault=drops))
        desk.twin.set_paper(0)
        desk.send(TWO_ROWS + b"\x10\x05\x02")
        desk.twin.set_paper(80_000)
        desk.send(b"")
        assert (desk.twin.hanging() is None) == drops


def test_a_command_inside_a_picture_is_obeyed_and_a_question_inside_one_spoils_it() -> None:
    desk = Desk()
    picture = b"\x1dv0\x00\x03\x00\x02\x00" + b"\x10\x04\x01" + b"\xff\xff\xff"
    assert desk.send(picture + CUT) == b"\x12"
    half, rest = picture[:10], picture[10:]
    desk.send(half + b"\x10\x04\x02" + rest + b"\n" + CUT)
    [good, spoilt] = desk.twin.slips()
    assert rows(good)[-1].startswith(b"\xff\xff\xff")
    assert not rows(spoilt)[HEAD_TO_KNIFE + 1].startswith(b"\xff\xff\xff\x00")
    assert desk.twin.state()["rubbish_bytes"] == 3


def test_power_takes_the_memory_and_leaves_the_paper() -> None:
    desk = Desk()
    desk.send(b"\x1dv0\x00\x01\x00\x0a\x00" + b"\x80" * 5)
    desk.twin.power(False)
    assert desk.send(b"\x10\x04\x01") == b""
    desk.twin.power(True)
    assert desk.send(b"\x10\x04\x01") == b"", "it is still starting"
    desk.send(b"", 1)
    assert desk.status() == [0x12] * 4
    assert desk.send(CUT + PROOF, 2) == b"\x37\x22WXYZ\x00"
    assert len(desk.twin.slips()) == 1


def test_what_does_not_fit_into_the_buffer_is_lost_and_counted() -> None:
    desk = Desk()
    desk.twin.open_cover(True)
    desk.send(bytes(5000))
    assert desk.twin.state()["overflowed_bytes"] == 5000 - 4096
    assert desk.status() == [0x1A, 0x16, 0x12, 0x12], "questions are answered all the same"


def test_letters_leave_a_bar_that_no_slip_has() -> None:
    desk = Desk()
    desk.send(b"abc\n" + CUT)
    [png] = desk.twin.slips()
    assert rows(png)[HEAD_TO_KNIFE][:4] == b"\xff\xff\xff\x00"
    assert desk.twin.state()["rubbish_bytes"] == 3


def test_mute_prints_and_says_nothing() -> None:
    desk = Desk()
    desk.twin.mute(True)
    assert desk.send(TWO_ROWS + CUT + PROOF) == b""
    assert len(desk.twin.slips()) == 1
    desk.twin.mute(False)
    assert desk.send(b"") == b"", "what was said meanwhile is lost"
