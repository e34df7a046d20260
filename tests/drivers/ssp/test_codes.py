"""Answers to polls, from the manual's examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ssp import codes
from drivers.ssp.codes import PollEvent, poll_events

EXAMPLES = [  # ITL SSP Protocol Manual GA138 2.2.2129A, what stands behind OK
    ("F1 E8", [(0xF1, 0), (0xE8, 0)]),
    ("EE 01 EB", [(0xEE, 1), (0xEB, 0)]),
    ("EF 00", [(0xEF, 0)]),
    ("EF 03", [(0xEF, 3)]),
    ("EE 04", [(0xEE, 4)]),
    ("CC EE 01", [(0xCC, 0), (0xEE, 1)]),
    ("ED", [(0xED, 0)]),
    ("EC", [(0xEC, 0)]),
    ("E9", [(0xE9, 0)]),
    ("E6 02", [(0xE6, 2)]),
    ("E7", [(0xE7, 0)]),
    ("E1 00", [(0xE1, 0)]),
    ("E2 02", [(0xE2, 2)]),
    ("E0", [(0xE0, 0)]),
    ("E3", [(0xE3, 0)]),
    ("E4", [(0xE4, 0)]),
    ("B5", [(0xB5, 0)]),
    ("B6", [(0xB6, 0)]),
    ("", []),
]


@pytest.mark.parametrize(("data", "events"), EXAMPLES, ids=[data or "nothing" for data, _ in EXAMPLES])
def test_the_manuals_examples(data: str, events: list[tuple[int, int]]) -> None:
    found, unread = poll_events(bytes.fromhex(data))
    assert [(event.code, event.channel) for event in found] == events
    assert unread == 0


def test_behind_a_stranger_nothing_is_read() -> None:
    assert poll_events(bytes.fromhex("EE 03 DA 01 02 EE 03")) == ((PollEvent(codes.NOTE_CREDIT, 3),), 5)


def test_an_event_without_its_channel_is_not_read() -> None:
    assert poll_events(bytes.fromhex("EB EE")) == ((PollEvent(codes.STACKED),), 1)


@given(st.binary(max_size=60))
def test_anything_is_read_or_counted(data: bytes) -> None:
    events, unread = poll_events(data)
    read = sum(2 if event.code in codes.WITH_CHANNEL else 1 for event in events)
    assert read + unread == len(data)
