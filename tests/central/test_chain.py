"""The judgement over a batch, without a database."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from central.chain import GENESIS, Broken, Continues, Gap, JournalRow, Watermark, judge
from tests.central.bench import JournalWriter


def rows_of(count: int) -> tuple[JournalRow, ...]:
    writer = JournalWriter()
    for place in range(count):
        writer.add("TimerFired", place=place)
    return tuple(JournalRow(**row) for row in writer.rows)


ROWS = rows_of(8)
START = Watermark(0, GENESIS)


def after(count: int) -> tuple[Watermark, dict[int, str]]:
    """What is stored when that many rows were taken in."""
    mark = Watermark(count, ROWS[count - 1].hash) if count else START
    return mark, {row.seq: row.hash for row in ROWS[:count]}


def test_hash_by_hand() -> None:
    row = JournalRow(1, "b", 2, "w", "synced", "K", "", '{"a":"堃"}', GENESIS, "")
    text = f'[1,"b",2,"w","synced","K","","{{\\"a\\":\\"堃\\"}}","{GENESIS}"]'
    assert row.computed_hash() == hashlib.sha256(text.encode()).hexdigest()


@given(
    taken=st.integers(0, 8),
    start=st.integers(0, 8),
    end=st.integers(0, 8),
    data=st.data(),
)
def test_every_slice_in_every_order_is_judged_right(
    taken: int, start: int, end: int, data: st.DataObject
) -> None:
    mark, stored = after(taken)
    part = ROWS[start:end]
    batch = data.draw(st.permutations(part + part[: data.draw(st.integers(0, 3))])) if part else []
    judged = judge(mark, stored, batch)
    if part and start > taken:
        assert judged == Gap(taken + 1)
    else:
        assert judged == Continues(ROWS[taken:end] if end > taken and part else ())


@given(
    taken=st.integers(0, 8),
    place=st.integers(0, 7),
    field=st.sampled_from(
        ["boot_id", "wall_utc", "clock_quality", "kind", "visit_id", "body", "prev_hash", "mono_ns"]
    ),
    resealed=st.booleans(),
)
def test_no_edit_passes(taken: int, place: int, field: str, resealed: bool) -> None:
    """Every field of every row, before and after it was taken in, sealed again or not."""
    mark, stored = after(taken)
    change: dict[str, Any] = {field: 1 if field == "mono_ns" else "f" * 64}
    edited = replace(ROWS[place], **change)
    if resealed:
        edited = replace(edited, hash=edited.computed_hash())
    batch = [*ROWS[:place], edited, *ROWS[place + 1 :]]
    judged = judge(mark, stored, batch)
    last_and_new = resealed and place == 7 and taken < 8 and field != "prev_hash"
    if last_and_new:
        assert isinstance(judged, Continues)  # nothing before it or after it contradicts
    else:
        assert isinstance(judged, Broken)
        assert judged.seq in (place + 1, place + 2)


def test_two_rows_with_one_seq_in_one_batch() -> None:
    other = replace(ROWS[1], body="{}")
    other = replace(other, hash=other.computed_hash())
    assert judge(START, {}, [ROWS[0], ROWS[1], other]) == Broken(2, "other-row-with-this-seq")


def test_edit_is_worse_than_a_gap_behind_it() -> None:
    edited = replace(ROWS[0], body="{}")
    assert judge(START, {}, [edited, ROWS[5]]) == Broken(1, "hash-does-not-match-row")
