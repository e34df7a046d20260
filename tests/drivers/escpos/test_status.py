"""Status bytes written out by hand from the manuals' bit tables, and a reader that nothing confuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.escpos.commands import process_id
from drivers.escpos.status import (
    AutomaticStatus,
    Flow,
    PaperSensor,
    ProcessId,
    RealTimeStatus,
    Reply,
    ReplyReader,
    Report,
    report_from_asb,
    report_from_replies,
)
from kiosk.devices import Condition, DeviceStatus, Trouble


def read(data: bytes) -> list[Reply]:
    return ReplyReader().receive(data)


@pytest.mark.parametrize(
    ("replies", "report"),
    [
        ("12 12 12 12", Report()),
        ("16 12 12 12", Report()),  # drawer connector high: no drawer here, no fault
        ("1a 16 12 12", Report(offline=True, cover_open=True)),
        ("1a 1a 12 12", Report(offline=True, feed_button=True)),
        ("1a 32 12 7e", Report(offline=True, paper_out=True, paper_low=True)),
        ("1a 32 12 72", Report(offline=True, paper_out=True)),
        ("12 12 12 1e", Report(paper_low=True)),
        ("1a 52 1a 12", Report(offline=True, error=True, cutter=True)),
        ("1a 52 16 12", Report(offline=True, error=True, mechanical=True)),
        ("1a 52 32 12", Report(offline=True, error=True, unrecoverable=True)),
        ("1a 52 52 12", Report(offline=True, error=True, auto_recovering=True)),
    ],
)
def test_the_four_real_time_answers(replies: str, report: Report) -> None:
    assert report_from_replies(*bytes.fromhex(replies)) == report


@pytest.mark.parametrize(
    ("asb", "report"),
    [
        ("10 00 00 0f", Report()),
        ("14 00 00 00", Report()),
        ("18 00 0f 00", Report(offline=True, paper_out=True, paper_low=True)),
        ("38 00 00 00", Report(offline=True, cover_open=True)),
        ("58 02 00 00", Report(offline=True, feed_button=True)),
        ("18 08 00 00", Report(offline=True, cutter=True)),
        ("18 04 00 00", Report(offline=True, mechanical=True)),
        ("18 20 00 00", Report(offline=True, unrecoverable=True)),
        ("18 40 00 00", Report(offline=True, auto_recovering=True)),
        ("10 00 03 00", Report(paper_low=True)),
    ],
)
def test_automatic_status(asb: str, report: Report) -> None:
    [reply] = read(bytes.fromhex(asb))
    assert isinstance(reply, AutomaticStatus)
    assert report_from_asb(reply) == report


@pytest.mark.parametrize(
    ("report", "status"),
    [
        (Report(), DeviceStatus(Condition.READY)),
        (Report(paper_low=True), DeviceStatus(Condition.ATTENTION, (Trouble.PAPER_LOW,))),
        (
            Report(offline=True, paper_out=True, paper_low=True),
            DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT,)),
        ),
        (
            Report(offline=True, cover_open=True, auto_recovering=True, error=True),
            DeviceStatus(Condition.STOPPED, (Trouble.COVER_OPEN,)),
        ),
        (
            Report(cover_open=True, paper_out=True),
            DeviceStatus(Condition.STOPPED, (Trouble.PAPER_OUT, Trouble.COVER_OPEN)),
        ),
        (Report(error=True, cutter=True), DeviceStatus(Condition.STOPPED, (Trouble.CUTTER,))),
        (Report(mechanical=True), DeviceStatus(Condition.STOPPED, (Trouble.JAM,))),
        (Report(auto_recovering=True), DeviceStatus(Condition.STOPPED, (Trouble.OVERHEATED,))),
        (Report(unrecoverable=True), DeviceStatus(Condition.STOPPED, (Trouble.OTHER,))),
        (Report(error=True), DeviceStatus(Condition.STOPPED, (Trouble.OTHER,))),
        (Report(offline=True), DeviceStatus(Condition.STOPPED, (Trouble.PAUSED,))),
        (Report(feed_button=True), DeviceStatus(Condition.STOPPED, (Trouble.PAUSED,))),
    ],
)
def test_what_a_report_means_for_the_kiosk(report: Report, status: DeviceStatus) -> None:
    assert report.status == status


def test_each_reply_is_known_by_its_own_bits() -> None:
    data = bytes.fromhex("12 11 18 00 03 0f 13 372241424344 00 0c 7e")
    assert read(data) == [
        RealTimeStatus(0x12),
        Flow(True),
        AutomaticStatus(b"\x18\x00\x03\x0f"),
        Flow(False),
        ProcessId(b"ABCD"),
        PaperSensor(0x0C),
        RealTimeStatus(0x7E),
    ]


def test_other_blocks_and_broken_ones_are_dropped_and_counted() -> None:
    reader = ReplyReader()
    assert reader.receive(b"\x37\x23AAAA\x00") == []  # the offline response of GS ( H
    assert reader.receive(b"\x37\x22AA\x00") == []
    assert reader.receive(b"\x37\x22A\x37\x22ABCD\x00") == [ProcessId(b"ABCD")]
    assert reader.receive(b"\x10\x00\xff") == []  # ASB broken off
    assert reader.receive(b"\x10\x00\x10\x00\x00\x00") == [AutomaticStatus(b"\x10\x00\x00\x00")]
    assert reader.receive(b"\x37" + b"A" * 200) == [PaperSensor(0x41)] * 120
    assert reader.dropped == 7 + 5 + 3 + 3 + 2 + 81


def test_no_process_id_can_be_taken_for_a_status() -> None:
    for number in range(0x10000):
        assert all(byte & 0b1001_0011 != 0b0001_0010 for byte in process_id(number))
    assert len({process_id(number) for number in range(0x10000)}) == 0x10000
    assert process_id(0x0123) == b"@ABC"


GOOD = st.one_of(
    st.builds(
        lambda n: (ProcessId(process_id(n)), b"\x37\x22" + process_id(n) + b"\0"), st.integers(0, 65535)
    ),
    st.sampled_from(
        [
            (AutomaticStatus(b"\x18\x00\x0c\x0f"), b"\x18\x00\x0c\x0f"),
            (AutomaticStatus(b"\x10\x00\x00\x00"), b"\x10\x00\x00\x00"),
            (PaperSensor(0x03), b"\x03"),
            (PaperSensor(0x00), b"\x00"),
        ]
    ),
)
STRAY = st.sampled_from([0x12, 0x16, 0x1A, 0x1E, 0x32, 0x36, 0x52, 0x72, 0x7E])


@given(st.lists(GOOD, max_size=8), st.data())
def test_any_chopping_and_stray_status_anywhere(sent: list[tuple[Reply, bytes]], data: st.DataObject) -> None:
    """A real-time status may overtake into the middle of anything, and the rest still comes through."""
    wire = bytearray(b"".join(piece for _, piece in sent))
    strays = data.draw(st.lists(st.tuples(st.integers(0, len(wire)), STRAY), max_size=6))
    for at, stray in strays:
        wire.insert(at, stray)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=6)))
    reader = ReplyReader()
    heard: list[Reply] = []
    for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True):
        heard += reader.receive(bytes(wire[start:end]))
    assert [reply for reply in heard if not isinstance(reply, RealTimeStatus)] == [reply for reply, _ in sent]
    statuses = [reply.value for reply in heard if isinstance(reply, RealTimeStatus)]
    assert sorted(statuses) == sorted(stray for _, stray in strays)
    assert reader.dropped == 0


@given(st.binary(max_size=300))
def test_any_noise_is_survived(noise: bytes) -> None:
    reader = ReplyReader()
    reader.receive(noise)
    reader.receive(b"\xff")  # ends whatever the noise began
    assert reader.receive(b"\x37\x22ABCD\x00") == [ProcessId(b"ABCD")]
