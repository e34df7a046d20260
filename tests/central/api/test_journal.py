"""POST /api/v1/journal: every cut, repeat, mix-up, edit, gap and clone."""

from __future__ import annotations

import base64
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from central.models import Alarm, Journal, Kiosk
from tests.central.bench import GENESIS, Bench, JournalWriter, sealed


def written(count: int) -> list[dict[str, Any]]:
    writer = JournalWriter()
    for place in range(count):
        writer.add("TimerFired", timer="attention", place=place)
    return writer.rows


def kept(bench: Bench, kiosk: str = "KIOSK-1") -> list[tuple[int, str]]:
    with bench.database.reading() as session:
        found = session.execute(
            select(Journal.seq, Journal.hash).where(Journal.kiosk_id == kiosk).order_by(Journal.seq)
        )
        return [(row.seq, row.hash) for row in found]


def alarms(bench: Bench) -> list[tuple[str, int, str, str]]:
    with bench.database.reading() as session:
        found = session.scalars(select(Alarm).order_by(Alarm.id))
        return [(alarm.kiosk_id, alarm.seq, alarm.kind, alarm.detail) for alarm in found]


def as_kept(rows: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(row["seq"], row["hash"]) for row in rows]


def test_acknowledges_the_last_row_and_signs_it(bench: Bench) -> None:
    rows = written(3)
    answer = bench.ship(rows)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["acked_seq"], body["acked_hash"]) == (3, rows[2]["hash"])
    assert body["server_time"] == "2026-08-03T02:00:00.000Z"
    public = base64.b64decode(bench.client.get("/api/v1/keys").json()["ack"]["public"])
    said = f"KIOSK-1:3:{rows[2]['hash']}".encode()
    Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(body["signature"]), said)
    assert kept(bench) == as_kept(rows)


def test_rows_are_kept_as_they_came(bench: Bench) -> None:
    writer = JournalWriter()
    writer.add("Booted", version="0.1.0", note='堃𡍼 " \\ \t \x7f')
    bench.ship(writer.rows)
    with bench.database.reading() as session:
        row = session.scalars(select(Journal)).one()
        assert {name: getattr(row, name) for name in writer.rows[0]} == writer.rows[0]


def test_no_rows_asks_for_the_watermark(bench: Bench) -> None:
    assert bench.ship([]).json()["acked_seq"] == 0
    assert bench.ship([]).json()["acked_hash"] == GENESIS
    bench.ship(written(2))
    assert bench.ship([]).json()["acked_seq"] == 2


@pytest.mark.parametrize("seed", range(12))
def test_any_cut_repeat_and_order_of_batches_keeps_each_row_once(sqlite_bench: Bench, seed: int) -> None:
    """A kiosk that loses answers sends from its last acknowledgement again, cut differently each time."""
    dice = random.Random(seed)
    rows = written(25)
    known = 0
    for _ in range(200):
        start = dice.randint(0, known)
        end = min(len(rows), start + dice.randint(0, 8))
        batch = rows[start:end]
        if dice.random() < 0.3:
            dice.shuffle(batch)
        if dice.random() < 0.2:
            batch = batch + batch[: dice.randint(0, 3)]
        answer = sqlite_bench.ship(batch)
        assert answer.status_code == 200, answer.text
        if dice.random() < 0.6:  # else the answer was lost on the way
            known = answer.json()["acked_seq"]
        if known == len(rows):
            break
    assert kept(sqlite_bench) == as_kept(rows)
    assert alarms(sqlite_bench) == []


def test_gap_keeps_nothing_and_says_what_is_expected(bench: Bench) -> None:
    rows = written(6)
    bench.ship(rows[:2])
    for batch in (rows[3:], rows[4:5], [rows[2], rows[5]]):
        answer = bench.ship(batch)
        assert (answer.status_code, answer.json()) == (409, {"error": "gap", "expected_seq": 3})
    assert kept(bench) == as_kept(rows[:2])
    assert bench.ship(rows[2:]).json()["acked_seq"] == 6


# ---- Hands at the disk -----------------------------------------------------------------------------

