"""Packets as the manual's examples have them, and what a bad line does to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ssp.framing import GAP_S, Packet, PacketCutter, crc16

# ITL SSP Protocol Manual GA138 2.2.2129A, packet examples; those with sequence 0 were computed by the
# catalogue's CRC-16/CMS, whose check value is below.
EXAMPLES = [
    ("7F 80 01 11 65 82", True, "11"),  # SYNC
    ("7F 80 01 01 06 02", True, "01"),  # RESET
    ("7F 80 02 06 08 03 94", True, "06 08"),  # HOST_PROTOCOL_VERSION
    ("7F 80 01 F0 23 80", True, "F0"),  # OK
    ("7F 80 01 F5 3D 80", True, "F5"),
    ("7F 80 01 07 12 02", True, "07"),  # POLL
    ("7F 00 01 07 11 88", False, "07"),
    ("7F 80 01 56 F7 83", True, "56"),  # POLL_WITH_ACK
    ("7F 80 01 57 F2 03", True, "57"),  # EVENT_ACK
    ("7F 80 01 0A 3F 82", True, "0A"),  # ENABLE
    ("7F 00 01 09 36 08", False, "09"),  # DISABLE
    ("7F 80 01 08 30 02", True, "08"),  # REJECT
    ("7F 80 01 18 53 82", True, "18"),  # HOLD
    ("7F 00 01 18 50 08", False, "18"),
    ("7F 80 01 17 71 82", True, "17"),  # LAST_REJECT_CODE
    ("7F 80 02 F0 08 0C 20", True, "F0 08"),
    ("7F 80 01 05 1D 82", True, "05"),  # SETUP_REQUEST
    ("7F 80 05 F0 00 1C 96 2C D4 97", True, "F0 00 1C 96 2C"),  # serial number
    ("7F 80 03 02 07 00 2B B6", True, "02 07 00"),  # SET_INHIBITS
    ("7F 00 03 02 07 00 28 0A", False, "02 07 00"),
    ("7F 00 03 02 7F 7F 00 2D 9A", False, "02 7F 00"),  # stuffed
    ("7F 80 04 F0 EE 01 EB B9 48", True, "F0 EE 01 EB"),
    ("7F 80 04 F0 CC EE 01 62 AA", True, "F0 CC EE 01"),
    ("7F 80 04 F0 EE 03 CC 68 C4", True, "F0 EE 03 CC"),
]


def bytes_of(text: str) -> bytes:
    return bytes.fromhex(text)


def test_the_catalogues_check_value() -> None:
    assert crc16(b"123456789") == 0xAEE7


@pytest.mark.parametrize(("wire", "sequence", "data"), EXAMPLES, ids=[wire for wire, _, _ in EXAMPLES])
def test_the_manuals_examples_both_ways(wire: str, sequence: bool, data: str) -> None:
    packet = Packet(0, sequence, bytes_of(data))
    assert packet.to_bytes() == bytes_of(wire)
    assert PacketCutter().receive(bytes_of(wire), 1.0) == [packet]


@given(st.integers(0, 0x7D), st.booleans(), st.binary(min_size=1, max_size=255), st.integers(1, 9))
def test_what_is_packed_is_unpacked_in_any_pieces(address: int, seq: bool, data: bytes, size: int) -> None:
    packet = Packet(address, seq, data)
    wire = packet.to_bytes()
    cutter = PacketCutter()
    found = [one for at in range(0, len(wire), size) for one in cutter.receive(wire[at : at + size], 1.0)]
    assert found == [packet]


@given(st.binary(min_size=1, max_size=20), st.data())
def test_one_changed_byte_is_never_believed(data: bytes, draw: st.DataObject) -> None:
    packet = Packet(0, True, data)
    wire = bytearray(packet.to_bytes())
    place = draw.draw(st.integers(0, len(wire) - 1))
    wire[place] ^= draw.draw(st.integers(1, 255))
    assert packet not in PacketCutter().receive(bytes(wire), 1.0)


def test_a_damaged_packet_is_counted() -> None:
    cutter = PacketCutter()
    assert cutter.receive(bytes_of("7F 80 01 07 12 03"), 1.0) == []
    assert cutter.crc_errors == 1
    assert len(cutter.receive(bytes_of("7F 80 01 07 12 02"), 1.0)) == 1


def test_a_lone_7f_begins_anew() -> None:
    cutter = PacketCutter()
    assert len(cutter.receive(bytes_of("7F 80 04 F0 EE 7F 80 01 F0 23 80"), 1.0)) == 1
    assert cutter.half_packets == 1


def test_a_silence_ends_a_half_packet() -> None:
    cutter = PacketCutter()
    cutter.receive(bytes_of("7F 80 04 F0"), 1.0)
    assert cutter.receive(bytes_of("EE 01 EB B9 48"), 1.0 + 2 * GAP_S) == []
    assert (cutter.half_packets, cutter.noise_bytes) == (1, 5)


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_noise_never_raises_and_hides_no_packet_after_a_silence(noise: list[bytes]) -> None:
    cutter = PacketCutter()
    for piece in noise:
        cutter.receive(piece, 1.0)
    assert cutter.receive(bytes_of("7F 80 01 F0 23 80"), 2.0) == [Packet(0, True, b"\xf0")]
