from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from drivers.transport.memory import (
    Fault,
    cable,
    damaged,
    doubled,
    late,
    lossy,
    one_byte_at_a_time,
    whole,
)


def sent_through(fault: Fault, *writes: bytes) -> bytes:
    here, there = cable(fault)
    for data in writes:
        here.write(data, now=0.0)
    return there.read(now=100.0)


def test_a_sound_cable_carries_both_ways() -> None:
    here, there = cable()
    here.write(b"question", now=1.0)
    assert there.read(now=1.0) == b"question"
    there.write(b"answer", now=1.0)
    assert here.read(now=1.0) == b"answer"
    assert here.read(now=2.0) == b""


def test_bytes_one_at_a_time_trickle_in() -> None:
    here, there = cable(one_byte_at_a_time)
    here.write(b"abc", now=1.0)
    assert there.read(now=1.0) == b"a"
    assert there.read(now=1.0011) == b"b"
    assert there.read(now=2.0) == b"c"


def test_late_bytes_wait_and_keep_their_order() -> None:
    here, there = cable(late(0.5))
    here.write(b"first", now=1.0)
    here.fault = whole
    here.write(b"second", now=1.1)
    assert there.read(now=1.4) == b""
    assert there.read(now=1.5) == b"firstsecond"


def test_doubled_loses_nothing() -> None:
    assert sent_through(doubled, b"ab") == b"abab"


def test_lossy_loses_whole_writes_and_the_seed_repeats_it() -> None:
    def received(seed: int) -> bytes:
        return sent_through(lossy(0.3, random.Random(seed).random), *[b"x"] * 1000)

    assert received(1) == received(1)
    assert 600 < len(received(1)) < 800


def test_damaged_changes_one_byte_of_some_writes() -> None:
    arrived = sent_through(damaged(0.5, random.Random(1).random), *[b"0123"] * 1000)
    pieces = [arrived[at : at + 4] for at in range(0, len(arrived), 4)]
    wrong = [sum(a != b for a, b in zip(piece, b"0123", strict=True)) for piece in pieces]
    assert set(wrong) == {0, 1}
    assert 400 < sum(wrong) < 600


def test_with_echo_the_driver_hears_itself_and_the_device_does_not() -> None:
    here, there = cable(lossy(1.0, lambda: 0.0), echo=True)
    here.write(b"ab", now=1.0)
    assert here.read(now=1.0) == b"ab"
    assert there.read(now=1.0) == b""
    there.write(b"cd", now=1.0)
    assert there.read(now=1.0) == b""
    assert here.read(now=1.0) == b"cd"


def test_unplugged_nothing_comes_or_goes() -> None:
    here, there = cable(late(0.5))
    here.write(b"on the way", now=1.0)
    here.unplug()
    here.write(b"into the air", now=1.1)
    there.write(b"into the air", now=1.1)
    assert (here.read(now=9.0), there.read(now=9.0)) == (b"", b"")
    here.plug()
    here.write(b"again", now=10.0)
    assert there.read(now=11.0) == b"again"


@given(st.lists(st.binary(max_size=9), max_size=20))
def test_a_sound_cable_keeps_every_byte(writes: list[bytes]) -> None:
    assert sent_through(whole, *writes) == b"".join(writes)
    assert sent_through(one_byte_at_a_time, *writes) == b"".join(writes)