FIELDS = {
    "boot_id": "boot-2",
    "mono_ns": 7,
    "wall_utc": "2026-08-03T02:00:00.001Z",
    "clock_quality": "rtc",
    "kind": "CoinsRead",
    "visit_id": "v2",
    "body": "{}",
    "prev_hash": "f" * 64,
}


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("resealed", [False, True])
@pytest.mark.parametrize("shipped_before", [False, True])
def test_edited_row_quarantines(sqlite_bench: Bench, name: str, resealed: bool, shipped_before: bool) -> None:
    """Any field, with or without a hash made anew; before or after the row was shipped."""
    rows = written(4)
    sqlite_bench.ship(rows[: 3 if shipped_before else 2])
    edited = {**rows[2], name: FIELDS[name]}
    batch = [sealed(edited) if resealed else edited, rows[3]]
    answer = sqlite_bench.ship(batch)
    assert answer.status_code == 423
    assert answer.json()["error"] == "quarantined"
    seq = answer.json()["seq"]
    assert seq in (3, 4)
    assert [(alarm[1], alarm[2]) for alarm in alarms(sqlite_bench)] == [(seq, "quarantined")]
    assert kept(sqlite_bench) == as_kept(rows[: 3 if shipped_before else 2])


def test_cloned_disk_is_seen_when_its_rows_differ(bench: Bench) -> None:
    original = JournalWriter()
    for _ in range(3):
        original.add("TimerFired", timer="attention")
    clone = JournalWriter(list(original.rows))
    original.add("CoinsRead", credits=[10])
    clone.add("CoinsRead", credits=[50])
    assert bench.ship(original.rows).status_code == 200
    answer = bench.ship(clone.rows)
    assert (answer.status_code, answer.json()) == (423, {"error": "quarantined", "seq": 4})


def test_older_disk_is_seen_when_it_writes_on(bench: Bench) -> None:
    rows = written(5)
    bench.ship(rows)
    restored = JournalWriter(rows[:3])
    restored.add("Booted", version="0.1.0")
    assert bench.ship(restored.rows[3:]).status_code == 423


def test_journal_that_does_not_begin_at_the_beginning_is_seen(bench: Bench) -> None:
    row = sealed({**written(1)[0], "prev_hash": "1" * 64})
    assert bench.ship([row]).status_code == 423


def test_quarantine_lasts_and_stops_sales_but_not_the_other_kiosk(bench: Bench) -> None:
    person_id = bench.person_id()
    rows = written(3)
    bench.ship([{**rows[0], "body": "{}"}])
    for batch in (rows, rows[:1], []):
        assert bench.ship(batch).json() == {"error": "quarantined", "seq": 1}
    assert bench.identify().status_code == 423
    assert bench.order(person_id=person_id).status_code == 423
    assert len(alarms(bench)) == 1
    assert kept(bench) == []
    assert bench.identify(kiosk="KIOSK-2").status_code == 200
    assert bench.ship(rows, "KIOSK-2").status_code == 200
    with bench.database.reading() as session:
        kiosk = session.get_one(Kiosk, "KIOSK-1")
        assert (kiosk.quarantined_seq, kiosk.quarantined_at) == (1, bench.clock.now())


# ---- Two at once ------------------------------------------------------------------------------------


def test_two_kiosks_and_repeats_at_the_same_moment(bench: Bench) -> None:
    rows = {"KIOSK-1": written(30), "KIOSK-2": written(24)}
    work = [(kiosk, rows[kiosk][at : at + 6]) for at in range(0, 30, 6) for kiosk in rows for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda job: bench.ship(job[1], job[0]).status_code, work))
    for kiosk, all_rows in rows.items():  # what came too early met a gap; now the rest
        assert bench.ship(all_rows, kiosk).json()["acked_seq"] == len(all_rows)
        assert kept(bench, kiosk) == as_kept(all_rows)
    assert alarms(bench) == []


def test_nobody_writes_for_another_kiosk(bench: Bench) -> None:
    answer = bench.post("journal", {"kiosk": "KIOSK-2", "rows": written(1)}, "KIOSK-1")
    assert (answer.status_code, answer.json()) == (403, {"error": "other-kiosk"})
    assert kept(bench, "KIOSK-2") == []


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": 2**63},
        {"seq": True},
        {"mono_ns": "1"},
        {"kind": ""},
        {"visit_id": None},
        {"body": "a\x00b"},
        {"body": "x" * 1_048_577},
        {"hash": "A" * 64},
        {"extra": 1},
    ],
)
def test_what_is_not_a_row_is_refused(sqlite_bench: Bench, change: dict[str, Any]) -> None:
    answer = sqlite_bench.ship([{**written(1)[0], **change}])
    assert (answer.status_code, answer.json()) == (422, {"error": "malformed"})
