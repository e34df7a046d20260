"""Words of the documents' traces, in any pieces, among any noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ict.framing import BillValidated, PowerUp, Said, Word, WordReader


def words(text: str) -> list[Word]:
    return WordReader().receive(bytes.fromhex(text), 1.0)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("80 8F", [PowerUp()]),
        ("81 40", [BillValidated(0)]),
        ("81 44", [BillValidated(4)]),
        ("81 59", [BillValidated(25)]),
        ("10", [Said(0x10)]),
        ("11", [Said(0x11)]),
        ("3E 5E 71 A1", [Said(0x3E), Said(0x5E), Said(0x71), Said(0xA1)]),
        ("81 41 10 81 41", [BillValidated(1), Said(0x10), BillValidated(1)]),
        ("81 10", [BillValidated(None), Said(0x10)]),
        ("81 81 42", [BillValidated(None), BillValidated(2)]),
        ("80 80 8F", [PowerUp()]),
        ("8F 40 59 00 FF", []),
    ],
)
def test_words(text: str, means: list[Word]) -> None:
    assert words(text) == means


def test_a_second_byte_that_never_comes() -> None:
    reader = WordReader()
    assert reader.receive(b"\x81", 1.0) == []
    assert reader.expire(1.05) == []
    assert reader.expire(1.11) == [BillValidated(None)]
    assert reader.receive(b"\x41", 1.2) == []
    assert reader.noise == 2


def test_half_a_power_up_is_noise() -> None:
    reader = WordReader()
    reader.receive(b"\x80", 1.0)
    assert reader.receive(b"\x8f", 2.0) == []
    assert reader.noise == 2


def test_a_port_that_was_lost_takes_half_a_word_with_it() -> None:
    reader = WordReader()
    reader.receive(b"\x81", 1.0)
    reader.clear()
    assert reader.receive(b"\x41", 1.01) == []


@given(st.binary(max_size=40), st.integers(0, 40))
def test_pieces_do_not_matter(data: bytes, cut: int) -> None:
    whole, pieces = WordReader(), WordReader()
    assert pieces.receive(data[:cut], 1.0) + pieces.receive(data[cut:], 1.01) == whole.receive(data, 1.0)
    assert pieces.noise == whole.noise


@given(st.lists(st.sampled_from(["80 8F", "81 40", "81 52", "10", "11", "22", "3E", "5E"]), max_size=8))
def test_words_come_out_as_they_went_in(sent: list[str]) -> None:
    assert len(words(" ".join(sent))) == len(sent)
