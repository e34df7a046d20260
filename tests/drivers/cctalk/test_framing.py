from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cctalk.framing import GAP_S, Check, ChecksumError, Frame, FrameCutter, crc16

VECTORS = Path(__file__).parents[2] / "recordings" / "cctalk" / "coin_acceptor_frames.txt"

byte = st.integers(0, 255)
frames = st.builds(Frame, byte, byte, byte, st.binary(max_size=255))


def vectors() -> list[tuple[str, int, int, int, bytes, bytes, bytes]]:
    rows = []
    for line in VECTORS.read_text().splitlines():
        if line and not line.startswith("#"):
            message, destination, source, header, data, simple, crc = (
                part.strip() for part in line.split(" | ")
            )
            known = bytes.fromhex("" if data == "-" else data)
            numbers = int(destination), int(source), int(header)
            rows.append((message, *numbers, known, bytes.fromhex(simple), bytes.fromhex(crc)))
    return rows


def test_there_are_vectors_for_the_whole_acceptor() -> None:
    assert len(vectors()) > 50


@pytest.mark.parametrize("row", vectors(), ids=lambda row: row[0])
def test_frames_are_those_of_the_specification(
    row: tuple[str, int, int, int, bytes, bytes, bytes],
) -> None:
    _, destination, source, header, data, simple, crc = row
    frame = Frame(destination, source, header, data)
    assert frame.to_bytes(Check.SIMPLE) == simple
    assert frame.to_bytes(Check.CRC) == crc
    assert Frame.from_bytes(simple, Check.SIMPLE) == frame
    assert Frame.from_bytes(crc, Check.CRC) == Frame(destination, None, header, data)


@pytest.mark.parametrize(
    ("data", "check"),
    [
        ("49 D5 F2", 0xA6B3),
        ("2F BD 9D", 0x90B2),
        ("D9 53 D1", 0x7BB5),
        ("70 B8 D9 64 04 15", 0xFB00),
        ("72 61 B9 4E D0 78", 0x93E3),
        ("63 FA D1 9F E6 19", 0x5BB3),
        ("28 00 01", 0x3F46),
    ],
)
def test_crc_values_of_part_3(data: str, check: int) -> None:
    assert crc16(bytes.fromhex(data)) == check


def test_a_sum_that_is_zero_already_gets_a_checksum_of_zero() -> None:
    assert Frame(2, 1, 253).to_bytes() == bytes([2, 0, 1, 253, 0])


@pytest.mark.parametrize("check", list(Check))
@given(frame=frames, place=st.integers(0), flip=st.integers(1, 255))
def test_one_wrong_byte_is_always_noticed(check: Check, frame: Frame, place: int, flip: int) -> None:
    wire = bytearray(frame.to_bytes(check))
    place %= len(wire)
    if place == 1:
        return  # the length: then it is not cut as one frame
    wire[place] ^= flip
    with pytest.raises(ChecksumError):
        Frame.from_bytes(bytes(wire), check)


@given(st.lists(frames, max_size=4), st.lists(st.integers(1, 9), min_size=1))
def test_frames_survive_any_chopping(sent: list[Frame], sizes: list[int]) -> None:
    wire = b"".join(frame.to_bytes() for frame in sent)
    cutter, cut, at = FrameCutter(), [], 0
    while wire:
        size = sizes[at % len(sizes)]
        cut += cutter.receive(wire[:size], now=0.0)
        wire, at = wire[size:], at + 1
    assert [Frame.from_bytes(raw) for raw in cut] == sent
    assert not cutter.inside_frame


@given(st.lists(st.binary(max_size=20)))
def test_noise_never_raises(noise: list[bytes]) -> None:
    cutter = FrameCutter()
    for piece in noise:
        for raw in cutter.receive(piece, now=0.0):
            assert len(raw) == raw[1] + 5


def test_a_gap_inside_a_frame_abandons_it() -> None:
    cutter = FrameCutter()
    assert cutter.receive(bytes.fromhex("02 00 01"), now=0.0) == []
    assert cutter.receive(bytes.fromhex("02 00 01 FE FF"), now=GAP_S + 0.010) == [b"\x02\x00\x01\xfe\xff"]
    assert cutter.abandoned == 1


def test_a_pause_shorter_than_the_gap_does_not() -> None:
    cutter = FrameCutter()
    assert cutter.receive(bytes.fromhex("02 00 01"), now=0.0) == []
    assert cutter.receive(b"", now=0.030) == []
    assert cutter.receive(bytes.fromhex("FE FF"), now=0.049) == [b"\x02\x00\x01\xfe\xff"]
