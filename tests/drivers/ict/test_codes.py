from __future__ import annotations

from drivers.ict import codes


def test_every_exception_of_the_documents_is_known() -> None:
    """20 to 2F as the ICT104U document lists them; 26 was left out of it in 2014."""
    named = {0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x2F}
    assert named <= codes.WORDS
    assert set(codes.FAULTS) == named - {0x23, 0x26, 0x29, 0x2A, 0x2F}
    assert all(codes.FAULTS.values())


def test_no_word_of_one_byte_begins_a_pair() -> None:
    assert not codes.WORDS & {0x80, 0x81, 0x8F, *range(0x40, 0x5A)}


def test_the_bytes_of_the_documents() -> None:
    assert (codes.ACCEPT, codes.REJECT, codes.HOLD) == (0x02, 0x0F, 0x18)
    assert (codes.POLL, codes.ENABLE, codes.INHIBIT, codes.RESET) == (0x0C, 0x3E, 0x5E, 0x30)
    assert codes.SYNC == codes.ACCEPT
    assert (codes.STACKED, codes.RETURNED) == (0x10, 0x11)
